"""The header of a DESADV: BGM, DTM, RFF, NAD, TDT, TOD, CUX, MEA, FTX (SG1 to SG8) and the control totals CNT."""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from . import desadv_codes as codes
from .desadv_state import Reading
from .draft import Row
from .edifact_values import edifact_date, joined
from .identifiers import is_gln, looks_like_gln
from .remarks import add_remark
from .units_of_weight import kilograms
from .values import clean, moment


def parts_of(segment: str, count: int) -> list[str]:
    """The first `count` elements of a segment after its tag, "" for what is missing."""
    parts = segment.split("+", count + 1)[1 : count + 1]
    return parts if len(parts) == count else parts + [""] * (count - len(parts))


def components_of(element: str, count: int) -> list[str]:
    """The first `count` components of an element, "" for what is missing."""
    parts = element.split(":", count)[:count]
    return parts if len(parts) == count else parts + [""] * (count - len(parts))


def bgm(reading: Reading, segment: str) -> None:
    """BGM: document name, number, message function."""
    name, number, function, _ = map(str.strip, parts_of(segment, 4))
    note = reading.note
    code = components_of(name, 1)[0].strip()
    if code in codes.TYPES:
        note["document_type"] = codes.TYPES[code]
    value = clean(components_of(number, 1)[0])
    if value:
        note["document_id"] = value
    reading.function_seen = True
    note["document_function"] = codes.FUNCTIONS.get(function, "original")
    if not function:
        reading.warn("no message function; taken as an original")
    elif function not in codes.FUNCTIONS:
        reading.warn(f"the message function {function} is not known; taken as an original")


def dtm(reading: Reading, segment: str) -> None:
    """DTM of the header (and of SG7, whose estimated times of arrival and departure hold for the goods)."""
    qualifier, text, code = map(str.strip, components_of(segment[4:], 3))
    if qualifier in codes.ISSUED:
        _issued(reading, text, code)
    elif qualifier in codes.HEADER_DATES:
        column, rank = codes.HEADER_DATES[qualifier]
        if rank < reading.ranks.get(column, 99):
            day = reading.date(text, code)
            if day is not None:
                reading.ranks[column] = rank
                reading.note[column] = day
    elif qualifier in codes.ORDER_DATES and reading.date_owner is not None:
        day = reading.date(text, code)
        if day is not None:
            reading.date_owner.setdefault("order_date", day)


def _issued(reading: Reading, text: str, code: str) -> None:
    day = reading.date(text, code)
    if day is None or "issue_date" in reading.note:
        return
    reading.note["issue_date"] = day
    clock = edifact_date(text, code)[1]
    if clock is not None:
        try:
            reading.note["issued_at"] = moment(edifact_date(text, code)[0], clock, reading.zone)
        except OverflowError:
            reading.warn(f"{text} is no moment")


def rff(reading: Reading, segment: str) -> None:
    """RFF of the header (SG1) or of a party (SG3)."""
    qualifier, number, _ = map(str.strip, components_of(segment[4:], 3))
    number = clean(number) or ""
    reading.date_owner = None
    note = reading.note
    if not number:
        return
    if qualifier in codes.ORDERS:
        reading.date_owner = note
        reading.orders[reading.share(number, number)] = None
    elif qualifier == "DQ":
        note.setdefault("delivery_note_number", number)
    elif qualifier == "AAU":
        reading.despatch_note = reading.despatch_note or number
    elif qualifier in ("CR", "UC", "UO"):
        reading.customer_reference = reading.customer_reference or number
    elif (reading.party or "", qualifier) in codes.PARTY_REFERENCES:
        note.setdefault(codes.PARTY_REFERENCES[reading.party or "", qualifier], number)
    elif qualifier in codes.HEADER_REFERENCES:
        column, rank = codes.HEADER_REFERENCES[qualifier][0], codes.HEADER_RANKS[qualifier]
        if rank < reading.ranks.get(column, 99):
            reading.ranks[column] = rank
            note[column] = number


def nad(reading: Reading, segment: str) -> None:
    """NAD: who delivers, who bought, where the goods go, who carries (SG2)."""
    party, rank, columns = _party_of(segment) if len(segment) < _LONGEST else _party_of.__wrapped__(segment)
    reading.party = party
    if party is None or rank >= reading.ranks.get(party, 99):
        return
    if party in reading.ranks:
        _forget(reading.note, party)
    reading.ranks[party] = rank
    reading.note.update(columns)


_LONGEST = 400  # of the segments that are remembered


@functools.lru_cache(1024)  # the same few partners in document after document
def _party_of(segment: str) -> tuple[str | None, int, Row]:
    """The party that a NAD names, its rank, and the columns of the note that it fills."""
    qualifier, identification, unstructured, name, street, city, _, postcode, country = parts_of(segment, 9)
    party, rank = codes.PARTIES.get(qualifier.strip(), (None, 99))
    if party is None:
        return None, rank, {}
    row: Row = {"name": clean(joined(name.split(":"))), "street": clean(joined(street.split(":")))}
    row |= {"city": clean(city), "postcode": clean(postcode), "country": clean(country)}
    block = [clean(line) for line in unstructured.split(":")]
    if row["name"] is None and block[0]:
        _from_block(row, [line for line in block if line])
    number, _, agency = map(str.strip, components_of(identification, 3))
    return party, rank, _party(party, clean(number), agency, row)


def _forget(note: Row, party: str) -> None:
    for column in [column for column in note if column.startswith(party + "_") and "_order_" not in column]:
        del note[column]


_POSTCODE_CITY = re.compile(r"(?:([A-Z]{1,3})[- ])?(\d{4,6}|\d{3} \d{2})\s+(\D.*)")


def _from_block(row: Row, block: list[str]) -> None:
    """NAD C058: name and address in lines, without structure: the first is the name, one may be postcode and city."""
    row["name"] = block[0]
    for line in block[1:]:
        match = _POSTCODE_CITY.fullmatch(line)
        if match and not row["city"]:
            row |= {"country": row["country"] or match[1], "postcode": row["postcode"] or match[2], "city": match[3]}
        elif not row["street"] and not row["city"]:
            row["street"] = line


def _party(party: str, number: str | None, agency: str, row: Row) -> Row:
    """The columns of the note that are filled."""
    if party == "carrier":
        return {"carrier_name": row["name"] or number} if row["name"] or (number and not number.isdigit()) else {}
    values = {f"{party}_name": row["name"]}
    if party == "ship_to":
        values |= {f"ship_to_{column}": row[column] for column in ("street", "postcode", "city", "country")}
    if (
        number
        and looks_like_gln(number)
        and (agency in codes.BY_GS1 or (agency not in ("91", "92") and is_gln(number)))
    ):
        values[f"{party}_gln"] = number
    elif number:
        column = {"supplier": "supplier_number", "buyer": "buyer_customer_number", "ship_to": "ship_to_id"}[party]
        values[column] = number
    return {column: value for column, value in values.items() if value}


def loc(reading: Reading, segment: str) -> None:
    """LOC+7 and LOC+11, place of delivery, where no NAD says where the goods go."""
    qualifier, place = parts_of(segment, 2)
    number, _, agency, name = map(str.strip, components_of(place, 4))
    if qualifier in ("7", "11") and "ship_to" not in reading.ranks and number:
        row: Row = dict.fromkeys(("street", "city", "postcode", "country")) | {"name": clean(name)}
        reading.note.update(_party("ship_to", clean(number), agency, row))
    elif qualifier == "92":  # routing
        _tracking_page(reading, name)


def tdt(reading: Reading, segment: str) -> None:
    """TDT C040: the carrier of the main transport (SG6), by name (3128), else by code (3127).

    SAP Business Network writes its number of the consignment in C401, the page that follows it in C222.
    """
    parts = parts_of(segment, 8)
    carrier = components_of(parts[4], 4)
    own = components_of(parts[6], 3)
    if own[:2] == ["ZZZ", "ZZZ"] and clean(own[2]):
        reading.note.setdefault("tracking_number", clean(own[2]))
    _tracking_page(reading, components_of(parts[7], 4)[3])
    name = clean(carrier[3])
    if name and "carrier_name" not in reading.note:
        reading.note["carrier_name"] = name
    elif not name and not carrier[0].strip().isdigit():
        reading.carrier_code = reading.carrier_code or clean(carrier[0])
    reading.party = None


def _tracking_page(reading: Reading, text: str) -> None:
    prefix, _, address = text.strip().partition("=")
    if prefix == "URL" and clean(address.strip('"')):
        reading.note.setdefault("tracking_url", clean(address.strip('"')))


def settle(reading: Reading) -> None:
    """At the end of the message: what only all of it decides, the carrier's code and the place of delivery."""
    if reading.carrier_code is not None:
        reading.note.setdefault("carrier_name", reading.carrier_code)
    if len(reading.places) > 1:
        _forget(reading.note, "ship_to")
        reading.draft.warnings.append(f"NAD: the packing levels name {len(reading.places)} places of delivery")


def tod(reading: Reading, segment: str) -> None:
    """TOD C100/4053: terms of delivery (SG5), else in words (4052)."""
    terms = components_of(parts_of(segment, 3)[2], 4)
    code = clean(terms[0]) or clean(terms[3])
    if code:
        reading.note.setdefault("incoterm", code)


def cux(reading: Reading, segment: str) -> None:
    """CUX C504/6345: reference currency."""
    code = clean(components_of(parts_of(segment, 1)[0], 2)[1])
    if code:
        reading.note.setdefault("currency", code)


def gross_weight(reading: Reading, segment: str) -> Decimal | None:
    """The gross weight in kilograms that a MEA states, None for any other measurement."""
    purpose, details, value = parts_of(segment, 3)
    if components_of(details, 1)[0].strip() not in codes.GROSS and not (purpose in codes.GROSS and not details):
        return None
    unit, text = map(str.strip, components_of(value, 2))
    amount = reading.measure(text) if text else None
    if amount is None:
        return None
    weight = kilograms(amount, unit)
    if weight is None:
        reading.warn(f"a weight of {amount} in {unit or 'no unit'} is no weight in a known unit")
    return weight


def mea(reading: Reading, segment: str) -> None:
    """MEA of the header: total gross weight, number of packs."""
    weight = gross_weight(reading, segment)
    if weight is not None:
        reading.note.setdefault("gross_weight_kg", weight)
    unit, text = map(str.strip, components_of(parts_of(segment, 3)[2], 2))
    if unit == codes.PACKS and text:
        count = reading.measure(text)
        if count is not None and count == count.to_integral_value() and count >= 0:
            reading.note.setdefault("package_count", int(count))


def text_of(segment: str) -> str | None:
    """FTX C108: free text."""
    return clean(joined(parts_of(segment, 4)[3].split(":")))


def ftx(reading: Reading, segment: str) -> None:
    """FTX of the header."""
    text = text_of(segment)
    if text:
        add_remark(reading.note, text)


def cnt(reading: Reading, segment: str) -> None:
    """CNT C270: control totals."""
    qualifier, text, unit = map(str.strip, components_of(segment[4:], 3))
    value = reading.measure(text) if text else None
    if value is None:
        return
    if qualifier == codes.CNT_QUANTITY:
        reading.total = value
    elif qualifier == codes.CNT_GROSS:
        weight = kilograms(value, unit or "KGM")
        if weight is not None:
            reading.note["gross_weight_kg"] = weight
    elif qualifier in (codes.CNT_LINES, codes.CNT_PACKAGES):
        if value != value.to_integral_value() or value < 0:
            reading.warn(f"{text} is no count")
        else:
            reading.note["line_count" if qualifier == codes.CNT_LINES else "package_count"] = int(value)
