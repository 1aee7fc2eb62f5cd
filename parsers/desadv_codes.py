"""What the codes of a DESADV mean: qualifier of UN/EDIFACT → column of `parsers.schema`.

Data elements are named by their number in the UN/EDIFACT directory (D.96A, D.01B) and EANCOM; segment groups are
those of DESADV D.96A.
"""

from __future__ import annotations

# BGM 1225 message function
FUNCTIONS = {
    "1": "cancel",
    "2": "change",  # addition
    "3": "change",  # deletion
    "4": "change",
    "5": "replace",
    "6": "original",  # confirmation
    "7": "duplicate",
    "9": "original",
    "14": "original",  # advance notification
    "17": "cancel",  # cancel, to be reissued
    "18": "replace",  # reissue
    "20": "change",  # replace heading section only
    "21": "change",  # replace item detail and summary only
    "22": "final",
    "31": "copy",
    "35": "duplicate",  # retransmission
    "43": "original",  # additional transmission
    "46": "provisional",
    "47": "final",  # definitive
}

# BGM C002/1001 document name
TYPES = {
    "351": "delivery",  # despatch advice
    "270": "delivery",  # delivery note
    "YA5": "delivery",  # EANCOM: intermediate handling cross docking despatch advice
    "YA6": "delivery",  # EANCOM: pre-packed cross docking despatch advice
    "630": "delivery",  # shipping note
    "35E": "return",  # EANCOM: return advice
    "372": "return",
    "370": "pickup",  # advice of collection
    "251": "service",
}

# DTM 2005 in the header; a later one in the tuple counts only when no earlier one stands in the document
ISSUED = ("137",)
DESPATCHED = ("11", "110", "136", "133")  # despatch; shipped; departure actual, estimated
# delivery estimated, expected, …; arrival estimated; delivery promised, latest, earliest, scheduled
EXPECTED = ("17", "191", "358", "35", "2", "132", "69", "63", "64", "76")
HEADER_DATES = {
    **{code: ("despatch_date", rank) for rank, code in enumerate(DESPATCHED)},
    **{code: ("expected_delivery_date", rank) for rank, code in enumerate(EXPECTED)},
}
# DTM 2005 after RFF
ORDER_DATES = {"171", "4"}  # reference; order
# DTM 2005 of goods, at the line (SG15), at markings (SG13, SG20)
GOODS_DATES = {"36": "expiry_date", "361": "best_before_date", "360": "best_before_date", "94": "production_date"}

# RFF C506/1153: the note that a line belongs to, by its delivery note or (automotive) its despatch note
NOTE_NUMBERS = {"DQ", "AAU"}
# RFF C506/1153: our order, in the header, of a packing level
ORDERS = {"ON", "CO"}
# RFF C506/1153 in the header (SG1)
HEADER_REFERENCES = {
    "VN": ("supplier_order_number",),
    "SRN": ("shipment_id",),
    "CU": ("shipment_id",),  # consignor's reference, where there is no shipment reference
    "SI": ("shipment_id",),  # shipper's number of the shipment
    "CRN": ("shipment_id",),  # conveyance reference: in automotive subsets the number of the load
    "CN": ("tracking_number",),  # carrier's reference
    "AAM": ("tracking_number",),  # waybill
    "AWB": ("tracking_number",),  # air waybill
    "AAS": ("tracking_number",),  # transport document
    "BM": ("tracking_number",),  # bill of lading
    "MB": ("tracking_number",),  # master bill of lading
}
# of several for the same column the one that stands earlier here wins
HEADER_RANKS = {code: rank for rank, code in enumerate(HEADER_REFERENCES)}
# RFF C506/1153 after NAD (SG3): party → column
PARTY_REFERENCES = {
    ("supplier", "VA"): "supplier_vat_id",
    ("supplier", "IA"): "supplier_number",  # internal vendor number
    ("supplier", "API"): "supplier_number",  # additional party identification
    ("supplier", "YC1"): "supplier_number",  # EANCOM: additional party identification
    ("supplier", "ADE"): "supplier_number",  # account number
    ("buyer", "IT"): "buyer_customer_number",  # internal customer number
    ("buyer", "API"): "buyer_customer_number",
    ("buyer", "YC1"): "buyer_customer_number",
    ("buyer", "ADE"): "buyer_customer_number",
    ("buyer", "AVC"): "buyer_customer_number",
    ("ship_to", "API"): "ship_to_id",
    ("ship_to", "YC1"): "ship_to_id",
}
# NAD 3035 party qualifier → party, and its rank where several say who that is
PARTIES = {
    **{code: ("supplier", rank) for rank, code in enumerate(("SU", "SE", "SH", "CZ", "SF", "VN", "PW"))},
    **{code: ("buyer", rank) for rank, code in enumerate(("BY", "OB", "MI", "IV"))},
    **{code: ("ship_to", rank) for rank, code in enumerate(("DP", "ST", "UC", "CN"))},
    **{code: ("carrier", rank) for rank, code in enumerate(("CA", "FW", "FC"))},
}
# NAD C082/3055 agency: whose number it is
BY_GS1 = {"9", "14"}

# MEA C502/6313 gross weight; 6311 for documents that put it there
GROSS = {"G", "AAD", "AAB", "GW", "ABJ"}
PACKS = "NMP"  # MEA 6411: number of packs
# CNT C270/6069
CNT_LINES, CNT_PACKAGES, CNT_GROSS, CNT_QUANTITY = "2", "11", "7", "1"

# LIN and PIA C212/7143 item number type
ARTICLES = {
    "EN": "gtin",  # EAN
    "SRV": "gtin",  # GS1 global trade item number
    "UP": "gtin",  # UPC
    "EU": "gtin",
    "GTN": "gtin",
    "IB": "gtin",  # ISBN; thirteen digits since 2007
    "SA": "supplier_article_number",
    "VP": "supplier_article_number",  # vendor's part number
    "VN": "supplier_article_number",  # vendor's item number
    "VS": "supplier_article_number",
    "SU": "supplier_article_number",  # no code of 7143; Ukrainian retail writes that of the supplier in NAD
    "IN": "buyer_article_number",
    "BP": "buyer_article_number",
    "BY": "buyer_article_number",  # no code of 7143; Italian retail writes that of the buyer in NAD
    "MF": "manufacturer_article_number",
    "MP": "manufacturer_article_number",
    "HS": "customs_tariff_number",
    "CV": "customs_tariff_number",
    "ON": "order_number",  # customer's order
    "PO": "order_number",
    "PL": "order_line",  # purchaser's order line
}
ARTICLE_COLUMNS = {"gtin", "supplier_article_number", "buyer_article_number", "manufacturer_article_number"}
BATCH, SERIAL = {"NB", "BB"}, {"SN"}
# PIA 4347: the number of another article (potential substitute, substituted by, substituted for)
OTHER_ARTICLE = {"2", "3", "4"}

# QTY C186/6063; what stands for the delivered quantity where there is no QTY+12, best first
DELIVERED = "12"
INSTEAD = ("46", "113", "1", "11", "21")
ORDERED, OUTSTANDING, PER_PACKAGE, FREE_GOODS = "21", "83", "52", "192"
# QVR 4221 discrepancy nature: nothing follows
NOTHING_FOLLOWS = {"AC", "CP", "AA", "AF", "OS"}

# RFF C506/1153 at the line (SG16) → columns of 1154 reference number and 1156 line number
LINE_REFERENCES = {
    "ON": ("order_number", "order_line"),
    "CO": ("order_number", "order_line"),  # buyer's order number
    "VN": ("supplier_order_number", "supplier_order_line"),
    "CU": ("supplier_order_number", "supplier_order_line"),  # consignor's reference
    "LI": ("order_line", None),
    "CR": ("customer_reference", None),  # customer's reference
    "UC": ("customer_reference", None),  # ultimate customer's reference
    "UO": ("customer_reference", None),  # ultimate customer's order
}

# IMD 7081 item characteristic → name in `attributes`; any other is part of the description
CHARACTERISTICS = {
    "35": "colour",
    "98": "size",
    "BRN": "brand",
    "U01": "size",
    "SER": "series",
    "STE": "style",
    "38": "grade",
    "13": "quality",
    "009": "author",
    "010": "author",
    "109": "publisher",
    "110": "publisher",
    "220": "binding",
}

# MOA C516/5025 and PRI C509/5125
LINE_TOTAL = ("203", "38", "66")
UNIT_PRICE = ("AAA", "AAB", "INV", "CAL", "AAE")

# GIN, GIR 7405
GIN_SSCC = {"BJ", "AW", "SS"}
GIN_SERIAL = {"BN", "AN", "AP", "VV", "EE", "CN", "SN"}  # SN is no code of 7405; some take it from LIN
GIR_SERIAL = GIN_SERIAL - {"AN", "AP"}
GIN_BATCH = {"BX", "NB"}
# 3055 beside a batch: assigned by the manufacturer, the supplier, the buyer
OWNERS = {"90", "91", "92"}
BUYER = "92"
GIN_LABEL = {"ML", "BU"}  # marking label; package
# RFF C506/1153 in markings: the master label
MASTER_LABEL = "AAT"
# PCI 4233: marked with the serial shipping container code
SSCC_MARKS = {"33E", "30"}
# PCI C827/7511 in automotive subsets: the label of a master or mixed load holds the single ones
LABEL_HOLDS = {"M", "G"}
