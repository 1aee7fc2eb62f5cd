"""Files embedded in a hybrid PDF (ISO 32000-1, 7.11.4: /EmbeddedFiles and /AF)."""

from __future__ import annotations

import io
import logging
from typing import NamedTuple

MAX_EMBEDDED = 50 * 1024 * 1024


class Embedded(NamedTuple):
    """One embedded file."""

    name: str
    data: bytes


def is_pdf(data: bytes) -> bool:
    """Whether `data` is a PDF: its header may stand anywhere in the first 1024 bytes."""
    return b"%PDF-" in data[:1024]


def embedded_files(data: bytes) -> list[Embedded]:
    """The files embedded in a PDF; none for a PDF without, or one that cannot be read."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it tolerates is no concern of the reader
    found: list[Embedded] = []
    try:
        for name, contents in PdfReader(io.BytesIO(data)).attachments.items():
            found.extend(Embedded(str(name), content) for content in contents if len(content) <= MAX_EMBEDDED)
    except Exception:
        return found
    return found
