"""XML that is no delivery note is named for what it is."""

from __future__ import annotations

import pytest

from parsers import NoDeliveryNote, WrongFormat, detect_format, read_delivery_note

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (f'<a:Invoice xmlns:a="{UBL}Invoice-2"/>', "UBL Invoice"),
        (f'<ReceiptAdvice xmlns="{UBL}ReceiptAdvice-2"/>', "UBL ReceiptAdvice"),
        (f"<Order xmlns='{UBL}Order-2' xmlns:d='{UBL}DespatchAdvice-2'/>", "UBL Order"),
        ("<ORDER/>", "openTRANS ORDER"),
        ('<INVOICE xmlns="http://www.opentrans.org/XMLSchema/2.1"/>', "openTRANS INVOICE"),
        ('<o:orderMessage xmlns:o="urn:gs1:ecom:order:xsd:3"/>', "GS1 XML order"),
        (
            '<r:CrossIndustryInvoice xmlns:r="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>',
            "UN/CEFACT CrossIndustryInvoice (ZUGFeRD, Factur-X)",
        ),
        ("<cXML><Request><OrderRequest/></Request></cXML>", "cXML OrderRequest"),
        (
            "<cXML><Request><OrderRequest>after the ShipNoticeRequest</OrderRequest></Request></cXML>",
            "cXML OrderRequest",
        ),
        ("<OPENTRANS><ORDER><ORDER_HEADER/></ORDER></OPENTRANS>", "openTRANS ORDER"),
        (
            '<s:StandardBusinessDocument xmlns:s="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"'
            ' xmlns:r="urn:gs1:ecom:receiving_advice:xsd:3"><s:Type>Receiving Advice</s:Type><r:receivingAdviceMessage>'
            "<receivingAdvice><despatchAdvice/></receivingAdvice></r:receivingAdviceMessage></s:StandardBusinessDocument>",
            "a StandardBusinessDocument with Receiving Advice",
        ),
        ('<p:FatturaElettronica xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/v1.2"/>', "a FatturaPA invoice"),
        ('<Invoice xmlns="http://isdoc.cz/namespace/2013"/>', "an ISDOC Invoice"),
        ('<?xml version="1.0"?><!-- a --><Lager><x/></Lager>', "an XML document with root Lager"),
        ("<!DOCTYPE html><html><body/></html>", "an HTML page"),
    ],
)
def test_near_misses_are_named(document: str, kind: str) -> None:
    """Detection knows no format for them and says what they are; reading says the same."""
    found = detect_format(document.encode())
    assert (found.format, found.kind) == (None, kind)
    with pytest.raises(NoDeliveryNote) as caught:
        read_delivery_note(document.encode())
    assert kind in caught.value.sentence


@pytest.mark.parametrize("format_name", ["ubl", "opentrans", "gs1xml", "cida", "cxml", "spectaris"])
def test_another_kind_when_asked_for(format_name: str) -> None:
    """A configured format names an invoice for what it is, and is not stopped by its DTD or syntax."""
    for document in (f'<Invoice xmlns="{UBL}Invoice-2"/>', f'<!DOCTYPE Invoice><Invoice xmlns="{UBL}Invoice-2"><'):
        with pytest.raises(NoDeliveryNote, match="UBL Invoice"):
            read_delivery_note(document.encode(), format_name)


def test_wrong_format() -> None:
    """A delivery note of another format than the configured one: looks like X, configured as Y."""
    document = f'<DespatchAdvice xmlns="{UBL}DespatchAdvice-2"/>'.encode()
    with pytest.raises(WrongFormat) as caught:
        read_delivery_note(document, "opentrans")
    assert (caught.value.found, caught.value.expected) == ("ubl", "opentrans")


@pytest.mark.parametrize("prefix", ["\ufeff", "\n\n", "\n\ufeff\n", "<!-- " + "x" * 5000 + " -->"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_root_behind_anything(prefix: str, encoding: str) -> None:
    """Byte order marks, blank lines and long comments before the root do not hide it; every Unicode width is read."""
    if encoding != "utf-8" and prefix != "<!-- " + "x" * 5000 + " -->":
        prefix = ""
    document = f'{prefix}<DespatchAdvice xmlns="{UBL}DespatchAdvice-2"/>'.encode(encoding)
    assert detect_format(document).format == "ubl"
