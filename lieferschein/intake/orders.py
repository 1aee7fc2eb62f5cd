"""Our open orders from a file or a table, and what the notes of a run deliver on them."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from lieferschein.reasons import N_, Reason
from lieferschein.settings import Settings
from lieferschein.store import OpenOrder, Store, StoreError
from parsers.csv_text import find_encoding
from parsers.table_headers import header_key
from parsers.table_numbers import form_of

logger = logging.getLogger(__name__)

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "order_number": ("order_number", "order", "Bestellnummer", "Bestellung", "Bestell-Nr.", "Auftrag"),
    "order_line": ("order_line", "line", "Bestellposition", "Position", "Pos", "Pos."),
    "article_number": ("article_number", "article", "Artikelnummer", "Artikel", "Art.-Nr.", "GTIN", "EAN"),
    "quantity": ("quantity", "Menge", "Bestellmenge", "Anzahl"),
    "supplier": ("supplier", "Lieferant", "Firma"),
}
SHOWN = 5  # lines of a note that its row in the report tells of

_UNREADABLE = N_("The open orders in {file} cannot be read: {detail}. The notes are compared with those read before.")
_NO_COLUMN = N_("there is no column {column}")
_NO_NUMBER = N_("row {row} has no order number or no quantity")
_REMARKS = {
    "partial": N_("{note}: order {order}, line {line}: {delivered} of {ordered} delivered"),
    "over_delivered": N_("{note}: order {order}, line {line}: {delivered} delivered, {ordered} ordered"),
    "unknown_article": N_("{note}: article {article} does not stand in order {order}"),
    "unknown_order": N_("{note}: there is no open order {order}"),
    "wrong_supplier": N_("{note}: order {order} was given to another supplier"),
    "no_order": N_("{note}: line {line} names no order"),
}
_COMPLETE = N_("{note}: complete")
_MORE = N_("{note}: {count} lines more")


class OrdersUnreadable(Exception):
    """The file of open orders cannot be used; `reason` says why."""

    def __init__(self, file: Path, detail: str, **params: str) -> None:
        self.reason = Reason(
            "orders", _UNREADABLE, {"file": file.name, "detail": detail.format_map(params) if params else detail}
        )
        super().__init__(self.reason.sentence())


class OrderCheck:
    """The order check of one run: reads the open orders once, when the first note was imported."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._read = False
        self.problem: Reason | None = None

    def remarks(self, store: Store, messages: Sequence[int]) -> dict[int, list[str]]:
        """What to say of the notes that these messages brought, by message; nothing where no orders are given.

        A fault here never touches an import that is done: it becomes `problem`.
        """
        orders = self._settings.orders
        if not messages or (orders.file is None and orders.table is None):
            return {}
        try:
            if not self._read:
                self._read = True
                self._load(store)
            return {message: self._of_message(store, message) for message in messages}
        except StoreError as error:
            self.problem = error.reason
            return {}

    def _load(self, store: Store) -> None:
        try:
            load_orders(self._settings, store)
        except OrdersUnreadable as error:
            logger.warning("%s", error)
            self.problem = error.reason

    def _of_message(self, store: Store, message: int) -> list[str]:
        notes: dict[int, list[dict[str, object]]] = {}
        for row in store.order_check(messages=[message], to="arrow").to_pylist():
            notes.setdefault(row["delivery_note_id"], []).append(row)
        return [remark for rows in notes.values() for remark in remarks_of(rows, self._settings.language)]


def load_orders(settings: Settings, store: Store) -> int:
    """Bring the store's open orders to what the settings name; gives how many lines they have."""
    orders = settings.orders
    if orders.file is not None:
        return store.set_orders(read_order_file(orders.file))
    if orders.table not in (None, "open_orders"):
        return store.copy_orders(str(orders.table))
    return 0


def read_order_file(file: Path) -> list[OpenOrder]:
    """The orders in a CSV file; its columns are known by their names, in English or German. Raises OrdersUnreadable."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise OrdersUnreadable(file, error.strerror or "?") from error
    text = data.decode(find_encoding(data).name, "replace").removeprefix("\ufeff")
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        places = _places(file, next(rows, []))
        return [_order(file, at, row, places, delimiter) for at, row in enumerate(rows, 2) if any(map(str.strip, row))]
    except csv.Error as error:
        raise OrdersUnreadable(file, str(error)) from error


def _places(file: Path, header: Sequence[str]) -> dict[str, int]:
    keys = [header_key(cell) for cell in header]
    places = {}
    for column, synonyms in SYNONYMS.items():
        known = [header_key(name) for name in synonyms]
        place = next((keys.index(key) for key in known if key in keys), None)
        if place is not None:
            places[column] = place
    for column in ("order_number", "quantity"):
        if column not in places:
            raise OrdersUnreadable(file, _NO_COLUMN, column=column)
    return places


def _order(file: Path, at: int, row: Sequence[str], places: Mapping[str, int], delimiter: str) -> OpenOrder:
    cells = {column: row[place].strip() or None for column, place in places.items() if place < len(row)}
    quantity = _quantity(cells.get("quantity") or "", delimiter)
    number = cells.get("order_number")
    if number is None or quantity is None:
        raise OrdersUnreadable(file, _NO_NUMBER, row=str(at))
    return OpenOrder(number, quantity, cells.get("order_line"), cells.get("article_number"), cells.get("supplier"))


def _quantity(text: str, delimiter: str) -> Decimal | None:
    """1.000 is a thousand where semicolons stand between the cells, as spreadsheets write it with decimal commas."""
    form = form_of(text)
    if form is None or form.negative:
        return None
    decimal = form.decimal or ("," if delimiter == ";" else ".")
    kept = "".join(char for char in form.digits if char.isdigit() or char == decimal)
    return Decimal(kept.replace(decimal, "."))


def remarks_of(rows: Sequence[Mapping[str, object]], language: str) -> list[str]:
    """What to say of one note: that it is complete, or what is not, a few lines of it."""
    note = str(rows[0]["delivery_note_number"])
    told = [row for row in rows if row["result"] != "complete"]
    if not told:
        return [Reason("orders", _COMPLETE, {"note": note}).sentence(language)]
    found = list(dict.fromkeys(_remark(row, language) for row in told))
    shown = found[:SHOWN]
    if len(found) > SHOWN:
        shown.append(Reason("orders", _MORE, {"note": note, "count": str(len(found) - SHOWN)}).sentence(language))
    return shown


def _remark(row: Mapping[str, object], language: str) -> str:
    values = {
        "note": row["delivery_note_number"],
        "order": row["order_number"],
        "line": row["order_line"] or row["line_number"],
        "article": row["article_number"],
        "delivered": row["delivered_quantity"],
        "ordered": row["ordered_quantity"],
    }
    told = {name: _plain(value) for name, value in values.items()}
    return Reason("orders", _REMARKS[str(row["result"])], told).sentence(language)


def _plain(value: object) -> str:
    if not isinstance(value, Decimal):
        return "–" if value is None else str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
