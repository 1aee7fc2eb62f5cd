"""A large XML document, of which one note at a time is held as a tree, gives what the whole tree gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parsers import DeliveryNoteError, opentrans, read_delivery_note, xmlformat, xmltree

from . import golden_files as golden

SOURCES = [source for name in ("gs1xml", "opentrans", "ubl") for source in golden.sources(golden.GOLDEN / name)]
UBL = '<DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2"'


def read(data: bytes, **arguments: Any) -> Any:
    try:
        return golden.as_json(read_delivery_note(data, **arguments))
    except DeliveryNoteError as error:
        return error.code, error.place, error.sentence


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The elements that came one at a time, of any document from now on."""
    elements: list[Any] = []
    notes_of = xmltree.notes_of

    def noted(*arguments: Any) -> Any:
        for element in notes_of(*arguments):
            elements.append(element)
            yield element

    monkeypatch.setattr(xmlformat, "LARGE", 0)
    monkeypatch.setattr(xmlformat, "notes_of", noted)
    return elements


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.usefixtures("asked")
def test_our_documents(source: Path) -> None:
    """Every document of ours, in pieces as well, reads as its expectation says."""
    expected = json.loads(golden.expectation(source).read_text("utf-8"))
    found = read(source.read_bytes(), **golden.arguments(source))
    assert found == (tuple(expected.values()) if golden.is_broken(source) else expected)


def notes(count: int, end: str = "</Batch>") -> bytes:
    """A wrapper with UBL notes, an invoice among them, each note with a GTIN whose check digit is wrong."""
    note = (
        f'{UBL} xmlns:c="urn:c"><c:ID>LS-{{n}}</c:ID><c:DespatchLine><c:ID>1</c:ID><c:DeliveredQuantity>1'
        "</c:DeliveredQuantity><c:Item><c:BestBefore/></c:Item></c:DespatchLine></DespatchAdvice>"
    )
    invoice = '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
    return ("<Batch>" + invoice + "".join(note.format(n=n) for n in range(count)) + end).encode()


@pytest.mark.parametrize("count", [1, 2, 200])
@pytest.mark.parametrize(
    "change",
    [
        (b"", b""),
        (b"<c:DeliveredQuantity>1<", b"<c:DeliveredQuantity>1,0,0<"),  # every note is wrong: the first is named
        (b"</Batch>", b"<Broken></Batch>"),
        (b"</Batch>", b""),
        (b"</Batch>", b"</Batch>\n\n"),
        (b"<Batch>", b'<!DOCTYPE x [<!ENTITY e "e">]><Batch>'),
        (b"<Batch>", b'<Batch><i:include xmlns:i="http://www.w3.org/2001/XInclude" href="x"/>'),
        (b"<Batch>", b"<Batch>" + b"<a>" * 300 + b"</a>" * 300),
    ],
)
def test_many_notes(count: int, change: tuple[bytes, bytes], asked: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Many notes in a wrapper, right and wrong: the same notes, places and warnings, or the same error."""
    data = notes(count).replace(*change) if change[0] else notes(count)
    in_pieces = read(data, format="ubl")
    if isinstance(in_pieces, dict):
        assert len(asked) == count == len(in_pieces["notes"])
        assert in_pieces["skipped"] == ["UBL Invoice"]
    monkeypatch.setattr(xmlformat, "LARGE", 1 << 30)
    assert in_pieces == read(data, format="ubl")


def test_places(asked: list[Any]) -> None:
    """The place of each note counts those before it, in one list or in lists of their own."""
    data = notes(200).replace(b"<c:Deli", b"<c:BackorderQuantity>x</c:BackorderQuantity><c:Deli")
    drafts = read_delivery_note(data, "ubl").drafts
    assert [draft.place for draft in drafts] == [f"Batch/DespatchAdvice[{n}]" for n in range(1, 201)]
    assert drafts[99].warnings == [
        "Batch/DespatchAdvice[100]/DespatchLine/BackorderQuantity: 'x' is not a number like 12.5; left out"
    ]
    assert len(asked) == 200


def test_a_note_in_a_note_is_read_as_a_whole(asked: list[Any]) -> None:
    """What cannot be read in pieces is not."""
    note = (
        "<DISPATCHNOTIFICATION><DISPATCHNOTIFICATION_HEADER><DISPATCHNOTIFICATION_INFO><DISPATCHNOTIFICATION_ID>1"
        "</DISPATCHNOTIFICATION_ID></DISPATCHNOTIFICATION_INFO></DISPATCHNOTIFICATION_HEADER>"
        "<DISPATCHNOTIFICATION_ITEM_LIST><DISPATCHNOTIFICATION_ITEM><QUANTITY>1</QUANTITY>"
        "</DISPATCHNOTIFICATION_ITEM></DISPATCHNOTIFICATION_ITEM_LIST>{}</DISPATCHNOTIFICATION>"
    )
    data = f"<OPENTRANS>{note.format(note.format(''))}</OPENTRANS>".encode()
    assert len(opentrans.OpenTrans().parse(data, {}).drafts) == 2
    assert not asked
