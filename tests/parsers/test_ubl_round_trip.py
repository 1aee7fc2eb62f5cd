"""Any note that we write in UBL reads back equal."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import read_delivery_note
from parsers.draft import Draft, Row

from .ubl_writer import Writer

_LETTERS = string.ascii_letters + string.digits + "äöüÄÖÜß€éñçşİЖ中-_/.,;:'\"&<>()#+"


def texts(maximum: int = 20) -> st.SearchStrategy[str]:
    """Text as documents hold it: no outer blanks, no dummies for nothing."""
    inner = st.text(_LETTERS + " ", min_size=1, max_size=maximum).map(str.strip)
    return inner.filter(lambda text: text and text not in ("NA", "N/A"))


NUMBERS = st.text(string.ascii_letters + string.digits + "-/", min_size=1, max_size=12).filter(
    lambda text: text not in ("NA", "N/A")
)
QUANTITIES = st.decimals(0, 10**9, places=3).map(lambda value: value.normalize() + 0)
DATES = st.dates(date(1950, 1, 1), date(2099, 12, 31))
SSCC_BODIES = st.integers(0, 10**17 - 1)


def sscc(body: int) -> str:
    digits = f"{body:017d}"
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def optional(**columns: st.SearchStrategy[object]) -> st.SearchStrategy[Row]:
    return st.fixed_dictionaries({}, optional=columns)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    draft = Draft()
    draft.note = {
        "delivery_note_number": draw(NUMBERS),
        **draw(
            optional(
                document_id=NUMBERS,
                document_function=st.sampled_from(["replace", "cancel"]),
                issue_date=DATES,
                supplier_name=texts(),
                supplier_vat_id=st.just("DE123456789"),
                buyer_customer_number=NUMBERS,
                order_number=NUMBERS,
                shipment_id=NUMBERS,
                gross_weight_kg=QUANTITIES,
                remarks=texts(),
            )
        ),
    }
    name = draw(st.none() | texts())
    if name:
        draft.note.update(buyer_name=name, ship_to_name=name)
    for index in range(draw(st.integers(1, 6))):
        line = draw(
            optional(
                supplier_article_number=NUMBERS,
                buyer_article_number=NUMBERS,
                gtin=st.just("4012345000016"),
                description=texts(40),
                attributes=st.dictionaries(texts(8), texts(8), min_size=1, max_size=3),
                outstanding_quantity=QUANTITIES,
                order_line=NUMBERS,
                remarks=texts(),
            )
        )
        line.update(line_number=str(index + 1), quantity=draw(QUANTITIES), unit="KGM", unit_raw="KGM")
        draft.lines.append(line)
        draft.units.extend(_units(draw, draft, index))
    draft.note["line_count"] = len(draft.lines)
    return draft


def _units(draw: st.DrawFn, draft: Draft, line: int) -> list[Row]:
    pieces = draw(
        st.lists(
            optional(batch_number=NUMBERS, expiry_date=DATES, best_before_date=DATES).filter(bool),
            max_size=3,
        )
    )
    body = draw(st.none() | SSCC_BODIES)
    if body is not None and pieces:
        identifier = sscc(body)
        known = [package["package_id"] for package in draft.packages]
        if identifier not in known:
            draft.packages.append({"package_id": identifier, "package_id_type": "sscc", "package_type": "CT"})
            known.append(identifier)
        pieces = [{**piece, "package": known.index(identifier)} for piece in pieces]
    return [
        {"line": line, **piece, **({"serial_number": f"S{line}-{at}"} if draw(st.booleans()) else {})}
        for at, piece in enumerate(pieces)
    ]


@settings(max_examples=150, deadline=None)
@given(drafts(), st.sampled_from([("cbc", "cac"), ("b", "a"), ("ns0", "ns1"), ("x-1", "y.2")]))
def test_what_we_write_reads_back_equal(draft: Draft, prefixes: tuple[str, str]) -> None:
    """Every column that the writer can say comes back as it was, whatever the prefixes; nothing is added."""
    frames = read_delivery_note(Writer(prefixes).note(draft), "ubl")
    (read,) = frames.drafts
    for name in ("source_format", "source_sha256"):
        read.note.pop(name)
    assert read.note == draft.note
    assert read.lines == draft.lines
    assert read.packages == draft.packages
    assert read.units == draft.units
    assert read.warnings == []


def test_exact_quantity() -> None:
    """A quantity is a decimal from the text to the frame, never a float on the way."""
    draft = Draft()
    draft.note = {"delivery_note_number": "1"}
    draft.lines = [{"line_number": "1", "quantity": Decimal("0.100001"), "unit_raw": "KGM"}]
    frames = read_delivery_note(Writer(("cbc", "cac")).note(draft))
    assert frames.lines["quantity"].tolist() == [Decimal("0.100001")]
