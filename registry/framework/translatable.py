"""Marks words that pages show, for whoever collects what is to be translated; it changes nothing."""

from __future__ import annotations


def gettext_noop(message: str) -> str:
    """Named as Django's and gettext's own mark, so that their tools find it; the framework knows no Django."""
    return message
