"""The CSV layout of AMPAREX for delivery notes of suppliers; provisional.

Derived from the published layout of its sister, the invoice: ten columns with fixed English names, semicolons, dates as
yyyyMMdd, decimal commas, several notes in a file. OrderNumber is the article's order code, not a purchase order;
PurchasePrice is the net total of the line.
"""

from __future__ import annotations

from typing import Final

from .csv_table import open_csv
from .csv_text import CsvText, find_encoding
from .draft import Options, Parsed
from .errors import DeliveryNoteError, Invalid
from .table_headers import header_key
from .table_options import table_options
from .table_read import Opened, read_opened

# Column of the layout → column of the schema
COLUMNS: Final = {
    "DeliveryNumber": "delivery_note_number",
    "DeliveryDate": "issue_date",
    "ArticleName": "description",
    "ProductCode": "gtin",
    "OrderNumber": "supplier_article_number",
    "ManufacturerIdent": "manufacturer_article_number",
    "SerialNumber": "serial_number",
    "Amount": "quantity",
    "PurchasePrice": "line_total",
    "Comment": "remarks",
}
_REQUIRED: Final = ("DeliveryNumber", "Amount")
_TELLING: Final = frozenset({"DeliveryNumber", "ArticleName", "ProductCode", "ManufacturerIdent", "PurchasePrice"})
_CELLS: Final = len(_TELLING | set(_REQUIRED))
_KEYS: Final = {header_key(name): name for name in COLUMNS}


class AmparexCsv:
    """The format `amparex-csv`."""

    name = "amparex-csv"
    title = "AMPAREX delivery note CSV (provisional: derived from the published layout of the invoice)"
    options = frozenset({"encoding"})
    structured = False

    def sniff(self, data: bytes) -> int:
        """95 when the first row names all its columns, 80 when it names those that tell it from other tables."""
        head = data[:4096]
        if head.count(b";") < _CELLS - 1:
            return 0  # most texts; spares them the decoding
        try:
            names = set(_header(head))
        except DeliveryNoteError:
            return 0
        if names >= set(COLUMNS):
            return 95
        return 80 if names >= _TELLING | set(_REQUIRED) else 0

    def describe(self, data: bytes) -> str | None:  # noqa: ARG002 - as a table, `csv` names it
        """Nothing that `csv` does not say."""
        return None

    def parse(self, data: bytes, options: Options) -> Parsed:
        """Every note in the file; raises DeliveryNoteError."""
        return read_opened(open_amparex(data, options))


def open_amparex(data: bytes, options: Options) -> Opened:
    """The table, mapped by the names of the layout; raises DeliveryNoteError."""
    names = _header(data)
    for required in _REQUIRED:
        if required not in names:
            raise Invalid(
                "The file has no column {column}.",
                place="row 1",
                expected=";".join(COLUMNS),
                found=";".join(name or "?" for name in names) or None,
                column=required,
            )
    mapping = {COLUMNS[name]: at + 1 for at, name in enumerate(names) if name}
    fixed = {"delimiter": ";", "decimal": ",", "date_format": "%Y%m%d", "header_row": 1, "synonyms": False}
    return open_csv(data, table_options({**options, **fixed, "columns": mapping}))


def _header(data: bytes) -> list[str]:
    """The columns of the layout by the cells of the first row; "" for one that it does not know."""
    text = CsvText(data, find_encoding(data[:4096], complete=False), ";")
    if b"\0" in data[:4096] and "16" not in text.encoding.name:
        return []
    first = next(text.rows(4096), (1, []))
    return [_KEYS.get(header_key(cell), "") for cell in first[1]]
