"""The mapping of UBL: element names of cac:/cbc: in a DespatchAdvice → columns, and its code lists.

Source: OASIS UBL 2.4, DespatchAdvice-2; what has no column here is read by code in `ubl` and `ubl_lines`.
"""

from __future__ import annotations

from .xmlpaths import AMOUNT, DATE, INTEGER, NUMBER, TEXT, Table

ORDER = Table(  # cac:OrderReference, of the header and of a line
    ("ID", "order_number", TEXT),
    ("SalesOrderID", "supplier_order_number", TEXT),
    ("IssueDate", "order_date", DATE),
    ("CustomerReference", "customer_reference", TEXT),
)
HEADER = Table(
    ("UBLVersionID", None, None),
    ("CustomizationID", None, None),
    ("ID", "delivery_note_number", TEXT),
    ("CopyIndicator", None, None),
    ("UUID", "document_id", TEXT),
    ("IssueDate", "issue_date", DATE),
    ("IssueTime", None, None),
    ("DocumentStatusCode", None, None),
    ("DespatchAdviceTypeCode", None, None),
    ("Note*", None, None),  # remarks
    ("LineCountNumeric", "line_count", INTEGER),
    ("OrderReference*", None, None),
    ("DespatchSupplierParty", None, None),
    ("DeliveryCustomerParty", None, None),
    ("BuyerCustomerParty", None, None),
    ("SellerSupplierParty", None, None),
    ("Shipment", None, None),
    ("DespatchLine*", None, None),
)
SHIPMENT = Table(
    ("ID", "shipment_id", TEXT),
    ("Consignment/ID", "shipment_id", TEXT),
    ("GrossWeightMeasure", None, None),
    ("Consignment/GrossWeightMeasure", None, None),
    ("TotalTransportHandlingUnitQuantity", "package_count", INTEGER),
    ("Consignment/TotalTransportHandlingUnitQuantity", "package_count", INTEGER),
    ("Consignment/CarrierParty", None, None),
    ("ShipmentStage/CarrierParty", None, None),
    ("Delivery/CarrierParty", None, None),
    ("Consignment/DeliveryTerms/ID", "incoterm", TEXT),
    ("Delivery/DeliveryTerms/ID", "incoterm", TEXT),
    ("Delivery/TrackingID", "tracking_number", TEXT),
    ("Delivery/Despatch/ActualDespatchDate", "despatch_date", DATE),
    ("Delivery/Despatch/EstimatedDespatchDate", "despatch_date", DATE),
    ("ShipmentStage/TransitPeriod/StartDate", "despatch_date", DATE),  # Peru: start of the transport
    ("Delivery/EstimatedDeliveryPeriod/EndDate", "expected_delivery_date", DATE),
    ("Delivery/EstimatedDeliveryPeriod/StartDate", "expected_delivery_date", DATE),
    ("Delivery/PromisedDeliveryPeriod/EndDate", "expected_delivery_date", DATE),
    ("Delivery/PromisedDeliveryPeriod/StartDate", "expected_delivery_date", DATE),
    ("Delivery/ActualDeliveryDate", "expected_delivery_date", DATE),
    ("Delivery/LatestDeliveryDate", "expected_delivery_date", DATE),
    ("Delivery/RequestedDeliveryPeriod/EndDate", "expected_delivery_date", DATE),
    ("Delivery/RequestedDeliveryPeriod/StartDate", "expected_delivery_date", DATE),
    ("Delivery/DeliveryParty", None, None),
    ("Delivery/DeliveryLocation/ID", None, None),
    ("Delivery/DeliveryLocation/Name", None, None),
    ("Delivery/DeliveryLocation/Address", None, None),
    ("Delivery/DeliveryAddress", None, None),
)
LINE = Table(
    ("ID", "line_number", TEXT),
    ("Note*", None, None),  # remarks
    ("DeliveredQuantity", "quantity", NUMBER),
    ("DeliveredQuantity", None, None),  # its unit
    ("OutstandingQuantity", "outstanding_quantity", AMOUNT),
    ("BackorderQuantity", "outstanding_quantity", AMOUNT),
    ("OutstandingReason", "outstanding_reason", TEXT),
    ("BackorderReason", "outstanding_reason", TEXT),
    ("OrderLineReference*", None, None),
    ("OrderLineReference/LineID", "order_line", TEXT),
    ("OrderLineReference/SalesOrderLineID", "supplier_order_line", TEXT),
    ("OrderLineReference/OrderReference/ID", "order_number", TEXT),
    ("OrderLineReference/OrderReference/SalesOrderID", "supplier_order_number", TEXT),
    ("OrderLineReference/OrderReference/IssueDate", "order_date", DATE),
    ("OrderLineReference/OrderReference/CustomerReference", "customer_reference", TEXT),
    ("Item/Name", "description", TEXT),
    ("Item/Description", "description", TEXT),
    ("Item/BrandName", None, None),
    ("Item/ModelName", None, None),
    ("Item/BuyersItemIdentification/ID", "buyer_article_number", TEXT),
    ("Item/SellersItemIdentification/ID", "supplier_article_number", TEXT),
    ("Item/ManufacturersItemIdentification/ID", "manufacturer_article_number", TEXT),
    ("Item/StandardItemIdentification/ID", None, None),
    ("Item/AdditionalItemIdentification*", None, None),
    ("Item/OriginCountry/IdentificationCode", "country_of_origin", TEXT),
    ("Item/OriginCountry/Name", "country_of_origin", TEXT),
    ("Item/CommodityClassification*", None, None),
    ("Item/AdditionalItemProperty*", None, None),
    ("Item/ItemInstance*", None, None),
    ("Shipment*", None, None),
    ("Shipment/GoodsItem/InvoiceLine/Price/PriceAmount", "unit_price", AMOUNT),
    ("Shipment/GoodsItem/InvoiceLine/Price/PriceAmount", None, None),  # its currency
    ("Shipment/GoodsItem/InvoiceLine/LineExtensionAmount", "line_total", AMOUNT),
    ("Shipment/GoodsItem/InvoiceLine/LineExtensionAmount", None, None),  # its currency
)
ORDER_LINE = Table(
    ("LineID", "order_line", TEXT),
    ("SalesOrderLineID", "supplier_order_line", TEXT),
    ("OrderReference", None, None),
)
INSTANCE = Table(  # one piece, or one batch
    ("SerialID", "serial_number", TEXT),
    ("LotIdentification/LotNumberID", "batch_number", TEXT),
    ("LotIdentification/ExpiryDate", "expiry_date", DATE),
    ("BestBeforeDate", "best_before_date", DATE),
    ("ManufactureDate", "production_date", DATE),
    ("ProductTraceID", None, None),
)
PROPERTY = Table(("Name", None, None), ("NameCode", None, None), ("Value", None, None), ("ValueQuantity", None, None))
IDENTIFICATION = Table(("ID", None, None))
CLASSIFICATION = Table(("ItemClassificationCode", None, None), ("CommodityCode", None, None))

# cbc:DocumentStatusCode: UNCL 1225, and the words that some write
FUNCTIONS = {
    "9": "original",
    "1": "cancel",
    "3": "cancel",
    "4": "change",
    "5": "replace",
    "7": "duplicate",
    "31": "copy",
    "22": "final",
    "original": "original",
    "cancel": "cancel",
    "cancelled": "cancel",
    "cancellation": "cancel",
    "change": "change",
    "revised": "change",
    "replace": "replace",
    "duplicate": "duplicate",
    "copy": "copy",
    "final": "final",
    "provisional": "provisional",
}
# cbc:DespatchAdviceTypeCode: Peppol T66 (1, 2, 3), UNCL 1001, SUNAT catalogue 1 (09), GİB (SEVK, MATBUDAN)
TYPES = {
    "1": "delivery",
    "2": "delivery",
    "3": "service",
    "351": "delivery",
    "270": "delivery",
    "09": "delivery",
    "sevk": "delivery",
    "matbudan": "delivery",
    "delivery": "delivery",
    "35e": "return",
    "return": "return",
    "returns": "return",
    "pickup": "pickup",
    "collection": "pickup",
    "service": "service",
}
GTIN_SCHEMES = frozenset({"0160", "0088", "GTIN", "EAN", "UPC", "SRV", "GTIN-13", "GTIN-14", "EAN13", "9"})
TARIFF_LISTS = frozenset({"HS", "TARIC", "CN", "HSC", "GTIP"})
