"""The mapping of cXML: elements and attributes of ShipNoticeRequest → columns.

Source: cXML 1.2.014 to 1.2.060, Fulfill.dtd. Attributes are written as element/@attribute.
"""

from __future__ import annotations

from .xmlpaths import AMOUNT, DATE, NUMBER, TEXT, Attributes, Table

NOTICE = Table(
    ("ShipNoticeHeader", None, None),
    ("ShipControl*", None, None),
    ("ShipNoticeHeader/ShipControl*", None, None),
    ("ShipNoticePortion*", None, None),
)
HEADER_ATTRIBUTES = Attributes(
    ("shipmentID", "delivery_note_number", TEXT),
    ("ShipmentID", "delivery_note_number", TEXT),  # some write it so
    ("noticeDate", "issue_date", DATE),
    ("shipmentDate", "despatch_date", DATE),
    ("deliveryDate", "expected_delivery_date", DATE),
)
HEADER = Table(
    ("Contact*", None, None),
    ("Comments*", None, None),
    ("TermsOfDelivery/TransportTerms", None, None),  # incoterm
    ("TransportTerms", None, None),
    ("TermsOfTransport/TransportTerms", None, None),
    ("Packaging*", None, None),
    ("IdReference*", None, None),  # the number of the delivery note, likewise the next one
    ("Extrinsic*", None, None),
)
CONTROL = Table(
    ("CarrierIdentifier*", None, None),
    ("ShipmentIdentifier", None, None),
    ("PackageIdentification", None, None),  # package_count
)
CONTACT = Table(
    ("Name", None, None),
    ("PostalAddress/Street", None, None),
    ("PostalAddress/City", None, None),
    ("PostalAddress/PostalCode", None, None),
    ("PostalAddress/Country", None, None),
    ("IdReference*", None, None),
)
PORTION = Table(
    ("OrderReference", None, None),
    ("OrderIDInfo", None, None),
    ("Contact*", None, None),
    ("Comments*", None, None),
    ("ShipNoticeItem*", None, None),
)
ORDER_ATTRIBUTES = Attributes(
    ("orderID", "order_number", TEXT),
    ("orderDate", "order_date", DATE),
)
ITEM_ATTRIBUTES = Attributes(
    ("shipNoticeLineNumber", "line_number", TEXT),
    ("lineNumber", "order_line", TEXT),
    ("quantity", "quantity", NUMBER),
)
ITEM = Table(
    ("ItemID/SupplierPartID", "supplier_article_number", TEXT),
    ("ItemID/BuyerPartID", "buyer_article_number", TEXT),
    ("ItemID/IdReference*", None, None),  # gtin
    ("ShipNoticeItemDetail/Description", "description", TEXT),
    ("ShipNoticeItemDetail/Description/ShortName", "description", TEXT),
    ("ShipNoticeItemDetail/ManufacturerPartID", "manufacturer_article_number", TEXT),
    ("ShipNoticeItemDetail/ManufacturerName", None, None),
    ("ShipNoticeItemDetail/UnitPrice/Money", "unit_price", AMOUNT),
    ("ShipNoticeItemDetail/Classification*", None, None),
    ("ShipNoticeItemDetail/ItemDetailIndustry/ItemDetailRetail/EANID", "gtin", TEXT),
    ("ShipNoticeItemDetail/ItemDetailIndustry/ItemDetailRetail/Characteristic*", None, None),  # attributes
    ("UnitOfMeasure", "unit_raw", TEXT),
    ("ShipNoticeItemDetail/UnitOfMeasure", "unit_raw", TEXT),
    ("OrderedQuantity", None, None),
    ("Packaging*", None, None),
    ("Batch*", None, None),
    ("SupplierBatchID", None, None),
    ("AssetInfo*", None, None),
    ("SerialNumberInfo/SerialNumber*", None, None),
    ("ShipNoticeItemIndustry/ShipNoticeItemRetail/BestBeforeDate", None, None),
    ("ShipNoticeItemIndustry/ShipNoticeItemRetail/ExpiryDate", None, None),
    ("Comments*", None, None),
    ("Extrinsic*", None, None),
)
BATCH_ATTRIBUTES = Attributes(
    ("expirationDate", "expiry_date", DATE),
    ("productionDate", "production_date", DATE),
    ("batchQuantity", "quantity", AMOUNT),
)
BATCH = Table(
    ("SupplierBatchID", "batch_number", TEXT),
    ("BuyerBatchID", "batch_number", TEXT),
    ("BatchQuantity", None, None),
    ("SerialNumber*", None, None),
)
PACKAGING = Table(
    ("ShippingContainerSerialCode", None, None),
    ("ShippingContainerSerialCodeReference", None, None),
    ("PackageID/GlobalIndividualAssetID", None, None),
    ("PackageID", None, None),
    ("PackageID/PackageTrackingID", "tracking_number", TEXT),
    ("PackageTypeCodeIdentifierCode", "package_type", TEXT),
    ("PackagingCode", "package_type", TEXT),
    ("Dimension*", None, None),
    ("DispatchQuantity", None, None),
    ("OrderedQuantity", None, None),
)
UNIT = Table(("UnitOfMeasure", None, None))

# ShipNoticeHeader/@operation
FUNCTIONS = {"new": "original", "update": "replace", "delete": "cancel"}
# Contact/@role of the company, the first that is there
SUPPLIER_ROLES = (
    *("supplierCorporate", "supplier", "seller", "supplierMasterAccount", "supplierAccount", "from"),
    *("correspondent", "remitTo", "shipFrom"),
)
BUYER_ROLES = ("buyerCorporate", "buyer", "soldTo", "buyerMasterAccount", "buyerAccount", "billTo")
# IdReference of a contact, of the header; Extrinsic of the header: names in lower case, letters only
GLN_DOMAINS = frozenset({"eanid", "gln", "iln"})
VAT_DOMAINS = frozenset({"vatid", "vatregistration", "suppliertaxid", "vatnumber"})
ACCOUNT_DOMAINS = frozenset({"accountid", "customerid", "customernumber", "supplierassigned", "accountreceivableid"})
DELIVERY_NOTE = frozenset({"deliverynote", "deliverynoteid", "deliverynotenumber", "lieferscheinnummer"})
GTIN_DOMAINS = frozenset({"EAN-13", "EAN", "EAN-8", "EANID", "GTIN", "UPC", "UPC-12", "UPCID", "UPCUNIQUEPRODUCTCODE"})
TARIFF_DOMAINS = frozenset({"HS", "HARMONIZED SYSTEM CODE", "HSN", "TARIC"})
