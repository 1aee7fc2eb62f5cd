"""One HL level of an X12 856: what its segments say about an order and an item; handling units are in `x12_packing`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from . import x12_codes as codes
from .draft import Row
from .identifiers import is_gtin
from .udi import complete_from_udi, elements_of
from .values import clean
from .x12_packing import PACKING
from .x12_state import Elements, Level, SetReader, element, reference

_UPC = 12  # digits of the shortest GTIN that is none by chance


def read_level(reader: SetReader, level: Level) -> None:
    """Read the segments of one level."""
    for at, elements in level.segments:
        handler = _HANDLERS.get(elements[0])
        if handler is not None:
            handler(reader, level, at, elements)
    if level.texts:
        level.item()["description"] = " ".join(level.texts)


def _lin(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """LIN: pairs of qualifier (235) and number."""
    row = level.item()
    if element(elements, 1):
        row["line_number"] = element(elements, 1)
    unnamed = ""
    for qualifier, value in zip(elements[2::2], elements[3::2], strict=False):
        text = clean(value)
        if text is not None and not _item_number(reader, level, at, qualifier.strip(), text):
            unnamed = unnamed or text
    kinds = [kind.strip() for kind in elements[2::2]]
    if codes.SUPPLIER_BATCH in kinds and "LT" in kinds:  # both parties have numbered the same batch
        at_ = 2 * kinds.index(codes.SUPPLIER_BATCH) + 3
        level.batches = [text for text in (clean(element(elements, at_)),) if text]
    if unnamed and not codes.ARTICLE_COLUMNS & row.keys():
        row["supplier_article_number"] = unnamed
        reader.warn(at, f"{unnamed} is not said to be whose article number; taken as the supplier's")


def _item_number(reader: SetReader, level: Level, at: int, kind: str, text: str) -> bool:
    """One number of LIN; False where neither its qualifier nor itself says what it is."""
    row = level.item()
    if kind in codes.ARTICLES or not kind:
        column, rank = codes.ARTICLES.get(kind) or ("gtin" if is_gtin(text) else "supplier_article_number", 8)
        if column == "gtin" and not text.isdigit():
            column, rank = "supplier_article_number", 9
        if not kind and column != "gtin":
            reader.warn(at, f"{text} is not said to be whose article number; taken as the supplier's")
        if rank < level.ranks.get(column, 99):
            level.ranks[column] = rank
            row[column] = text
    elif kind in codes.ITEM_BATCH:
        level.batches.append(text)
    elif kind in codes.ITEM_SERIAL:
        level.pieces.append({"serial_number": text})
    elif kind in codes.ITEM_CHARACTERISTICS:
        row.setdefault("attributes", {}).setdefault(codes.ITEM_CHARACTERISTICS[kind], text)
    elif len(elements_of(text)) > 1:
        piece: Row = {"udi": text}
        complete_from_udi(piece, reader.draft.warnings, f"segment {at} LIN")
        level.pieces.append(piece)
    elif len(text) >= _UPC and is_gtin(text):
        row.setdefault("gtin", text)
    else:
        return False
    return True


def _sn1(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """SN1: number shipped (02, 03), ordered (05), status of the line (08)."""
    row = level.item()
    if element(elements, 1):
        row.setdefault("line_number", element(elements, 1))
    shipped, unit, ordered, status = (element(elements, index) for index in (2, 3, 5, 8))
    if shipped and "quantity" not in row:
        row["quantity"] = reader.number(at, shipped)
        if unit:
            row["unit_raw"] = unit
            if unit in codes.UNITS:
                row["unit"] = codes.UNITS[unit]
    amount = reader.measure(at, ordered)
    if amount is not None:
        row["ordered_quantity"] = amount
        rest = amount - row.get("quantity", Decimal(0))
        if status in codes.FOLLOWS and rest > 0:
            row["outstanding_quantity"] = rest
            row["outstanding_reason"] = status


def _prf(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """PRF: our order (01), its date (04), its line (05)."""
    target = level.order if level.code not in codes.ITEM else level.item()
    order = clean(element(elements, 1))
    if order:
        target["order_number"] = order
    if element(elements, 4):
        day = reader.date(at, element(elements, 4))
        if day is not None:
            target["order_date"] = day
    line = clean(element(elements, 5))
    if line and level.code in codes.ITEM:
        target["order_line"] = line


def _pid(_reader: SetReader, level: Level, _at: int, elements: Elements) -> None:
    """PID05: description; PID02 says of what."""
    text = clean(element(elements, 5))
    if text is None or (level.code not in codes.ITEM and level.row is None):
        return
    row = level.item()
    name = codes.DESCRIBED_CHARACTERISTICS.get(element(elements, 2))
    if name is not None:
        row.setdefault("attributes", {}).setdefault(name, text)
    else:
        level.texts[text] = None


def _ref(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """REF of an order, handling unit or item; that of the shipment is read with the header."""
    kind, text = element(elements, 1), reference(elements)
    if text is None or level.code in codes.SHIPMENT or not level.code:
        return
    if kind in codes.LABEL:
        level.mark({"package_id": text, "package_id_type": "supplier"})
    elif kind in codes.SERIAL:
        level.pieces.append({"serial_number": text})
    elif kind in codes.BATCH and text == codes.PRODUCTION_DATE:
        day = reader.date(at, element(elements, 3)[:8])
        if day is not None:
            level.goods.setdefault("production_date", day)
    elif kind in codes.BATCH:
        level.batches.append(text)
    elif kind in codes.TRACKING:
        level.package.setdefault("tracking_number", text)
    elif kind in codes.LINE_REFERENCES:
        column = codes.LINE_REFERENCES[kind]
        target = level.item() if level.code in codes.ITEM else level.order
        target.setdefault(column, text)


def _dtm(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """DTM of goods: expiry, production."""
    column = codes.GOODS_DATES.get(element(elements, 1))
    if column is not None and element(elements, 2):
        day = reader.date(at, element(elements, 2))
        if day is not None:
            level.goods.setdefault(column, day)


_HANDLERS: dict[str, Callable[[SetReader, Level, int, Elements], None]] = {
    "LIN": _lin,
    "SN1": _sn1,
    "PRF": _prf,
    "PID": _pid,
    "REF": _ref,
    "DTM": _dtm,
    **PACKING,
}
