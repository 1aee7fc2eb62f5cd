"""The records of VDA 4913 (versions 02 to 04): fields in their order, with their lengths.

Type (3) and version (2) start every record; fields that are not read have the name of their purpose all the same.
"""

from __future__ import annotations

from itertools import accumulate

LENGTH = 128

_LAYOUTS = {
    "711": "type 3 version 2 customer 9 supplier 9 old_number 5 new_number 5 date 6 sub_supplier 9 carrier 9",
    "712": "type 3 version 2 shipment 8 supplier_plant 3 carrier 14 handed_over 6 handed_over_time 4 gross_weight 7 "
    "net_weight 7 franking 2 carrier_key 1 packages 4 transport_partner 14 means_key 2 means 25 content_key 1 "
    "content 8 arrival 6 arrival_time 4",
    "713": "type 3 version 2 note 8 date 6 unloading_point 5 despatch_type 2 customer_sign 4 order 12 process 2 "
    "empty 4 plant 3 consignment 8 receiver 9 empty2 1 storage 7 supplier 9 point_of_use 14 release 4 "
    "clerk 6 document 14",
    "714": "type 3 version 2 customer_article 22 supplier_article 22 origin 3 quantity 13 unit 2 quantity2 13 unit2 2 "
    "vat 3 empty 1 position 3 release_key 1 batch 15 usage 1 dangerous_goods 8",
    "715": "type 3 version 2 customer_packing 22 supplier_packing 22 count 13 position 3 fill 13 first 9 last 9 "
    "dimensions 12 stacking 1 release 15 label 1",
    "716": "type 3 version 2 text1 40 text2 40 text3 40",
    "719": "type 3 version 2 711 7 712 7 713 7 714 7 715 7 716 7 718 7 719 7 717 7",
}

# records whose fields are not read
UNREAD = {"717", "718"}
# units that mean something else elsewhere
UNITS = {"PA": "NPR"}  # Paar

# records that 719 counts, but for itself
COUNTED = ("711", "712", "713", "714", "715", "716", "718", "717")


def _places(layout: str) -> tuple[tuple[str, int, int], ...]:
    words = layout.split()
    names, lengths = words[::2], [int(word) for word in words[1::2]]
    ends = list(accumulate(lengths))
    return tuple((name, end - length, end) for name, length, end in zip(names, lengths, ends, strict=True))


# record type → (field, from, to)
RECORDS = {type_: _places(layout) for type_, layout in _LAYOUTS.items()}
