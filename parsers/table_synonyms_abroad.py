"""What suppliers abroad call the columns: French, Italian, Spanish, Portuguese, Dutch, Polish, Czech, Nordic.

As in parsers.table_synonyms: "column: specific synonyms | generic synonyms"; a synonym stands for all its spellings, so
"N° BL" is also "Numéro BL" and "BL Nr.", and "Désignation" also "Designation".
"""

from __future__ import annotations

import re
from typing import Final

_ENTRY = re.compile(r"^([\w.]+):((?:.*\n)(?:[ ]+.*\n)*)", re.MULTILINE)
_Words = tuple[str, ...]


def _entries(text: str) -> dict[str, tuple[_Words, _Words]]:
    return {
        name: (_words(words.partition("|")[0]), _words(words.partition("|")[2])) for name, words in _ENTRY.findall(text)
    }


def _words(text: str) -> _Words:
    return tuple(word.strip() for word in text.split(",") if word.strip())


ABROAD: Final = _entries("""
notes.delivery_note_number: N° BL, BL, N° bon de livraison, N° livraison, Bordereau de livraison, N° bordereau,
    N° avis d'expédition, Numero DDT, DDT, Documento di trasporto, Numero documento di trasporto, Numero bolla, Bolla,
    Bolla di consegna, Nº albarán, Albarán, Guia de remessa, Nº guia, Pakbonnummer, Pakbon, Leverbonnummer, Leverbon,
    Leveringsbon, Afleverbon, Leveringsnummer, Numer WZ, WZ, Dokument WZ, Číslo dodacího listu, Dodací list,
    Číslo dodacieho listu, Følgeseddelnr., Følgeseddel, Pakkseddelnr., Pakkseddel, Følgesedel, Följesedelsnummer,
    Följesedelsnr., Följesedel, Leveringsnr., Szállítólevél, Szállítólevélszám, İrsaliye No
notes.issue_date: Date BL, Date du bon de livraison, Data DDT, Data bolla, Data documento di trasporto, Fecha albarán,
    Pakbondatum, Leverbondatum, Data WZ, Datum dodacího listu, Følgeseddeldato, Pakkseddeldato, Följesedelsdatum
    | Data, Fecha, Dato, Data documento, Fecha documento, Date document
notes.despatch_date: Date d'expédition, Date expédition, Data spedizione, Data di spedizione, Fecha envío,
    Fecha de envío, Fecha expedición, Data de envio, Verzenddatum, Data wysyłki, Datum expedice, Afsendelsesdato,
    Forsendelsesdato
notes.expected_delivery_date: | Date de livraison, Date livraison, Date livraison prévue, Data consegna,
    Data di consegna, Fecha entrega, Fecha de entrega, Data de entrega, Leverdatum, Afleverdatum, Data dostawy,
    Datum dodání, Leveringsdato, Leveransdatum
notes.supplier_name: Fournisseur, Fornitore, Proveedor, Fornecedor, Leverancier, Dostawca, Dodavatel, Leverandør,
    Leverantör
notes.supplier_number: Code fournisseur, Codice fornitore, Código proveedor, Leveranciersnummer, Numer dostawcy,
    Leverandørnr., Leverantörsnummer
notes.buyer_name: Nom client, Nome cliente, Nombre cliente, Klantnaam, Nazwa klienta | Client, Cliente, Klant, Klient
notes.buyer_customer_number: N° client, Code client, Codice cliente, Nº cliente, Código cliente, Klantnummer, Klantnr.,
    Debiteurnummer, Numer klienta, Kod klienta, Číslo zákazníka, Kundenr., Kundnummer, Kundnr.
notes.ship_to_name: Adresse de livraison, Nom livraison, Indirizzo di consegna, Destinazione, Dirección de entrega,
    Afleveradres, Adres dostawy, Leveringsadresse, Leveransadress | Destinataire, Destinatario, Ontvanger, Odbiorca,
    Příjemce, Modtager, Mottagare
notes.ship_to_street: Rue, Adresse, Indirizzo, Via, Dirección, Calle, Straat, Ulica, Ulice, Vej
notes.ship_to_postcode: Code postal, CP, CAP, Código postal, Kod pocztowy, PSČ, Postnr., Postnummer
notes.ship_to_city: Ville, Città, Ciudad, Población, Localidad, Plaats, Woonplaats, Miasto, Miejscowość, Město
notes.ship_to_country: Pays, Paese, País, Kraj, Země
notes.carrier_name: Vettore, Corriere, Transportista, Transportadora, Vervoerder, Przewoźnik, Dopravce, Transportør,
    Fragtfirma, Speditør
notes.tracking_number: N° de suivi, Nº seguimiento, Track & Trace, Numer przesyłki
notes.incoterm: Conditions de livraison, Resa, Porto
notes.gross_weight_kg: Poids brut, Peso lordo, Peso bruto, Brutogewicht, Waga brutto, Bruttovægt, Bruttovikt
    | Poids, Peso, Waga
notes.package_count: Nombre de colis, Nb colis, Nb de colis, Numero colli, Bultos, Nº bultos, Aantal colli,
    Liczba paczek, Antal kolli
notes.shipment_id: N° expédition, Numero spedizione, Nº envío, Zendingsnummer
lines.line_number: Ligne, N° ligne, Riga, Numero riga, Posizione, Línea, Nº línea, Posición, Regel, Regelnummer,
    Positie, L.p., Lp, Pozycja, Pozice, Řádek, Linje, Linjenr., Radnummer, Radnr.
lines.supplier_article_number: Code article, Référence article, Réf. article, Code produit, Référence fournisseur,
    Réf. fournisseur, Codice articolo, Cod. articolo, Cod. art., Codice prodotto, Código artículo, Código producto,
    Ref. proveedor, Artikelnr., Productcode leverancier, Kod towaru, Kod produktu, Indeks, Indeks towaru, Kód zboží,
    Kód produktu, Číslo zboží, Varenr., Varenummer, Artnr. | Référence, Codice, Código, Referencia, Symbol, Kód
lines.buyer_article_number: Votre référence article, Code article client, Référence client article,
    Codice articolo cliente, Código artículo cliente, Uw artikelnummer, Artikelnummer klant, Indeks klienta
lines.manufacturer_article_number: Référence fabricant, Réf. fabricant, Codice produttore, Referencia fabricante,
    Artikelnummer fabrikant, Kod producenta
lines.gtin: Codice EAN, Code EAN, Código EAN, Kod EAN, EAN kód, Gencod | Code-barres, Code barres, Codice a barre,
    Código de barras, Kod kreskowy, Čárový kód, Stregkode, Streckkod
lines.description: Désignation, Désignation article, Libellé, Libellé article, Descrizione, Descrizione articolo,
    Descripción, Descripción artículo, Descrição, Omschrijving, Artikelomschrijving, Nazwa towaru, Nazwa produktu,
    Název zboží, Název produktu, Varebeskrivelse, Varetekst, Artikelbenämning | Nazwa, Opis, Název, Popis, Beskrivelse,
    Beskrivning, Benämning, Denominazione, Megnevezés
lines.quantity: Quantité livrée, Qté livrée, Quantité expédiée, Qté expédiée, Quantità consegnata, Qtà consegnata,
    Quantità spedita, Cantidad entregada, Cantidad enviada, Cantidad servida, Quantidade entregue, Aantal geleverd,
    Geleverd aantal, Geleverd, Ilość wydana, Ilość dostarczona, Dodané množství, Leveret antal, Antal leveret,
    Levert antall, Levererat antal, Antal levererat | Quantité, Qté, Qte, Quantità, Qtà, Q.tà, Cantidad, Cant.,
    Quantidade, Qtd, Aantal, Hoeveelheid, Ilość, Množství, Antal, Antall, Mennyiség, Miktar
lines.unit: Unité, Unité de mesure, U.M., Unità di misura, Unidad, Unidad de medida, Unidade, Eenheid, J.m., JM,
    Jednostka, MJ, Jednotka, Enhed, Enhet
lines.ordered_quantity: Quantité commandée, Qté commandée, Quantità ordinata, Qtà ordinata, Cantidad pedida,
    Cantidad solicitada, Aantal besteld, Besteld aantal, Besteld, Ilość zamówiona, Objednané množství, Bestilt antal,
    Bestilt, Beställt antal, Beställt
lines.outstanding_quantity: Reliquat, Reste à livrer, Quantità residua, Cantidad pendiente, Pendiente, Naleveren,
    Nalevering, Restordre, Restantal, Restnoterat
lines.order_number: N° commande, Commande, Votre commande, Votre n° de commande, N° commande client, Commande client,
    Réf. commande, Référence commande, Vs. ordine, Vostro ordine, Numero ordine, Ordine, Ordine cliente,
    Numero ordine cliente, Nº pedido, Pedido, Su pedido, Pedido cliente, Nº pedido cliente, Encomenda, Uw bestelling,
    Uw bestelnummer, Uw ordernummer, Uw order, Inkoopordernummer, Inkooporder, Bestelnummer klant, Numer zamówienia,
    Zamówienie, Numer zamówienia klienta, Číslo objednávky, Objednávka, Rekvisition, Rekvisitionsnr.,
    Deres ordrenr., Ert ordernummer, Ert order, Beställningsnummer
lines.order_line: Ligne commande, Ligne de commande, Riga ordine, Línea pedido, Bestelregel, Pozycja zamówienia
lines.order_date: Date commande, Date de commande, Data ordine, Fecha pedido, Fecha de pedido, Besteldatum,
    Data zamówienia, Datum objednávky, Ordredato, Orderdatum
lines.supplier_order_number: Notre commande, Notre n° de commande, Nostro ordine, Ns. ordine, Nuestro pedido,
    Ons ordernummer, Onze order, Verkooporder, Verkoopordernummer, Vores ordrenr., Vårt ordernummer
lines.customer_reference: Référence client, Réf. client, Votre référence, Vs. riferimento, Vostro riferimento,
    Su referencia, Referencia cliente, Uw referentie, Referentie klant, Deres ref., Er referens, Märkning
lines.unit_price: Prix unitaire, P.U., Prix net, Prezzo unitario, Precio unitario, Preço unitário, Stukprijs,
    Cena jednostkowa, Cena netto, Stykpris | Prix, Prezzo, Precio, Preço, Prijs, Cena, Pris
lines.line_total: Montant HT, Importo, Importe, Valore riga, Regelbedrag, Wartość netto | Montant, Bedrag, Wartość,
    Beløb, Belopp
lines.currency: Devise, Valuta, Divisa, Moneda, Waluta, Měna
lines.country_of_origin: Pays d'origine, Paese di origine, País de origen, Land van herkomst, Kraj pochodzenia,
    Země původu, Oprindelsesland, Opprinnelsesland
lines.customs_tariff_number: Code douanier, Nomenclature douanière, Codice doganale, Nomenclatura combinata,
    Código arancelario, Goederencode, Kod CN, Kod celny
lines.remarks: Remarque, Remarques, Commentaire, Observations, Osservazioni, Observaciones, Opmerking, Opmerkingen,
    Uwagi, Poznámka, Bemærkning, Merknad, Anmärkning
packages.package_id: N° SSCC, N° colis, Numero collo, Nº bulto, Collonummer, Numer paczki, Kollinr.
packages.parent_package: N° palette, Numero pallet, Nº palet, Palletnummer, Numer palety
units.serial_number: N° série, Numéro de série, N° de série, Matricola, Numero di serie, Numero seriale, Nº serie,
    Número de serie, Serienummer, Serienr., Numer seryjny, Sériové číslo, Výrobní číslo
units.batch_number: N° lot, N° de lot, Lotto, Numero lotto, Numero di lotto, Lote, Nº lote, Número de lote,
    Batchnummer, Batchnr., Partijnummer, Lotnummer, Numer partii, Partia, Numer serii, Šarže, Partinr.
units.expiry_date: DLC, Date de péremption, Péremption, Date péremption, Date d'expiration, Scadenza, Data scadenza,
    Data di scadenza, Caducidad, Fecha caducidad, Fecha de caducidad, Validade, Vervaldatum, Houdbaar tot,
    Data ważności, Termin ważności, Expirace, Datum expirace, Udløbsdato, Utgångsdatum
units.best_before_date: DLUO, DDM, TMC, Consumo preferente, THT, THT-datum, Tenminste houdbaar tot, Bedst før,
    Bäst före, Minimální trvanlivost
units.production_date: Date de fabrication, Data di produzione, Fecha de fabricación, Productiedatum, Data produkcji,
    Datum výroby, Produktionsdato
attributes.brand: Marque, Marca, Merk, Marka, Značka, Mærke
attributes.model: Modèle, Modello, Modelo
attributes.colour: Couleur, Coloris, Colore, Kleur, Kolor, Barva, Farve, Färg
attributes.size: Taille, Taglia, Talla, Maat, Rozmiar, Velikost, Størrelse, Storlek
attributes.side: Côté, Œil, Lato, Occhio, Lado, Ojo, Oog
attributes.axis: Axe, Asse, Eje
""")

# Headers with two readings, as "Bestellnummer" and "Artikel" have
AMBIGUOUS_ABROAD: Final = {
    **dict.fromkeys(("Bestelnummer",), ("order_number", "supplier_article_number")),
    **dict.fromkeys(("Ordrenr.",), ("order_number", "supplier_order_number")),
    **dict.fromkeys(
        ("Articolo", "Artículo", "Produit", "Prodotto", "Producto", "Towar", "Zboží", "Vare"),
        ("supplier_article_number", "description"),
    ),
}
