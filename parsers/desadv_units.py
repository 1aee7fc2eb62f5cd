"""The end of a DESADV line: its quantity where QTY+12 is missing, and the units that its portions are."""

from __future__ import annotations

from decimal import Decimal

from . import desadv_codes as codes
from .desadv_state import Group, Portion, Reading
from .draft import Row
from .edifact_values import joined
from .identifiers import is_gtin
from .values import clean

_UPC = 12  # digits of the shortest GTIN that is none by chance


def close_line(reading: Reading) -> None:
    """After the last segment of a line: its description, its quantity where QTY+12 is missing, its units."""
    line = reading.line
    if line is None:
        return
    if reading.texts:
        text = clean(joined(dict.fromkeys(text for _, text in reading.texts)))
        if text:
            line["description"] = text
        reading.texts = []
    if reading.unnamed:
        _unnamed_article(reading, line)
    if "quantity" not in line:
        _other_quantity(reading, line)
    if reading.fallback:
        reading.fallback = {}
    group = reading.group
    if reading.base is not None or reading.portions or (group is not None and group.portion is not None):
        _close_units(reading, line, group)
    elif reading.single is not None and "quantity" in line:
        reading.draft.units.append(
            {"line": len(reading.draft.lines) - 1, "package": reading.single, "quantity": line["quantity"]}
        )
    if group is not None and group.order is not None and "order_number" not in line:
        line["order_number"] = group.order[0]
        if group.order[1]:
            line["order_line"] = group.order[1]
    reading.line = None


def _unnamed_article(reading: Reading, line: Row) -> None:
    """The number in LIN whose qualifier is not known: a GTIN by its digits, else the only article that is named."""
    number, reading.unnamed = reading.unnamed, ""
    if len(number) >= _UPC and is_gtin(number):
        line.setdefault("gtin", number)
    elif not codes.ARTICLE_COLUMNS & line.keys():
        line["supplier_article_number"] = number
        name = line.get("line_number", len(reading.draft.lines))
        reading.draft.warnings.append(
            f"line {name}: {number} is not said to be whose article number; taken as the supplier's"
        )


def _other_quantity(reading: Reading, line: Row) -> None:
    """Where there is no QTY+12 on the line: the sum of its portions, else another quantity, with a warning."""
    amounts = [portion.quantity for portion in reading.portions if portion.quantity is not None]
    if amounts:
        line["quantity"] = sum(amounts, Decimal(0))
        set_unit(reading, line, reading.fallback["portion"][1])
        return
    for qualifier in codes.INSTEAD:
        if qualifier in reading.fallback:
            quantity, unit = reading.fallback[qualifier]
            line["quantity"] = quantity
            set_unit(reading, line, unit)
            name = line.get("line_number", len(reading.draft.lines))
            reading.draft.warnings.append(f"line {name}: no QTY+12; the quantity is taken from QTY+{qualifier}")
            return


def _close_units(reading: Reading, line: Row, group: Group | None) -> None:
    """The units of a line: of its portions, and of the line itself where it states pieces or has no portions."""
    portions = [portion for portion in reading.portions if portion]
    base = reading.base
    inherited = group.portion if group is not None else None
    stated: list[tuple[Portion, Portion | None]] = [(portion, base) for portion in portions]
    if base is not None and (base.pieces or base.packages or not portions):
        stated.insert(0, (base, None))
    elif not stated and inherited is not None:
        stated.append((Portion(), None))
    whole = line.get("quantity") if len(stated) == 1 else None
    index = len(reading.draft.lines) - 1
    for portion, above in stated:
        common = _common(index, (inherited, above, portion))
        reading.draft.units.extend(_rows(portion, common, reading.single, whole))
    reading.base = reading.portion = None
    reading.portions = []


def _common(line: int, sources: tuple[Portion | None, ...]) -> Row:
    """What all units of a portion share: dates and batch, of the packing level, the line, the portion itself."""
    common: Row = {"line": line}
    for source in sources:
        if source is not None:
            common |= {column: days[0] for column, days in source.dates.items()}
            if len(source.batches) == 1:
                common["batch_number"] = source.batches[0]
    return common


def _rows(portion: Portion, common: Row, single: int | None, whole: Decimal | None) -> list[Row]:
    """The units of one portion: a row per piece, else per batch, else per handling unit."""
    packages = portion.packages or ([] if single is None else [single])
    if len(packages) == 1:
        common["package"] = packages[0]
    quantity = portion.quantity if portion.quantity is not None else whole
    if portion.pieces:
        return [common | piece for piece in portion.pieces]
    if len(portion.batches) > 1:
        dated = {column: days for column, days in portion.dates.items() if len(days) == len(portion.batches)}
        return [
            common | {"batch_number": batch} | {column: days[at] for column, days in dated.items()}
            for at, batch in enumerate(portion.batches)
        ]
    if len(packages) > 1:
        return [common | {"package": index} for index in packages]
    return [common | ({} if quantity is None else {"quantity": quantity})]


def set_unit(reading: Reading, line: Row, unit: str) -> None:
    """Set the unit of a line as stated (QTY 6411)."""
    unit = unit.partition(":")[0].strip()
    if unit:
        line["unit_raw"] = reading.share(unit, unit)
