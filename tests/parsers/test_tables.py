"""Tables: synonyms, mappings and their errors, detection, the dry run, damaged and hostile workbooks."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections import defaultdict
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from parsers import FORMATS, DeliveryNoteError, Invalid, NoDeliveryNote, Unreadable, detect_format, read_delivery_note
from parsers.excel import Excel
from parsers.schema import TABLES
from parsers.table_columns import AMBIGUOUS, COLUMNS, meaning_of
from parsers.table_dates import Dates
from parsers.table_errors import BadCell
from parsers.table_explain import explain
from parsers.table_headers import header_key
from parsers.table_numbers import Numbers
from parsers.table_options import CSV_OPTIONS, EXCEL_OPTIONS
from parsers.table_serials import split_serials

from . import table_docs

HEAD = "LS-Nr.;Artikelnummer;Menge"


def lines(text: str, **options: Any) -> list[dict[str, Any]]:
    """The lines of the first note of a CSV text."""
    return read_delivery_note(text.encode(), "csv", **options).drafts[0].lines


def workbook(*rows: list[Any]) -> bytes:
    """An xlsx file with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_synonyms_mean_one_thing() -> None:
    """No header synonym stands for two columns."""
    meanings = defaultdict(set)
    for column in COLUMNS:
        for synonym in column.specific + column.generic:
            meanings[header_key(synonym)].add(column.qualified)
    assert {key: found for key, found in meanings.items() if len(found) > 1 or key in AMBIGUOUS} == {}


def test_columns_are_the_schema() -> None:
    """Every column of a table is one of the schema's, but for the ends of a range of serial numbers."""
    known = {f"{table}.{name}" for table, schema in TABLES.items() for name in schema.names}
    found = {column.qualified for column in COLUMNS if column.table != "attributes"}
    assert found - known == {"units.serial_from", "units.serial_to"}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Lieferschein-Nr.", "delivery_note_number"),
        ("LIEFERSCHEINNR", "delivery_note_number"),
        ("DeliveryNoteNumber", "delivery_note_number"),
        ("Ihre Art.-Nr.", "buyer_article_number"),
        ("Menge (Stk)", "quantity"),
        ("Menge [ST]", "quantity"),
        ("GROESSE", "attributes.size"),
        ("Seriennummer 3", "serial_number"),
        ("Item #", "supplier_article_number"),
        ("MHD", "best_before_date"),
        ("Kommission", "customer_reference"),
        ("Kommissionsware", "ownership"),
    ],
)
def test_spellings_of_a_header(header: str, column: str) -> None:
    """Case, punctuation, umlauts, brackets, counters and the words for "number" do not matter."""
    meaning = meaning_of(header)
    assert meaning is not None
    assert [reading.name for reading in meaning.readings] == [column]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"columns": {"quantty": "Menge"}}, "near ones are quantity"),
        ({"columns": {"quantity": 0}}, "positions count from 1"),
        ({"columns": {"quantity": []}}, "names no column"),
        ({"columns": "Menge"}, "canonical column = header or position"),
        ({"columns": {"quantity": "Menge"}, "constants": {"quantity": "1"}}, "both under columns and under constants"),
        ({"header_row": 0, "columns": {"quantity": "Menge"}}, "columns then take positions"),
        ({"decimal": ";"}, 'decimal takes "." or ","'),
        ({"decimal": ",", "thousands": ","}, "the same character"),
        ({"delimiter": ";;"}, "one character, or semicolon"),
        ({"encoding": "latin-99"}, "there is no encoding"),
        ({"date_format": "DD.MM.YYYY"}, "%d.%m.%Y"),
        ({"skip_rows": -1}, "a number from 0"),
        ({"short_rows": "ignore"}, '"error" or "blank"'),
        ({"quote": "x"}, "quote takes"),
        ({"synonyms": "maybe"}, "true or false"),
        ({"colums": {}}, "no option 'colums'"),
    ],
)
def test_wrong_options_say_what_is_allowed(options: dict[str, Any], sentence: str) -> None:
    """A wrong option raises ValueError before anything is read."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the sentence is compared below
        read_delivery_note(f"{HEAD}\n1;A;1\n".encode(), "csv", **options)
    assert sentence in str(caught.value)


def test_mapping_wins_over_synonyms() -> None:
    """A mapped column is read from where the mapping says, and its synonym is left over."""
    found = lines(f"{HEAD};Geliefert\n1;A;12;1\n", columns={"quantity": "Geliefert"})
    assert found[0]["quantity"] == 1


def test_constants_hold_for_every_row() -> None:
    """A constant fills a column that the table does not have."""
    found = lines(f"{HEAD}\n1;A;12\n", constants={"unit": "Paar", "attributes.brand": "Nordlicht"})
    assert (found[0]["unit"], found[0]["attributes"]) == ("NPR", {"brand": "Nordlicht"})


def test_short_rows_may_be_blank() -> None:
    """The option short_rows takes missing trailing cells as blank; a row that is too long stays an error."""
    text = f"{HEAD};Bemerkung\n1;A;12\n"
    assert lines(text, short_rows="blank")[0]["quantity"] == 12
    with pytest.raises(Invalid):
        lines(text + "1;A;1;x;y\n", short_rows="blank")


def test_attributes_by_mapping() -> None:
    """A mapping may name attributes of its own."""
    found = lines(f"{HEAD};Dicke\n1;A;1;1,5\n", columns={"attributes.thickness": "Dicke"})
    assert found[0]["attributes"] == {"thickness": "1,5"}


@pytest.mark.parametrize(
    ("text", "delimiter", "evidence", "value"),
    [
        ("1.234,5", "", [], "1234.5"),
        ("1,234.5", "", [], "1234.5"),
        ("0,500", ",", [], "0.5"),
        ("1.234.567", "", [], "1234567"),
        ("1,000", ";", [], "1"),
        ("1.000", ",", [], "1"),
        ("1.000", ";", ["12.50"], "1"),
        ("1.000", ";", ["12,50"], "1000"),
        ("1'234.50", "", [], "1234.5"),
        ("12-", "", [], "-12"),
        ("5 Stk.", "", [], "5"),
        ("€ 12,50", "", [], "12.5"),
    ],
)
def test_numbers(text: str, delimiter: str, evidence: list[str], value: str) -> None:
    """What is plainly a number is read exactly; what is open is read as the rest of the table says."""
    reader = Numbers(delimiter=delimiter)
    for other in evidence:
        reader.learn(other)
    assert reader.read(text, text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.000", "1,2,3", "12.34.5", "1e5", "eins", "1.23.456,7", "--1", ""])
def test_what_is_no_number(text: str) -> None:
    """What is no number, or could be two, is refused."""
    with pytest.raises(BadCell):
        Numbers(delimiter=";").read(text, text)


@pytest.mark.parametrize(
    ("text", "months", "day"),
    [
        ("24.11.2026", False, "2026-11-24"),
        ("4.1.26", False, "2026-01-04"),
        ("20261124", False, "2026-11-24"),
        ("2026-11-24T10:00:00", False, "2026-11-24"),
        ("24.11.2026 10:30", False, "2026-11-24"),
        ("24/11/2026", False, "2026-11-24"),
        ("24. November 2026", False, "2026-11-24"),
        ("24-DEC-26", False, "2026-12-24"),
        ("46350", False, "2026-11-24"),
        ("02/2028", True, "2028-02-29"),
        ("11.27", True, "2027-11-30"),
        ("2027-11", True, "2027-11-30"),
        ("202711", True, "2027-11-30"),
        ("Mai 2027", True, "2027-05-31"),
    ],
)
def test_dates(text: str, months: bool, day: str) -> None:
    """Dates in the notations of suppliers; a month means its last day where a month may stand."""
    assert str(Dates().day(text, text, 0, months=months)) == day


@pytest.mark.parametrize("text", ["31.02.2026", "03/04/2026", "11/2027", "gestern", "123", "2026"])
def test_what_is_no_date(text: str) -> None:
    """What is no date, or could be two, is refused."""
    with pytest.raises(BadCell):
        Dates().day(text, text, 0)


@pytest.mark.parametrize(
    ("text", "pieces", "count"),
    [
        ("A1, A2", 2, 2),
        ("A1/A2/A3", 3, 3),
        ("12/345", 1, 1),
        ("SN 4711", 1, 1),
        ("100-104", 5, 5),
        ("A100 - A104", 5, 5),
        ("4711001-005", 5, 5),
        ("SN-2026-001", 1, 1),
        ("1-1000000000", 1_000_000_000, 1),
        ("A1\nA2", 3, 2),
    ],
)
def test_serial_numbers_of_a_cell(text: str, pieces: int, count: int) -> None:
    """What splits a cell into serial numbers is decided by the number of pieces."""
    assert len(split_serials(text, Decimal(pieces))) == count


@pytest.mark.parametrize(
    "data",
    [
        b"UNA:+.? 'UNB+UNOC:3+A+B+261124:1000+1'UNH+1+DESADV:D:96A:UN'",
        b"<?xml version='1.0'?><Lieferschein;Menge/>",
        b"ISA*00*          *00*",
        b"Dear colleagues,\nthe delivery note, quantity and price, are attached.\nRegards, 3\n",
        "Sehr geehrte Damen und Herren,\nanbei Lieferschein; Menge; Preis.\nMit freundlichen Grüßen\n".encode(),
        b"Hello,\nhere is an example:\n\nLS-Nr.;Artikelnummer;Menge\n1;A;2\n\nPlease note\nthe new\nlayout.\nRegards\n",
        b"From: a@b.example\nMIME-Version: 1.0\n\nLS-Nr.;Artikelnummer;Menge\n1;A;2\n",
        b"Rechnungsnummer;Belegnummer;Artikelnummer;Menge\n1;2;3;4\n",
        b"Artikelnummer;Bezeichnung;Bestand\n1;A;5\n",
        b"%PDF-1.7\nLS-Nr.;Menge\n1;2\n",
        b'{"Lieferschein": 1, "Menge": 2}',
        b"",
        b"\x00" * 100,
    ],
)
def test_other_documents_are_no_tables(data: bytes) -> None:
    """Other formats, prose, and tables of other things are not taken for delivery notes."""
    found = detect_format(data).format
    assert found not in ("csv", "excel", "amparex-csv")


@pytest.mark.parametrize(
    ("title", "number", "day"),
    [
        ("Lieferschein Nr.: LS-4711", "LS-4711", None),
        ("Lieferschein-Nr. 004711", "004711", None),
        ("Lieferschein LS-4711 vom 24.11.2026", "LS-4711", "2026-11-24"),
        ("Delivery Note No.;4711;;Date;2026-11-24", "4711", "2026-11-24"),
        ("Lieferscheinnummer;LS 4711", "LS 4711", None),
    ],
)
def test_lines_above_the_table(title: str, number: str, day: str | None) -> None:
    """The note number may stand above the table, as a sentence, with a colon, or in the next cell."""
    note = read_delivery_note(f"{title}\n\nPos;Artikelnummer;Bezeichnung;Menge\n1;A;x;2\n".encode()).drafts[0].note
    assert (note["delivery_note_number"], str(note.get("issue_date"))) == (number, str(day))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_stated_encodings(encoding: str) -> None:
    """A stated encoding is taken, whether or not a byte order mark stands before the text."""
    data = f"{HEAD};Größe\n1;A;1;groß\n".encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    name = encoding.removesuffix("-be")
    draft = read_delivery_note(data, "csv", encoding=name).drafts[0]
    assert draft.lines[0]["attributes"] == {"size": "groß"}
    assert draft.warnings == []


def test_end_of_file_mark_of_dos() -> None:
    """The mark that DOS programs write behind the last row is no row."""
    assert len(lines(f"{HEAD}\n1;A;1\n\x1a")) == 1


def test_a_column_without_header_is_named() -> None:
    """A column with cells and no header is not read, and said to be so."""
    draft = read_delivery_note(b"LS-Nr.;;Menge;Artikelnr\n1;x;2;A\n").drafts[0]
    assert draft.warnings == ["column 2 has no header, so it is not read"]


def test_a_table_of_other_things_is_named() -> None:
    """A table without note number is said to be one."""
    with pytest.raises(NoDeliveryNote, match="without columns for the delivery note number"):
        read_delivery_note(b"Artikelnummer;Bezeichnung;Menge;Preis\n1;A;5;1\n")


def test_dry_run_shows_columns() -> None:
    """A dry run names each column, what it is read as, how often it is filled, and what was left over."""
    text = "Musterfirma\nLS-Nr.;Artikelnummer;Menge;Regal\n1;A;2;R1\n1;B;3;\nSumme;;5;\n"
    found = explain(text.encode(), "csv", {"constants": {"unit": "Stk"}})
    table = found.tables[0]
    assert [(use.header, use.column, use.filled) for use in table.columns] == [
        ("LS-Nr.", "delivery_note_number", 2),
        ("Artikelnummer", "supplier_article_number", 2),
        ("Menge", "quantity", 2),
        ("Regal", None, 1),
    ]
    assert (found.delimiter, found.encoding, table.header_row, table.rows) == (";", "utf-8", 2, 2)
    assert (found.notes, found.lines, table.stated) == (1, 2, {"unit": "Stk"})
    assert [use.header for use in found.left_over] == ["Regal"]
    assert found.problem is None


def test_dry_run_shows_columns_beside_the_problem() -> None:
    """A dry run of a table that needs a mapping shows the columns all the same."""
    found = explain(b"LS-Nr.;Bestellnummer;Menge\n1;A;2\n", "csv", {})
    assert isinstance(found.problem, Invalid)
    assert [use.column for use in found.tables[0].columns] == ["delivery_note_number", None, "quantity"]


def test_dry_run_of_other_formats() -> None:
    """Only tables have a dry run."""
    with pytest.raises(ValueError, match="is no table"):
        explain(b"", "ubl")


def test_a_workbook_bomb_is_refused() -> None:
    """A workbook that unpacks to much more than its size is refused before anything reads it."""
    out = io.BytesIO(workbook(["LS-Nr.", "Artikelnummer", "Menge"], [1, "A", 1]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 100_000_000)
    started = time.monotonic()
    with pytest.raises(Unreadable, match="unpacks to more"):
        read_delivery_note(out.getvalue(), "excel")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("far", ["XFD1048576", None])
def test_a_sheet_that_spans_everything_is_refused(far: str | None) -> None:
    """Two cells at the ends of a sheet, or a cell repeated a billion times, do not make billions of cells."""
    out = io.BytesIO()
    book = io.BytesIO(workbook(["LS-Nr.", "Artikelnummer", "Menge"], [1, "A", 1]))
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml") and far:
                data = data.replace(b'r="C2"', f'r="{far}"'.encode())
            elif name.endswith("sheet1.xml"):
                cells = b"<row>" + b"<c/>" * 5000 + b"</row>" + b"<row><c/></row>" * 5000
                data = data.replace(b"</sheetData>", cells + b"</sheetData>")
            archive.writestr(name, data)
    with pytest.raises(Unreadable, match="spans more cells"):
        read_delivery_note(out.getvalue(), "excel")


def test_other_zip_archives_are_no_workbooks() -> None:
    """A zip archive of other things is none."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", HEAD)
    assert Excel().sniff(out.getvalue()) == 0
    assert Excel().describe(out.getvalue()) is None


def test_a_big_file_reads_in_linear_time() -> None:
    """Four times the rows take no more than about four times as long."""

    def seconds(count: int) -> float:
        rows = "".join(f"{n // 20};A-{n};Artikel Nummer {n};{n % 7 + 1};S{n}\n" for n in range(count))
        data = f"LS-Nr.;Artikelnummer;Bezeichnung;Menge;Bemerkung\n{rows}".encode()
        started = time.process_time()
        assert len(read_delivery_note(data).drafts) == count // 20
        return time.process_time() - started

    seconds(100)
    assert seconds(20_000) < 8 * seconds(5_000) + 0.1


def test_sentences_need_no_context() -> None:
    """The sentence of an error can be forwarded to the supplier as it is: it names the cell and what is wrong."""
    with pytest.raises(DeliveryNoteError) as caught:
        read_delivery_note(f"{HEAD};EAN\n1;A;1;4,00123E+12\n".encode())
    error = caught.value
    assert (error.place, error.found) == ("row 2, column EAN", "4,00123E+12")
    assert str(error) == (
        'The cell of column "EAN" holds 4,00123E+12: a spreadsheet has rounded the number, digits are lost.'
        " (row 2, column EAN)"
    )


def test_dry_run_of_blocks() -> None:
    """Blocks that are read alike are shown as one table, another header as another; each note is counted."""
    block = "Lieferschein-Nr.;{0};\nPos;Artikelnummer;Menge\n1;A{0};2\n"
    text = (
        "".join(block.format(number) for number in (1, 2, 3)) + "Lieferschein-Nr.;4;\nPos;Menge;Artikelnummer\n1;5;A4\n"
    )
    found = explain(text.encode(), "csv", {})
    assert [(table.rows, table.header_row) for table in found.tables] == [(3, 2), (1, 11)]
    assert found.tables[0].columns[1].samples == ["A1", "A2", "A3"]
    assert (found.notes, found.problem) == (4, None)


def test_docs_hold_the_synonyms() -> None:
    """docs/formats/csv.md lists the synonyms that the code knows (python -m tests.parsers.table_docs writes them)."""
    page = table_docs.PAGE.read_text("utf-8")
    assert table_docs.with_table(page) == page


def test_docs_name_every_option() -> None:
    """Each option of the tables stands in the docs."""
    csv_page = table_docs.PAGE.read_text("utf-8")
    excel_page = table_docs.PAGE.with_name("excel.md").read_text("utf-8")
    assert [name for name in sorted(CSV_OPTIONS) if f"`{name}`" not in csv_page] == []
    assert [name for name in sorted(EXCEL_OPTIONS) if f"`{name}`" not in csv_page + excel_page] == []


def test_docs_list_every_format() -> None:
    """docs/formats.md names every format, and what it links to exists."""
    index = table_docs.PAGE.parents[1] / "formats.md"
    links = dict(re.findall(r"^\| `([\w-]+)` .*\((formats/[\w-]+\.md)\)", index.read_text("utf-8"), re.MULTILINE))
    assert list(links) == list(FORMATS)
    assert [link for link in links.values() if not (index.parent / link).is_file()] == []


def test_amparex_with_no_more_columns_than_tell_it() -> None:
    """The six columns that tell it from other tables are enough, also without a row; one less is another table."""
    rows = "DeliveryNumber;ArticleName;ProductCode;ManufacturerIdent;PurchasePrice;Amount\nLS-1;Etui;4711;A;1,50;2\n"
    assert detect_format(rows.encode()).format == "amparex-csv"
    assert detect_format(rows.partition("\n")[0].encode()).format == "amparex-csv"
    assert detect_format(rows.replace("ManufacturerIdent;", "").encode()).format != "amparex-csv"
