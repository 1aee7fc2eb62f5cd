"""The first inputs of each target: our own samples, taken from the tests when they are needed, and never copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
LARGEST = 30_000  # larger inputs only slow the search down


def seeds(target: str) -> Iterator[bytes]:
    """The samples of a format, of all formats for detection, or the mails."""
    for file in sorted(_folder(target).rglob("*")):
        if file.is_file() and file.suffix not in (".json", ".py") and file.stat().st_size <= LARGEST:
            yield file.read_bytes()


def _folder(target: str) -> Path:
    if target in ("unpack", "sender"):
        return TESTS / "mail" / "corpus"
    golden = TESTS / "parsers" / "golden"
    return golden if target in ("auto", "detect") else golden / target
