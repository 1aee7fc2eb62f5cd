"""Damaged and arbitrary bytes in every format: notes or our error, nothing else.

Short; hostile sizes have tests of their own. The longer version is this one with more examples:

    LIEFERSCHEIN_FUZZ_EXAMPLES=100000 pytest tests/parsers/test_fuzz_short.py
"""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import FORMATS, DeliveryNoteError, detect_format, read_delivery_note

from . import golden_files as golden

EXAMPLES = int(os.environ.get("LIEFERSCHEIN_FUZZ_EXAMPLES", "25"))
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# old workbooks are read in a process of their own, which is too slow here; what it gives is checked by its own tests
SOURCES = [path for path in golden.sources() if path.suffix != ".xls" and path.stat().st_size < 20_000]
NAMES = sorted({golden.format_of(path) for path in SOURCES})

Change = tuple[float, str, bytes]
# pieces of syntax that tell one element from the next in some format
pieces = st.one_of(
    st.binary(max_size=4),
    st.sampled_from(
        [
            b"'",
            b"+",
            b":",
            b"?",
            b"*",
            b"~",
            b"<",
            b">",
            b"&#0;",
            b'"',
            b";",
            b"\n",
            b"\r",
            b"\0",
            b"\xff",
            b"0",
            b"99999999",
        ]
    ),
)
changes = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["cut", "drop", "put", "swap", "double"]), pieces), max_size=5
)


def changed(data: bytes, damage: list[Change]) -> bytes:
    """`data` with the damage done to it, one change after another."""
    out = bytearray(data)
    for where, what, piece in damage:
        at = int(where * max(len(out) - 1, 0))
        if what == "cut":
            del out[at:]
        elif what == "drop":
            del out[at : at + 1 + len(piece) * 5]
        elif what == "put":
            out[at:at] = piece
        elif what == "swap":
            out[at : at + len(piece)] = piece
        else:
            out[at:at] = out[at : at + 200]
    return bytes(out)


def read_or_refuse(data: bytes, format_name: str, **options: Any) -> None:
    """Reading gives notes with exact quantities, whose frames can be built, or a DeliveryNoteError."""
    try:
        frames = read_delivery_note(data, format_name, **options)
    except DeliveryNoteError as error:
        refused(error)
        return
    assert frames.drafts
    for draft in frames.drafts:
        assert all(isinstance(line["quantity"], Decimal) and line["quantity"] >= 0 for line in draft.lines)
    for table in ("notes", "lines", "packages", "units"):
        frames.table(table)


def refused(error: DeliveryNoteError) -> None:
    """The error says something, in one line that needs nothing else."""
    assert error.code in ("unreadable", "invalid", "wrong_format", "no_delivery_note")
    assert error.sentence


@pytest.mark.parametrize("name", NAMES)
@QUICK
@given(st.data(), changes)
def test_damaged_documents(name: str, data: st.DataObject, damage: list[Change]) -> None:
    """A damaged document of a format is read or refused, by its parser and by detection."""
    source: Path = data.draw(st.sampled_from([path for path in SOURCES if golden.format_of(path) == name]))
    raw = changed(source.read_bytes(), damage)
    options = {**golden.arguments(source), "format": name}
    read_or_refuse(raw, options.pop("format"), **options)
    read_or_refuse(raw, "auto")


@pytest.mark.parametrize("name", [*FORMATS, "auto"])
@QUICK
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
def test_any_bytes(name: str, data: bytes) -> None:
    """Any bytes are read or refused by every parser."""
    read_or_refuse(data, name)


@QUICK
@given(st.sampled_from(SOURCES), changes)
def test_detection_never_fails(source: Path, damage: list[Change]) -> None:
    """Detection gives an answer for any damage, and says what it is in words."""
    found = detect_format(changed(source.read_bytes(), damage))
    assert 0 <= found.confidence <= 100
    assert found.kind
