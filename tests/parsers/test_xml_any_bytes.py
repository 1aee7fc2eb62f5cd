"""Any bytes give frames or a DeliveryNoteError, nothing else; also golden documents with something broken in them."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from parsers import DeliveryNoteError, Frames, detect_format, read_delivery_note

from . import golden_files as golden

XML_FORMATS = ("ubl", "opentrans", "gs1xml", "cida", "cxml", "spectaris", "xml")
SOURCES = [source for source in golden.sources() if golden.format_of(source) in XML_FORMATS and source.suffix == ".xml"]
MAPPING: dict[str, Any] = json.loads(
    (golden.GOLDEN / "xml" / "own-deliveries.xml.options.json").read_text("utf-8"),
)
# Texts that parsers have stumbled over: no numbers, no dates, numbers beyond every column
TEXTS = ("", " ", "NA", "1e9", "-1", "1,5", "999999999999999", "0.0000000001", "9999-12-31", "0001-01-01", "0000-00-00")
TEXTS += (
    "2026-02-30",
    "20261332",
    "24:61:99",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "(01)1(17)999999",
)


def read(data: bytes, format_name: str) -> Frames | None:
    """Read; every table can be built of what comes back."""
    options = MAPPING if format_name == "xml" else {}
    try:
        frames = read_delivery_note(data, format_name, **options)
    except DeliveryNoteError:
        return None
    for table in ("notes", "lines", "packages", "units"):
        frames.table(table)
    return frames


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(XML_FORMATS))
def test_any_bytes(data: bytes, format_name: str) -> None:
    """Bytes without any structure."""
    detect_format(data)
    read(data, format_name)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SOURCES), st.data())
def test_bytes_changed(source: Any, data: st.DataObject) -> None:
    """A golden document in which bytes are overwritten, cut out or doubled."""
    raw = bytearray(source.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 40))
        piece = data.draw(
            st.sampled_from([b"", bytes(raw[start : start + length]) * 2, b"\x00", b"\xff", b"<", b"&x;"])
        )
        raw[start : start + length] = piece
    read(bytes(raw), golden.format_of(source))
    detect_format(bytes(raw))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SOURCES), st.integers(0, 2**32), st.integers(1, 5))
def test_elements_changed(source: Any, seed: int, times: int) -> None:
    """A golden document in which elements are dropped, doubled, moved, emptied or filled with something else."""
    try:
        root = etree.fromstring(source.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return
    chance = random.Random(seed)
    for _ in range(times):
        mutate(root, chance)
    read(etree.tostring(root), golden.format_of(source))


def mutate(root: Any, chance: random.Random) -> None:
    """One change of an element."""
    elements = [element for element in root.iter("*") if element is not root]
    if not elements:
        return
    element = chance.choice(elements)
    parent = element.getparent()
    match chance.randrange(6):
        case 0:
            parent.remove(element)
        case 1:
            parent.append(copy.deepcopy(element))
        case 2:
            element.text = chance.choice(TEXTS)
        case 3:
            for name in element.attrib:
                element.set(name, chance.choice(TEXTS))
        case 4:
            other = chance.choice(elements)
            if element not in other.iterancestors() and element is not other:
                other.append(element)
        case _:
            element.tag = chance.choice(elements).tag


@pytest.mark.parametrize("format_name", XML_FORMATS)
@pytest.mark.parametrize(
    "data", [b"", b"<", b"<a", b"<a>", b"<a/>", b"<?xml ?>", b"\xff\xfe", b"\xfe\xff\x00<", b"<!--"]
)
def test_hardly_anything(data: bytes, format_name: str) -> None:
    """The shortest documents there are."""
    assert read(data, format_name) is None
