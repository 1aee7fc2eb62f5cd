"""Bytes → frames: the one way in for every format."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, BinaryIO

from .detect import detect_format
from .draft import Parsed, Parser, complete
from .errors import DeliveryNoteError, NoDeliveryNote, Unreadable, WrongFormat
from .frames import Frames
from .option_checks import check_options
from .packed import LARGE, Packer
from .pdf import embedded_files, is_pdf
from .registry import FORMATS


def read_delivery_note(
    data: bytes | bytearray | memoryview | str | Path | BinaryIO,
    format: str = "auto",
    *,
    name: str | None = None,
    **options: Any,
) -> Frames:
    """Read every delivery note in `data` into the four canonical tables.

    `data` is bytes, a path (str or Path) or a binary file; `format` one of FORMATS or "auto"; `name` is kept as the
    source's name; `options` are those of the format (see docs/formats.md), and `timezone`, in which moments without a
    zone are read (default Europe/Berlin). Raises DeliveryNoteError, and ValueError for a format or option that does
    not exist.
    """
    raw, name = _load(data, name)
    if format != "auto":
        check_options(format, options)
    if is_pdf(raw):
        return _read_pdf(raw, format, name, options)
    parser = _choose(raw, format)
    try:
        parsed = parser.parse(raw, options)
    except RecursionError as error:
        raise Unreadable("The document is nested too deeply.", format=parser.name) from error
    return _finish(parsed, parser, raw, name)


def _load(data: Any, name: str | None) -> tuple[bytes, str | None]:
    if isinstance(data, bytes):
        return data, name
    if isinstance(data, str | Path):
        path = Path(data)
        return path.read_bytes(), name or path.name
    if isinstance(data, bytearray | memoryview):
        return bytes(data), name
    return data.read(), name or getattr(data, "name", None)


def _choose(raw: bytes, format_name: str) -> Parser:
    if format_name == "auto":
        detected = detect_format(raw)
        if detected.format is None:
            raise NoDeliveryNote("This is {kind}, not a delivery note.", kind=detected.kind)
        return FORMATS[detected.format]
    parser = FORMATS[format_name]
    if parser.sniff(raw) == 0 and parser.describe(raw) is None:
        detected = detect_format(raw)
        if detected.format not in (None, format_name):
            raise WrongFormat(
                "The file looks like {found}, {expected} was asked for.", expected=format_name, found=detected.format
            )
    return parser


def _read_pdf(raw: bytes, format_name: str, name: str | None, options: dict[str, Any]) -> Frames:
    """A hybrid PDF carries its XML as an embedded file; any other is a picture of the note and never guessed at."""
    problem: DeliveryNoteError | None = None
    for embedded in embedded_files(raw):
        try:
            return read_delivery_note(embedded.data, format_name, name=name or embedded.name, **options)
        except DeliveryNoteError as error:
            if problem is None or isinstance(problem, NoDeliveryNote):
                problem = error
    raise problem or NoDeliveryNote("This is a PDF without an embedded delivery note: a picture of the note only.")


def _finish(parsed: Parsed, parser: Parser, raw: bytes, name: str | None) -> Frames:
    if not parsed.drafts:
        what = parsed.skipped[0] if parsed.skipped else parser.describe(raw) or "a document of another kind"
        raise NoDeliveryNote("This is {kind}, not a delivery note.", format=parser.name, kind=what)
    sha256 = hashlib.sha256(raw).hexdigest()
    packer = parsed.packer or (Packer() if len(raw) > LARGE else None)
    for draft in parsed.drafts:
        complete(draft, parser.name)
        draft.note["source_format"] = parser.name
        draft.note["source_sha256"] = sha256
        if name:
            draft.note["source_name"] = name
        if packer is not None:
            draft.pack(packer)
    return Frames(parsed.drafts, parsed.skipped)
