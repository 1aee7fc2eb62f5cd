"""The traps of X12 856, one by one."""

from __future__ import annotations

import pytest

from parsers import Unreadable, WrongFormat, detect_format, read_delivery_note
from parsers.draft import Draft

ISA = "ISA*00*          *00*          *ZZ*SUPPLIER       *ZZ*BUYER          *261124*0800*U*00401*000000001*0*P*>"


def interchange(*segments: str, kind: str = "856", isa: str = ISA) -> str:
    body = ["BSN*00*SHIP1*20261124*0800", *segments]
    parts = [isa, "GS*SH*S*B*20261124*0800*1*X*004010", f"ST*{kind}*0001", *body, f"SE*{len(body) + 2}*0001"]
    return "~".join([*parts, "GE*1*1", "IEA*1*000000001", ""])


def read(*segments: str) -> Draft:
    return read_delivery_note(interchange(*segments).encode()).drafts[0]


ITEM = ("LIN**VP*A", "SN1**2*EA")


@pytest.mark.parametrize(
    ("element", "terminator", "component"),
    [("*", "~", ">"), ("|", "\n", "^"), ("~", "*", "`"), ("+", "\r\n", ":"), ("\x1d", "\x1c", "\x1f"), ("*", "…", ":")],
)
def test_separators_by_position(element: str, terminator: str, component: str) -> None:
    """The separators are what stands at their places in ISA, whatever they are."""
    plain = interchange("HL*1**S", "HL*2*1*I", *ITEM)
    text = plain.translate(str.maketrans({"*": element, "~": terminator, ">": component}))
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), b"Hello,\r\nthe notice:\r\n" + text.encode()):
        assert detect_format(data).format == "x12"
        assert read_delivery_note(data).drafts[0].lines[0]["supplier_article_number"] == "A"


def test_isa_without_its_blanks() -> None:
    """Where the blanks of ISA were lost, the separators stand after its sixteen elements."""
    text = interchange("HL*1**S", "HL*2*1*I", *ITEM).replace("          ", "").replace("SUPPLIER       ", "SUPPLIER")
    assert len(read_delivery_note(text.encode()).drafts[0].lines) == 1


def test_wrapped_lines() -> None:
    """Line breaks that are no terminators are left out, within a segment, too."""
    text = interchange("HL*1**S", "HL*2*1*I", "LIN**VP*ABCDEF", "SN1**2*EA")
    wrapped = "\r\n".join(text[start : start + 37] for start in range(0, len(text), 37))
    wrapped = text[:106] + wrapped[len(wrapped) - len(wrapped) :] + text[106:].replace("ABC", "A\r\nBC")
    assert read_delivery_note(wrapped.encode()).drafts[0].lines[0]["supplier_article_number"] == "ABCDEF"


def test_levels_without_parents() -> None:
    """Without HL02 a level lies in the one before, unless its kind is open already."""
    draft = read(
        *("HL*1**S", "HL*2**O", "PRF*PO1", "HL*3**P", "MAN*GM*00340123450000000017"),
        *("HL*4**I", *ITEM, "HL*5**I", *ITEM, "HL*6**P", "MAN*GM*00340123450000000024", "HL*7**I", *ITEM),
        *("HL*8**O", "PRF*PO2", "HL*9**I", *ITEM),
    )
    assert [line["order_number"] for line in draft.lines] == ["PO1", "PO1", "PO1", "PO2"]
    assert [unit["package"] for unit in draft.units] == [0, 0, 1]
    assert "order_number" not in draft.note


def test_levels_in_any_order() -> None:
    """An order may stand below a package, a child before its parent."""
    draft = read(
        *("HL*1**S", "HL*4*3*I", *ITEM, "HL*2*1*T", "MAN*GM*00340123450000000017"),
        *("HL*3*2*O", "PRF*PO9***20261101"),
    )
    assert draft.lines[0]["order_number"] == "PO9"
    assert draft.units[0]["package"] == 0


def test_items_without_levels() -> None:
    """A notice without HL, or with several LIN in a level, has a line for each LIN."""
    assert [line["quantity"] for line in read("LIN*1**A", "SN1*1*5*EA", "LIN*2**B", "SN1*2*7*EA").lines] == [5, 7]
    draft = read("HL*1**S", "HL*2*1*O", "PRF*PO1", "HL*3*2*I", *ITEM, "LIN**VP*B", "SN1**9*EA")
    assert [(line["supplier_article_number"], line["order_number"]) for line in draft.lines] == [
        ("A", "PO1"),
        ("B", "PO1"),
    ]


def test_shares_of_an_item() -> None:
    """A pack below an item is a share of it, no line."""
    draft = read(
        "HL*1**S", "HL*2*1*I", *ITEM, "HL*3*2*P", "SN1**1*EA", "REF*LS*L1", "HL*4*2*P", "SN1**1*EA", "REF*LS*L2"
    )
    assert len(draft.lines) == 1
    assert [(unit["package"], unit["quantity"]) for unit in draft.units] == [(0, 1), (1, 1)]


def test_several_sets_and_other_kinds() -> None:
    """Every 856 of a file is a note; other sets are skipped and named."""
    text = interchange("HL*1**S", "HL*2*1*I", *ITEM) + interchange(kind="810")
    frames = read_delivery_note((text + "\n" + text).encode())
    assert len(frames.drafts) == 2
    assert frames.skipped == ["X12 810 (invoice) 004010 (set 0001)"] * 2


@pytest.mark.parametrize(("kind", "name"), [("850", "purchase order"), ("855", "acknowledgement"), ("810", "invoice")])
def test_near_misses_are_named(kind: str, name: str) -> None:
    """An X12 file of another kind is named for what it is."""
    detected = detect_format(interchange(kind=kind).encode())
    assert detected.format is None
    assert name in detected.kind


def test_other_formats_are_named() -> None:
    """A notice asked for as DESADV is of another format."""
    with pytest.raises(WrongFormat):
        read_delivery_note(interchange("HL*1**S", "HL*2*1*I", *ITEM).encode(), "desadv")


def test_deep_trees_are_refused() -> None:
    """Levels deeper than anybody packs are refused, without recursion."""
    levels = [f"HL*{number}*{number - 1}*P" for number in range(2, 10_000)]
    with pytest.raises(Unreadable, match="nested"):
        read("HL*1**S", *levels, "HL*10000*9999*I", *ITEM)
