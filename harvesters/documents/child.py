"""The process that reads one document: its bytes come in, what it says of itself goes out as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from harvesters.confined import limit_this_process
from harvesters.documents.unreadable import Unreadable
from harvesters.words import words


def said_by(body: bytes) -> Mapping[str, Any]:
    """The members of harvesters.documents.Facts, or the wordings of `reason` and `advice`."""
    from harvesters.documents import docx, kind_of, pdf  # after the limits: libraries take memory, too

    try:
        return pdf.read(body) if kind_of(body) == "pdf" else docx.read(body)
    except Unreadable as why:
        return {"reason": why.reason.wording, "advice": why.advice.wording}
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - a damaged document leads the libraries to errors of any kind
        return {
            "reason": words(
                "The document is damaged and cannot be read (%(fault)s).", fault=type(fault).__name__
            ).wording,
            "advice": words("Open it and save it anew.").wording,
        }


if __name__ == "__main__":
    limit_this_process()
    sys.stdout.write(json.dumps(said_by(sys.stdin.buffer.read())))
