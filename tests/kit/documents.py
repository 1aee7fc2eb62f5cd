"""Small delivery notes in several formats."""

from __future__ import annotations

from collections.abc import Sequence

Item = tuple[str, int]  # article number, quantity


def ubl(
    number: str,
    items: Sequence[Item] = (("A-1", 2), ("A-2", 1)),
    *,
    gln: str | None = None,
    vat_id: str | None = None,
    customer: str | None = None,
    ship_to: str | None = None,
    issued: str = "2026-11-20",
    function: str | None = None,
) -> bytes:
    """A UBL 2.1 DespatchAdvice. `function` is a DocumentStatusCode."""
    party = "<cac:PartyIdentification><cbc:ID schemeID='0088'>{}</cbc:ID></cac:PartyIdentification>"
    tax = "<cac:PartyTaxScheme><cbc:CompanyID>{}</cbc:CompanyID></cac:PartyTaxScheme>"
    lines = "".join(
        f"<cac:DespatchLine><cbc:ID>{at}</cbc:ID>"
        f"<cbc:DeliveredQuantity unitCode='C62'>{quantity}</cbc:DeliveredQuantity>"
        f"<cac:OrderLineReference><cbc:LineID>{at}</cbc:LineID></cac:OrderLineReference>"
        f"<cac:Item><cbc:Name>Article {article}</cbc:Name>"
        f"<cac:SellersItemIdentification><cbc:ID>{article}</cbc:ID></cac:SellersItemIdentification></cac:Item>"
        "</cac:DespatchLine>"
        for at, (article, quantity) in enumerate(items, 1)
    )
    status = f"<cbc:DocumentStatusCode>{function}</cbc:DocumentStatusCode>" if function else ""
    account = f"<cbc:CustomerAssignedAccountID>{customer}</cbc:CustomerAssignedAccountID>" if customer else ""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2"'
        ' xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
        ' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
        f"<cbc:UBLVersionID>2.1</cbc:UBLVersionID><cbc:ID>{number}</cbc:ID><cbc:IssueDate>{issued}</cbc:IssueDate>{status}"
        f"<cac:DespatchSupplierParty><cac:Party>{party.format(gln) if gln else ''}"
        f"<cac:PartyName><cbc:Name>Supplier</cbc:Name></cac:PartyName>{tax.format(vat_id) if vat_id else ''}"
        "</cac:Party></cac:DespatchSupplierParty>"
        f"<cac:DeliveryCustomerParty>{account}<cac:Party>{party.format(ship_to) if ship_to else ''}"
        "<cac:PartyName><cbc:Name>Shop</cbc:Name></cac:PartyName></cac:Party></cac:DeliveryCustomerParty>"
        f"{lines}</DespatchAdvice>"
    )
    return text.encode()


def desadv(
    number: str,
    items: Sequence[Item] = (("A-1", 2), ("A-2", 1)),
    *,
    function: str = "9",
    gln: str = "4012345000009",
    issued: str = "20261120",
) -> bytes:
    """An EDIFACT DESADV D.96A. `function` is BGM 1225: 9 original, 5 replace, 1 cancel."""
    lines = "".join(
        f"LIN+{at}'PIA+5+{article}:SA'IMD+F++:::Article {article}'QTY+12:{quantity}'"
        for at, (article, quantity) in enumerate(items, 1)
    )
    body = f"BGM+351+{number}+{function}'DTM+137:{issued}:102'NAD+SU+{gln}::9'CPS+1'{lines}"
    count = body.count("'") + 2
    return (
        f"UNA:+.? 'UNB+UNOC:3+{gln}:14+4098765000010:14+261120:0800+1'"
        f"UNH+1+DESADV:D:96A:UN'{body}UNT+{count}+1'UNZ+1+1'"
    ).encode("latin-1")


def csv(number: str, items: Sequence[Item] = (("A-1", 2), ("A-2", 1))) -> bytes:
    """A table with German headers."""
    rows = [f"{number};20.11.2026;{article};{quantity};Stk" for article, quantity in items]
    return "\r\n".join(["Lieferscheinnummer;Lieferscheindatum;Artikelnummer;Menge;ME", *rows, ""]).encode("cp1252")
