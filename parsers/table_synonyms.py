"""The header synonyms of tables: per column of the schema, how its cells are read, and what suppliers call it.

Source: the header synonyms of the canonical delivery note, and what ERP exports print (SAP ALV lists, Sage, Shopware,
DATEV-like files). A synonym stands for all its spellings (see parsers.table_headers).

Each entry reads "column (kind of cell): specific synonyms | generic synonyms"; its lines after the first are indented.
A generic synonym yields to a specific one of another column.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Synonyms(NamedTuple):
    """A column of the schema, the kind of its cells, and its headers."""

    field: str
    kind: str
    specific: tuple[str, ...]
    generic: tuple[str, ...]


_ENTRY = re.compile(r"^(\w+) \((\w+)\):((?:.*\n)(?:[ ]+.*\n)*)", re.MULTILINE)


def _entries(text: str) -> tuple[Synonyms, ...]:
    return tuple(Synonyms(field, kind, *_halves(words)) for field, kind, words in _ENTRY.findall(text))


def _halves(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    specific, _, generic = words.partition("|")
    return _words(specific), _words(generic)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


NOTES: Final = _entries("""
delivery_note_number (id): Lieferscheinnummer, LS-Nr., LSNr, Lief.-Schein-Nr., Liefersch.-Nr., DeliveryNumber,
    DeliveryNoteNumber, Nummer Lieferschein, Nr. Lieferschein, Delivery Note, DN No., Lieferscheinnr. Lieferant,
    LiefSchNr, Packing Slip Number, Packing List Number, Despatch Note Number, Dispatch Note Number, Despatch Number,
    Dispatch Number, Despatch Advice Number, Lieferschein-ID, Lief.schein, Lfs.-Nr., LFSNR, Lfs, Lieferbelegnummer,
    Bon de livraison, Delivery Document, LFSchNr, Lieferung Nr., Dispatch Note, Despatch Note, Shipping Notice No,
    Slip No., Delivery ID, Delivery Doc, Outbound Delivery | Belegnummer, Beleg-Nr., Beleg, Lieferschein, LS, Lieferung,
    Lieferungsnummer, Liefernummer, Delivery, Shipment Number, BelNr
document_id (id): Avis-Nr., ASN-Nr., Dokumentnummer, Avisnummer, ASN, Document Number, Document ID, Message ID
document_function (function): Storno, Stornokennzeichen, Storniert, Belegart, Document Function, Cancelled | Funktion
document_type (type): Belegtyp, Retoure, Dokumenttyp, Document Type, Lieferscheintyp | Vorgangsart
issue_date (date): Lieferscheindatum, LS-Datum, Datum Lieferschein, Lieferschein vom, Delivery Note Date, DN Date,
    Despatch Note Date, Issue Date, Lfs.-Datum, Lieferscheindat., LS-Dat., Dispatch Note Date, Packing Slip Date
    | Datum, Belegdatum, Date, Document Date, Ausstellungsdatum, Beleg-Dat.
issued_at (moment): Erstellzeit, Erstellzeitpunkt, Zeitstempel, Timestamp, Created At, Issued At, Erstellt am
despatch_date (date): Versanddatum, DespatchDate, Dispatch Date, Ship Date, Shipping Date, Shipped Date, Versandtag,
    Versendet am, Shipment Date, Ist-Warenausgangsdatum, Goods Issue Date, Abgangsdatum, Actual GI Date,
    Actual Goods Issue Date, Versand am | Warenausgang, Warenausgangsdatum, WA-Datum
expected_delivery_date (date): Liefertermin, Estimated Delivery, Expected Delivery Date, Eintreffdatum,
    Anliefertermin, Anlieferdatum, Voraussichtliches Lieferdatum, ETA, Arrival Date, Zustelldatum, Zustelltermin,
    Lieferdatum Soll | Lieferdatum, Delivery Date
supplier_name (text): Lieferant, Lieferantenname, Name Lieferant, Supplier, Supplier Name, Vendor, Vendor Name,
    Lieferfirma
supplier_gln (gln): GLN Lieferant, ILN Lieferant, Lieferanten-GLN, Lieferanten-ILN, Supplier GLN, Vendor GLN | GLN,
    ILN
supplier_vat_id (text): USt-IdNr, UStID, USt-ID-Nr. Lieferant, VAT ID, VAT Number, Umsatzsteuer-ID, UID, UID-Nummer
supplier_number (id): Lieferantennummer, Lieferanten-Nr., Kreditor, Kreditorennummer, Supplier Number, Vendor Number,
    Supplier ID, Vendor ID
buyer_name (text): Kundenname, Name Kunde, Customer Name, Buyer, Buyer Name, Besteller, Käufer, Warenempfänger Kunde
    | Kunde, Customer
buyer_gln (gln): GLN Kunde, ILN Kunde, Kunden-GLN, Kunden-ILN, GLN Käufer, Buyer GLN, Customer GLN, GLN Besteller
buyer_customer_number (id): Kundennummer, Kunden-Nr., KdNr, Kd.-Nr., Debitor, Debitorennummer, Debitorenkonto,
    Customer Number, CustomerNo, Customer ID, Kunden-ID, Ihre Kundennummer, Auftraggebernummer, Account Number,
    Customer Account, Sold-to Party, Kundennummer Auftraggeber, Sold-to pt, Kunden-Nummer,
    Customer Code, Kundencode
ship_to_name (text): Lieferadresse, Lieferanschrift, Name Lieferadresse, Lieferadresse Name, Lieferadresse Firma,
    Ship-to Name, Delivery Address, Consignee, Empfängername, Name Warenempfänger, Filialname,
    Name of the ship-to party, Shipping Company | Filiale, Empfänger, Niederlassung, Name1, Recipient, Ship To,
    Warenempfänger
ship_to_gln (gln): GLN Lieferadresse, ILN Lieferadresse, GLN Warenempfänger, Ship-to GLN, GLN Filiale, ILN Filiale,
    GLN Empfänger, ILN Empfänger
ship_to_id (id): Filialnummer, Filial-Nr., FilNr, Warenempfängernummer, Lieferadressnummer, Ship-to Party, Ship-to ID,
    Ship-to Number, Store Number, Branch Number, Warenempf., Ship-to pt, Ship-to Code, Filiale Nr.
ship_to_street (text): Straße, Strasse, Lieferadresse Straße, Straße Hausnummer, Street, Ship-to Street, Anschrift,
    Address, Shipping Street
ship_to_postcode (postcode): PLZ, Postleitzahl, Lieferadresse PLZ, Postcode, Postal Code, ZIP, Zip Code,
    Ship-to Postcode, Shipping Zipcode, Shipping Zip
ship_to_city (text): Ort, Stadt, Wohnort, Lieferadresse Ort, City, Ship-to City, Town, Shipping City
ship_to_country (text): Land, Länderkennzeichen, Lieferadresse Land, LKZ, Country, Ship-to Country, Shipping Country
order_number (id):
order_date (date):
supplier_order_number (id):
shipment_id (id): Sendungsnummer, Sendungs-ID, Shipment ID, Transportnummer, Ladenummer, Frachtbriefnummer
carrier_name (text): Spediteur, Spedition, Frachtführer, Carrier, Versanddienstleister, Versandart, Paketdienst,
    Carrier Name, Transporteur, Shipping Method, Zusteller
tracking_number (id): Trackingnummer, Tracking-Nr., Tracking, Tracking ID, Tracking Code, Sendungsverfolgungsnummer,
    Paketscheinnummer, Trackingcode, Identcode
tracking_url (text): Trackinglink, Tracking-URL, Sendungsverfolgung, Tracking Link
incoterm (text): Lieferbedingung, Lieferbedingungen, Incoterm, Incoterms, Delivery Terms, Lieferkondition
currency (currency):
gross_weight_kg (number): Bruttogewicht, Gesamtgewicht, Gewicht kg, Bruttogewicht kg, Gross Weight, Gewicht brutto,
    Gross Weight kg, Sendungsgewicht, Brutto kg | Gewicht, Weight
package_count (integer): Colli, Kolli, Anzahl Colli, Anzahl Kolli, Packstücke, Anzahl Packstücke, Anzahl Pakete,
    Package Count, Number of Packages, Cartons, Anzahl Kartons, Paketanzahl
line_count (integer): Anzahl Positionen, Positionsanzahl, Line Count, Number of Lines, AnzPos
remarks (text): Kopftext, Belegtext, Lieferhinweis, Lieferscheintext, Bemerkung Lieferschein, Header Text,
    Kopfbemerkung
""")

LINES: Final = _entries("""
line_number (id): Pos, Position, Pos-Nr., Positionsnummer, Lieferscheinposition, LS-Pos, Lieferschein-Pos.,
    LS-Position, Line, Line Number, Line No, Belegposition, Pos. Lieferschein, Line Item, Zeile, Delivery Item, PosNr,
    Lieferposition, Delivery Line, Item Line | Lfd. Nr., Laufende Nummer
supplier_article_number (id): Artikelnummer, Art.-Nr., ArtNr, Materialnummer, SupplierMaterialNumber, Material,
    Materialnr, Item Number, ItemNo, Article Number, ArticleNo, Article No, Product Number, SKU, Artikel-ID,
    Lieferantenartikelnummer, Artikelnummer Lieferant, Supplier Article Number, Supplier Item Number, Vendor Item,
    Sachnummer, Teilenummer, Part Number, Produktnummer, Art.Nummer, Artikel Nummer, Unsere Artikelnummer, Item Code,
    Article Code, Artikelcode, Bestellcode, Stock Code, Artikel-Code, ordernumber Artikel, Mat.-Nr., Item ID,
    Produktcode, Product ID
buyer_article_number (id): Ihre Artikelnummer, Kundenartikelnummer, Ihre Art.-Nr., Kunden-Artikelnummer,
    Kunden-Art.-Nr., Artikelnummer Kunde, Kundenmaterial, Kundenmaterialnummer, Customer Item Number,
    Customer Article Number, Customer Material, Customer Material Number, Buyer Article Number, Your Article Number,
    Your Item Number, Customer Part Number, KdArtNr, Kd.-Art.-Nr.
manufacturer_article_number (id): Herstellernummer, HAN, MPN, ManufacturerIdent, Hersteller-Artikelnummer,
    Herstellerartikelnummer, Artikelnummer Hersteller, Hersteller-Art.-Nr., Herst.-Nr., Herstellerteilenummer,
    Hersteller-Teilenummer, Manufacturer Part Number, Manufacturer Article Number, Manufacturer Item Number,
    Mfr Part No, OEM-Nummer, Hersteller-Nr., REF, Manufacturer Number
gtin (gtin): EAN, GTIN, UPC, EAN-Code, EAN/GTIN, GTIN/EAN, EAN13, EAN-13, GTIN-13, GTIN-14, EAN-Nummer, GTIN-Nummer,
    EAN/UPC, UPC-Code, EANCode | Barcode, ProductCode, Strichcode
description (text): Artikelbezeichnung, ArticleName, Artikelname, Artikelbeschreibung, Artikeltext, Item Description,
    Product Name, Article Description, Item Name, Material Description, Materialkurztext, Materialbezeichnung,
    Produktname, Produktbezeichnung, Product Description, Bez., Artikelbez., Kurztext, Article Text, Warenbezeichnung,
    Bezeichnung des Artikels | Bezeichnung, Beschreibung, Description, Text, Bezeichnung 1, Benennung,
    Artikelbezeichnung 1, Positionstext, Title
quantity (number): Liefermenge, Gelieferte Menge, Menge geliefert, Geliefert, Delivered Quantity, Quantity Delivered,
    Delivered, Shipped Quantity, Quantity Shipped, Qty Shipped, Shipped Qty, Qty Delivered, Delivered Qty,
    Despatched Quantity, Ausgelieferte Menge, Versandte Menge, Versandmenge, Lief.-Menge, Liefermng,
    Delivery Quantity, Delivery Qty, LfMenge, Lfg-Menge, Dispatched Quantity, Menge LS, Shipped, Gel. Menge,
    Gelief. Menge, Gelieferte Stückzahl, Gelieferte Anzahl, Liefermenge Stk., Qty Despatched, Qty Dispatched, Ship Qty,
    Qty Ship | Menge, Anzahl,
    Stück, Amount, Quantity, Qty, Stückzahl, Pieces, Pcs, Mng, Stk., Anz., Menge in Stück, Menge Stk.
unit (unit): Mengeneinheit, ME, Einheit, Unit, UOM, Unit of Measure, Basismengeneinheit, BME, Verkaufsmengeneinheit,
    VME, MEH, Mengeneinh., Verkaufseinheit, Maßeinheit, Einh., Sales Unit, Mengen-Einheit | VPE
ordered_quantity (number): Bestellmenge, Bestellte Menge, Menge bestellt, Ordered Quantity, Quantity Ordered,
    Qty Ordered, Ordered Qty, Order Quantity, Order Qty, Bestellt, Ordered, Auftragsmenge, Best.-Menge
outstanding_quantity (number): Restmenge, Rückstand, Rückstandsmenge, Offene Menge, Menge offen, Outstanding Quantity,
    Backorder, Backorder Quantity, Back Order Qty, Remaining Quantity, Nachliefermenge, Fehlmenge, Offen, Rest
outstanding_reason (text): Rückstandsgrund, Grund Rückstand, Outstanding Reason, Backorder Reason, Grund der Restmenge
order_number (id): Ihre Bestellung, Ihre Bestellnummer, Ihre Bestell-Nr., Bestellnummer Kunde, Kundenbestellnummer,
    Kunden-Bestellnr., Bestellung, Purchase Order, Purchase Order Number, PO Number, PO, PO No, Customer Order Number,
    Customer PO, Customer Purchase Order, Your Order Number, Your Order, Customer Order, Ihr Auftrag,
    Ihre Auftragsnummer, Bestellreferenz, Order Reference, Kundenbestellung, Bestell-ID, Bestellung Nr.,
    BestellNr Kunde, Einkaufsbestellung, Purchase order no., Bestellnr. Kunde, Kunden-Bestellnummer,
    Ihre Best.-Nr., Cust. PO, Customer PO No.
order_line (id): Bestellposition, Bestell-Pos., Bestellpos, Pos. Bestellung, Order Line, PO Line, PO Item,
    Purchase Order Line, Purchase Order Item, Best.-Pos., Bestell-Position, Ihre Position,
    PO Line No.
order_date (date): Bestelldatum, Order Date, PO Date, Purchase Order Date, Bestellung vom, Ihre Bestellung vom
supplier_order_number (id): Auftragsnummer, Auftrags-Nr., AuftrNr, Auftrag, Sales Order, Sales Order Number,
    SO Number, Unsere Auftragsnummer, Unser Auftrag, Verkaufsauftrag, Supplier Order Number, Auftr.-Nr., Auftrag Nr.
    | AB-Nr., Auftragsbestätigungsnummer, Auftragsbestätigung, Vertriebsbeleg
supplier_order_line (id): Auftragsposition, Auftrags-Pos., AB-Pos., Sales Order Line, Sales Order Item, Auftragspos
customer_reference (text): Kommission, Komm., Kundenreferenz, Kommissionsname, Kommissionsnummer, Komm.-Nr.,
    Ihre Referenz, Ihr Zeichen, Customer Reference, Your Reference, Endkunde, Patient, Patientenname, Kommissionstext,
    Commission, Kundenkommission, Job, Kunde/Kommission, Referenz Kunde | Referenz, Reference
ownership (ownership): Kommissionsware, Auswahl, Festbestellung, Konsignation, Bestellart, Ownership,
    Konsignationsware, Auswahlware
unit_price (number): Einzelpreis, Nettopreis, Stückpreis, Unit Price, Net Price, E-Preis, EP, EK-Preis, EK netto,
    Nettoeinzelpreis, Einzelpreis netto, EK, Netto-EK | Preis, Price
line_total (number): Gesamtpreis, PurchasePrice, Positionswert, Line Total, Net Amount, Gesamtpreis netto,
    Positionsbetrag, Nettobetrag, G-Preis, GP, Warenwert, Nettowert, Positionssumme, Gesamt netto | Betrag
currency (currency): Währung, Currency, Waehrung, Whg., Währg, Currency Code
country_of_origin (text): Ursprungsland, Country of Origin, Herkunftsland, Ursprung, Origin, UL, Herkunft, COO
customs_tariff_number (id): Zolltarifnummer, Zolltarif-Nr., Warennummer, Statistische Warennummer,
    Customs Tariff Number, HS Code, Tariff Number, Commodity Code, Zolltarif
remarks (text): Bemerkung, Comment, Bemerkungen, Kommentar, Anmerkung, Remarks, Remark, Comments, Notiz, Hinweis,
    Positionsbemerkung | Note, Notes, Info, Zusatztext
""")

PACKAGES: Final = _entries("""
package_id (sscc): SSCC, NVE, NVE/SSCC, SSCC/NVE, Packstücknummer, Packstück, Paketnummer, Karton-Nr., Kartonnummer,
    Collinummer, Kollinummer, Colli-Nr., Package Number, Package ID, Carton Number, Carton ID, Handling Unit, HU,
    Box Number, Packstück-Nr., LHM-Nummer, NVE-Nr.
parent_package (sscc): Palettennummer, Paletten-NVE, Paletten-Nr., Pallet Number, Pallet SSCC, NVE Palette,
    SSCC Palette, Pallet ID, Pal.-Nr. | Palette, Pallet
package_type (text): Packmittel, Verpackungsart, Packstückart, Package Type, Packaging Type, Verpackungstyp
tracking_number (id):
gross_weight_kg (number): Packstückgewicht, Kartongewicht, Paketgewicht, Package Weight
package_count (integer):
""")

UNITS: Final = _entries("""
serial_number (serial): Seriennummer, Serien-Nr., Seriennr, SerNr, SN, S/N, Serial Number, SerialNo, Serial,
    Serial No, Serialnummer, Seriennummern, Serial Numbers, Serials, Gerätenummer, Fabriknummer, Ser.-Nr.,
    Seriennummer links, Seriennummer rechts, SN links, SN rechts, Serial Left, Serial Right, Seriennr. L, Seriennr. R,
    SN-Nr.
serial_from (id): Seriennummer von, Serial From, SN von
serial_to (id): Seriennummer bis, Serial To, SN bis
batch_number (batch): Charge, Chargennummer, Chargen-Nr., Ch.-B., LOT, Lot-Nr., Lot Number, Batch, Batch Number,
    Batch No, LOT-Nummer, Ch.-Nr., Losnummer, Los, ChargenNr, Charge/Lot,
    Lot/Batch, Batch/Lot, Lot/Charge
expiry_date (day_end): Verfallsdatum, Verfalldatum, Ablaufdatum, Expiry Date, Expiry, Expiration Date, EXP,
    Verwendbar bis, Verfall, Use By, Use-by Date, Haltbar bis, Ablauf, Exp. Date
best_before_date (day_end): MHD, Mindesthaltbarkeitsdatum, Mindesthaltbarkeit, Best Before, Best Before Date, BBD,
    SLED, MHD-Datum, Mindesthaltbar bis | Haltbarkeit
production_date (date): Herstelldatum, Produktionsdatum, Herstellungsdatum, Production Date, Manufacture Date,
    Manufacturing Date, Fertigungsdatum, Date of Manufacture,
    Herst.-Datum, Mfg. Date
udi (udi): UDI, UDI-Code, UDI-Nummer
quantity (number): Chargenmenge, Batch Quantity, Lot Quantity
""")

# Optics and the like: key of `attributes` → headers
ATTRIBUTES: Final[dict[str, tuple[str, ...]]] = {
    entry.field: entry.specific
    for entry in _entries("""
pzn (text): PZN, Pharmazentralnummer
brand (text): Marke, Brand, Hersteller, Manufacturer, Label, Kollektion Marke
collection (text): Kollektion, Collection
model (text): Modell, Model, Modellnummer, Modellbezeichnung, Modellname, Model Name, Style
colour (text): Farbe, Colour, Color, Farbbezeichnung, Farbname, Color Name
colour_code (text): Farbcode, Farbnummer, Colour Code, Color Code, Farb-Nr.
size (text): Größe, Size, Scheibengröße, Glasgröße, Groesse, Gr.
bridge (text): Steg, Stegweite, Bridge, Bridge Size
temple (text): Bügellänge, Bügel, Temple, Temple Length
side (text): Seite, Side, Auge, Eye, R/L, L/R, Ohr, Ear, Links/Rechts, Rechts/Links
sphere (text): Sphäre, Sph, Sphere, SPH, Power, Dioptrien, Dpt
cylinder (text): Zylinder, Zyl, Cyl, Cylinder, CYL
axis (text): Achse, Axis, Ach, AX
addition (text): Addition, Add, Nahzusatz
prism (text): Prisma, Prism, Pr.
base (text): Basis, Prism Base, Basislage
base_curve (text): Basiskurve, BC, Base Curve, Radius, BCR, Rad.
diameter (text): Durchmesser, Diameter, DIA, Ø, DM
index (text): Index, Brechungsindex, Refractive Index
coating (text): Beschichtung, Coating, Veredelung, Vergütung
material (text): Werkstoff, Materialart, Glasmaterial
tint (text): Tönung, Tint
pack_size (text): Packungsgröße, Packungsinhalt, Gebinde, Pack Size, Inhalt
""")
}
