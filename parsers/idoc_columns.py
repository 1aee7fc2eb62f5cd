"""What the fields of a delivery IDoc mean: segment and field → column of `parsers.schema`."""

from __future__ import annotations

# EDI_DC40 MESTYP of messages that are orders to deliver, no deliveries
NO_DELIVERIES = {"WHSORD", "SHPORD", "PICKSD", "CARNOT"}

# E1EDL20 (DELVRY), E1EDK08 (DESADV01)
HEADER = {
    "INCO1": "incoterm",
    "BOLNR": "tracking_number",  # bill of lading
    "TKNUM": "shipment_id",
}
# E1EDL21 LFART
TYPES = {"LF": "delivery", "EL": "delivery", "LR": "return", "RL": "return", "RLL": "return"}
# E1EDL18 QUALF
FUNCTIONS = {"ORI": "original", "CHG": "change", "DEL": "cancel"}
# E1EDT13 QUALF
DEADLINES = {
    "015": "issue_date",  # document date
    "006": "despatch_date",  # goods issue
    "007": "expected_delivery_date",  # delivery
    "017": "expected_delivery_date",
}

# E1EDT13 QUALF 499: the event itself, by its name in SAP
OTHER_DEADLINE = "499"
EVENTS = {"IDDOCUMENT": "issue_date", "WSHDRWADAT": "despatch_date", "WSHDRLFDAT": "expected_delivery_date"}
# E1EDK03, E1EDK06 IDDAT (DESADV01)
DATES = {"012": "issue_date", "001": "expected_delivery_date", "002": "expected_delivery_date"}

# E1ADRM1 PARTNER_Q, E1EDKA1 PARVW → party, and its rank where several say who that is
PARTNERS = {
    "LF": ("supplier", 0),  # vendor
    "OSO": ("supplier", 1),  # sales organisation
    "OSP": ("supplier", 2),  # shipping point
    "WL": ("supplier", 3),
    "AG": ("buyer", 0),  # sold-to party
    "RE": ("buyer", 1),  # bill-to party
    "WE": ("ship_to", 0),  # ship-to party
    "SP": ("carrier", 0),
    "TF": ("carrier", 1),
}
# column after the party → fields of E1ADRM1, E1EDKA1
PARTNER_FIELDS = {
    "name": ("NAME1",),
    "street": ("STREET1", "STRAS"),
    "postcode": ("POSTL_COD1", "PSTLZ"),
    "city": ("CITY1", "ORT01"),
    "country": ("COUNTRY1", "LAND1"),
}
PARTNER_NUMBERS = ("PARTNER_ID", "PARTN", "LIFNR")
NUMBER_COLUMNS = {"supplier": "supplier_number", "buyer": "buyer_customer_number", "ship_to": "ship_to_id"}

# E1EDL24, E1EDP09: column → fields, the first that holds something
ITEM = {
    "line_number": ("POSNR",),
    "supplier_article_number": ("MATNR_LONG", "MATNR", "MATNR_EXTERNAL"),
    "buyer_article_number": ("KDMAT35", "KDMAT", "IDNKD"),
    "manufacturer_article_number": ("MFRPN",),
    "gtin": ("EAN11",),
    "description": ("ARKTX",),
    "order_line": ("POSEX",),
    "supplier_order_number": ("VGBEL",),
    "supplier_order_line": ("VGPOS",),
}
# quantity and its unit: delivered in the sales unit, else in the stock keeping unit
QUANTITIES = (("LFIMG", "VRKME"), ("LGMNG", "MEINS"))
GOODS_DATES = {"VFDAT": "expiry_date", "HSDAT": "production_date"}
# E1EDL15 ATNAM: SAP's own characteristics of a batch
CHARACTERISTICS = {"LOBM_VFDAT": "expiry_date", "LOBM_HSDAT": "production_date"}

_ORDER = {"BSTNR": "order_number", "BSTDT": "order_date", "POSEX": "order_line", "IHREZ": "customer_reference"}
# segment → (qualifier field, its code, field → column)
REFERENCES: dict[str, tuple[tuple[str | None, str, dict[str, str]], ...]] = {
    "E1EDL41": (("QUALI", "001", _ORDER),),
    "E1EDL43": (
        ("QUALF", "C", {"BELNR": "supplier_order_number", "POSNR": "supplier_order_line"}),
        ("QUALF", "V", {"BELNR": "order_number", "POSNR": "order_line", "DATUM": "order_date"}),
    ),
    "E1EDP07": (
        (None, "", {"BSTNK": "order_number", "BSTDK": "order_date", "VGBEL": "supplier_order_number"}),
        (None, "", {"VGPOS": "supplier_order_line", "POSEX": "order_line"}),
    ),
}
EXPORT = {"STAWN": "customs_tariff_number", "HERKL": "country_of_origin"}  # E1EDL35
OWNERSHIP = {"K": "consignment", "W": "consignment"}  # E1EDL26 SOBKZ
