"""What holds for any EDIFACT note, and for any bytes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import DeliveryNoteError, read_delivery_note
from parsers.edifact import Service
from parsers.identifiers import check_digit

from . import golden_files as golden
from .edifact_writer import interchange

SERVICES = st.sampled_from(
    [
        Service(),
        Service(decimal=","),
        Service("|", "*", ".", "\\", " ", "~"),
        Service(">", "^", ",", "!", " ", "\n"),
        Service(":", "+", ".", " ", " ", "'"),  # no release character
    ]
)
LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="\x85")
WORDS = st.text(LETTERS, min_size=1, max_size=30).filter(lambda word: word not in ("NA", "N/A"))
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join).filter(lambda text: text != "N/A")
QUANTITIES = st.decimals(0, 999_999_999, places=3).map(lambda value: value.normalize() + 0)
KEYS = st.integers(0, 10**12 - 1).map(lambda value: f"{value:012d}")


@st.composite
def notes(draw: st.DrawFn) -> dict[str, Any]:
    """A note with lines, serial numbers, handling units."""
    packages = draw(st.lists(st.integers(0, 10**17 - 1), max_size=3, unique=True))
    lines = []
    for _ in range(draw(st.integers(1, 5))):
        gtin = draw(st.none() | KEYS)
        lines.append(
            {
                "gtin": gtin and gtin + check_digit(gtin),
                "article": draw(WORDS),
                "description": draw(TEXTS),
                "quantity": draw(QUANTITIES),
                "unit": draw(st.sampled_from(["", "PCE", "NPR", "KGM"])),
                "order_line": draw(st.just("") | WORDS),
                "serials": draw(st.lists(WORDS.filter(lambda word: "(" not in word), max_size=7, unique=True)),
                "package": draw(st.integers(0, len(packages) - 1)) if packages else 0,
            }
        )
    lines.sort(key=lambda line: line["package"])
    return {
        "number": draw(WORDS),
        "date": draw(st.dates(date(1900, 1, 1))),
        "order": draw(st.just("") | st.just("PO-1")),
        "supplier": draw(TEXTS),
        "remarks": draw(st.just("") | TEXTS),
        "packages": [digits + check_digit(digits) for digits in (f"{value:017d}" for value in packages)],
        "lines": lines,
    }


def plain(text: str, service: Service) -> bool:
    """Without a release character no separator can be data."""
    return service.release != " " or not any(character in text for character in ":+'")


@settings(deadline=None)
@given(st.lists(notes(), min_size=1, max_size=3), SERVICES, st.sampled_from(["", "\n", "\r\n"]))
def test_what_is_written_reads_back_equal(written: list[dict[str, Any]], service: Service, between: str) -> None:
    """Any note that is written in EDIFACT reads back equal, whatever the separators and the text."""
    if not plain(repr(written), service) and service.release == " ":
        service = Service()
    frames = read_delivery_note(interchange(written, service, between), "desadv")
    assert len(frames.drafts) == len(written)
    for draft, note in zip(frames.drafts, written, strict=True):
        assert draft.note["delivery_note_number"] == note["number"]
        assert draft.note["issue_date"] == note["date"]
        assert draft.note["supplier_name"] == note["supplier"]
        assert draft.note.get("remarks", "") == note["remarks"]
        assert [row["package_id"] for row in draft.packages] == note["packages"]
        for index, (row, line) in enumerate(zip(draft.lines, note["lines"], strict=True)):
            assert row.get("gtin") == line["gtin"]
            assert row["supplier_article_number"] == line["article"]
            assert row["description"] == line["description"]
            assert row["quantity"] == line["quantity"]
            assert isinstance(row["quantity"], Decimal)
            assert row.get("unit_raw", "") == line["unit"]
            assert row.get("order_line", "") == line["order_line"]
            pieces = [unit for unit in draft.units if unit["line"] == index]
            assert [unit["serial_number"] for unit in pieces if "serial_number" in unit] == line["serials"]
            if note["packages"]:
                assert {unit["package"] for unit in pieces} == {line["package"]}


FORMATS = ("desadv", "x12", "idoc", "vda4913")
SOURCES = [source.read_bytes() for name in FORMATS for source in golden.sources(golden.GOLDEN / name)]


def reads_or_refuses(data: bytes) -> None:
    """Frames or a DeliveryNoteError with a whole sentence; anything else escapes and fails the test."""
    for name in ("auto", *FORMATS):
        try:
            frames = read_delivery_note(data, name)
            for table in ("notes", "lines", "packages", "units"):
                frames.table(table)
        except DeliveryNoteError as error:
            str(error)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_frames_or_our_error(data: bytes) -> None:
    """Any bytes give frames or a DeliveryNoteError, nothing else."""
    reads_or_refuses(data)


STARTS = (b"UNB+UNOC:3+S+R+261124:0800+1'UNH+1+DESADV:D:96A:UN'", b"UNA:+.? 'UNB+UNOA:1+", b"EDI_DC40", b"71103")


@settings(deadline=None)
@given(st.sampled_from(STARTS), st.text(st.sampled_from("UNHTLIQTYCPSGIN+:'?0129 \n*~ü"), max_size=300))
def test_any_start_of_a_document_gives_frames_or_our_error(start: bytes, rest: str) -> None:
    """The same for what starts like a document."""
    reads_or_refuses(start + rest.encode())


@settings(deadline=None)
@given(st.data())
def test_broken_documents_give_frames_or_our_error(data: st.DataObject) -> None:
    """The same for our documents with a few bytes changed, cut out, put in or moved."""
    source = data.draw(st.sampled_from(SOURCES))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(source)))
        end = min(len(source), start + data.draw(st.integers(0, 40)))
        put = data.draw(st.binary(max_size=6) | st.just(source[end : end + 40]))
        source = source[:start] + put + source[end:]
    reads_or_refuses(source)
