"""What libxml2 finds wrong with an XML document → a sentence that the sender understands.

The codes are those of xmlParserErrors (libxml2, xmlerror.h). What has no sentence here keeps the words of libxml2.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from .errors import Unreadable

_CUT_OFF: Final = frozenset({63, 77})  # CDATA_NOT_FINISHED, TAG_NOT_FINISHED
_CUT_IN_TAG: Final = frozenset({40, 45, 73})  # ATTRIBUTE_NOT_FINISHED, COMMENT_NOT_FINISHED, GT_REQUIRED
_SENTENCES: Final = {
    9: "The XML is broken at {place}: it holds a character that XML does not allow.",  # INVALID_CHAR
    23: "The XML is broken at {place}: & and < in a text are written as &amp; and &lt;.",  # ENTITYREF_SEMICOL_MISSING
    26: "The XML is broken at {place}: the name &{what}; is not one of XML.",  # UNDECLARED_ENTITY
    38: "The XML is broken at {place}: & and < in a text are written as &amp; and &lt;.",  # LT_IN_ATTRIBUTE
    68: "The XML is broken at {place}: & and < in a text are written as &amp; and &lt;.",  # NAME_REQUIRED
    76: "The XML is broken at {place}: the element {what} is not closed.",  # TAG_NAME_MISMATCH
}
_NAMES: Final = (re.compile(r"Entity '([^']+)'"), re.compile(r"tag mismatch: (\S+) "))


_BARE_AMPERSAND: Final = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|&(?![A-Za-z_][\w.-]*;|#)", re.DOTALL)


def escaped(source: bytes, error: etree.XMLSyntaxError) -> bytes | None:
    """The document with "&amp;" for each "&" that stands alone in a text ("Müller & Co"); None when that is not it."""
    if getattr(error, "code", 0) not in (23, 68) or "Entity" not in str(error.msg):
        return None
    mended = _BARE_AMPERSAND.sub(lambda match: b"&amp;" if match.group() == b"&" else match.group(), source)
    return None if mended == source else mended


def broken(error: etree.XMLSyntaxError, format_name: str, lines_before: int, last_line: int) -> Unreadable:
    """The error for a document that is no well-formed XML; `last_line` of what was parsed, counted from 1."""
    reason = str(error.msg).partition(", line ")[0].strip()
    if "Excessive depth" in reason:
        return Unreadable("The document is nested too deeply.", format=format_name)
    line, column = (error.lineno or 0) + lines_before, error.offset or 0
    place = f"line {line}, column {column}"
    code = getattr(error, "code", 0)
    if code in _CUT_OFF or (code in _CUT_IN_TAG and (error.lineno or 0) >= last_line):
        return Unreadable("The XML breaks off at {place}: the file is not complete.", format=format_name, place=place)
    name = next((match.group(1) for pattern in _NAMES if (match := pattern.search(reason))), "")
    sentence = _SENTENCES.get(code)
    if sentence is None or ("{what}" in sentence and not name):
        return Unreadable("The XML is broken at {place}: {reason}.", format=format_name, place=place, reason=reason)
    return Unreadable(sentence, format=format_name, place=place, what=name)
