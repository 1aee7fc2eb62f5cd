"""The mapping of a supplier's own XML: paths, and options that are checked before anything is read."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from parsers import WrongFormat, read_delivery_note
from parsers.xml_path import path_of

DOCUMENT = etree.fromstring(
    """<Export xmlns:p="urn:p" Datum="24.11.2026">
      <Party role="buyer"><Name>Hören Nord</Name></Party>
      <Party role="supplier"><Name>Labor Süd</Name><Kind>Labor</Kind></Party>
      <p:Delivery p:No="7"><Item><Qty unit="Stk">2</Qty></Item><Item><Qty> </Qty></Item>
        <Item><Qty>NA</Qty></Item></p:Delivery>
    </Export>"""
)


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("Delivery/Item/Qty", ["2"]),
        ("x:Delivery/Item/Qty/@unit", ["Stk"]),
        ("//Qty", ["2"]),
        ("Delivery/*/Qty", ["2"]),
        ("Delivery/Item[1]/Qty", ["2"]),
        ("Delivery/Item[9]/Qty", []),
        ("Party[@role='supplier']/Name", ["Labor Süd"]),
        ('Party[Kind="Labor"]/@role', ["supplier"]),
        ("Party[Kind='a/b']/Name", []),
        ("@Datum", ["24.11.2026"]),
        ("Delivery/@No", ["7"]),
        ("Delivery/../Party/Name", ["Hören Nord", "Labor Süd"]),
        ("./Party/Name", ["Hören Nord", "Labor Süd"]),
        ("=Stk/7", ["Stk/7"]),
        ("..", []),
    ],
)
def test_paths(path: str, texts: list[str]) -> None:
    """What a path leads to; empty texts and dummies are nothing."""
    assert [text for text, _ in path_of("columns.quantity", path).texts(DOCUMENT)] == texts


@pytest.mark.parametrize(
    "path", ["", "a//b", "@a/b", "a[b", "a[position()=1]", "count(a)", "a|b", "/a", "a/", "//", 7, None]
)
def test_other_xpath_is_refused(path: Any) -> None:
    """Everything else that XPath knows is refused when the options are read, with the name of the option."""
    with pytest.raises(ValueError, match=r"columns\.quantity"):
        path_of("columns.quantity", path)


GOOD: dict[str, Any] = {"line": "Item", "columns": {"delivery_note_number": "@No", "quantity": "Qty"}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": None}, "needs the option columns"),
        ({"line": None}, "needs the option line"),
        ({"columns": {"quantity": "Qty"}}, "delivery_note_number"),
        ({"columns": {"delivery_note_number": "@No"}}, "quantity"),
        ({"columns": {**GOOD["columns"], "lines.quantiti": "Qty"}}, "quantity"),
        ({"columns": {**GOOD["columns"], "gtin": "a|b"}}, r"columns\.gtin"),
        ({"columns": {**GOOD["columns"], "gtin": []}}, r"columns\.gtin"),
        ({"constants": {"quantity": "1"}}, "no constant beside it"),
        ({"constants": "x"}, "constants takes a table"),
        ({"decimal": ";"}, "decimal takes"),
        ({"decimal": ",", "thousands": ","}, "thousands"),
        ({"date_format": "DD.MM.YYYY"}, "date_format"),
        ({"colums": {}}, "colums"),
    ],
)
def test_options_are_checked(change: dict[str, Any], message: str) -> None:
    """A wrong option is a ValueError that says which, whatever the document."""
    options = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(ValueError, match=message):
        read_delivery_note(b"<Delivery/>", "xml", **options)


def test_defaults() -> None:
    """The root is the note, numbers have decimal points, dates are ISO or German."""
    columns = {**GOOD["columns"], "issue_date": "@Date"}
    data = b'<Delivery No="007" Date="2026-11-24"><Item><Qty>1.5</Qty></Item></Delivery>'
    frames = read_delivery_note(data, "xml", line="Item", columns=columns)
    assert frames.notes["delivery_note_number"].tolist() == ["007"]
    assert str(frames.notes["issue_date"][0]) == "2026-11-24"
    assert str(frames.lines["quantity"][0]) == "1.500000"


def test_pieces_by_path() -> None:
    """With the option unit, each piece is an element of its own, with its serial number, batch and quantity."""
    columns = {
        **GOOD["columns"],
        "serial_number": "@sn",
        "batch_number": "Lot",
        "units.quantity": "@q",
    }
    data = b'<D No="1"><Item><Qty>2</Qty><P sn="01" q="1"><Lot>A</Lot></P><P sn="02" q="1"><Lot>B</Lot></P></Item></D>'
    frames = read_delivery_note(data, "xml", line="Item", unit="P", columns=columns)
    assert [(row["serial_number"], row["batch_number"]) for row in frames.drafts[0].units] == [("01", "A"), ("02", "B")]


def test_a_known_format_can_be_mapped() -> None:
    """A supplier's mapping is followed although the root belongs to a format of ours; other syntax is not."""
    data = b'<AdvancedShippingNote advancedShippingNoteID="1"><Item><Qty>1</Qty></Item></AdvancedShippingNote>'
    columns = {"delivery_note_number": "@advancedShippingNoteID", "quantity": "Qty"}
    assert len(read_delivery_note(data, "xml", line="Item", columns=columns)) == 1
    with pytest.raises(WrongFormat):
        read_delivery_note(b"UNA:+.? 'UNB+UNOC:3+1+2+200101:1200+1'UNH+1+DESADV:D:96A:UN'", "xml", **GOOD)
