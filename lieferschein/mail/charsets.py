"""Charset names from mails, which may be wrong, missing or hostile, and text decoded by them."""

from __future__ import annotations

import codecs
import functools
import re

# Codecs of Python that are no charsets of mails; punycode takes quadratic time on hostile input.
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "palmos"}
# Bytes of these do not read as ASCII where they are: detection by content would not see a format in them.
_NOT_ASCII = (
    "utf-16",
    "utf-32",
    "utf-7",
    "iso2022",
    "hz",
    "cp037",
    "cp273",
    "cp424",
    "cp500",
    "cp875",
    "cp102",
    "cp114",
)
_C1 = re.compile(rb"[\x80-\x9f]")
_EVERY_BYTE = bytes(range(256))


@functools.cache
def codec(name: str) -> str | None:
    """Python's name of a MIME charset, or None when there is no such charset."""
    try:
        found = codecs.lookup(name.strip().strip("\"'")[:64])
        _EVERY_BYTE.decode(found.name, "replace")
    except (LookupError, ValueError, TypeError):
        return None
    return None if found.name in _REFUSED else found.name


def reads_as_ascii(name: str) -> bool:
    """Whether text in the charset (a Python name) shows its ASCII characters as single ASCII bytes."""
    return not name.startswith(_NOT_ASCII)


def text_charset(data: bytes, declared: str) -> str | None:
    """The charset that decodes `data` without loss: the declared one, else none."""
    name = codec(declared) if declared else None
    if name == "iso8859-1" and _C1.search(data):
        name = "cp1252"  # what mailers mean when the text holds C1 controls (WHATWG Encoding, label iso-8859-1)
    if name is None:
        return None
    try:
        data.decode(name)
    except (UnicodeError, ValueError):
        return None
    return name


def guess_text(data: bytes) -> str:
    """Text without a charset: UTF-8 when it is, also with a character cut in two, else Windows-1252."""
    if data.isascii():
        return data.decode("ascii")
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken and broken * 4 > sum(not char.isascii() for char in text):
        return data.decode("cp1252", "replace")
    return text


def decode(data: bytes, declared: str) -> str:
    """`data` as text: by its declared charset where that fits, else by guess."""
    name = text_charset(data, declared)
    return data.decode(name, "replace") if name else guess_text(data)
