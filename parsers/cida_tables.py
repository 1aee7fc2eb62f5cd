"""The mapping of the cross industry despatch advice: element names of UN/CEFACT → columns.

Source: UN/CEFACT Supply Chain Reference Data Model, CrossIndustryDespatchAdvice D16B and later.
"""

from __future__ import annotations

from .xmlpaths import AMOUNT, INTEGER, NUMBER, TEXT, Table

DOCUMENT = Table(
    ("ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID", "source_version", TEXT),
    ("ExchangedDocumentContext/BusinessProcessSpecifiedDocumentContextParameter/ID", "source_version", TEXT),
    ("ExchangedDocument", None, None),
    ("SupplyChainTradeTransaction/ShipmentID", "shipment_id", TEXT),
    ("SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem*", None, None),
    ("SupplyChainTradeTransaction/SpecifiedLogisticsPackage*", None, None),
    ("SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement", None, None),
    ("SupplyChainTradeTransaction/ApplicableHeaderTradeDelivery", None, None),
    ("SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement", None, None),
)
HEADER = Table(  # rsm:ExchangedDocument
    ("ID", "delivery_note_number", TEXT),
    ("TypeCode", None, None),
    ("PurposeCode", None, None),
    ("StatusCode", None, None),
    ("CopyIndicator/Indicator", None, None),
    ("IssueDateTime", None, None),
    ("IncludedNote*", None, None),
    ("LineCountNumeric", "line_count", INTEGER),
)
AGREEMENT = Table(
    ("SellerTradeParty", None, None),
    ("BuyerTradeParty", None, None),
    ("ApplicableTradeDeliveryTerms/DeliveryTypeCode", "incoterm", TEXT),
    ("SellerOrderReferencedDocument/IssuerAssignedID", "supplier_order_number", TEXT),
    ("BuyerOrderReferencedDocument/IssuerAssignedID", "order_number", TEXT),
    ("BuyerOrderReferencedDocument/FormattedIssueDateTime", None, None),
)
DELIVERY = Table(
    ("DespatchAdviceReferencedDocument/IssuerAssignedID", "document_id", TEXT),
    ("DeliveryNoteReferencedDocument/IssuerAssignedID", None, None),  # delivery_note_number before the document's own
    ("RelatedSupplyChainConsignment/ID", "shipment_id", TEXT),
    ("RelatedSupplyChainConsignment/CarrierAssignedID", "tracking_number", TEXT),
    ("RelatedSupplyChainConsignment/CarrierTradeParty", None, None),
    ("RelatedSupplyChainConsignment/GrossWeightMeasure", None, None),
    ("RelatedSupplyChainConsignment/PackageQuantity", "package_count", INTEGER),
    ("GrossWeightMeasure", None, None),
    ("PackageQuantity", "package_count", INTEGER),
    ("ShipToTradeParty", None, None),
    ("UltimateShipToTradeParty", None, None),
    ("ShipFromTradeParty", None, None),
    ("ActualDespatchSupplyChainEvent/OccurrenceDateTime", None, None),  # despatch_date
    ("PlannedDespatchSupplyChainEvent/OccurrenceDateTime", None, None),
    ("PlannedDeliverySupplyChainEvent/OccurrenceDateTime", None, None),  # expected_delivery_date, likewise the next two
    ("ActualDeliverySupplyChainEvent/OccurrenceDateTime", None, None),
    ("RequestedDeliverySupplyChainEvent/OccurrenceDateTime", None, None),
    ("SpecifiedLogisticsPackage*", None, None),
    ("RelatedSupplyChainConsignment/SpecifiedLogisticsPackage*", None, None),
    ("RelatedSupplyChainConsignment/TransportLogisticsPackage*", None, None),
)
SETTLEMENT = Table(("InvoiceCurrencyCode", "currency", TEXT), ("OrderCurrencyCode", "currency", TEXT))
PARTY = Table(
    ("ID*", None, None),
    ("GlobalID*", None, None),
    ("Name", None, None),
    ("SpecifiedLegalOrganization/TradingBusinessName", None, None),
    ("PostalTradeAddress/LineOne", None, None),
    ("PostalTradeAddress/StreetName", None, None),
    ("PostalTradeAddress/PostcodeCode", None, None),
    ("PostalTradeAddress/CityName", None, None),
    ("PostalTradeAddress/CountryID", None, None),
    ("SpecifiedTaxRegistration*", None, None),
)
LINE = Table(
    ("AssociatedDocumentLineDocument/LineID", "line_number", TEXT),
    ("AssociatedDocumentLineDocument/IncludedNote*", None, None),
    ("SpecifiedTradeProduct/GlobalID", None, None),  # gtin
    ("SpecifiedTradeProduct/SellerAssignedID", "supplier_article_number", TEXT),
    ("SpecifiedTradeProduct/ID", "supplier_article_number", TEXT),
    ("SpecifiedTradeProduct/BuyerAssignedID", "buyer_article_number", TEXT),
    ("SpecifiedTradeProduct/ManufacturerAssignedID", "manufacturer_article_number", TEXT),
    ("SpecifiedTradeProduct/Name", "description", TEXT),
    ("SpecifiedTradeProduct/Description", "description", TEXT),
    ("SpecifiedTradeProduct/BrandName", None, None),
    ("SpecifiedTradeProduct/ModelName", None, None),
    ("SpecifiedTradeProduct/ModelID", None, None),
    ("SpecifiedTradeProduct/BatchID*", None, None),
    ("SpecifiedTradeProduct/ApplicableProductCharacteristic*", None, None),
    ("SpecifiedTradeProduct/DesignatedProductClassification*", None, None),
    ("SpecifiedTradeProduct/IndividualTradeProductInstance*", None, None),
    ("SpecifiedTradeProduct/OriginTradeCountry/ID", "country_of_origin", TEXT),
    ("SpecifiedLineTradeAgreement/BuyerReference", "customer_reference", TEXT),
    (
        "SpecifiedLineTradeAgreement/UltimateCustomerOrderReferencedDocument/IssuerAssignedID",
        "customer_reference",
        TEXT,
    ),
    ("SpecifiedLineTradeAgreement/SellerOrderReferencedDocument/IssuerAssignedID", "supplier_order_number", TEXT),
    ("SpecifiedLineTradeAgreement/SellerOrderReferencedDocument/LineID", "supplier_order_line", TEXT),
    ("SpecifiedLineTradeAgreement/BuyerOrderReferencedDocument/IssuerAssignedID", "order_number", TEXT),
    ("SpecifiedLineTradeAgreement/BuyerOrderReferencedDocument/LineID", "order_line", TEXT),
    ("SpecifiedLineTradeAgreement/BuyerOrderReferencedDocument/FormattedIssueDateTime", None, None),
    ("SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount", "unit_price", AMOUNT),
    ("SpecifiedLineTradeAgreement/NetPriceProductTradePrice/BasisQuantity", "price_quantity", AMOUNT),
    ("SpecifiedLineTradeDelivery/DespatchedQuantity", "quantity", NUMBER),
    ("SpecifiedLineTradeDelivery/RequestedQuantity", "ordered_quantity", AMOUNT),
    ("SpecifiedLineTradeDelivery/RemainingRequestedQuantity", "outstanding_quantity", AMOUNT),
    ("SpecifiedLineTradeDelivery/SpecifiedLogisticsPackage*", None, None),
    ("PhysicalReferencedLogisticsPackage*", None, None),
    (
        "SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
        "line_total",
        AMOUNT,
    ),
)
INSTANCE = Table(
    ("SerialID*", None, None),  # each one piece
    ("GlobalSerialID*", None, None),
    ("SupplierAssignedSerialID*", None, None),
    ("BatchID", "batch_number", TEXT),
    ("ExpirationDateTime", None, None),
    ("ExpiryDateTime", None, None),
    ("BestBeforeDateTime", None, None),
    ("ProductionDateTime", None, None),
    ("ProductionSupplyChainEvent/OccurrenceDateTime", None, None),
)
INSTANCE_DATES = {
    "ExpirationDateTime": "expiry_date",
    "ExpiryDateTime": "expiry_date",
    "BestBeforeDateTime": "best_before_date",
    "ProductionDateTime": "production_date",
    "ProductionSupplyChainEvent/OccurrenceDateTime": "production_date",
}
PACKAGE = Table(
    ("ID", None, None),
    ("GlobalID", None, None),
    ("TypeCode", "package_type", TEXT),
    ("ItemQuantity", "package_count", INTEGER),
    ("ParentID", None, None),
    ("GrossWeightMeasure", None, None),
    ("TrackingID", "tracking_number", TEXT),
    ("IncludedSupplyChainTradeLineItem*", None, None),
    ("SpecifiedLogisticsPackage*", None, None),
    ("IncludedLogisticsPackage*", None, None),
)
NOTE = Table(("Content", None, None))
CHARACTERISTIC = Table(("Description", None, None), ("Value", None, None), ("ValueMeasure", None, None))
CLASSIFICATION = Table(("ClassCode", None, None))
TAX = Table(("ID", None, None))

# Names of CrossIndustryDespatchAdvice:1 to :3 (D09B …), without their infixes CI, CIDDH, CIDDL → those of :100
OLD_NAMES = {
    "HeaderExchangedDocument": "ExchangedDocument",
    "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
    "ApplicableSupplyChainTradeDelivery": "ApplicableHeaderTradeDelivery",
    "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
    "SpecifiedSupplyChainTradeAgreement": "SpecifiedLineTradeAgreement",
    "SpecifiedSupplyChainTradeDelivery": "SpecifiedLineTradeDelivery",
    "SpecifiedSupplyChainTradeSettlement": "SpecifiedLineTradeSettlement",
    "SpecifiedTradeSettlementMonetarySummation": "SpecifiedTradeSettlementLineMonetarySummation",
}

# ram:PurposeCode: UNCL 1225
FUNCTIONS = {
    "1": "cancel",
    "3": "cancel",
    "4": "change",
    "5": "replace",
    "7": "duplicate",
    "9": "original",
    "22": "final",
    "31": "copy",
}
