"""What each segment of a delivery IDoc says."""

from __future__ import annotations

from collections.abc import Callable

from . import idoc_columns as columns
from .idoc_documents import DOCUMENT
from .idoc_parties import read_partner, read_partner_number
from .idoc_records import Segment
from .idoc_state import DeliveryReader, Item, Unit
from .remarks import add_remark
from .units_of_weight import kilograms
from .values import clean, compact_date


def _header(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL20: the delivery; LIFEX is the supplier's number of it where it is not the sender's own."""
    fields = segment.fields
    reader.own, reader.external = clean(fields.get("VBELN")), clean(fields.get("LIFEX"))
    _shipment(reader, segment)


def _shipment(reader: DeliveryReader, segment: Segment) -> None:
    """What E1EDL20 says of the shipment; in DESADV01 E1EDK07, before the deliveries in it."""
    note, fields = reader.draft.note, segment.fields
    for field, column in columns.HEADER.items():
        text = clean(fields.get(field))
        if text:
            note.setdefault(column, text)
    weight = reader.measure(segment, "BTGEW")
    if weight:
        in_kilograms = kilograms(weight, fields.get("GEWEI", "KGM"))
        if in_kilograms is not None:
            note["gross_weight_kg"] = in_kilograms
    count = reader.measure(segment, "ANZPK")
    if count and count == count.to_integral_value():
        note["package_count"] = int(count)


def _type(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL21: type of the delivery."""
    kind = columns.TYPES.get(segment.fields.get("LFART", ""))
    if kind:
        reader.draft.note["document_type"] = kind


def _control(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL18: what the message does to an earlier one."""
    function = columns.FUNCTIONS.get(segment.fields.get("QUALF", ""))
    if function:
        reader.draft.note["document_function"] = function


def _deadline(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDT13: deadlines; an actual date (ISDD, IEDD) counts more than a planned one (NTANF, NTEND)."""
    fields = segment.fields
    column = columns.DEADLINES.get(fields.get("QUALF", ""))
    if fields.get("QUALF") == columns.OTHER_DEADLINE:
        column = columns.EVENTS.get(fields.get("EVENT", ""))
    if column is None or reader.item is not None:
        return
    for field in ("IEDD", "ISDD", "NTEND", "NTANF"):
        day = reader.date(segment, field)
        if day is not None:
            reader.draft.note.setdefault(column, day)
            return


def _date(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDK03, E1EDK06: dates of the header of DESADV01."""
    column = columns.DATES.get(segment.fields.get("IDDAT", ""))
    day = reader.date(segment, "DATUM") if column is not None else None
    if column is not None and day is not None:
        reader.draft.note.setdefault(column, day)


def _tracking(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL49: the parcel service's number of the shipment, and where to look it up."""
    for field, column in (("TRACKN", "tracking_number"), ("XSIURL_SINGLETRACK", "tracking_url")):
        text = clean(segment.fields.get(field))
        if text:
            reader.draft.note[column] = text


def _text(reader: DeliveryReader, segment: Segment) -> None:
    """E1TXTP8, E1TXTP9: a line of text of the header or the item; "*" begins a paragraph."""
    text = clean(segment.fields.get("TDLINE"))
    row = reader.draft.note if segment.name == "E1TXTP8" or reader.item is None else reader.item
    if text:
        add_remark(row, text)


def _item(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL24 (E1EDP09): an item, or the batch split of one."""
    item = Item(segment)
    reader.items.append(item)
    row = reader.item = item.row
    row.update(reader.pending)
    fields = segment.fields
    for column, names in columns.ITEM.items():
        text = next((clean(fields[name]) for name in names if clean(fields.get(name))), None)
        if text:
            row[column] = text
    for quantity_field, unit_field in columns.QUANTITIES:
        if quantity_field in fields:
            item.quantity = reader.number(segment, quantity_field)
            if unit_field in fields:
                row["unit_raw"] = fields[unit_field]
            break
    item.batch = clean(fields.get("CHARG")) or clean(fields.get("LICHN")) or clean(fields.get("LICHA"))
    for field, column in columns.GOODS_DATES.items():
        day = reader.date(segment, field)
        if day is not None:
            item.dates[column] = day


def _reference(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL41, E1EDL43 after an item, E1EDP07 before its items: our order, the supplier's order."""
    fields = segment.fields
    if segment.name == "E1EDP07":
        reader.pending, reader.item = {}, None
    row = reader.pending if segment.name == "E1EDP07" else reader.item
    if row is None:
        return
    for qualifier, code, names in columns.REFERENCES[segment.name]:
        if qualifier is not None and fields.get(qualifier, code) != code:
            continue
        for field, column in names.items():
            if column == "order_date":
                day = reader.date(segment, field)
                if day is not None:
                    row.setdefault(column, day)
            elif clean(fields.get(field)) and fields[field].strip("0"):
                row.setdefault(column, fields[field])


def _export(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL35: customs tariff number and country of origin."""
    if reader.item is not None:
        for field, column in columns.EXPORT.items():
            if clean(segment.fields.get(field)):
                reader.item[column] = segment.fields[field]


def _stock(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL26: special stock."""
    ownership = columns.OWNERSHIP.get(segment.fields.get("SOBKZ", ""))
    if ownership and reader.item is not None:
        reader.item["ownership"] = ownership


def serials(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL11, and whatever extension holds a field SERNR: a serial number of the item."""
    serial = clean(segment.fields.get("SERNR"))
    if serial and reader.items and reader.item is not None:
        reader.items[-1].serials.append(serial)


def _characteristic(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL15: a characteristic of the batch; its dates where the item has none. As CCYYMMDD or DD.MM.CCYY."""
    column = columns.CHARACTERISTICS.get(segment.fields.get("ATNAM", ""))
    text = segment.fields.get("ATWRT", "")
    if column is None or not reader.items:
        return
    day, month, year = [*text.split("."), "", ""][:3]
    try:
        found = compact_date(f"{year}{month:0>2}{day:0>2}" if "." in text else text)
    except ValueError:
        reader.draft.warnings.append(f"{segment.place}: {text[:40]!r} in ATWRT is no date")
        return
    reader.items[-1].dates.setdefault(column, found)


def _unit(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL37: a handling unit."""
    fields = segment.fields
    unit = Unit(fields.get("EXIDV", ""), fields.get("VENUM", ""))
    reader.units.append(unit)
    reader.item = None
    type_ = clean(fields.get("VHILM")) or clean(fields.get("PCKAR")) or clean(fields.get("VHART"))
    if type_:
        unit.row["package_type"] = type_
    if clean(fields.get("EXIDV2")):
        unit.row["tracking_number"] = fields["EXIDV2"]
    weight = reader.measure(segment, "BRGEW")
    if weight:
        in_kilograms = kilograms(weight, fields.get("GWEIM") or fields.get("GWEIT") or "KGM")
        if in_kilograms is not None:
            unit.row["gross_weight_kg"] = in_kilograms


def _packed(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDP08: a handling unit of DESADV01, with the item in it and the handling unit around it."""
    _unit(reader, segment)
    position, outer = segment.fields.get("POSNR", ""), segment.fields.get("PARENT", "")
    if position.strip("0"):
        amount = reader.measure(segment, "VEMNG") or reader.measure(segment, "ANZAR") or None
        reader.units[-1].contents.append((position, amount))
    reader.units[-1].outer = outer


def _content(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL44: what lies in the handling unit, an item or another handling unit."""
    if not reader.units:
        return
    position, inner = segment.fields.get("POSNR", ""), segment.fields.get("EXIDV", "")
    if position.strip("0"):
        reader.units[-1].contents.append((position, reader.measure(segment, "VEMNG")))
    elif inner and inner != reader.units[-1].number:
        reader.units[-1].units.append(inner)


def _packed_serial(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDL46: the serial number of a piece in the handling unit."""
    serial = clean(segment.fields.get("SERNR"))
    if serial and reader.units and reader.units[-1].contents:
        reader.units[-1].serials.append((reader.units[-1].contents[-1][0], serial))


HANDLERS: dict[str, Callable[[DeliveryReader, Segment], None]] = {
    "E1EDL20": _header,
    "E1EDK08": _header,
    "E1EDL21": _type,
    "E1EDL18": _control,
    "E1ADRM1": read_partner,
    "E1EDKA1": read_partner,
    "E1EDKA2": read_partner,
    "E1EDK03": _date,
    "E1EDK06": _date,
    "E1EDK07": _shipment,
    "E1ADRE1": read_partner_number,
    "E1EDT13": _deadline,
    "E1TXTP8": _text,
    "E1TXTP9": _text,
    "E1EDL24": _item,
    "E1EDP09": _item,
    "E1EDL15": _characteristic,
    "E1EDL26": _stock,
    "E1EDL35": _export,
    "E1EDL41": _reference,
    "E1EDL43": _reference,
    "E1EDP07": _reference,
    "E1EDL37": _unit,
    "E1EDL44": _content,
    "E1EDL46": _packed_serial,
    "E1EDL49": _tracking,
    "E1EDP08": _packed,
    "E1EDL11": serials,
    **DOCUMENT,
}
