"""The signs by which a page is told to describe training, or at least something, in schema.org's terms."""

from __future__ import annotations

import re

# Classes of schema.org that describe training; an Organization or WebSite alone is on every front page.
_TRAINING = (
    r"(?:Course|CourseInstance|EducationalOccupationalProgram|LearningResource|\w*Event|HowTo|VideoObject"
    r"|Legislation)"
)
_DESCRIBES_TRAINING = re.compile(
    rf""""@type"\s*:\s*(?:\[[^\]]*?)?"(?:https?://schema\.org/|schema:)?{_TRAINING}\"
    | \bitemtype\s*=\s*["']?[^"'>]*\bschema\.org/{_TRAINING}\b
    | \btypeof\s*=\s*["']?(?:[^"'>]*[\s/:])?{_TRAINING}\b""",
    re.VERBOSE,
)
_STRUCTURED = re.compile(
    r"""<script\b[^>]*\btype\s*=\s*["']?application/ld\+json
    | \b(?:itemtype|vocab)\s*=\s*["']?https?://schema\.org/""",
    re.IGNORECASE | re.VERBOSE,
)


def describes_training(page: str) -> bool:
    return bool(_DESCRIBES_TRAINING.search(page))


def is_structured(page: str) -> bool:
    return bool(_STRUCTURED.search(page))
