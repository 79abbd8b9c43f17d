"""Values found in a record by a path: JMESPath in JSON and in a table's rows, XPath in XML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from lxml import etree

from harvesters.values.storable import storable
from harvesters.words import words

HERE = "."  # the path from a record to itself


class PathProblem(ValueError):
    """A path that is not well written, or that does not suit what it meets; the message says which."""


class Place:
    """A point in a record from which paths go on: the record itself, a member, an element, a value."""

    def find(self, path: str) -> list[Place]:
        """The places a path leads to, lists taken apart; raises PathProblem."""
        raise NotImplementedError(f"{type(self).__name__}.find")

    def text(self) -> str | None:
        """The value as text; None where there is none, or something that is no text, such as an object."""
        raise NotImplementedError(f"{type(self).__name__}.text")


class JsonPlace(Place):
    """A JSON value. A path that is a name of the object, as columns of a row are, needs no quotes.

    A path that is no JMESPath either is the name of a column that the row does not have: nothing is found.
    """

    def __init__(self, value: Any) -> None:
        self.value = value

    def find(self, path: str) -> list[Place]:
        if path == HERE:
            found = self.value
        elif isinstance(self.value, dict) and path in self.value:
            found = self.value[path]
        else:
            found = self._search(path)
        listed = found if isinstance(found, list) else [found]
        return [JsonPlace(value) for value in listed if value is not None]

    def _search(self, path: str) -> Any:
        try:
            expression = compiled_jmespath(path)
        except JMESPathError:
            return None
        try:
            return expression.search(self.value)
        except JMESPathError as error:
            raise PathProblem(_first_line(error)) from None

    def text(self) -> str | None:
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, int | float):
            return f"{self.value:.15g}" if isinstance(self.value, float) else str(self.value)
        return storable(self.value) if isinstance(self.value, str) else None


class XmlPlace(Place):
    """An XML element, or a text that an XPath has found in one."""

    def __init__(self, found: Any, namespaces: Mapping[str, str]) -> None:
        self.found = found
        self.namespaces = namespaces

    def find(self, path: str) -> list[Place]:
        if path == HERE:
            return [self]
        if not isinstance(self.found, etree._Element):
            raise PathProblem(words("%(path)s leads on from a text, which holds nothing further", path=path))
        try:
            found = compiled_xpath(path, tuple(self.namespaces.items()))(self.found)
        except etree.XPathError as error:
            raise PathProblem(_first_line(error)) from None
        listed = found if isinstance(found, list) else [found]
        return [XmlPlace(value, self.namespaces) for value in listed]

    def text(self) -> str | None:
        if isinstance(self.found, etree._Element):
            return "".join(map(str, self.found.itertext()))
        return JsonPlace(self.found).text()


@lru_cache(maxsize=1024)
def compiled_jmespath(path: str) -> Any:
    """Raises JMESPathError where the path is not well written."""
    try:
        return jmespath.compile(path)
    except RecursionError:
        raise JMESPathError("it is nested too deeply") from None


@lru_cache(maxsize=1024)
def compiled_xpath(path: str, namespaces: tuple[tuple[str, str], ...]) -> etree.XPath:
    """Raises XPathError where the path is not well written."""
    return etree.XPath(path, namespaces=dict(namespaces), regexp=False, smart_strings=False)


def check_jmespath(path: str) -> None:
    """Raises PathProblem where a path is no JMESPath."""
    if path == HERE:
        return
    try:
        compiled_jmespath(path)
    except JMESPathError as error:
        raise PathProblem(_first_line(error)) from None


def check_xpath(path: str, namespaces: Mapping[str, str]) -> None:
    """Raises PathProblem where a path is no XPath 1.0 or uses a prefix or a function that nobody declared."""
    try:
        # Prefixes and functions are looked up only when the path is followed.
        compiled_xpath(path, tuple(namespaces.items()))(etree.Element("record"))
    except etree.XPathError as error:
        raise PathProblem(_first_line(error)) from None


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".:")
