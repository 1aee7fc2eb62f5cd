"""Every source below golden/ reads as the expectation beside it says (see golden_files.py)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parsers import DeliveryNoteError, detect_format, read_delivery_note

from . import golden_files as golden

SOURCES = golden.sources()
GOOD = [source for source in SOURCES if not golden.is_broken(source)]
BROKEN = [source for source in SOURCES if golden.is_broken(source)]


def name(source: Path) -> str:
    return str(source.relative_to(golden.GOLDEN))


@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_reads_as_expected(source: Path) -> None:
    """A source gives the cells, or the error, that its expectation holds, no more and no less."""
    expected = json.loads(golden.expectation(source).read_text("utf-8"))
    assert golden.read(source) == expected


@pytest.mark.parametrize("source", GOOD, ids=name)
def test_frames_and_detection(source: Path) -> None:
    """The pandas frames hold as many rows as the Arrow tables; detection names the folder's format with certainty."""
    arguments = golden.arguments(source)
    frames = read_delivery_note(source.read_bytes(), **arguments)
    for table in ("notes", "lines", "packages", "units"):
        assert len(getattr(frames, table)) == frames.table(table).num_rows
    assert {draft.note["source_format"] for draft in frames.drafts} == {golden.format_of(source)}
    if arguments["format"] == "auto":
        assert detect_format(source.read_bytes()).format == golden.format_of(source)


@pytest.mark.parametrize("source", BROKEN, ids=name)
def test_broken_raises_its_error(source: Path) -> None:
    """A broken source raises the parsers' one error, whose sentence needs no further parameters."""
    with pytest.raises(DeliveryNoteError) as caught:
        read_delivery_note(source.read_bytes(), **golden.arguments(source))
    assert "{" not in caught.value.sentence


@pytest.mark.parametrize("path", sorted(golden.GOLDEN.rglob("*.json")), ids=name)
def test_no_expectation_without_source(path: Path) -> None:
    """Every expectation and options file belongs to a source."""
    stem = path.name.removesuffix(".json").removesuffix(".options")
    assert (path.parent / stem).is_file()
