"""Partners of a delivery IDoc: who delivers, who bought, where the goods go, who carries."""

from __future__ import annotations

from . import idoc_columns as columns
from .identifiers import is_gln, looks_like_gln
from .idoc_records import Segment
from .idoc_state import DeliveryReader
from .values import clean


def read_partner(reader: DeliveryReader, segment: Segment) -> None:
    """E1ADRM1, E1EDKA1: a partner with its address; of several for the same party the better role counts."""
    fields, note = segment.fields, reader.draft.note
    role = fields.get("PARTNER_Q") or fields.get("PARVW") or ""
    party, rank = columns.PARTNERS.get(role, (None, 99))
    if party is None or rank >= reader.ranks.get(party, 99):
        reader.party = None
        return
    if party in reader.ranks:
        for column in [column for column in note if column.startswith(party + "_")]:
            del note[column]
    reader.ranks[party] = rank
    reader.party = party
    for column, names in columns.PARTNER_FIELDS.items():
        text = next((clean(fields[name]) for name in names if clean(fields.get(name))), None)
        if text and (party == "ship_to" or column == "name"):
            note[f"{party}_{column}"] = text
    if party == "carrier":
        return
    for field in ("ILNNR", *columns.PARTNER_NUMBERS):
        number = clean(fields.get(field))
        if number:
            _number(reader, number)
            if field != "ILNNR":
                return


def read_partner_number(reader: DeliveryReader, segment: Segment) -> None:
    """E1ADRE1: a further number of the partner before, its GLN when it is one."""
    number = clean(segment.fields.get("EXTEND_D"))
    if number and reader.party is not None and reader.party != "carrier" and is_gln(number):
        reader.draft.note.setdefault(f"{reader.party}_gln", number)


def _number(reader: DeliveryReader, number: str) -> None:
    party = reader.party or ""
    is_global = looks_like_gln(number) and is_gln(number)
    reader.draft.note.setdefault(f"{party}_gln" if is_global else columns.NUMBER_COLUMNS[party], number)
