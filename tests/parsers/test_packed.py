"""Rows that are held small are the same rows: whoever asks for them, or for the tables, sees no difference."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from parsers import read_delivery_note
from parsers.packed import Packer

from . import golden_files as golden

SOURCES = [source for source in golden.sources() if not golden.is_broken(source)]
TABLES = ("notes", "lines", "packages", "units")


def name(source: Path) -> str:
    return str(source.relative_to(golden.GOLDEN))


@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_packed_rows_are_the_same(source: Path) -> None:
    """Packing changes neither the rows of a note nor the tables; what is changed in a row stays changed."""
    frames = read_delivery_note(source.read_bytes(), **golden.arguments(source))
    plain = read_delivery_note(source.read_bytes(), **golden.arguments(source))
    packer = Packer()
    for draft in frames.drafts:
        draft.pack(packer)
    for table in TABLES:
        assert frames.table(table).equals(plain.table(table))
    for draft, same in zip(frames.drafts, plain.drafts, strict=True):
        assert copy.deepcopy(draft).lines == pickle.loads(pickle.dumps(draft)).lines == same.lines
        assert [draft.rows(table) for table in ("note", *TABLES[1:])] == [
            [same.note],
            same.lines,
            same.packages,
            same.units,
        ]
        draft.pack(packer)
        assert (draft.note, draft.lines, draft.packages, draft.units) == (
            same.note,
            same.lines,
            same.packages,
            same.units,
        )
        draft.note["remarks"] = "seen"
        draft.pack(packer)
        draft.pack(packer)
        assert draft.note["remarks"] == "seen"
        with pytest.raises(AttributeError):
            draft.pages  # type: ignore[attr-defined]  # noqa: B018


def test_texts_and_names_are_held_once() -> None:
    """Rows share the names of their columns, and texts that are equal."""
    packer = Packer()
    rows = [{"unit": "".join(("P", "CE")), "line_number": str(n)} for n in range(3)]
    names, values, count = packer.pack(rows)
    assert (names, count) == (("unit", "line_number"), 3)
    assert values[0] is values[2] is values[4]
