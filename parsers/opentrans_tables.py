"""The mapping of openTRANS: element names of DISPATCHNOTIFICATION → columns; those of 1.0 beside those of 2.x.

Sources: openTRANS 1.0 (2001) and 2.1 (2009), Fraunhofer IAO; BMEcat 2005 for the elements in its namespace.
"""

from __future__ import annotations

from .xmlpaths import AMOUNT, DATE, INTEGER, NUMBER, TEXT, Table

DOCUMENT = Table(
    ("DISPATCHNOTIFICATION_HEADER/CONTROL_INFO/GENERATION_DATE", None, None),  # issued_at
    ("DISPATCHNOTIFICATION_HEADER/DISPATCHNOTIFICATION_INFO", None, None),
    ("DISPATCHNOTIFICATION_ITEM_LIST/DISPATCHNOTIFICATION_ITEM*", None, None),
    ("DISPATCHNOTIFICATION_SUMMARY/TOTAL_ITEM_NUM", "line_count", INTEGER),
)
INFO = Table(
    ("DISPATCHNOTIFICATION_ID", "delivery_note_number", TEXT),
    ("DISPATCHNOTIFICATION_DATE", "issue_date", DATE),
    ("DELIVERY_DATE/DELIVERY_START_DATE", "despatch_date", DATE),
    ("DELIVERY_DATE/DELIVERY_END_DATE", "expected_delivery_date", DATE),
    ("ORDER_ID", "order_number", TEXT),
    ("ORDER_DATE", "order_date", DATE),
    ("SUPPLIER_ORDER_ID", "supplier_order_number", TEXT),
    ("CURRENCY", "currency", TEXT),
    ("SHIPMENT_ID", "shipment_id", TEXT),
    ("TRACKING_TRACING_URL", None, None),
    ("SHIPMENT_CARRIER", None, None),
    ("REMARKS*", None, None),
    ("REMARK*", None, None),  # 1.0
    ("PARTIES/PARTY*", None, None),
    ("DISPATCHNOTIFICATION_PARTIES/BUYER_PARTY/PARTY*", None, None),  # 1.0, likewise the next four
    ("DISPATCHNOTIFICATION_PARTIES/SUPPLIER_PARTY/PARTY*", None, None),
    ("DISPATCHNOTIFICATION_PARTIES/SHIPMENT_PARTIES/DELIVERY_PARTY/PARTY*", None, None),
    ("DISPATCHNOTIFICATION_PARTIES/SHIPMENT_PARTIES/FINAL_DELIVERY_PARTY/PARTY*", None, None),
    ("DISPATCHNOTIFICATION_PARTIES/SHIPMENT_PARTIES/TRANSPORT_PARTY/PARTY*", None, None),
    ("SUPPLIER_IDREF", None, None),
    ("BUYER_IDREF", None, None),
    ("ORDER_PARTIES_REFERENCE/SUPPLIER_IDREF", None, None),
    ("ORDER_PARTIES_REFERENCE/BUYER_IDREF", None, None),
    ("SHIPMENT_PARTIES_REFERENCE/DELIVERY_IDREF", None, None),
    ("SHIPMENT_PARTIES_REFERENCE/DELIVERER_IDREF", None, None),
    ("LOGISTIC_DETAILS_INFO/PACKAGE_INFO/PACKAGE*", None, None),
)
ITEM = Table(
    ("LINE_ITEM_ID", "line_number", TEXT),
    ("PRODUCT_ID/SUPPLIER_PID", "supplier_article_number", TEXT),
    ("ARTICLE_ID/SUPPLIER_AID", "supplier_article_number", TEXT),  # 1.0, likewise every *_AID
    ("PRODUCT_ID/BUYER_PID", "buyer_article_number", TEXT),
    ("ARTICLE_ID/BUYER_AID", "buyer_article_number", TEXT),
    ("PRODUCT_ID/MANUFACTURER_INFO/MANUFACTURER_PID", "manufacturer_article_number", TEXT),
    ("PRODUCT_ID/MANUFACTURER_PID", "manufacturer_article_number", TEXT),
    ("ARTICLE_ID/MANUFACTURER_INFO/MANUFACTURER_AID", "manufacturer_article_number", TEXT),
    ("PRODUCT_ID/INTERNATIONAL_PID*", None, None),  # gtin
    ("ARTICLE_ID/INTERNATIONAL_AID*", None, None),
    ("PRODUCT_ID/DESCRIPTION_SHORT", "description", TEXT),
    ("ARTICLE_ID/DESCRIPTION_SHORT", "description", TEXT),
    ("PRODUCT_ID/DESCRIPTION_LONG", "description", TEXT),
    ("ARTICLE_ID/DESCRIPTION_LONG", "description", TEXT),
    ("PRODUCT_ID/SERIAL_NUMBER*", None, None),
    ("PRODUCT_ID/LOT_NUMBER*", None, None),
    ("PRODUCT_FEATURES/FEATURE*", None, None),
    ("ARTICLE_FEATURES/FEATURE*", None, None),
    ("QUANTITY", "quantity", NUMBER),
    ("ORDER_UNIT", "unit_raw", TEXT),
    ("PRODUCT_PRICE_FIX/PRICE_AMOUNT", "unit_price", AMOUNT),
    ("ARTICLE_PRICE/PRICE_AMOUNT", "unit_price", AMOUNT),
    ("PRODUCT_PRICE_FIX/PRICE_QUANTITY", "price_quantity", AMOUNT),  # the price is for so many units
    ("ARTICLE_PRICE/PRICE_QUANTITY", "price_quantity", AMOUNT),
    ("PRODUCT_PRICE_FIX/PRICE_CURRENCY", "currency", TEXT),
    ("ARTICLE_PRICE/PRICE_CURRENCY", "currency", TEXT),
    ("PRICE_LINE_AMOUNT", "line_total", AMOUNT),
    ("ARTICLE_PRICE/PRICE_LINE_AMOUNT", "line_total", AMOUNT),
    ("ORDER_REFERENCE/ORDER_ID", "order_number", TEXT),
    ("ORDER_REFERENCE/LINE_ITEM_ID", "order_line", TEXT),
    ("ORDER_REFERENCE/ORDER_DATE", "order_date", DATE),
    ("SUPPLIER_ORDER_REFERENCE/SUPPLIER_ORDER_ID", "supplier_order_number", TEXT),
    ("SUPPLIER_ORDER_REFERENCE/ORDER_ID", "supplier_order_number", TEXT),
    ("SUPPLIER_ORDER_REFERENCE/SUPPLIER_ORDER_ITEM_ID", "supplier_order_line", TEXT),
    ("SUPPLIER_ORDER_REFERENCE/LINE_ITEM_ID", "supplier_order_line", TEXT),
    ("CUSTOMER_ORDER_REFERENCE/ORDER_ID", "customer_reference", TEXT),
    ("CUSTOMER_ORDER_REFERENCE/CUSTOMER_ORDER_ID", "customer_reference", TEXT),
    ("LOGISTIC_DETAILS/COUNTRY_OF_ORIGIN", "country_of_origin", TEXT),
    ("LOGISTIC_DETAILS/CUSTOMS_TARIFF_NUMBER/CUSTOMS_NUMBER", "customs_tariff_number", TEXT),
    ("LOGISTIC_DETAILS/CUSTOMS_TARIFF_NUMBER", "customs_tariff_number", TEXT),
    ("LOGISTIC_DETAILS/PACKAGE_INFO/PACKAGE*", None, None),
    ("PACKAGE_INFO/PACKAGE*", None, None),
    ("LOGISTIC_DETAILS/PACKAGE_INFO/TRACKING_INFO*", None, None),  # a parcel known by its tracking number only
    ("PACKAGE_INFO/TRACKING_INFO*", None, None),
    ("REMARKS*", None, None),
    ("REMARK*", None, None),
    ("ITEM_UDX*", None, None),  # ownership, attributes
    ("DELIVERY_DATE", None, None),  # ITEM_DATES
)
PACKAGE = Table(
    ("PACKAGE_ID", None, None),
    ("PACKING_UNIT_CODE", "package_type", TEXT),
    ("PACKAGE_DESCR", "package_type", TEXT),
    ("PACKAGE_QUANTITY", "package_count", INTEGER),
    ("PACKAGE_ORDER_UNIT_QUANTITY", "quantity", AMOUNT),
    ("PACKAGE_DIMENSIONS/WEIGHT", "gross_weight_kg", AMOUNT),
    ("TRACKING_INFO/TRACKING_ID", "tracking_number", TEXT),
    ("SUB_PACKAGES/PACKAGE*", None, None),
)
TRACKING = Table(("TRACKING_ID", None, None), ("CARRIER_NAME", None, None))
# Dates of an item: of the note where its header names none and the items agree
ITEM_DATES = Table(
    ("DELIVERY_DATE/DELIVERY_START_DATE", "despatch_date", DATE),
    ("DELIVERY_DATE/DELIVERY_END_DATE", "expected_delivery_date", DATE),
)
FEATURE = Table(("FNAME", None, None), ("FT_IDREF", None, None), ("FVALUE*", None, None), ("FUNIT", None, None))
