"""Letters to readers: in their language, as plain text and simple HTML from the same few templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from registry.curation import mailing
from registry.curation.models import Mail
from registry.people.models import Reader


def public(name: str, *args: Any) -> str:
    """The whole address of a page, as the world reaches it."""
    return f"{settings.PUBLIC_ADDRESS}{reverse(name, args=args)}"


def letter(
    reader: Reader, template: str, said: Mapping[str, Any], *, unsubscribe: str = "", html: bool = False
) -> Mail:
    """From `template`_subject.txt, `template`.txt and, if asked for, `template`.html.

    `unsubscribe`: an address that ends what the letter comes from by one POST (RFC 8058).
    """
    headers = {"Auto-Submitted": "auto-generated"}
    if unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    with translation.override(reader.language):
        context = {**said, "unsubscribe": unsubscribe, "language": reader.language}
        return Mail(
            to=reader.address,
            subject=" ".join(render_to_string(f"{template}_subject.txt", context).split()),
            body=render_to_string(f"{template}.txt", context),
            html=render_to_string(f"{template}.html", context) if html else "",
            headers=headers,
        )


def send(letters: Iterable[Mail]) -> None:
    """They wait with all other mail; call it in the transaction that makes them due."""
    mailing.enqueue(letters)
