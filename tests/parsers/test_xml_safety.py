"""XML is read without resolving, loading or expanding anything, in linear time, to a bounded depth."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parsers import DeliveryNoteError, Unreadable, read_delivery_note
from parsers.xmltree import MAX_DEPTH, load

UBL = 'xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2"'
LINE = "<DespatchLine><ID>1</ID><DeliveredQuantity>1</DeliveredQuantity>{}</DespatchLine>"


def note(body: str = "", before: str = "", line: str = "") -> bytes:
    return f"{before}<DespatchAdvice {UBL}><ID>LS-1</ID>{body}{LINE.format(line)}</DespatchAdvice>".encode()


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A web server that remembers what was asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", asked
        running.shutdown()
        thread.join()


def test_nothing_is_fetched(server: tuple[str, list[str]], tmp_path: Path) -> None:
    """References to the network or to files are refused, or stay what they are: text; none is followed."""
    address, asked = server
    secret = tmp_path / "secret.txt"
    secret.write_text("4711")
    xi = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
    refused = (
        note(before=f'<!DOCTYPE DespatchAdvice SYSTEM "{address}/a.dtd">'),
        note(before=f'<!DOCTYPE DespatchAdvice [<!ENTITY % x SYSTEM "{address}/x.ent"> %x;]>'),
        note(before=f'<!DOCTYPE DespatchAdvice [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', body="<Note>&x;</Note>"),
        note(before=f"<!--{' ' * 100_000}-->" + f'<!DOCTYPE DespatchAdvice SYSTEM "{address}/late.dtd">'),
        note(body=f'<xi:include {xi} href="{address}/b.xml"/>'),
        note(body=f'<xi:include {xi} href="{secret.as_uri()}" parse="text"/>'),
        note(before=f'<!DOCTYPE DespatchAdvice SYSTEM "{address}/16.dtd">').decode().encode("utf-16"),
    )
    for document in refused:
        with pytest.raises(Unreadable):
            read_delivery_note(document, "ubl")
    kept = note(
        before=f'<?xml-stylesheet type="text/xsl" href="{address}/c.xsl"?>',
        body=f'<Note xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="urn:x {address}/d.xsd">{address}/e</Note>',
    )
    assert read_delivery_note(kept).drafts[0].note["remarks"] == f"{address}/e"
    cxml = f'<!DOCTYPE cXML SYSTEM "{address}/cXML.dtd"><cXML><Request><ShipNoticeRequest/></Request></cXML>'
    with pytest.raises(DeliveryNoteError):
        read_delivery_note(cxml.encode(), "cxml")
    assert asked == []


@pytest.mark.parametrize("inside", ['<!ENTITY a "1">', '<!ATTLIST cXML x CDATA "1">', "<!-- -->"])
def test_cxml_doctype_is_bare(inside: str) -> None:
    """The DOCTYPE that cXML prescribes is tolerated only without declarations of its own."""
    document = f'<!DOCTYPE cXML SYSTEM "cXML.dtd" [{inside}]><cXML/>'
    with pytest.raises(Unreadable, match="DTD"):
        load(document.encode(), "cxml")


def test_doctype_in_text_is_text() -> None:
    """What stands in the root as text is no declaration."""
    document = note(body="<Note><![CDATA[<!DOCTYPE html>]]></Note>")
    assert read_delivery_note(document).drafts[0].note["remarks"] == "<!DOCTYPE html>"


def test_doctype_keeps_positions() -> None:
    """Blanking a cXML DOCTYPE leaves the line and column of a later mistake as they are in the file."""
    document = b'<?xml version="1.0"?>\n<!DOCTYPE cXML\n SYSTEM "cXML.dtd">\n<cXML>\n  <a></b>\n</cXML>'
    with pytest.raises(Unreadable) as caught:
        load(document, "cxml")
    assert caught.value.place == "line 5, column 9"


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 2_000, 10_000, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    """Deeper than some hundred levels is refused, with or without a huge text beside it."""
    inner = "<Shipment>" * depth + "</Shipment>" * depth
    for body in (inner, f"<Note>{'x' * 10_100_000}</Note>{inner}"):
        with pytest.raises(Unreadable, match="nested too deeply"):
            read_delivery_note(note(body=body), "ubl")


def test_huge_text_is_read() -> None:
    """An embedded picture of more than ten million characters does not keep the note from being read."""
    document = note(body=f"<Picture>{'QUJD' * 3_000_000}</Picture>")
    assert read_delivery_note(document).drafts[0].note["delivery_note_number"] == "LS-1"


@pytest.mark.parametrize(
    "body",
    [
        "<OrderReference><ID>{}</ID></OrderReference>",
        "<Note>{}</Note>",
        "<DespatchLine><DeliveredQuantity>1</DeliveredQuantity><BackorderQuantity>x{}</BackorderQuantity></DespatchLine>",
        "<Shipment><TransportHandlingUnit><ID>{}</ID></TransportHandlingUnit></Shipment>",
        "<x{0}:a xmlns:x{0}='urn:{0}'/>",
        "<!-- {} -->",
    ],
)
def test_linear_time(body: str) -> None:
    """A megabyte of anything that repeats takes seconds at most."""
    count = 1_000_000 // len(body)
    document = note(body="".join(body.format(number) for number in range(count)))
    start = time.process_time()
    read_delivery_note(document, "ubl")
    assert time.process_time() - start < 5
