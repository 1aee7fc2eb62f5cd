"""What the codes of an X12 856 mean: data element → column of `parsers.schema`.

Data elements are named by their reference designator (BSN01) and number in the X12 data element dictionary (235).
"""

from __future__ import annotations

# BSN01 (353) transaction set purpose
PURPOSES = {
    "00": "original",
    "01": "cancel",
    "02": "change",  # add
    "03": "change",  # delete
    "04": "change",
    "05": "replace",
    "06": "original",  # confirmation
    "07": "duplicate",
    "14": "original",  # advance notification
    "15": "replace",  # re-submission
    "18": "replace",  # reissue
    "20": "final",
    "22": "copy",  # information copy
    "24": "provisional",  # draft
    "25": "change",  # incremental
}

# HL03 (735) hierarchical level: what holds what; any other level only passes on what its parent says
SHIPMENT, ORDER, ITEM = {"S"}, {"O"}, {"I"}
COMPONENT = "F"  # what an item consists of: neither a line nor a share of one
PACKAGES = {"T", "P"}  # shipping tare, pack

# DTM01 (374) date qualifier → column; earlier ones in the tuple win
DESPATCHED = ("011", "370", "372", "068")  # shipped; actual departure; pickup
EXPECTED = ("017", "067", "371", "002", "069", "074", "038")  # estimated delivery; current schedule; requested …
HEADER_DATES = {
    **{code: ("despatch_date", rank) for rank, code in enumerate(DESPATCHED)},
    **{code: ("expected_delivery_date", rank) for rank, code in enumerate(EXPECTED)},
}
GOODS_DATES = {
    "036": "expiry_date",
    "208": "expiry_date",  # lot number expiration
    "094": "production_date",
    "405": "production_date",
    "511": "best_before_date",  # shelf life
    "BBD": "best_before_date",
}

# N101 (98) entity → party, and its rank where several say who that is
PARTIES = {
    **{code: ("supplier", rank) for rank, code in enumerate(("SU", "VN", "SE", "SF", "SH", "FM", "MF"))},
    **{code: ("buyer", rank) for rank, code in enumerate(("BY", "OB", "BT", "BS"))},
    **{code: ("ship_to", rank) for rank, code in enumerate(("ST", "DA", "UC", "CN", "MA"))},
    **{code: ("carrier", rank) for rank, code in enumerate(("CA", "TF", "LW"))},
}
GLN_QUALIFIER = "UL"  # N103 (66)

# REF01 (128) of the shipment; "PK", the packing list, is the number of the note
NOTE_NUMBER = {"PK"}
HEADER_REFERENCES = {
    "VN": "supplier_order_number",
    "CN": "tracking_number",  # carrier's reference (PRO)
    "2I": "tracking_number",
    "IA": "supplier_number",  # internal vendor number
    "VR": "supplier_number",
}
VAT = "VX"  # REF01 after the supplier
# REF01 of an order or item
LINE_REFERENCES = {
    "PO": "order_number",
    "CO": "customer_reference",
    "CR": "customer_reference",
    "VN": "supplier_order_number",
    "LI": "order_line",
}
SERIAL, BATCH, LABEL = {"SE"}, {"LT", "BT"}, {"LS", "LA"}
TRACKING = {"2I", "CN"}
PRODUCTION_DATE = "productionDate"  # REF02 beside BT, its date in REF03 (SAP Business Network)

# LIN02… (235) product id; of two for the same column the one that stands earlier here wins
ARTICLES = {
    "UP": ("gtin", 0),  # U.P.C. 1-5-5-1
    "EN": ("gtin", 0),  # EAN 2-5-5-1
    "UK": ("gtin", 1),  # GTIN of 14 digits
    "EO": ("gtin", 1),  # EAN-8
    "UI": ("gtin", 2),  # U.P.C. 1-5-5
    "UA": ("gtin", 3),  # U.P.C. case code
    "VP": ("supplier_article_number", 0),  # vendor's part number
    "VN": ("supplier_article_number", 0),  # vendor's item number
    "VC": ("supplier_article_number", 1),  # vendor's catalogue number
    "VA": ("supplier_article_number", 2),  # vendor's style number
    "VS": ("supplier_article_number", 3),
    "PN": ("supplier_article_number", 4),  # company part number
    "ST": ("supplier_article_number", 5),  # style
    "ND": ("supplier_article_number", 6),  # national drug code
    "N4": ("supplier_article_number", 6),
    "BP": ("buyer_article_number", 0),  # buyer's part number
    "IN": ("buyer_article_number", 0),  # buyer's item number
    "CB": ("buyer_article_number", 1),  # buyer's catalogue number
    "PI": ("buyer_article_number", 1),  # purchaser's item code
    "SK": ("buyer_article_number", 2),  # stock keeping unit
    "MG": ("manufacturer_article_number", 0),
    "ON": ("order_number", 0),  # customer order number
    "PO": ("order_number", 1),
    "PL": ("order_line", 0),  # purchaser's order line
    "CH": ("country_of_origin", 0),
    "HD": ("customs_tariff_number", 0),
    "PD": ("description", 1),
}
ARTICLE_COLUMNS = {"gtin", "supplier_article_number", "buyer_article_number", "manufacturer_article_number"}
ITEM_BATCH, ITEM_SERIAL = {"LT", "B8"}, {"SN"}
SUPPLIER_BATCH = "B8"  # of two batches in one LIN it wins
# LIN (235) and PID02 (750) → name in `attributes`
ITEM_CHARACTERISTICS = {
    **dict.fromkeys(("CL", "VE", "BO", "CM"), "colour"),
    **dict.fromkeys(("SZ", "IZ", "SM", "VZ"), "size"),
    **dict.fromkeys(("BL", "BR"), "brand"),
    **dict.fromkeys(("MN", "MO"), "model"),
    "MF": "manufacturer",
}
DESCRIBED_CHARACTERISTICS = {
    **dict.fromkeys(("35", "73", "75"), "colour"),
    **dict.fromkeys(("74", "91", "98"), "size"),
    "77": "brand",
    "GEN": "gender",
}

# SN108 (668) line item status: the rest follows
FOLLOWS = {"BP", "IB", "BO", "PR", "IS", "SP"}

# MAN01 (88) marks and numbers
SSCC_MARKS = {"GM", "AA", "AI"}
CARRIER_MARKS = {"CP", "CA"}
SUPPLIER_MARKS = {"SM", "ZZ", "PB", "W", "R", "SR"}
# MAN02 of SAP Business Network, where MAN03 is no end of a range: of an item, and of a handling unit
ITEM_MARK, MARK_OF_SERIAL, MARK_OF_ASSET = "L", "SN", "GIAI"
MARKS = SSCC_MARKS | CARRIER_MARKS | SUPPLIER_MARKS

# TD106 (187) and MEA02 (738): gross weight
GROSS = {"G", "A3", "GW", ""}

# SN103 (355) units that are no Rec 20 codes, or mean something else there
UNITS = {
    "EA": "C62",
    "PC": "C62",
    "UN": "C62",
    "PR": "NPR",
    "ST": "SET",
    "CA": "CS",
    "DZ": "DZN",
    "LB": "LBR",
    "KG": "KGM",
    "GR": "GRM",
    "OZ": "ONZ",
    "FT": "FOT",
    "IN": "INH",
    "YD": "YRD",
    "MR": "MTR",
    "CM": "CMT",
    "MM": "MMT",
    "LT": "LTR",
    "ML": "MLT",
    "GA": "GLL",
    "TH": "MIL",
    "HU": "CEN",
    "RL": "RO",
    "SF": "FTK",
    "SY": "YDK",
    "SM": "MTK",
}
