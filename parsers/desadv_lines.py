"""The lines of a DESADV (SG15 LIN to SG23 QVR): articles, quantities, references, pieces and batches."""

from __future__ import annotations

from decimal import Decimal

from . import desadv_codes as codes
from .desadv_header import components_of, parts_of, text_of
from .desadv_identities import batches, identities, related
from .desadv_packages import close_packaging, package_in_line, settle_loose
from .desadv_state import Handler, Portion, Reading
from .desadv_units import close_line, set_unit
from .draft import Row
from .edifact_values import joined
from .identifiers import is_gtin
from .remarks import add_remark
from .udi import complete_from_udi, elements_of
from .values import LARGEST, clean
from .values import number as plain_number

ARTICLES = codes.ARTICLES
LINE_REFERENCES = codes.LINE_REFERENCES
ORDERS = codes.ORDERS


LINES: dict[str, Handler] = {}  # the handlers of a line, by tag; desadv.py fills it


def open_line(reading: Reading, segment: str) -> None:
    """LIN: 1082 line number, C212 article; C829 says that it is part of another line."""
    if reading.line is not None:
        close_line(reading)
    group = reading.group
    if group is not None:
        if group.packaging is not None or group.loose:
            close_packaging(reading)
            settle_loose(reading)
        group.lines.append(len(reading.draft.lines))
    line: Row = {}
    reading.line = line
    reading.line_packaging = {}
    reading.draft.lines.append(line)
    reading.handlers = LINES
    elements = segment.split("+")
    if elements[1]:
        number = elements[1].strip()
        line["line_number"] = reading.share(number, number)
    count = len(elements)
    if count > 4 and elements[4]:
        _subline(reading, elements[4])
    if count > 3 and elements[3]:
        number, _, rest = elements[3].partition(":")
        if not _article(reading, line, number, rest if ":" not in rest else rest.partition(":")[0]):
            reading.unnamed = number.strip()


def _subline(reading: Reading, element: str) -> None:
    """LIN C829: 5495 "1" says sub-line, 1082 of which line."""
    indicator, number = map(str.strip, components_of(element, 2))
    if indicator == "1" and number:
        reading.sublines[len(reading.draft.lines) - 1] = number


def _article(reading: Reading, line: Row, number: str, qualifier: str) -> bool:
    """An article number of a line; False where its qualifier means nothing here."""
    number = number.strip()
    if not number or number == "NA":
        return True
    column = ARTICLES.get(qualifier)
    if column is not None:
        if column == "gtin" and not number.isdigit():
            column = "supplier_article_number"
        if column not in line:
            line[column] = reading.share(number, number)
        return True
    qualifier = qualifier.strip()
    if qualifier in codes.BATCH:
        _base(reading).batches.append(number)
    elif qualifier in codes.SERIAL:
        _base(reading).pieces.append({"serial_number": number})
    elif ("(01)" in number or number[:2] == "01") and len(elements_of(number)) > 1:
        _identity(reading, _base(reading), number)
    elif not qualifier:
        column = "gtin" if is_gtin(number) else "supplier_article_number"
        if column not in line:
            line[column] = number
            if column != "gtin":
                reading.warn(f"{number} is not said to be whose article number; taken as the supplier's")
    else:
        return False
    return True


def pia(reading: Reading, segment: str) -> None:
    """PIA C212: further article numbers, batch, customs tariff number."""
    elements = segment.split("+")
    line = reading.line
    if line is None or elements[1].strip() in codes.OTHER_ARTICLE:
        return
    for element in elements[2:]:
        number, _, rest = element.partition(":")
        _article(reading, line, number, rest if ":" not in rest else rest.partition(":")[0])


def imd(reading: Reading, segment: str) -> None:
    """IMD C273/7008: description; with 7081 a characteristic."""
    elements = segment.split("+", 4)
    line = reading.line
    if len(elements) < 4 or line is None:
        return
    parts = elements[3].split(":")
    texts = parts[3:5]
    if elements[2]:
        name = codes.CHARACTERISTICS.get(elements[2].partition(":")[0].strip())
        if name is not None:
            text = clean(joined(texts)) or clean(parts[0])
            if text:
                line.setdefault("attributes", {}).setdefault(name, text)
            return
    if len(texts) == 1 and "description" not in line and "  " not in texts[0]:
        text = texts[0].strip()  # the usual case: one text, joined with others only when they come
        if text and text != "NA":
            line["description"] = reading.share(text, text)
    elif texts:
        _more_text(reading, line, texts, parts[5].strip() if len(parts) > 5 else "")


def _more_text(reading: Reading, line: Row, texts: list[str], language: str) -> None:
    if not reading.texts and "description" in line:
        reading.texts.append(("", line["description"]))
    if not reading.texts or reading.texts[0][0] == language:
        reading.texts.extend((language, text) for text in texts if text)


def qty(reading: Reading, segment: str) -> None:
    """QTY C186: quantities; in a marking group those of the portion."""
    qualifier, _, rest = segment[4:].partition(":")
    text, _, unit = rest.partition(":")
    line = reading.line
    if line is None or not text.strip():
        return
    if qualifier == codes.DELIVERED:
        quantity = (
            plain_number(text) if text.isdecimal() and text.isascii() and len(text) < 12 else reading.number(text)
        )
        portion = reading.portion
        if portion is not None:
            if portion.quantity is not None:  # the next batch of the same marking
                portion = open_portion(reading)
            portion.quantity = quantity
            reading.fallback.setdefault("portion", (quantity, unit))
        elif "quantity" in line:
            _second_quantity(reading, line, quantity, unit)
        else:
            line["quantity"] = quantity
            if unit:
                set_unit(reading, line, unit)
        return
    qualifier = qualifier.strip()
    if qualifier == codes.ORDERED and "ordered_quantity" not in line:
        line["ordered_quantity"] = reading.number(text)
    elif qualifier == codes.OUTSTANDING:
        line["outstanding_quantity"] = reading.number(text)
    elif qualifier == codes.PER_PACKAGE and reading.group is not None and reading.group.per_package is None:
        reading.group.per_package = reading.measure(text)
    elif qualifier == codes.FREE_GOODS and reading.number(text):
        reading.warn(f"{text} {unit} are free goods; the delivered quantity is taken as it stands")
    if qualifier in codes.INSTEAD:
        reading.fallback.setdefault(qualifier, (reading.number(text), unit))


def _second_quantity(reading: Reading, line: Row, quantity: Decimal, unit: str) -> None:
    if quantity != line["quantity"] or unit.strip() != line.get("unit_raw", ""):
        reading.warn(
            f"a second delivered quantity of {quantity} {unit} on line {line.get('line_number', '')}; not used"
        )


def line_rff(reading: Reading, segment: str) -> None:
    """RFF C506 of a line (SG16)."""
    qualifier, _, rest = segment[4:].partition(":")
    number, _, position = rest.partition(":")
    line = reading.line
    if not number or line is None:
        return
    columns = LINE_REFERENCES.get(qualifier)
    if columns is not None:
        column, position_column = columns
        reading.date_owner = line if qualifier in ORDERS else None
        if column not in line:
            line[column] = reading.share(number, number) if number.strip() == number else number.strip()
        if position and position_column is not None:
            position = position.partition(":")[0].strip()
            if position:
                line[position_column] = reading.share(position, position)
        return
    qualifier, number = qualifier.strip(), number.strip()
    reading.date_owner = None
    if qualifier in codes.NOTE_NUMBERS:
        reading.line_notes.append(number)
    elif qualifier == "SE":
        _target(reading).pieces.append({"serial_number": number})
    elif qualifier == "BT":
        _target(reading).batches.append(number)


def line_dtm(reading: Reading, segment: str) -> None:
    """DTM of a line: dates of the goods, or of the order named before."""
    qualifier, text, code = map(str.strip, components_of(segment[4:], 3))
    column = codes.GOODS_DATES.get(qualifier)
    if column is not None:
        day = reading.date(text, code)
        if day is not None:
            _target(reading).dates.setdefault(column, []).append(day)
    elif qualifier in codes.ORDER_DATES and reading.date_owner is not None:
        day = reading.date(text, code)
        if day is not None:
            reading.date_owner.setdefault("order_date", day)


def line_pci(reading: Reading, _segment: str) -> None:
    """PCI of a line (SG20): what follows holds for a portion of its goods."""
    if reading.portion is None or reading.portion:
        open_portion(reading)


def open_portion(reading: Reading) -> Portion:
    """A new portion of the current line."""
    portion = reading.portion = Portion()
    reading.portions.append(portion)
    return portion


def _base(reading: Reading) -> Portion:
    if reading.base is None:
        reading.base = Portion()
    return reading.base


def _target(reading: Reading) -> Portion:
    return reading.portion if reading.portion is not None else _base(reading)


def line_gin(reading: Reading, segment: str) -> None:
    """GIN of a line (SG15, SG21): serial numbers, batches, handling units."""
    elements = segment.split("+")
    qualifier = elements[1].strip() if len(elements) > 1 else ""
    target = _target(reading)
    if qualifier in codes.GIN_SERIAL:
        for number in identities(reading, elements[2:], (reading.line or {}).get("quantity")):
            _identity(reading, target, number)
    elif qualifier in codes.GIN_BATCH:
        if reading.portion is not None and target.batches and target.quantity is not None:
            target = open_portion(reading)
        target.batches.extend(batches(reading, elements[2:]))
    elif qualifier in codes.GIN_SSCC or qualifier in codes.GIN_LABEL:
        kind = "sscc" if qualifier in codes.GIN_SSCC else "supplier"
        target.packages.extend(package_in_line(reading, number, kind) for number in identities(reading, elements[2:]))
    elif any("(01)" in element for element in elements[2:]):
        for element in elements[2:]:
            _identity(reading, target, element.strip())


def _identity(reading: Reading, target: Portion, number: str) -> None:
    """A serial number, or a UDI, which is a GS1 element string and holds one."""
    if ("(" in number or number[:2] == "01") and len(elements_of(number)) > 1:
        piece: Row = {"udi": number}
        complete_from_udi(piece, reading.draft.warnings, reading.place)
        target.pieces.append(piece)
    else:
        target.pieces.append({"serial_number": number})


def gir(reading: Reading, segment: str) -> None:
    """GIR C206: related identities, the serial number of a piece beside its batch, a label beside the batch in it."""
    labels, lots, serials = related(segment)
    target = _target(reading)
    packages = [package_in_line(reading, label, "supplier") for label in labels]
    batch: Row = {"batch_number": lots[0]} if lots else {}
    if serials:
        where: Row = {"package": packages[0]} if len(packages) == 1 else {}
        target.pieces.extend({"serial_number": serial, **batch, **where} for serial in serials)
    elif packages and lots:
        portion = Portion()
        portion.packages, portion.batches = packages, lots
        reading.portions.append(portion)
    else:
        target.packages.extend(packages)
        target.batches.extend(lots)


def moa(reading: Reading, segment: str) -> None:
    """MOA C516: the line's amount."""
    qualifier, text, currency = map(str.strip, components_of(segment[4:], 3))
    line = reading.line
    if line is None or qualifier not in codes.LINE_TOTAL or not text or "line_total" in line:
        return
    amount = reading.measure(text)
    if amount is not None:
        line["line_total"] = amount
        if currency:
            line["currency"] = currency


def pri(reading: Reading, segment: str) -> None:
    """PRI C509: price of one unit; 5284 says for how many it is stated."""
    qualifier, text, _, _, basis, _ = map(str.strip, components_of(segment[4:], 6))
    line = reading.line
    if line is None or qualifier not in codes.UNIT_PRICE or not text or "unit_price" in line:
        return
    price = reading.measure(text)
    per = reading.measure(basis) if basis else None
    if price is not None:
        each = price if not per else round(price / per, 6)
        if abs(each) < LARGEST:
            line["unit_price"] = each


def ali(reading: Reading, segment: str) -> None:
    """ALI 3239: country of origin."""
    country = clean(components_of(parts_of(segment, 1)[0], 1)[0])
    if country and reading.line is not None:
        reading.line.setdefault("country_of_origin", country)


def line_loc(reading: Reading, segment: str) -> None:
    """LOC+27: country of origin (D.97A and later, in place of ALI)."""
    qualifier, place = parts_of(segment, 2)
    country = clean(components_of(place, 1)[0])
    if qualifier == "27" and country and reading.line is not None:
        reading.line.setdefault("country_of_origin", country)


def line_ftx(reading: Reading, segment: str) -> None:
    """FTX of a line."""
    text = text_of(segment)
    if text and reading.line is not None:
        add_remark(reading.line, text)


def qvr(reading: Reading, segment: str) -> None:
    """QVR: difference to what was ordered (C279/6064), why (4221, C960); what follows is outstanding."""
    difference, nature, reason = parts_of(segment, 3)
    text = components_of(difference, 1)[0].strip()
    line = reading.line
    if line is None:
        return
    code, _, _, words = components_of(reason, 4)
    why = clean(words) or clean(nature) or clean(code)
    if nature.strip() in codes.NOTHING_FOLLOWS:
        return
    amount = reading.measure(text) if text else None
    if amount:
        line.setdefault("outstanding_quantity", abs(amount))
    if why:
        line.setdefault("outstanding_reason", why)
