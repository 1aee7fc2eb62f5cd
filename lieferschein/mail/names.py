"""File names and header texts, from however the mailer encoded them: RFC 2231, RFC 2047, or raw 8-bit."""

from __future__ import annotations

import binascii
import re
import unicodedata
from urllib.parse import unquote_to_bytes

from lieferschein.mail.charsets import decode, guess_text

MAX_VALUE = 16 * 1024  # bytes of one header value that are looked at
_WORD = re.compile(r"=\?([^?\s]{1,75})\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(r""";\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]++|\\.)*+"|[^;]*)""", re.DOTALL)
_SECTION = re.compile(r"(.+?)(?:\*(\d{1,4}))?(\*)?")
_MAX_NAME = 255


def decode_words(value: str) -> str:
    """`value` with its encoded words (RFC 2047) read; characters split between two words are put together again."""
    if "=?" not in value:
        return value
    out: list[str] = []
    position, pending, charset = 0, b"", ""
    for word in _WORD.finditer(value):
        between = value[position : word.start()]
        raw, position = _word(word), word.end()
        if pending and not between.strip() and charset == word[1].lower():
            pending += raw
            continue
        out.append(decode(pending, charset))
        out.append("" if pending and not between.strip() else between)
        pending, charset = raw, word[1].lower()
    return "".join((*out, decode(pending, charset), value[position:]))


def _word(word: re.Match[str]) -> bytes:
    text = word[3].encode("utf-8", "surrogateescape")
    if word[2] in "qQ":
        return binascii.a2b_qp(text, header=True)
    return decode_base64(text)


def decode_base64(data: bytes | memoryview) -> bytes:
    """Base64 as mailers send it: foreign characters skipped, padding missing or wrong."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        usable = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
        return binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """A structured value such as Content-Type: (what stands before the first semicolon, its parameters)."""
    if not value:
        return "", {}
    text = guess_text(value[:MAX_VALUE])
    found: dict[str, dict[int, tuple[str, bool]]] = {}
    for key, quoted in _PARAMETER.findall(text):
        section = _SECTION.fullmatch(key.lower())
        if section:
            sections = found.setdefault(section[1], {})
            sections.setdefault(int(section[2] or 0), (_unquote(quoted), bool(section[3])))
    main = text.partition(";")[0].strip().lower()
    return main, {name: _join(sections) for name, sections in found.items()}


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return value.strip('"')


def _join(sections: dict[int, tuple[str, bool]]) -> str:
    """The sections of one parameter, in order (RFC 2231 section 3); the first one names the charset (section 4)."""
    ordered = [sections[index] for index in sorted(sections)]
    if not any(encoded for _, encoded in ordered):
        return decode_words("".join(text for text, _ in ordered))
    charset, raw = "", b""
    for index, (section, encoded) in enumerate(ordered):
        text = section
        if index == 0 and encoded and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return decode(raw, charset)


def header_text(value: bytes) -> str:
    """An unstructured value such as Subject, as one line of readable text."""
    return printable(decode_words(guess_text(value[:MAX_VALUE])))


def printable(text: str) -> str:
    """`text` on one line, without control, format and surrogate characters."""
    if text.isprintable():
        return text.strip()
    kept = (" " if char in "\t\r\n" else char for char in text)
    return "".join(char for char in kept if unicodedata.category(char)[0] != "C").strip()


def base_name(name: str) -> str:
    """The last component of a name from a mail; for people and reports, never a path to write to."""
    last = printable(name).rstrip("/\\").rpartition("/")[2].rpartition("\\")[2]
    return last.strip()[-_MAX_NAME:]
