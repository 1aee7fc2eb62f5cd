"""The canonical delivery note: four Arrow schemas from which frames, database tables, exports and docs derive.

Each field carries its meaning in ``metadata["meaning"]``. Keys of the tables: ``note`` for notes, (``note``, ``line``)
for lines, (``note``, ``package``) for packages, (``note``, ``line``, ``unit``) for units; all are 0-based indices in
the parsed source.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

TEXT: Final = pa.string()
INTEGER: Final = pa.int64()
DECIMAL: Final = pa.decimal128(18, 6)
DATE: Final = pa.date32()
MOMENT: Final = pa.timestamp("us", tz="UTC")
TEXTS: Final = pa.list_(pa.string())
ATTRIBUTES: Final = pa.map_(pa.string(), pa.string())

DOCUMENT_FUNCTIONS: Final = ("original", "replace", "cancel", "change", "duplicate", "copy", "final", "provisional")


def _column(name: str, type_: pa.DataType, meaning: str, *, required: bool = False) -> pa.Field:
    return pa.field(name, type_, nullable=not required, metadata={"meaning": meaning})


NOTES: Final = pa.schema(
    [
        _column("note", INTEGER, "index of the note within the parsed source, from 0", required=True),
        _column("delivery_note_number", TEXT, "the supplier's number of the note", required=True),
        _column("document_id", TEXT, "number of the electronic message where it differs"),
        _column(
            "document_function",
            TEXT,
            "what the document does to earlier ones: " + ", ".join(DOCUMENT_FUNCTIONS),
        ),
        _column("document_type", TEXT, "delivery, return, pickup or service"),
        _column("issue_date", DATE, "date of the note"),
        _column("issued_at", MOMENT, "moment of issue; decides between two replacements"),
        _column("despatch_date", DATE, "the goods left"),
        _column("expected_delivery_date", DATE, "the goods arrive"),
        _column("supplier_name", TEXT, "who delivers, as the document says"),
        _column("supplier_gln", TEXT, "GLN of the supplier"),
        _column("supplier_vat_id", TEXT, "VAT id of the supplier"),
        _column("supplier_number", TEXT, "any other number of the supplier"),
        _column("buyer_name", TEXT, "who bought"),
        _column("buyer_gln", TEXT, "GLN of the buyer"),
        _column("buyer_customer_number", TEXT, "our customer number at the supplier; decides the branch"),
        _column("ship_to_name", TEXT, "where the goods go: name"),
        _column("ship_to_gln", TEXT, "where the goods go: GLN"),
        _column("ship_to_id", TEXT, "where the goods go: any other number"),
        _column("ship_to_street", TEXT, "where the goods go: street"),
        _column("ship_to_postcode", TEXT, "where the goods go: postcode"),
        _column("ship_to_city", TEXT, "where the goods go: city"),
        _column("ship_to_country", TEXT, "where the goods go: country as stated, ISO 3166 where the format has it"),
        _column("order_number", TEXT, "our purchase order, where one holds for all lines"),
        _column("order_date", DATE, "date of our purchase order"),
        _column("supplier_order_number", TEXT, "the supplier's sales order"),
        _column("shipment_id", TEXT, "number of the shipment"),
        _column("carrier_name", TEXT, "who transports"),
        _column("tracking_number", TEXT, "the carrier's number for tracking"),
        _column("tracking_url", TEXT, "where to track"),
        _column("incoterm", TEXT, "terms of delivery (Incoterms code)"),
        _column("currency", TEXT, "ISO 4217 code"),
        _column("gross_weight_kg", DECIMAL, "gross weight in kilograms, as the document states it"),
        _column("package_count", INTEGER, "number of packages, as the document states it"),
        _column("line_count", INTEGER, "number of lines, as the document states it"),
        _column("remarks", TEXT, "free text of the header"),
        _column("source_format", TEXT, "which parser read the note"),
        _column("source_version", TEXT, "which dialect or version of the format"),
        _column("source_name", TEXT, "name of the file or attachment"),
        _column("source_sha256", TEXT, "SHA-256 of the source's bytes, hexadecimal"),
        _column("warnings", TEXTS, "what the parser had to tolerate, each with its place"),
    ]
)

LINES: Final = pa.schema(
    [
        _column("note", INTEGER, "index of the note", required=True),
        _column("line", INTEGER, "order of the line in the note, from 0", required=True),
        _column("line_number", TEXT, "line number as printed"),
        _column("supplier_article_number", TEXT, "the supplier's article number"),
        _column("buyer_article_number", TEXT, "our article number"),
        _column("manufacturer_article_number", TEXT, "the manufacturer's article number"),
        _column("gtin", TEXT, "GTIN-8, 12, 13 or 14"),
        _column("description", TEXT, "what the article is"),
        _column("attributes", ATTRIBUTES, "brand, model, colour, size, side, sphere, cylinder, axis …"),
        _column("quantity", DECIMAL, "delivered quantity, not negative, in `unit`", required=True),
        _column("unit", TEXT, "unit of measure, UN/ECE Recommendation 20 code"),
        _column("unit_raw", TEXT, "unit of measure as the document states it"),
        _column("ordered_quantity", DECIMAL, "what was ordered"),
        _column("outstanding_quantity", DECIMAL, "what follows later"),
        _column("outstanding_reason", TEXT, "why it follows later"),
        _column("order_number", TEXT, "our purchase order"),
        _column("order_line", TEXT, "line of our purchase order"),
        _column("order_date", DATE, "date of our purchase order"),
        _column("supplier_order_number", TEXT, "the supplier's sales order"),
        _column("supplier_order_line", TEXT, "line of the supplier's sales order"),
        _column("customer_reference", TEXT, "the job of our customer (Kommission)"),
        _column("ownership", TEXT, "purchase, consignment or credit_stock"),
        _column("unit_price", DECIMAL, "price of one unit"),
        _column("line_total", DECIMAL, "price of the line"),
        _column("currency", TEXT, "ISO 4217 code"),
        _column("country_of_origin", TEXT, "ISO 3166 code where the format has it"),
        _column("customs_tariff_number", TEXT, "customs tariff number"),
        _column("remarks", TEXT, "free text of the line"),
    ]
)

PACKAGES: Final = pa.schema(
    [
        _column("note", INTEGER, "index of the note", required=True),
        _column("package", INTEGER, "index of the handling unit in the note, from 0", required=True),
        _column("package_id", TEXT, "SSCC (18 digits), else as stated"),
        _column("package_id_type", TEXT, "sscc, supplier or carrier"),
        _column("parent_package", INTEGER, "index of the handling unit that holds this one; null at the top"),
        _column("package_type", TEXT, "type code as stated"),
        _column("tracking_number", TEXT, "the carrier's number for tracking"),
        _column("gross_weight_kg", DECIMAL, "gross weight in kilograms"),
        _column("package_count", INTEGER, "number of packages this row stands for"),
    ]
)

UNITS: Final = pa.schema(
    [
        _column("note", INTEGER, "index of the note", required=True),
        _column("line", INTEGER, "index of the line", required=True),
        _column("unit", INTEGER, "index of the piece or split within the line, from 0", required=True),
        _column("serial_number", TEXT, "serial number of one piece"),
        _column("batch_number", TEXT, "batch or lot"),
        _column("expiry_date", DATE, "not to be used after"),
        _column("best_before_date", DATE, "best before"),
        _column("production_date", DATE, "produced on"),
        _column("udi", TEXT, "unique device identification, GS1 element string as stated"),
        _column("package", INTEGER, "index of the handling unit it lies in"),
        _column("quantity", DECIMAL, "quantity of the piece or split, in the line's unit"),
    ]
)

TABLES: Final = {"notes": NOTES, "lines": LINES, "packages": PACKAGES, "units": UNITS}
KEYS: Final = {
    "notes": ("note",),
    "lines": ("note", "line"),
    "packages": ("note", "package"),
    "units": ("note", "line", "unit"),
}
