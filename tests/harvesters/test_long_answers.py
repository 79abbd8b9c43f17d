"""Nothing that a source sends keeps a run busy for longer than its length warrants."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60  # what hangs takes hours, what does not a second

# In a process of its own: an expression that hangs does not hear of time-outs.
_PROGRAM = """
import sys
from harvesters.protocols import PROTOCOLS
from tests.harvesters.faults import Site
from tests.harvesters.trying import try_document
text = sys.argv[1].encode().decode("unicode_escape") * (200_000 // len(sys.argv[1]))
with Site() as site:
    for protocol in (None, *PROTOCOLS):
        try_document(site, text, protocol)
    try_document(site, f'<html><script type="application/ld+json">{{{text}</script>', "sitemap")
"""


@pytest.mark.parametrize("text", [" ", r"\n ", "<!--", "https://a"])
def test_it_ends(text: str) -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM, text], cwd=ROOT, timeout=SECONDS, check=False)
    assert done.returncode == 0
