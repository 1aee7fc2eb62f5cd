"""A reason as a sentence: its template, its place and its file, in either language."""

from __future__ import annotations

import pytest

from lieferschein.reasons import Reason


@pytest.mark.parametrize(
    ("message", "params", "german"),
    [
        (
            "{place} holds {found}, which is no number.",
            {"place": "row 7, column C (Menge)", "found": "line 5", "file": "a.csv"},
            "a.csv: In Zeile 7, Spalte C (Menge) steht line 5, das ist keine Zahl.",
        ),
        (
            "The document has no delivery note number.",
            {"place": "message 1, segment 17 QTY"},
            "Das Dokument hat keine Lieferscheinnummer. (Nachricht 1, Segment 17 QTY)",
        ),
        (
            "The document has no delivery note number.",
            {"place": "sheet my row 7"},
            "Das Dokument hat keine Lieferscheinnummer. (Blatt my row 7)",
        ),
    ],
)
def test_places_are_told_in_german(message: str, params: dict[str, str], german: str) -> None:
    """The words that places are made of are translated; what the document itself says is not."""
    assert Reason("invalid", message, params).sentence("de") == german
    assert params["place"] in Reason("invalid", message, params).sentence("en")
