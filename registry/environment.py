"""Settings read from the environment, refused with a clear message where a value makes no sense."""

from __future__ import annotations

import ipaddress
import os

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


def addresses(name: str) -> tuple[str, ...]:
    """A comma-separated list of IP addresses, each with or without a port ("127.0.0.1:8000", "[::1]:8000")."""
    found = tuple(part.strip() for part in os.environ.get(name, "").split(",") if part.strip())
    for part in found:
        try:
            ipaddress.ip_address(_host(part))
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} holds {part!r}; write IP addresses with or without a port, such as 127.0.0.1:8000."
            ) from None
    return found


def _host(part: str) -> str:
    if part.startswith("["):
        return part[1:].partition("]")[0]
    return part.rpartition(":")[0] if part.count(":") == 1 else part
