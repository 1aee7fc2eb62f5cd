"""The mapping of GS1 XML: element names of despatchAdvice → columns; those of 2.x beside those of 3.x.

Sources: GS1 XML Despatch Advice 2.0.2 to 2.8 (ean.ucc), Business Message Standard Despatch Advice 3.0 to 3.5.
"""

from __future__ import annotations

from .xmlpaths import AMOUNT, DATE, INTEGER, NUMBER, TEXT, Table

_TRANSPORT = "despatchAdviceTransportInformation"
HEADER = Table(
    ("creationDateTime", None, None),  # issue_date, issued_at; an attribute in 2.x
    ("documentStatusCode", None, None),
    ("documentStatus", None, None),
    ("documentActionCode", None, None),
    ("deliveryNote/entityIdentification", "delivery_note_number", TEXT),
    ("deliveryNote/uniqueCreatorIdentification", "delivery_note_number", TEXT),  # 2.x, likewise referenceIdentification
    ("deliveryNote/referenceIdentification", "delivery_note_number", TEXT),
    ("despatchAdviceIdentification/entityIdentification", "document_id", TEXT),
    ("despatchAdviceIdentification/uniqueCreatorIdentification", "document_id", TEXT),
    ("note*", None, None),
    ("customerReference/entityIdentification", None, None),  # of every line that names none
    ("seller", None, None),
    ("shipper", None, None),
    ("buyer", None, None),
    ("receiver", None, None),
    ("shipTo", None, None),
    ("carrier", None, None),
    ("despatchInformation/actualShipDateTime", "despatch_date", DATE),
    ("despatchInformation/despatchDateTime", "despatch_date", DATE),
    ("despatchInformation/actualShipping/actualShipDateTime", "despatch_date", DATE),
    ("actualShipping/actualShipDateTime", "despatch_date", DATE),
    ("despatchInformation/estimatedDeliveryDateTime", "expected_delivery_date", DATE),
    ("despatchInformation/estimatedDelivery/estimatedDeliveryDateTime", "expected_delivery_date", DATE),
    ("despatchInformation/estimatedDeliveryPeriod/endDate", "expected_delivery_date", DATE),
    ("despatchInformation/estimatedDeliveryPeriod/beginDate", "expected_delivery_date", DATE),
    ("despatchInformation/actualShipping/estimatedDeliveryDateTime", "expected_delivery_date", DATE),
    ("estimatedDelivery/estimatedDeliveryDateTime", "expected_delivery_date", DATE),
    ("despatchInformation/estimatedDeliveryDateTimeAtUltimateConsignee", "expected_delivery_date", DATE),
    ("purchaseOrder/entityIdentification", "order_number", TEXT),
    ("purchaseOrder/documentReference/uniqueCreatorIdentification", "order_number", TEXT),
    ("purchaseOrder/documentLineReference/documentReference/uniqueCreatorIdentification", "order_number", TEXT),
    ("orderIdentification/referenceIdentification", "order_number", TEXT),
    ("purchaseOrder/creationDateTime", "order_date", DATE),
    ("orderIdentification/referenceDateTime", "order_date", DATE),
    ("salesOrder/entityIdentification", "supplier_order_number", TEXT),
    ("purchaseOrder/documentReference/creationDateTime", "order_date", DATE),
    ("shipmentIdentification/gsin", "shipment_id", TEXT),
    ("consignmentIdentification/ginc", "shipment_id", TEXT),
    ("consignmentIdentification/referenceIdentification", "shipment_id", TEXT),
    (f"{_TRANSPORT}/shipmentIdentification/gsin", "shipment_id", TEXT),
    (f"{_TRANSPORT}/shipmentIdentification/additionalShipmentIdentification", "shipment_id", TEXT),
    (f"{_TRANSPORT}/consignmentIdentification/ginc", "shipment_id", TEXT),
    (f"{_TRANSPORT}/consignmentIdentification/additionalConsignmentIdentification", "shipment_id", TEXT),
    ("shipmentIdentification/additionalShipmentIdentification", "shipment_id", TEXT),
    ("consignmentIdentification/additionalConsignmentIdentification", "shipment_id", TEXT),
    (f"{_TRANSPORT}/carrierTrackAndTraceInformation/packageTrackingNumber", "tracking_number", TEXT),
    (f"{_TRANSPORT}/carrierTrackAndTraceInformation/carrierTrackAndTraceURL", "tracking_url", TEXT),
    ("carrierTrackAndTraceInformation/packageTrackingNumber", "tracking_number", TEXT),
    ("carrierTrackAndTraceInformation/carrierTrackAndTraceURL", "tracking_url", TEXT),
    ("deliveryTerms/incotermsCode", "incoterm", TEXT),
    ("deliveryAndTransportInformation/deliveryOrTransportTerms", "incoterm", TEXT),  # 2.x
    ("totalGrossWeight", None, None),
    ("despatchAdviceTotals/totalGrossWeight", None, None),
    ("despatchAdviceTotals*", None, None),  # gross_weight_kg by the kind of measurement
    ("totalPackageQuantity", "package_count", INTEGER),
    ("totalNumberOfPackages", "package_count", INTEGER),
    ("despatchAdviceTotals/totalPackageQuantity", "package_count", INTEGER),
    ("despatchAdviceTotals/totalNumberOfPackages", "package_count", INTEGER),
    ("despatchAdviceTotals/packageTotal/totalPackageQuantity", "package_count", INTEGER),
)
# What holds lines: in 3.x logistic units only, in 2.x either of the two, side by side
UNITS = frozenset({"despatchAdviceLogisticUnit", "despatchAdviceLogisticUnitLineItem", "despatchItem"})
LINES = frozenset({"despatchAdviceLineItem", "despatchAdviceItemContainmentLineItem", "itemContained"})
PARTY = Table(
    ("gln", None, None),
    ("additionalPartyIdentification*", None, None),
    ("organisationDetails/organisationName", None, None),
    ("organisationName", None, None),
    ("partyName", None, None),
    ("dutyFeeTaxRegistration/dutyFeeTaxRegistrationID", None, None),
    ("address/name", None, None),
    ("address/streetAddressOne", None, None),
    ("address/postalCode", None, None),
    ("address/city", None, None),
    ("address/countryCode", None, None),
)
PARTY_NUMBER = Table(  # 2.x; in 3.x the text of the element and an attribute
    ("additionalPartyIdentificationValue", None, None),
    ("additionalPartyIdentificationType", None, None),
)
UNIT = Table(  # a logistic unit, with the lines in it and the units in it
    ("logisticUnitIdentification/sscc", None, None),
    ("sscc", None, None),
    ("logisticUnitIdentification/serialShipmentContainerCode/serialShippingContainerCode", None, None),
    ("despatchUnit/serialShippingContainerCode", None, None),
    ("logisticUnitIdentification/additionalLogisticUnitIdentification", None, None),
    ("packageTypeCode", "package_type", TEXT),
    ("packageType/packageTypeCode", "package_type", TEXT),
    ("quantityOfLogisticUnits", "package_count", INTEGER),
    ("carrierTrackAndTraceInformation/packageTrackingNumber", "tracking_number", TEXT),
    ("carrierTrackAndTraceInformation/packageTrackingIdentifier", "tracking_number", TEXT),
    ("carrierTrackAndTraceInformation/trackingNumber", "tracking_number", TEXT),
    ("grossWeight", None, None),
    ("unitMeasurement*", None, None),  # gross_weight_kg, likewise the next one
    ("logisticUnitMeasurement/unitMeasurement*", None, None),
    ("levelIdentification", None, None),
    ("parentLevelIdentification", None, None),
    ("parentLogisticUnitId", None, None),
    ("parentLogisticUnitId/sscc", None, None),
)
INNER_UNITS = frozenset({*UNITS, "logisticUnit"})
MEASUREMENT = Table(("measurementType", None, None), ("measurementValue", None, None))
# measurementType: the words of GS1, and UNCL 6313
GROSS_WEIGHTS = frozenset({"GROSS_WEIGHT", "UNIT_GROSS_WEIGHT", "DECLARED_GROSS_WEIGHT", "AAB", "AAD", "G", "WT"})
LINE = Table(
    ("lineItemNumber", "line_number", TEXT),
    ("number", "line_number", TEXT),
    ("note*", None, None),
    ("despatchedQuantity", "quantity", NUMBER),
    ("quantityContained/value", "quantity", NUMBER),
    ("quantityContained", "quantity", NUMBER),
    ("quantityContained/unitOfMeasure/measurementUnitCodeValue", "unit_raw", TEXT),
    ("requestedQuantity", "ordered_quantity", AMOUNT),
    ("requestedQuantity/value", "ordered_quantity", AMOUNT),
    ("despatchAdviceQuantityVariance/varianceQuantity", "outstanding_quantity", AMOUNT),
    ("despatchAdviceQuantityVariance/varianceReasonCode", "outstanding_reason", TEXT),
    ("despatchAdviceQuantityVariance/remainingQuantityStatusCode", "outstanding_reason", TEXT),
    ("transactionalTradeItem/gtin", "gtin", TEXT),
    ("containedItemIdentification/gtin", "gtin", TEXT),
    ("transactionalTradeItem/additionalTradeItemIdentification*", None, None),
    ("containedItemIdentification/additionalTradeItemIdentification*", None, None),
    ("transactionalTradeItem/tradeItemDescription", "description", TEXT),
    ("transactionalTradeItem/descriptionShort", "description", TEXT),
    ("tradeItemDescription", "description", TEXT),
    ("transactionalTradeItem/colour/colourDescription", None, None),
    ("transactionalTradeItem/colour/colourCode", None, None),
    ("transactionalTradeItem/size/descriptiveSize", None, None),
    ("transactionalTradeItem/size/sizeCode", None, None),
    ("transactionalTradeItem/avpList*", None, None),  # attributes, likewise the next one
    ("avpList*", None, None),
    ("transactionalTradeItem/tradeItemClassification/additionalTradeItemClassificationCode*", None, None),
    ("transactionalTradeItem/transactionalItemData*", None, None),
    ("transactionalItemData*", None, None),
    ("extendedAttributes*", None, None),
    ("purchaseOrder/entityIdentification", "order_number", TEXT),
    ("purchaseOrder/documentReference/uniqueCreatorIdentification", "order_number", TEXT),
    ("purchaseOrder/documentLineReference/documentReference/uniqueCreatorIdentification", "order_number", TEXT),
    ("purchaseOrder/referenceIdentification", "order_number", TEXT),
    ("purchaseOrder/lineItemNumber", "order_line", TEXT),
    ("purchaseOrder/documentLineReference", None, None),
    ("purchaseOrder/creationDateTime", "order_date", DATE),
    ("salesOrder/entityIdentification", "supplier_order_number", TEXT),
    ("salesOrder/lineItemNumber", "supplier_order_line", TEXT),
    ("customerReference/entityIdentification", "customer_reference", TEXT),
    ("countryOfOrigin", "country_of_origin", TEXT),
    ("totalLineAmount", "line_total", AMOUNT),
)
ITEM_NUMBER = Table(  # 2.x; in 3.x the text of the element and an attribute
    ("additionalTradeItemIdentificationValue", None, None),
    ("additionalTradeItemIdentificationType", None, None),
)
ITEM_DATA = Table(  # transactionalItemData: batch, dates and serial numbers of a part of the line
    ("batchNumber", "batch_number", TEXT),
    ("lotNumber", "batch_number", TEXT),
    ("bestBeforeDate", "best_before_date", DATE),
    ("itemExpirationDate", "expiry_date", DATE),
    ("expirationDate", "expiry_date", DATE),
    ("productionDate", "production_date", DATE),
    ("tradeItemQuantity", "quantity", AMOUNT),
    ("serialNumber*", None, None),
    ("serialNumberRange*", None, None),
    ("countryOfOrigin", None, None),
    ("customsTariffNumber", None, None),
)
SERIAL_RANGE = Table(("minimumValue", None, None), ("maximumValue", None, None))
TARIFF_LISTS = frozenset({"HS", "TARIC", "CN", "64", "CUSTOMS_TARIFF_NUMBER", "HARMONIZED_SYSTEM"})

# documentActionCode (3.x), type of the documentCommand (2.x); then documentStatusCode
FUNCTIONS = {
    "DELETE": "cancel",
    "CHANGE_BY_REFRESH": "replace",
    "CORRECT": "replace",
    "COPY": "copy",
    "REPLACE": "replace",
    "ADDITIONAL_TRANSMISSION": "duplicate",
    "ORIGINAL": "original",
    "ADD": "original",
}
# additionalTradeItemIdentificationTypeCode → column
ARTICLE_NUMBERS = {
    "SUPPLIER_ASSIGNED": "supplier_article_number",
    "SELLER_ASSIGNED": "supplier_article_number",
    "VENDOR_ASSIGNED": "supplier_article_number",
    "BUYER_ASSIGNED": "buyer_article_number",
    "MANUFACTURERS_PART_NUMBER": "manufacturer_article_number",
    "MANUFACTURER_PART_NUMBER": "manufacturer_article_number",
    "MANUFACTURER_ASSIGNED": "manufacturer_article_number",
    "MODEL_NUMBER": "manufacturer_article_number",
}
