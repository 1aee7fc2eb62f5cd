"""The traps of EDIFACT syntax and of DESADV, one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from parsers import Invalid, Unreadable, detect_format, read_delivery_note
from parsers.draft import Draft
from parsers.edifact import DEFAULT, split
from parsers.edifact_values import edifact_date, expand_range, foreign_number, joined

HEAD = "UNH+1+DESADV:D:96A:UN:EAN005'BGM+351+LS-1+9'DTM+137:20261124:102'"
LINE = "LIN+1++4012345000016:EN'QTY+12:1:PCE'"


def interchange(body: str, *, una: str = "", syntax: str = "UNOC:3") -> str:
    count = body.count("'") + 1
    return f"{una}UNB+{syntax}+S+R+261124:0800+1'{body}UNT+{count}+1'UNZ+1+1'"


def read(body: str, **arguments: str) -> Draft:
    return read_delivery_note(interchange(body, **arguments).encode("latin-1")).drafts[0]


def in_message(body: str) -> Draft:
    return read(HEAD + body)


@pytest.mark.parametrize("junk", ["\ufeff", "  \r\n", "Hallo, anbei der Lieferschein:\r\n\r\n", "> weitergeleitet\n"])
def test_something_may_stand_before(junk: str) -> None:
    """A byte order mark, blanks, or lines of a mail before UNA or UNB are skipped."""
    for una in ("", "UNA:+.? '", "UNA:+.? '\r\n", "UNA:+.?'", "UNA:+.?'\r\n"):
        data = (junk + interchange(HEAD + LINE, una=una)).encode()
        assert detect_format(data).format == "desadv"
        assert read_delivery_note(data).drafts[0].note["delivery_note_number"] == "LS-1"


def test_what_follows_is_left_out() -> None:
    """A mail's signature after UNZ is no segment."""
    frames = read_delivery_note((interchange(HEAD + LINE) + "\n-- \nMit freundlichem Gruss'LIN+9'").encode())
    assert len(frames.drafts[0].lines) == 1
    assert frames.drafts[0].warnings == []


@pytest.mark.parametrize(
    ("syntax", "text", "codec", "warned"),
    [
        ("UNOA:1", "Größe", "latin-1", True),
        ("UNOC:3", "Größe", "latin-1", False),
        ("UNOC:3", "Größe", "utf-8", True),
        ("UNOY:4", "Größe €", "utf-8", False),
        ("UNOY:4", "Größe", "latin-1", True),
        ("UNOD:3", "Łódź", "iso8859-2", False),
        ("UNOE:3", "Очки", "iso8859-5", False),
        ("UNOC:3", "Größe €", "cp1252", True),
        ("UNOB:1", "Größe Hörgerät", "cp850", True),
        ("UNOC:3", "Größe", "utf-16", False),
    ],
)
def test_character_sets(syntax: str, text: str, codec: str, warned: bool) -> None:
    """UNB names the character set; where the bytes tell another one, that is read, with a warning."""
    body = HEAD + f"LIN+1++A:SA'IMD+F++:::{text}'QTY+12:1'"
    draft = read_delivery_note(interchange(body, syntax=syntax).encode(codec)).drafts[0]
    assert draft.lines[0]["description"] == text
    assert any("character set" in warning for warning in draft.warnings) == (warned or codec == "utf-16")


def test_level_b_separators() -> None:
    """UNOB of syntax 1 to 3 has separators that do not print, and no release character."""
    text = interchange(HEAD + "LIN+1++A:SA'IMD+F++:::half x half'QTY+12:1'", syntax="UNOB:1")
    data = text.translate(str.maketrans({":": "\x1f", "+": "\x1d", "'": "\x1c"})).replace("half x half", "it's 1+1?")
    frames = read_delivery_note(data.encode())
    assert frames.drafts[0].lines[0]["description"] == "it's 1+1?"


def test_encoding_of_the_mail_wins() -> None:
    """The option `encoding` stands above what UNB names."""
    body = HEAD + "LIN+1++A:SA'IMD+F++:::Łódź'QTY+12:1'"
    frames = read_delivery_note(interchange(body).encode("iso8859-2"), "desadv", encoding="iso8859-2")
    assert frames.drafts[0].lines[0]["description"] == "Łódź"
    with pytest.raises(ValueError, match="no encoding"):
        read_delivery_note(interchange(body).encode(), "desadv", encoding="klingon")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_as_terminators(end: str) -> None:
    """Where no terminator stands, or UNA names a line end, lines are segments."""
    text = interchange(HEAD + LINE).replace("'", end)
    assert read_delivery_note(text.encode()).drafts[0].lines[0]["quantity"] == 1
    advised = "UNA:+.? " + end + text
    assert read_delivery_note(advised.encode()).drafts[0].lines[0]["quantity"] == 1


def test_lines_broken_by_a_mail_program() -> None:
    """A line broken between two words gets its blank back, one broken within a number does not."""
    body = HEAD + "LIN+1++40123450\n00016:EN'IMD+F++:::Hörgerät\nLinks'QTY+12:1\n0:PCE'"
    line = read(body).lines[0]
    assert (line["gtin"], line["description"], line["quantity"]) == ("4012345000016", "Hörgerät Links", Decimal(10))


def test_wrapped_within_the_segment_tag() -> None:
    """In a file of fixed width a line end may stand anywhere, also within UNH."""
    text = interchange(HEAD + LINE, una="UNA:+.? '") + interchange(HEAD.replace("LS-1", "LS-2") + LINE)
    for width in range(40, 90):
        data = "\r\n".join(text[start : start + width] for start in range(0, len(text), width)).encode()
        assert [draft.note["delivery_note_number"] for draft in read_delivery_note(data).drafts] == ["LS-1", "LS-2"]


@pytest.mark.parametrize("end", ["", "'", "'\n", "'\n\n", "'\n'", "\n", "'\n \t", "' "])
@pytest.mark.parametrize("between", ["'\n", "'\n ", "'\n\t", "'\n\n", "'", "\n"])
def test_one_segment_a_line(between: str, end: str) -> None:
    """Segments one a line are told apart in one go: the same ones as by looking at all that stands between."""
    text = between.join(("UNH+1", "IMD+F++:::A B", "UNT+3+1")) + end
    crlf = text.replace("\n", "\r\n")
    expected = [segment.lstrip() for segment in text.split("'")]
    expected = [segment.replace("\n", "") for segment in (expected if expected[-1] else expected[:-1])]
    assert split(text, DEFAULT) == split(crlf, DEFAULT)
    if between != "\n":
        assert split(text, DEFAULT)[0] == expected


def test_each_interchange_has_its_own_service_string() -> None:
    """UNA may stand before every interchange of a concatenated file, with other separators."""
    first = interchange(HEAD + LINE, una="UNA:+.? '")
    second = "UNA.*,! ~" + interchange(HEAD.replace("LS-1", "LS-2") + "LIN+1++A:SA'QTY+12:0.5'").translate(
        str.maketrans({":": ".", "+": "*", ".": ",", "'": "~"})
    )
    drafts = read_delivery_note((first + "\r\n" + second).encode()).drafts
    assert [draft.lines[0]["quantity"] for draft in drafts] == [Decimal(1), Decimal("0.5")]


def test_counters_are_warnings() -> None:
    """Wrong counts in UNT and UNZ, and another reference, are warnings with their segment."""
    text = interchange(HEAD + LINE).replace("UNT+6+1", "UNT+9+2").replace("UNZ+1", "UNZ+7")
    assert read_delivery_note(text.encode()).drafts[0].warnings == [
        "segment UNZ: the interchange states 7 messages, it holds 1",
        "segment 6 UNT: the message states 9 segments, it holds 6",
        "segment 6 UNT: the reference 2 is not that of UNH",
    ]


@pytest.mark.parametrize("length", [60, 100, 120, 130])
def test_a_cut_off_file_is_refused(length: int) -> None:
    """Without UNT lines may be missing: nothing is read, and the error says after what."""
    with pytest.raises(Unreadable, match="cut off") as caught:
        read_delivery_note(interchange(HEAD + LINE)[:length].encode(), "desadv")
    assert caught.value.place is not None
    assert "segment" in caught.value.place


@pytest.mark.parametrize(
    ("text", "code", "day", "clock"),
    [
        ("20261124", "102", date(2026, 11, 24), None),
        ("261124", "101", date(2026, 11, 24), None),
        ("991124", "101", date(1999, 11, 24), None),
        ("202611240815", "203", date(2026, 11, 24), time(8, 15)),
        ("20261124081530", "204", date(2026, 11, 24), time(8, 15, 30)),
        ("20261124-20261126", "718", date(2026, 11, 26), None),
        ("2026112420261126", "718", date(2026, 11, 26), None),
        ("202612", "610", date(2026, 12, 31), None),
        ("202648", "616", date(2026, 11, 29), None),
        ("24112026", "4", date(2026, 11, 24), None),
        ("202611242400", "203", date(2026, 11, 25), time(0, 0)),
        ("2026-11-24", "102", date(2026, 11, 24), None),
        ("20261124", "", date(2026, 11, 24), None),
    ],
)
def test_date_formats(text: str, code: str, day: date, clock: time | None) -> None:
    """DTM 2379: dates, moments, periods (their end), months and weeks (their last day)."""
    assert edifact_date(text, code)[:2] == (day, clock)


def test_moment_with_its_zone() -> None:
    """Format 303 names the zone; without one the option says it."""
    body = HEAD.replace("20261124:102", "202611240815UTC:303") + LINE
    assert read(body).note["issued_at"] == datetime(2026, 11, 24, 8, 15, tzinfo=UTC)
    local = interchange(HEAD.replace("20261124:102", "202611240815:203") + LINE).encode()
    frames = read_delivery_note(local, "desadv", timezone="America/New_York")
    assert frames.drafts[0].note["issued_at"] == datetime(2026, 11, 24, 13, 15, tzinfo=UTC)


def test_numbers_with_the_other_mark() -> None:
    """A comma where UNA names the point is a decimal mark, unless it could group thousands."""
    assert foreign_number("1,5", decimal_comma=False) == Decimal("1.5")
    assert foreign_number("0001,2500", decimal_comma=False) == Decimal("1.25")
    for text in ("1,500", "1.500,00", "1,500,000", "1e3", "", "+", "1 000"):
        with pytest.raises(ValueError, match=r"not a number"):
            foreign_number(text, decimal_comma=False)


def test_text_in_several_elements() -> None:
    """Elements are joined by a blank; without one where an element is full, since there a word goes on."""
    assert joined(["Kabel", "rot"]) == "Kabel rot"
    assert joined(["x" * 35, "weiter"]) == "x" * 35 + "weiter"
    assert joined(["x" * 35, " neu"]) == "x" * 35 + " neu"


def test_ranges() -> None:
    """A range is every number from the first to the last; of SSCC each with its own check digit."""
    assert expand_range("S098", "S101", 10) == ["S098", "S099", "S100", "S101"]
    assert expand_range("340123450000000017", "340123450000000031", 10) == [
        "340123450000000017",
        "340123450000000024",
        "340123450000000031",
    ]
    assert expand_range("A1", "B2", 10) is None
    assert expand_range("1", "999", 10) is None


def test_endless_ranges_are_refused() -> None:
    """A small file cannot ask for millions of rows."""
    gin = "GIN+BN+00001:09999+10001:19999+20001:29999+30001:39999+40001:49999'"
    with pytest.raises(Invalid, match="range"):
        in_message(LINE + gin * 5)


def test_five_identities_and_ranges_in_a_gin() -> None:
    """GIN carries up to five identities, each one number or a range."""
    draft = in_message("LIN+1++A:SA'QTY+12:8:PCE'GIN+BN+A1+B1:B3+C1+D1+E1:E2'")
    assert [unit["serial_number"] for unit in draft.units] == ["A1", "B1", "B2", "B3", "C1", "D1", "E1", "E2"]


@pytest.mark.parametrize(
    ("header", "lines", "note_order", "line_orders"),
    [
        (["A"], [None, None], "A", [None, None]),
        (["A"], ["A", None], "A", ["A", None]),
        (["A"], ["B", None], None, ["B", "A"]),
        ([], ["A", "A"], "A", ["A", "A"]),
        ([], ["A", "B"], None, ["A", "B"]),
        (["A", "B"], ["A", "B"], None, ["A", "B"]),
    ],
)
def test_order_in_the_header_only_if_it_holds(
    header: list[str], lines: list[str | None], note_order: str | None, line_orders: list[str | None]
) -> None:
    """The note has an order number where one holds for all its lines."""
    body = "".join(f"RFF+ON:{order}'" for order in header)
    for number, order in enumerate(lines, 1):
        body += f"LIN+{number}++A:SA'QTY+12:1'" + (f"RFF+ON:{order}:7'" if order else "")
    draft = in_message(body)
    assert draft.note.get("order_number") == note_order
    assert [line.get("order_number") for line in draft.lines] == line_orders


@pytest.mark.parametrize(
    ("bgm", "function", "warned"),
    [
        ("BGM+351+1+9", "original", False),
        ("BGM+351+1", "original", True),
        ("BGM+351+1+700101", "original", True),
        ("BGM+351+1+5", "replace", False),
        ("BGM+351+1+1", "cancel", False),
        ("BGM+351+1:2:3+31", "copy", False),
        ("BGM+351+1+46", "provisional", False),
    ],
)
def test_message_function(bgm: str, function: str, warned: bool) -> None:
    """BGM 1225; a missing or unknown one is original, with a warning."""
    draft = read(f"UNH+1+DESADV:D:96A:UN'{bgm}'" + LINE)
    assert draft.note["document_function"] == function
    assert bool(draft.warnings) == warned


def test_quantity_from_elsewhere() -> None:
    """Without QTY+12 another quantity is taken, the delivered one before the ordered one, with a warning."""
    draft = in_message("LIN+1++A:SA'QTY+21:9'QTY+46:8'LIN+2++B:SA'QTY+21:7:PCE'")
    assert [line["quantity"] for line in draft.lines] == [8, 7]
    assert [warning.partition(":")[0] for warning in draft.warnings] == ["line 1", "line 2"]


def test_numbers_of_other_articles_are_left_out() -> None:
    """PIA 4347 2, 3 and 4 name substitutes, not the article."""
    draft = in_message("LIN+1++A:SA'PIA+3+B:BP'PIA+5+C:BP'QTY+12:1'")
    assert draft.lines[0]["buyer_article_number"] == "C"


def test_sub_lines_that_split_their_line() -> None:
    """Sub-lines (LIN C829) of the same article that add up to their line are its units, not more goods."""
    main = "LIN+1++4012345000016:EN'QTY+12:10:PCE'"
    split = "LIN+2++4012345000016:EN+1:1'QTY+12:6:PCE'GIN+BX+A'LIN+3++4012345000016:EN+1:1'QTY+12:4:PCE'GIN+BX+B'"
    draft = in_message(main + split + "LIN+4++4012345000023:EN'QTY+12:1'GIN+BN+S1'")
    assert [line["quantity"] for line in draft.lines] == [10, 1]
    assert draft.units == [
        {"line": 0, "batch_number": "A", "quantity": 6},
        {"line": 0, "batch_number": "B", "quantity": 4},
        {"line": 1, "serial_number": "S1"},
    ]
    parts = in_message(main + "LIN+2++4012345000023:EN+1:1'QTY+12:20:PCE'")
    assert len(parts.lines) == 2
    assert any("sub-lines" in warning for warning in parts.warnings)


def test_languages_are_not_mixed() -> None:
    """Of descriptions in several languages the first language is kept."""
    draft = in_message("LIN+1++A:SA'IMD+F++:::Brille::DE'IMD+F++:::matt::DE'IMD+F++:::glasses::EN'QTY+12:1'")
    assert draft.lines[0]["description"] == "Brille matt"


def test_deep_nesting_is_refused() -> None:
    """Packing levels deeper than anybody packs are refused, without recursion."""
    levels = "".join(f"CPS+{number}+{number - 1}'PAC+1++CT'GIN+BJ+{number:018d}'" for number in range(1, 10_000))
    with pytest.raises(Unreadable, match="nested"):
        in_message(levels + LINE)
    empty = "".join(f"CPS+{number}+{number - 1}'" for number in range(1, 10_000))
    with pytest.raises(Unreadable, match="levels"):
        in_message(empty + LINE)


def test_a_missing_terminator_is_no_quantity() -> None:
    """Two segments run together are refused where a number would be guessed."""
    with pytest.raises(Invalid) as caught:
        in_message("LIN+1++A:SA'QTY+12:5 RFF+ON:1'")
    assert caught.value.place == "message 1, segment 5 QTY"
    assert caught.value.found == "5 RFF+ON"


@pytest.mark.parametrize(
    ("quantities", "serials", "warned"),
    [
        ("11", ("A", "B"), []),
        ("10", ("A", "B"), ["line 2: 1 serial numbers for 0 pieces"]),
        ("12", ("A", "A"), ["serial number A stands 2 times in the note"]),
        ("11", ("A", "B+C"), ["line 2: 2 serial numbers for 1 pieces"]),
        ("12", ("A", "B+C"), []),
    ],
)
def test_more_serial_numbers_than_pieces(quantities: str, serials: tuple[str, ...], warned: list[str]) -> None:
    """A serial number that stands twice, and more of them than pieces, are warnings."""
    lines = [
        f"LIN+{at}++4012345000016:EN'QTY+12:{quantity}:PCE'GIN+BN+{numbers}'"
        for at, (quantity, numbers) in enumerate(zip(quantities, serials, strict=True), 1)
    ]
    assert in_message("".join(lines)).warnings == warned


@pytest.mark.parametrize("quantity", ["-1", "999999999999"])
def test_quantities_that_cannot_be_booked(quantity: str) -> None:
    """One below zero is refused, wherever its line stands; one of twelve digits is none of those."""
    body = HEAD + LINE * 3 + f"LIN+7++4012345000016:EN'QTY+12:{quantity}:PCE'" + LINE
    if quantity != "-1":
        assert str(read(body).lines[3]["quantity"]) == quantity
        return
    with pytest.raises(Invalid, match="Line 7 of delivery note LS-1 has a negative quantity: -1"):
        read(body)
