"""The header of an X12 856: BSN, and what the shipment level says; parties of lower levels where it names none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

from . import x12_codes as codes
from .draft import Row
from .remarks import add_remark
from .units_of_weight import kilograms
from .values import clean, moment
from .x12_state import Elements, Level, SetReader, element, reference


def read_header(reader: SetReader, levels: list[Level]) -> None:
    """Fill the note from the set's own segments, its shipment level and, for parties and dates, the orders."""
    note = reader.draft.note
    if reader.found.version:
        note["source_version"] = reader.found.version
    shipment = [level for level in levels if level.code in codes.SHIPMENT or not level.code]
    others = [level for level in levels if level.code in codes.ORDER]
    named: dict[str, set[tuple[str, ...]]] = {}  # what orders say of a party that the shipment does not name
    for group, handlers in ((shipment, _SHIPMENT), (others, _ORDERS)):
        for level in group:
            party: str | None = None
            for at, elements in level.segments:
                tag = elements[0]
                if tag == "N1":
                    party = _n1(reader, elements, named if group is others else None)
                elif tag in ("N3", "N4") and party == "ship_to":
                    _address(note, elements)
                elif tag == "REF" and party == "supplier" and element(elements, 1) == codes.VAT and reference(elements):
                    note.setdefault("supplier_vat_id", reference(elements))
                elif tag in handlers:
                    handlers[tag](reader, at, elements)
    _settle_parties(reader, named)
    if "delivery_note_number" not in note:
        _number_of_orders(note, levels)
    message = note.pop("document_id", None)
    number = note.setdefault("delivery_note_number", message)
    if number is None:
        del note["delivery_note_number"]
    elif message != number and message is not None:
        note["document_id"] = message
    if "document_function" not in note:
        note["document_function"] = "original"
        reader.draft.warnings.append("segment 2: no BSN; taken as an original")


def _number_of_orders(note: Row, levels: list[Level]) -> None:
    """The packing list that all orders and items name (REF*PK), where the shipment names none."""
    references = (elements for level in levels for _, elements in level.segments if elements[0] == "REF")
    numbers = {reference(each) for each in references if element(each, 1) in codes.NOTE_NUMBER} - {None}
    if len(numbers) == 1:
        note["delivery_note_number"] = numbers.pop()


def _bsn(reader: SetReader, at: int, elements: Elements) -> None:
    """BSN: purpose (01), number (02), date (03), time (04)."""
    note = reader.draft.note
    purpose, number, day, clock = (element(elements, index) for index in range(1, 5))
    note["document_function"] = codes.PURPOSES.get(purpose, "original")
    if purpose not in codes.PURPOSES:
        reader.warn(at, f"the purpose {purpose or 'is missing'} is not known; taken as an original")
    if clean(number):
        note["document_id"] = note["shipment_id"] = number
    issued = reader.date(at, day) if day else None
    if issued is not None:
        note["issue_date"] = issued
        stamp = _time(clock)
        if stamp is not None:
            note["issued_at"] = _moment(issued, stamp, reader.zone)


def _time(text: str) -> time | None:
    if not (text.isascii() and text.isdigit() and 4 <= len(text) <= 8):
        return None
    hour, minute, second = int(text[:2]), int(text[2:4]), int(text[4:6] or 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _moment(day: date, clock: time, zone: str | None) -> object:
    try:
        return moment(day, clock, zone)
    except OverflowError:
        return None


def _dtm(reader: SetReader, at: int, elements: Elements) -> None:
    """DTM: despatch and arrival."""
    kind = element(elements, 1)
    if kind not in codes.HEADER_DATES or not element(elements, 2):
        return
    column, rank = codes.HEADER_DATES[kind]
    if rank < reader.ranks.get(column, 99):
        day = reader.date(at, element(elements, 2))
        if day is not None:
            reader.ranks[column] = rank
            reader.draft.note[column] = day


def _ref(reader: SetReader, _at: int, elements: Elements) -> None:
    """REF of the shipment."""
    kind, text = element(elements, 1), reference(elements)
    if text is None:
        return
    if kind in codes.NOTE_NUMBER:
        reader.draft.note.setdefault("delivery_note_number", text)
    elif kind in codes.HEADER_REFERENCES:
        reader.draft.note.setdefault(codes.HEADER_REFERENCES[kind], text)


def _n1(reader: SetReader, elements: Elements, named: dict[str, set[tuple[str, ...]]] | None) -> str | None:
    """N1: party (01), name (02), number (03, 04); the better qualifier wins, of equals the first."""
    party, rank = codes.PARTIES.get(element(elements, 1), (None, 99))
    if party is None:
        return None
    if named is not None and (party in named or party not in reader.ranks):
        named.setdefault(party, set()).add(tuple(part.strip() for part in elements[1:5]))
    if rank >= reader.ranks.get(party, 99):
        return None
    if party in reader.ranks:
        _forget(reader.draft.note, party)
    reader.ranks[party] = rank
    name, number = clean(element(elements, 2)), clean(element(elements, 4))
    note = reader.draft.note
    if name:
        note[f"{party}_name"] = name
    if number and party != "carrier":
        if element(elements, 3) == codes.GLN_QUALIFIER:
            note[f"{party}_gln"] = number
        else:
            other = {"supplier": "supplier_number", "buyer": "buyer_customer_number", "ship_to": "ship_to_id"}
            note[other[party]] = number
    return party


def _forget(note: Row, party: str) -> None:
    for column in [column for column in note if column.startswith(party + "_") and "order" not in column]:
        del note[column]


def _settle_parties(reader: SetReader, named: dict[str, set[tuple[str, ...]]]) -> None:
    """A party that the orders name differently, store by store, is none of the note."""
    for party, parties in named.items():
        ranked = {codes.PARTIES[each[0]][1] for each in parties}
        if len([each for each in parties if codes.PARTIES[each[0]][1] == min(ranked)]) > 1:
            _forget(reader.draft.note, party)
            reader.draft.warnings.append(f"N1: the orders name several parties as {party.replace('_', '-')}")


def _address(note: Row, elements: Elements) -> None:
    """N3 street, N4 city, postcode, country of the place the goods go to."""
    if elements[0] == "N3":
        values = {"ship_to_street": clean(" ".join(filter(None, (element(elements, 1), element(elements, 2)))))}
    else:
        values = {
            "ship_to_city": clean(element(elements, 1)),
            "ship_to_postcode": clean(element(elements, 3)),
            "ship_to_country": clean(element(elements, 4)),
        }
    for column, value in values.items():
        if value:
            note.setdefault(column, value)


def _td1(reader: SetReader, at: int, elements: Elements) -> None:
    """TD1: number of packages (02), gross weight (06 to 08)."""
    note = reader.draft.note
    count = reader.measure(at, element(elements, 2))
    if count is not None and count == count.to_integral_value() and count >= 0:
        note.setdefault("package_count", int(count))
    if element(elements, 6) in codes.GROSS:
        _weight(reader, at, element(elements, 7), element(elements, 8))


def _mea(reader: SetReader, at: int, elements: Elements) -> None:
    """MEA: gross weight of the shipment."""
    if element(elements, 2) in codes.GROSS - {""}:
        _weight(reader, at, element(elements, 3), element(elements, 4))


def _weight(reader: SetReader, at: int, text: str, unit: str) -> None:
    value = reader.measure(at, text)
    if value is None:
        return
    weight = kilograms(value, unit)
    if weight is None:
        reader.warn(at, f"a weight of {value} in {unit or 'no unit'} is no weight in a known unit")
    else:
        reader.draft.note.setdefault("gross_weight_kg", weight)


def _td5(reader: SetReader, _at: int, elements: Elements) -> None:
    """TD5: carrier, by name (05), else by code (03)."""
    name = clean(element(elements, 5)) or clean(element(elements, 3))
    if name:
        reader.draft.note.setdefault("carrier_name", name)


def _fob(reader: SetReader, _at: int, elements: Elements) -> None:
    """FOB05: terms of delivery."""
    terms = clean(element(elements, 5))
    if terms:
        reader.draft.note.setdefault("incoterm", terms)


def _cur(reader: SetReader, _at: int, elements: Elements) -> None:
    """CUR02: currency."""
    currency = clean(element(elements, 2))
    if currency:
        reader.draft.note.setdefault("currency", currency)


def _vendor(reader: SetReader, _at: int, elements: Elements) -> None:
    """REF*IA of an order: our number of the supplier."""
    text = reference(elements)
    column = codes.HEADER_REFERENCES.get(element(elements, 1))
    if text is not None and column == "supplier_number":
        reader.draft.note.setdefault(column, text)


def _text(reader: SetReader, _at: int, elements: Elements) -> None:
    """NTE02 and MSG01: free text."""
    text = clean(element(elements, 2 if elements[0] == "NTE" else 1))
    if text:
        add_remark(reader.draft.note, text)


Handler = Callable[[SetReader, int, Elements], None]
_SHIPMENT: dict[str, Handler] = {
    "BSN": _bsn,
    "DTM": _dtm,
    "REF": _ref,
    "TD1": _td1,
    "TD5": _td5,
    "MEA": _mea,
    "FOB": _fob,
    "CUR": _cur,
    "NTE": _text,
    "MSG": _text,
}
_ORDERS: dict[str, Handler] = {"REF": _vendor}
