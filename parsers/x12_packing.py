"""The handling units of an X12 856: marks (MAN), packing (PO4, CLD, PAL), weights (TD1, MEA)."""

from __future__ import annotations

from collections.abc import Callable

from . import x12_codes as codes
from .draft import Row
from .edifact_values import expand_range
from .identifiers import sscc_of
from .udi import elements_of
from .units_of_weight import kilograms
from .values import clean
from .x12_state import Elements, Level, SetReader, element

LONGEST_RANGE = 10_000


def _man(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """MAN: marks and numbers, one or a range, twice."""
    marks = elements
    if element(elements, 3) in codes.MARKS and element(elements, 4) and not element(elements, 5):
        marks = [*elements[:3], "", *elements[3:]]  # a second mark without the place of the range before it
    for start in (1, 4):
        kind, first, last = (element(marks, start + offset) for offset in range(3))
        if not first:
            continue
        if kind == codes.ITEM_MARK:
            if first == codes.MARK_OF_SERIAL and last:
                level.pieces.append({"serial_number": last})
            continue
        if first == codes.MARK_OF_ASSET and last:
            first = last
        numbers = expand_range(first, last, LONGEST_RANGE) if last and last != first else [first]
        if numbers is None:
            reader.warn(at, f"{first} to {last} is no range of numbers; both are taken by themselves")
            numbers = [first, last]
        reader.spend(at, len(numbers) - 1)
        for text in numbers:
            _mark(reader, level, at, kind, text)


def _mark(reader: SetReader, level: Level, at: int, kind: str, text: str) -> None:
    if kind in codes.SSCC_MARKS or (len(text) >= 18 and sscc_of(text)):
        sscc = sscc_of(text) or elements_of(text).get("00")
        if sscc is None and kind in codes.SSCC_MARKS:
            reader.warn(at, f"{text} is no SSCC of 18 digits")
        row: Row = {"package_id": sscc or text, "package_id_type": "sscc" if sscc else "supplier"}
        if not level.has_sscc:  # before it, marks of the shipper do not count
            level.marks, level.shares = [], []
            level.has_sscc = True
        level.mark(row)
    elif kind in codes.CARRIER_MARKS:
        level.package.setdefault("tracking_number", text)
        if not level.marks:
            level.mark({"package_id": text, "package_id_type": "carrier", "tracking_number": text})
    elif kind in codes.SUPPLIER_MARKS and not level.has_sscc:
        level.mark({"package_id": text, "package_id_type": "supplier"})


def _po4(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """PO4: packing of an item; inner packs of a pack (01), how much in each (02), gross weight of a pack (06)."""
    inner, size = reader.measure(at, element(elements, 1)), reader.measure(at, element(elements, 2))
    level.pack_sizes = [size, inner, None if size is None or inner is None else inner * size]
    if level.code in codes.PACKAGES:
        _weight(reader, level, at, element(elements, 6), element(elements, 7))
    type_ = clean(element(elements, 4))
    if type_:
        level.package.setdefault("package_type", type_)


def _td1(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """TD1 of a handling unit: type (01), number (02), gross weight (06 to 08)."""
    if level.code not in codes.PACKAGES:
        return
    type_ = clean(element(elements, 1))
    if type_:
        level.package.setdefault("package_type", type_)
    count = reader.measure(at, element(elements, 2))
    if count is not None and count == count.to_integral_value() and count >= 0:
        level.package.setdefault("package_count", int(count))
    if element(elements, 6) in codes.GROSS:
        _weight(reader, level, at, element(elements, 7), element(elements, 8))


def _mea(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """MEA of a handling unit: gross weight."""
    if level.code in codes.PACKAGES and element(elements, 2) in codes.GROSS - {""}:
        _weight(reader, level, at, element(elements, 3), element(elements, 4))


def _weight(reader: SetReader, level: Level, at: int, text: str, unit: str) -> None:
    value = reader.measure(at, text)
    weight = kilograms(value, unit) if value is not None else None
    if weight is not None:
        level.package.setdefault("gross_weight_kg", weight)


def _cld(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """CLD: loads of an item, how many (01), how much in each (02), of which packing (03); labels follow (REF*LS)."""
    load: Row = {}
    count = reader.measure(at, element(elements, 1))
    if count is not None and count == count.to_integral_value() and count >= 0:
        load["package_count"] = int(count)
    type_ = clean(element(elements, 3))
    if type_:
        load["package_type"] = type_
    level.load = reader.measure(at, element(elements, 2))
    level.loads.append(load)
    level.load_amounts.append(None if level.load is None or count is None else level.load * count)


def _pal(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """PAL of a tare: type of pallet (01), its gross weight (11, 12)."""
    if level.code not in codes.PACKAGES:
        return
    type_ = clean(element(elements, 1))
    if type_:
        level.package.setdefault("package_type", type_)
    _weight(reader, level, at, element(elements, 11), element(elements, 12))


PACKING: dict[str, Callable[[SetReader, Level, int, Elements], None]] = {
    "MAN": _man,
    "PO4": _po4,
    "TD1": _td1,
    "MEA": _mea,
    "CLD": _cld,
    "PAL": _pal,
}
