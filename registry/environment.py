"""Settings read from the environment, refused with a clear message where a value makes no sense."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value == "":
        return default
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def integer(name: str, *, default: int, least: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number of at least {least}.")
    return int(value)


def choice(name: str, *, default: str, among: Sequence[str]) -> str:
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(among)}.")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder that may be written to; made, for its owner only, where it is missing."""
    path = Path(text(name, str(default))).resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is {str(path)!r}: {error.strerror}. {_A_FOLDER}") from error
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name} is {str(path)!r}, which may not be read and written. {_A_FOLDER}")
    return path


_A_FOLDER = "Name a folder of your own; it is made where it is missing."


def postgresql(name: str) -> dict[str, Any] | None:
    """Django's settings of the database that a URL names; None where there is none. The URL holds a password, so
    that no message repeats it."""
    url = text(name, "")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} makes no sense; write postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
    }


def addresses(name: str) -> tuple[str, ...]:
    """A comma-separated list of IP addresses, each with or without a port ("127.0.0.1:8000", "[::1]:8000")."""
    found = tuple(part.strip() for part in os.environ.get(name, "").split(",") if part.strip())
    for part in found:
        if not _is_address(part):
            raise ImproperlyConfigured(
                f"{name} holds {part!r}; write IP addresses with or without a port, such as 127.0.0.1:8000."
            )
    return found


_BRACKETED = re.compile(r"\[([^\]]*)\](?::(.*))?")


def _is_address(part: str) -> bool:
    host, port = part, None
    if bracketed := _BRACKETED.fullmatch(part):
        host, port = bracketed[1], bracketed[2]
    elif part.count(":") == 1:
        host, _, port = part.partition(":")
    return _is_ip(host) and (port is None or _is_port(port))


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_port(port: str) -> bool:
    return port.isascii() and port.isdigit() and 0 < int(port) < 65536
