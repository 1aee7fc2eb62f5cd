"""What stands before the root of an XML document, read without an XML parser: enough to tell documents apart.

Nothing here resolves anything. `peek` is what detection calls: cheap, never raises.
"""

from __future__ import annotations

import codecs
import functools
import re
from typing import NamedTuple

_HEADS = (2048, 1 << 18)  # most roots stand at the very start; licences in comments are longer
_ARCHIVE = b"PK\x03\x04"
_WIDE_HEAD = 1 << 20
_JUNK = 1024  # so many bytes of something else may stand before the document

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]*)")
_BEFORE_ROOT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\s+([^\s\[>]+)((?:\"[^\"]*\"|'[^']*'|[^\[>\"'])*)([\[>])")
_SUBSET_END = re.compile(r"\]\s*>")
_START_TAG = re.compile(
    r"<((?:[^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*)"
    r"((?:\s+[^\s=<>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*/?>"
)
_NAMESPACE = re.compile(r"\sxmlns(?::([^\s=]+))?\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FIRST_TAG = re.compile(rb"<(?:\?xml\s|!DOCTYPE\s|!--|[A-Za-z_][\w.:\-]*[\s>])")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a byte order mark, "<" and a NUL tell the width (XML 1.0, appendix F)
_WIDE = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)


class Root(NamedTuple):
    """The root element: its local name and namespace ("" for none), and whether a DOCTYPE stands before it."""

    name: str
    namespace: str
    doctype: bool


class Doctype(NamedTuple):
    """A DOCTYPE: where it stands in the text, the name it gives, and whether it holds declarations of its own."""

    start: int
    end: int
    name: str
    subset: bool


def wide_encoding(data: bytes) -> tuple[str | None, int]:
    """The encoding that a byte order mark or the width of the first character tells, and the length of the mark."""
    if data[:1] == b"<" and data[1:2] != b"\x00":
        return None, 0
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding, len(mark)
    for start, encoding in _WIDE:
        if data.startswith(start):
            return encoding, 0
    return None, 0


def narrow(data: bytes) -> bytes:
    """The head of a document in UTF-16 or UTF-32 as UTF-8, in which names can be looked for; any other as it is."""
    encoding, mark = wide_encoding(data)
    if encoding is None or encoding == "utf-8":
        return data
    return data[mark : _WIDE_HEAD + mark].decode(encoding, "replace").encode("utf-8", "replace")


def declared_encoding(data: bytes) -> str | None:
    """The encoding named in the XML declaration, in lower case."""
    match = _DECLARED.match(data[:300])
    return match.group(1).decode("ascii").lower() if match else None


def document_start(data: bytes) -> int | None:
    """Where the document begins behind blank lines or junk; None when the bytes are no XML."""
    if data[:1] == b"<":
        return 0
    if data.startswith(_ARCHIVE):  # what lies in it is no junk before a document
        return None
    head = data[: _HEADS[1]]
    blank = len(head) - len(head.lstrip())
    match = _FIRST_TAG.search(head, blank, blank + _JUNK)
    return None if match is None else match.start()


def before_root(text: str, start: int = 0) -> tuple[Doctype | None, int]:
    """The DOCTYPE of a document, if any, and where its root begins (or where something that is no XML stands)."""
    doctype = None
    position = start
    while True:
        match = _BEFORE_ROOT.match(text, position)
        if match is not None:
            position = match.end()
            continue
        declared = _DOCTYPE.match(text, position) if text.startswith("<!DOCTYPE", position) else None
        if declared is None or doctype is not None:
            return doctype, position
        end = declared.end()
        subset = declared.group(3) == "["
        if subset:
            closing = _SUBSET_END.search(text, end)
            end = closing.end() if closing else len(text)
        doctype = Doctype(position, end, declared.group(1), subset)
        position = end


def peek(data: bytes) -> Root | None:
    """The root element of an XML document; None when the bytes are none."""
    root = _peek(data[: _HEADS[0]])
    if root is None and len(data) > _HEADS[0] and _may_be_xml(data):
        return _root(data[: _HEADS[1]])
    return root


def _may_be_xml(data: bytes) -> bool:
    return data[:4].strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in (b"<", b"") or document_start(data) is not None


@functools.lru_cache(64)
def _peek(head: bytes) -> Root | None:
    return _root(head)


def _root(head: bytes) -> Root | None:
    encoding, mark = wide_encoding(head)
    if encoding is not None and encoding != "utf-8":
        text = head[mark:].decode(encoding, "replace")
    else:
        start = document_start(head[mark:])
        if start is None:
            return None
        text = head[mark + start :].decode("latin-1")  # names and namespaces that matter are ASCII
    doctype, position = before_root(text)
    tag = _START_TAG.match(text, position)
    if tag is None:
        return None
    prefix, _, name = tag.group(1).rpartition(":")
    namespace = ""
    for declared, double, single in _NAMESPACE.findall(tag.group(2)):
        if declared == prefix:
            namespace = double or single
    return Root(name, namespace, doctype is not None)
