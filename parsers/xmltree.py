"""XML read safely: no DTD, no entities, no XInclude, no network; lenient in encodings, strict in everything else.

A document type declaration is refused before the parser sees it, but for the bare line that cXML prescribes, which is
blanked out. What `load` returns holds no comments, no processing instructions and no blank text between elements.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from .errors import NoDeliveryNote, Unreadable
from .xmlfaults import broken, escaped
from .xmlprolog import Root, before_root, declared_encoding, document_start, peek, wide_encoding

MAX_DEPTH = 256
_XINCLUDE = "http://www.w3.org/2001/XInclude"
_RESOURCE_LIMIT = 114  # XML_ERR_RESOURCE_LIMIT
_UNDECLARED_PREFIX = 201  # XML_NS_ERR_UNDEFINED_NAMESPACE
_UTF8_NAMES = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_PADDING = b" \t\r\n\x00\x1a"  # of transports with records of a fixed size

Element = etree._Element


class Document(NamedTuple):
    """A parsed document: its root element, and what had to be tolerated to read it."""

    root: Element
    warnings: list[str]


class Source(NamedTuple):
    """A document ready to be parsed: UTF-8 without junk around it, the lines before it, what had to be tolerated."""

    text: bytes
    lines_before: int
    warnings: list[str]


def load(data: bytes, format_name: str) -> Document:
    """Parse XML; raises Unreadable (with line and column), or NoDeliveryNote for what is no XML at all."""
    source = prepare(data, format_name)
    root = _parse(source.text, format_name, source.lines_before, source.warnings)
    if next(root.iter(f"{{{_XINCLUDE}}}include"), None) is not None and _includes(source.text):
        raise Unreadable(
            "The XML includes another document (XInclude); that is refused without looking at it.", format=format_name
        )
    return Document(root, source.warnings)


def prepare(data: bytes, format_name: str) -> Source:
    """What `load` parses; raises Unreadable for a DTD, and NoDeliveryNote for what is no XML at all."""
    encoding, mark = wide_encoding(data)
    start = 0
    if encoding is None or encoding == "utf-8":
        found = document_start(data[mark:] if mark else data)
        if found is None:
            raise NoDeliveryNote("The file is no XML document.", format=format_name)
        start = mark + found
    warnings: list[str] = []
    junk = data[mark:start].strip()
    if junk:
        warnings.append(f"encoding: {len(junk)} bytes before the XML document are skipped")
    source = _as_utf8(data, mark, start, encoding, warnings)
    end = source.rfind(b">") + 1
    tail = source[end:].strip(_PADDING)
    if b"<" not in tail and source[end:].strip(b" \t\r\n"):  # else the document is cut off in a tag, or ends well
        source = source[:end]
        if tail:
            warnings.append(f"encoding: {len(tail)} bytes behind the XML document are skipped")
    source = _without_doctype(source, format_name)
    return Source(source, data.count(b"\n", 0, start), warnings)


def notes_of(source: Source, tags: tuple[str, ...]) -> Iterator[Element]:
    """The elements with these tags, while the document is parsed; each is emptied when the next one is asked for.

    An element comes once the next one has begun, so that its place can be told. Raises etree.XMLSyntaxError, and
    Unreadable for what `load` has to look at as a whole: elements in each other, XInclude, a DTD.
    """
    if _includes(source.text) or b"<!DOCTYPE" in source.text:
        raise Unreadable("The document is not read in pieces.")
    events = etree.iterparse(io.BytesIO(source.text), events=("start", "end"), tag=tags, **_OPTIONS)
    last: Element | None = None
    inside = False
    for event, element in events:
        if event == "end":
            last, inside = element, False
            continue
        if inside:
            raise Unreadable("The document is not read in pieces.")
        inside = True
        if last is not None:
            yield last
            last.clear()
    if last is not None:
        yield last


def _includes(source: bytes) -> bool:
    return _XINCLUDE.encode() in source


def _as_utf8(data: bytes, mark: int, start: int, encoding: str | None, warnings: list[str]) -> bytes:
    if encoding is not None and encoding != "utf-8":
        return data[mark:].decode(encoding, "replace").lstrip().encode("utf-8", "replace")
    source = data[start:] if start else data
    if source.isascii():
        return source
    declared = declared_encoding(source) or "utf-8"
    valid = _is_utf8(source)
    if declared in _UTF8_NAMES or encoding == "utf-8":
        return source if valid else _not_utf8(source, warnings)
    if valid:  # text of a single-byte encoding is never by chance well-formed UTF-8
        warnings.append(f"encoding: the document declares {declared} and is UTF-8")
        return source
    try:
        return source.decode(declared).encode("utf-8")
    except (LookupError, UnicodeError):
        warnings.append(f"encoding: the document declares {declared} and is not; read as Windows-1252")
        return _windows_1252(source)


def _is_utf8(source: bytes) -> bool:
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _not_utf8(source: bytes, warnings: list[str]) -> bytes:
    """Bytes that should be UTF-8: a few broken characters among good ones, or Windows-1252 throughout."""
    text = source.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(1 for character in text[: 1 << 20] if character > "\x7f") - broken
    if good > broken:
        warnings.append(f"encoding: {broken} characters are broken")
        return text.encode("utf-8")
    warnings.append("encoding: the document is not UTF-8; read as Windows-1252")
    return _windows_1252(source)


def _windows_1252(source: bytes) -> bytes:
    try:
        return source.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError:
        return source.decode("latin-1").encode("utf-8")


def _without_doctype(source: bytes, format_name: str) -> bytes:
    at = source.find(b"<!DOCTYPE") if b"!" in source else -1  # one byte is looked for much faster than nine
    if at < 0:
        return source
    text = source[: at + 8192].decode("utf-8", "replace")
    doctype, position = before_root(text)
    if doctype is None:
        if text.startswith("<!DOCTYPE", position):
            raise _refused(format_name, source[:at])
        return source  # it stands behind the start of the root, as text
    if doctype.subset or doctype.name != "cXML":
        raise _refused(format_name, source[:at])
    start = len(text[: doctype.start].encode())  # positions count in characters
    end = start + len(text[doctype.start : doctype.end].encode())
    blank = bytes(10 if byte == 10 else 32 for byte in source[start:end])
    return source[:start] + blank + source[end:]


def _refused(format_name: str, before: bytes) -> Unreadable:
    line = before.count(b"\n") + 1
    return Unreadable(
        "The XML declares a document type (DTD) or entities; that is refused without resolving anything.",
        format=format_name,
        place=f"line {line}",
        expected="XML without DOCTYPE",
        found="<!DOCTYPE",
    )


def _parse(source: bytes, format_name: str, lines_before: int, warnings: list[str]) -> Element:
    try:
        root = _tree(source)
    except etree.XMLSyntaxError as error:
        mended = escaped(source, error)
        if mended is not None:
            warnings.append("XML: & stands in a text, where &amp; is prescribed; read as it stands")
            return _parse(mended, format_name, lines_before, warnings)
        code = getattr(error, "code", 0)
        undeclared = _undeclared(source, warnings) if code == _UNDECLARED_PREFIX else None
        if undeclared is not None:
            root = undeclared
        elif code == _RESOURCE_LIMIT and "depth" not in str(error.msg):
            root = _huge(source, format_name, lines_before)
        else:
            raise broken(error, format_name, lines_before, source.count(b"\n") + 1) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused(format_name, b"")
    return root


def _huge(source: bytes, format_name: str, lines_before: int) -> Element:
    """A document with a text of more than ten million characters (a picture in base64): the depth is checked here."""
    try:
        root = _tree(source, huge=True)
    except etree.XMLSyntaxError as error:
        raise broken(error, format_name, lines_before, source.count(b"\n") + 1) from error
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise Unreadable("The document is nested too deeply.", format=format_name)
    return root


def _undeclared(source: bytes, warnings: list[str]) -> Element | None:
    """A document whose one fault is prefixes without a declaration; None when there is another."""
    parser = _parser(recover=True)
    root = etree.fromstring(source, parser)
    faults = [entry for entry in parser.error_log if entry.level > 1]
    if root is None or any(entry.type != _UNDECLARED_PREFIX for entry in faults):
        return None
    warnings.append(f"namespaces: {faults[0].message}" if faults else "namespaces: a prefix is not declared")
    return root


def _tree(source: bytes, *, huge: bool = False) -> Element:
    return etree.fromstring(source, _parser(huge=huge))


_OPTIONS: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
    "remove_blank_text": True,
    "collect_ids": False,
}


def _parser(*, huge: bool = False, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(huge_tree=huge, recover=recover, **_OPTIONS)


def local_name(element: Element) -> str:
    """The name of an element without its namespace, or without a prefix that is not declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def namespace(element: Element) -> str:
    """The namespace of an element, "" for none."""
    return str(element.tag)[1:].rpartition("}")[0]


_SIBLINGS: dict[Element, Siblings] = {}  # of parents with many children, while a document is read
_MANY = 64


def place_of(element: Element, attribute: str | None = None) -> str:
    """Where an element stands, as a path of local names: "DespatchAdvice/DespatchLine[2]/DeliveredQuantity"."""
    steps = []
    at: Element | None = element
    while at is not None:
        parent = at.getparent()
        position = 0 if parent is None else _position(at, parent)
        steps.append(f"{local_name(at)}[{position}]" if position else local_name(at))
        at = parent
    path = "/".join(reversed(steps))
    return f"{path}/@{attribute}" if attribute else path


def _position(element: Element, parent: Element) -> int:
    """The position among the children of the same name, from 1; 0 for the only one."""
    siblings = _SIBLINGS.get(parent)
    if siblings is None:
        siblings = Siblings(parent)
        if len(siblings.positions) > _MANY:  # many places in one long list are asked for one after the other
            _SIBLINGS[parent] = siblings
    if element not in siblings.positions:  # it came later
        siblings.look_on()
    position = siblings.positions[element]
    return position if position > 1 or siblings.counts[element.tag] > 1 else 0


class Siblings:
    """The positions of the children of an element among those of the same name; more of them may come."""

    def __init__(self, parent: Element) -> None:
        self.parent = parent
        self.positions: dict[Element, int] = {}
        self.counts: Counter[str] = Counter()
        self.last: Element | None = None
        self.look_on()

    def look_on(self) -> None:
        """Count the children that are new."""
        for child in self.parent if self.last is None else self.last.itersiblings():
            self.counts[child.tag] += 1
            self.positions[child] = self.counts[child.tag]
            self.last = child


def forget_places() -> None:
    """Let go of the elements that `place_of` remembers; called when a document is read."""
    _SIBLINGS.clear()


__all__ = [
    "Document",
    "Element",
    "Root",
    "forget_places",
    "load",
    "local_name",
    "namespace",
    "notes_of",
    "peek",
    "place_of",
    "prepare",
]
