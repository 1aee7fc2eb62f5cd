"""What an XML document is, by its root: for naming near misses ("UBL ReceiptAdvice", "openTRANS ORDER")."""

from __future__ import annotations

import re

from .xmlprolog import Root, peek

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
GS1 = ("urn:gs1:", "urn:ean.ucc:", "http://www.gs1.org/")
UNCEFACT = "urn:un:unece:uncefact:data:standard:"
SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"

# openTRANS 2.1, chapter 3: the business documents beside DISPATCHNOTIFICATION
OPENTRANS = frozenset(
    {
        *("RFQ", "QUOTATION", "ORDER", "ORDERCHANGE", "ORDERRESPONSE", "RECEIPTACKNOWLEDGEMENT"),
        *("INVOICE", "INVOICELIST", "REMITTANCEADVICE"),
    }
)

# Part of the namespace → what such a document is
_BY_NAMESPACE = (
    ("agenziaentrate.gov.it", "a FatturaPA invoice"),
    ("isdoc.cz/", "an ISDOC {name}"),
    ("crd.gov.pl/", "a KSeF invoice"),
    ("facturae", "a Facturae invoice"),
    ("ebinterface", "an ebInterface invoice"),
    ("xcbl", "xCBL {name}"),
    ("openapplications.org", "OAGIS {name}"),
    ("rosettanet", "RosettaNet {name}"),
    ("www.w3.org/1999/xhtml", "an HTML page"),
    ("schemas.xmlsoap.org", "a SOAP message"),
    ("www.w3.org/2003/05/soap-envelope", "a SOAP message"),
    ("www.w3.org/2000/svg", "an SVG picture"),
)
_BY_NAME = {
    "html": "an HTML page",
    "BMECAT": "a BMEcat catalogue",
    "Finvoice": "a Finvoice invoice",
    "FatturaElettronica": "a FatturaPA invoice",
    "StandardBusinessDocument": "a StandardBusinessDocument of another kind",
}
_INVOICES = {"CrossIndustryInvoice": " (ZUGFeRD, Factur-X)", "CrossIndustryDocument": " (ZUGFeRD 1)"}
_CXML_BODY = re.compile(rb"<(?:Request|Message|Response)\b[^>]*>\s*(?:<!--.*?-->\s*)*<([A-Za-z]+)", re.DOTALL)
_OPENTRANS_HEADER = re.compile(rb"<(?:[\w.\-]+:)?([A-Z]{2,30})_HEADER[\s>/]")
_SBDH_TYPE = re.compile(rb"<(?:[\w.\-]+:)?Type>\s*([A-Za-z][\w .\-]{0,60}?)\s*<")


def ubl_kind(root: Root, _data: bytes = b"") -> str | None:
    """Which UBL document this is."""
    return f"UBL {root.name}" if root.namespace.startswith(UBL) else None


def opentrans_kind(root: Root, data: bytes = b"") -> str | None:
    """Which openTRANS document this is."""
    if root.name == "OPENTRANS" and (inner := _OPENTRANS_HEADER.search(data[: 1 << 16])):
        return f"openTRANS {inner.group(1).decode('ascii')}"
    known = "opentrans" in root.namespace.lower() or root.name in OPENTRANS
    return f"openTRANS {root.name}" if known else None


def gs1_kind(root: Root, _data: bytes = b"") -> str | None:
    """Which GS1 XML document this is."""
    known = root.namespace.startswith(GS1) or (root.name.endswith("Message") and "gs1" in root.namespace)
    return f"GS1 XML {root.name.removesuffix('Message')}" if known else None


def uncefact_kind(root: Root, _data: bytes = b"") -> str | None:
    """Which UN/CEFACT document this is."""
    known = root.namespace.startswith(UNCEFACT) or root.name in _INVOICES
    return f"UN/CEFACT {root.name}{_INVOICES.get(root.name, '')}" if known else None


def cxml_kind(root: Root, data: bytes = b"") -> str | None:
    """Which cXML document this is."""
    if root.name != "cXML":
        return None
    body = _CXML_BODY.search(data[: 1 << 20])
    return f"cXML {body.group(1).decode('ascii')}" if body else "cXML without a document"


def business_type(data: bytes) -> str | None:
    """The type that a Standard Business Document Header states, as it is written."""
    named = _SBDH_TYPE.search(data[: 1 << 16])
    return named.group(1).decode("ascii") if named else None


def kind_of(root: Root, data: bytes = b"") -> str:
    """What a document is, by its root; never empty."""
    known = ubl_kind(root) or opentrans_kind(root) or gs1_kind(root) or uncefact_kind(root) or cxml_kind(root, data)
    if known:
        return known
    if root.namespace == SBDH and data:
        named = business_type(data)
        if named:
            return f"a StandardBusinessDocument with {named}"
    namespace = root.namespace.lower()
    for part, kind in _BY_NAMESPACE:
        if part in namespace:
            return kind.format(name=root.name)
    return _BY_NAME.get(root.name, f"an XML document with root {root.name}")


def describe_xml(data: bytes) -> str | None:
    """What the bytes are when they are XML; None when they are not."""
    root = peek(data)
    return None if root is None else kind_of(root, data)
