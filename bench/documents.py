"""Documents and mails of any length, made for measuring; each number makes another one."""

from __future__ import annotations

import gzip
from email.message import EmailMessage

from bench.installation import SENDER


def desadv(number: int, lines: int = 20) -> bytes:
    """An EDIFACT DESADV with a serial number a line."""
    segments = ["UNH+1+DESADV:D:96A:UN:EAN005", f"BGM+351+LS-{number}+9", "DTM+137:20261120:102"]
    segments += ["RFF+ON:B-77", "NAD+SU+4012345000009::9++Phonak GmbH", "NAD+DP+4098765000003::9++Hamburg", "CPS+1"]
    for line in range(1, lines + 1):
        segments += [
            f"LIN+{line}++4012345100013:EN",
            f"PIA+1+ART-{line}:SA",
            f"IMD+F++:::Article {line}",
            "QTY+12:1:PCE",
            f"GIN+BN+S{number}-{line}",
        ]
    segments += [f"UNT+{len(segments) + 1}+1", "UNZ+1+1"]
    head = "UNA:+.? 'UNB+UNOC:3+4012345000009:14+4098765000003:14+261120:0815+1"
    return "".join(f"{segment}'" for segment in (head, *segments)).encode()


def table(number: int, lines: int = 20) -> bytes:
    """A CSV table."""
    rows = ["Lieferscheinnummer;Lieferscheindatum;Pos;Artikelnummer;EAN;Bezeichnung;Menge;ME;Seriennummer"]
    rows += [
        f"LS-{number};20.11.2026;{n};ART-{n};4012345100013;Article {n};1;Stk;S{number}-{n}" for n in range(1, lines + 1)
    ]
    return "\n".join(rows).encode()


def ubl(number: int, lines: int = 20) -> bytes:
    """A UBL 2.1 DespatchAdvice."""
    items = "".join(_UBL_LINE.format(n=n, number=number) for n in range(1, lines + 1))
    return _UBL.format(number=number, items=items).encode()


def opentrans(number: int, lines: int = 20) -> bytes:
    """An openTRANS 2.1 DISPATCHNOTIFICATION."""
    items = "".join(_OPENTRANS_LINE.format(n=n, number=number) for n in range(1, lines + 1))
    return _OPENTRANS.format(number=number, items=items, lines=lines).encode()


def collection(name: str, notes: int) -> bytes:
    """One file of many notes, some 20 MB for 10,000: interchanges, notes in one element, rows of one table."""
    if name == "desadv":
        return b"".join(desadv(number, 17) for number in range(notes))
    if name == "csv":
        tables = [table(number, 28).partition(b"\n") for number in range(notes)]
        return b"\n".join([tables[0][0], *(rows for _, _, rows in tables)])
    make, outer = (ubl, b"Batch") if name == "ubl" else (opentrans, b"OPENTRANS")
    bodies = (make(number, 2).partition(b"?>")[2] for number in range(notes))
    return b"<" + outer + b">" + b"".join(bodies) + b"</" + outer + b">"


def delivery_mail(number: int, padding: int = 0) -> bytes:
    """A mail with a DESADV of 20 lines, some 3 kB; `padding` more bytes as a picture in its signature."""
    message = _mail(SENDER, f"Lieferschein LS-{number}", f"<bench-{number}@phonak.example>")
    message.set_content("Anbei der Lieferschein.\n")
    message.add_attachment(desadv(number), maintype="application", subtype="octet-stream", filename=f"LS-{number}.edi")
    if padding:
        picture = (f"{number:08d}".encode() * (padding // 8 + 1))[: padding * 3 // 4]
        message.add_attachment(picture, maintype="image", subtype="png", filename="logo.png")
    return message.as_bytes()


def dmarc_mail(number: int) -> bytes:
    """What parsedmarc reads: an aggregate report of 20 records, compressed, in a mail."""
    records = "".join(_DMARC_RECORD.format(n=n) for n in range(20))
    report = _DMARC.format(number=number, records=records).encode()
    message = _mail("noreply-dmarc@receiver.example", f"Report domain: shop.example Report-ID: {number}", None)
    message.set_content("This is an aggregate report.\n")
    name = f"receiver.example!shop.example!1795132800!1795219199!{number}.xml.gz"
    message.add_attachment(gzip.compress(report, mtime=0), maintype="application", subtype="gzip", filename=name)
    return message.as_bytes()


def _mail(sender: str, subject: str, message_id: str | None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "lieferscheine@shop.example"
    message["Subject"] = subject
    message["Date"] = "Fri, 20 Nov 2026 10:00:00 +0100"
    if message_id:
        message["Message-ID"] = message_id
    return message


_UBL = """<?xml version="1.0" encoding="UTF-8"?>
<DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:UBLVersionID>2.1</cbc:UBLVersionID>
  <cbc:ID>LS-{number}</cbc:ID>
  <cbc:IssueDate>2026-11-20</cbc:IssueDate>
  <cac:OrderReference><cbc:ID>B-77</cbc:ID></cac:OrderReference>
  <cac:DespatchSupplierParty><cac:Party>
    <cac:PartyIdentification><cbc:ID schemeID="0088">4012345000009</cbc:ID></cac:PartyIdentification>
    <cac:PartyName><cbc:Name>Phonak</cbc:Name></cac:PartyName>
  </cac:Party></cac:DespatchSupplierParty>
  <cac:DeliveryCustomerParty><cac:Party>
    <cac:PartyIdentification><cbc:ID schemeID="0088">4098765000003</cbc:ID></cac:PartyIdentification>
    <cac:PartyName><cbc:Name>Hamburg</cbc:Name></cac:PartyName>
  </cac:Party></cac:DeliveryCustomerParty>
{items}</DespatchAdvice>
"""
_UBL_LINE = """  <cac:DespatchLine>
    <cbc:ID>{n}</cbc:ID>
    <cbc:DeliveredQuantity unitCode="C62">1</cbc:DeliveredQuantity>
    <cac:OrderLineReference>
      <cbc:LineID>{n}</cbc:LineID>
      <cac:OrderReference><cbc:ID>B-77</cbc:ID></cac:OrderReference>
    </cac:OrderLineReference>
    <cac:Item>
      <cbc:Name>Article {n}</cbc:Name>
      <cac:BuyersItemIdentification><cbc:ID>K-{n}</cbc:ID></cac:BuyersItemIdentification>
      <cac:SellersItemIdentification><cbc:ID>ART-{n}</cbc:ID></cac:SellersItemIdentification>
      <cac:StandardItemIdentification><cbc:ID schemeID="0160">4012345100013</cbc:ID></cac:StandardItemIdentification>
      <cac:ItemInstance><cbc:SerialID>S{number}-{n}</cbc:SerialID></cac:ItemInstance>
    </cac:Item>
  </cac:DespatchLine>
"""
_OPENTRANS = """<?xml version="1.0" encoding="UTF-8"?>
<DISPATCHNOTIFICATION version="2.1" xmlns="http://www.opentrans.org/XMLSchema/2.1"
 xmlns:bmecat="http://www.bmecat.org/bmecat/2005">
  <DISPATCHNOTIFICATION_HEADER>
    <DISPATCHNOTIFICATION_INFO>
      <DISPATCHNOTIFICATION_ID>LS-{number}</DISPATCHNOTIFICATION_ID>
      <DISPATCHNOTIFICATION_DATE>2026-11-20T08:15:00</DISPATCHNOTIFICATION_DATE>
      <PARTIES>
        <PARTY>
          <bmecat:PARTY_ID type="iln">4012345000009</bmecat:PARTY_ID>
          <PARTY_ROLE>supplier</PARTY_ROLE>
          <ADDRESS><bmecat:NAME>Phonak</bmecat:NAME></ADDRESS>
        </PARTY>
        <PARTY>
          <bmecat:PARTY_ID type="iln">4098765000003</bmecat:PARTY_ID>
          <PARTY_ROLE>delivery</PARTY_ROLE>
          <ADDRESS><bmecat:NAME>Hamburg</bmecat:NAME></ADDRESS>
        </PARTY>
      </PARTIES>
    </DISPATCHNOTIFICATION_INFO>
  </DISPATCHNOTIFICATION_HEADER>
  <DISPATCHNOTIFICATION_ITEM_LIST>
{items}  </DISPATCHNOTIFICATION_ITEM_LIST>
  <DISPATCHNOTIFICATION_SUMMARY><TOTAL_ITEM_NUM>{lines}</TOTAL_ITEM_NUM></DISPATCHNOTIFICATION_SUMMARY>
</DISPATCHNOTIFICATION>
"""
_OPENTRANS_LINE = """    <DISPATCHNOTIFICATION_ITEM>
      <LINE_ITEM_ID>{n}</LINE_ITEM_ID>
      <PRODUCT_ID>
        <bmecat:SUPPLIER_PID>ART-{n}</bmecat:SUPPLIER_PID>
        <bmecat:INTERNATIONAL_PID type="gtin">4012345100013</bmecat:INTERNATIONAL_PID>
        <bmecat:BUYER_PID>K-{n}</bmecat:BUYER_PID>
        <bmecat:DESCRIPTION_SHORT>Article {n}</bmecat:DESCRIPTION_SHORT>
        <SERIAL_NUMBER>S{number}-{n}</SERIAL_NUMBER>
      </PRODUCT_ID>
      <QUANTITY>1</QUANTITY>
      <bmecat:ORDER_UNIT>C62</bmecat:ORDER_UNIT>
      <ORDER_REFERENCE><ORDER_ID>B-77</ORDER_ID><LINE_ITEM_ID>{n}</LINE_ITEM_ID></ORDER_REFERENCE>
    </DISPATCHNOTIFICATION_ITEM>
"""
_DMARC = """<?xml version="1.0" encoding="UTF-8"?>
<feedback>
  <report_metadata>
    <org_name>receiver.example</org_name>
    <email>noreply-dmarc@receiver.example</email>
    <report_id>{number}</report_id>
    <date_range><begin>1795132800</begin><end>1795219199</end></date_range>
  </report_metadata>
  <policy_published>
    <domain>shop.example</domain><adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct>
  </policy_published>
{records}</feedback>
"""
_DMARC_RECORD = """  <record>
    <row>
      <source_ip>192.0.2.{n}</source_ip><count>{n}</count>
      <policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated>
    </row>
    <identifiers><header_from>shop.example</header_from></identifiers>
    <auth_results>
      <dkim><domain>shop.example</domain><result>pass</result></dkim>
      <spf><domain>shop.example</domain><result>pass</result></spf>
    </auth_results>
  </record>
"""
