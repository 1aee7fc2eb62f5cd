"""Character sets of EDIFACT: what UNB S001/0001 names (ISO 9735-1, annex A) and what real files hold."""

from __future__ import annotations

import re

CODECS = {
    "UNOA": "latin-1",  # a subset of ISO 646; real files carry Latin-1
    "UNOB": "latin-1",
    "UNOC": "latin-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOL": "iso8859-15",
    "UNOW": "utf-8",
    "UNOX": "utf-8",
    "UNOY": "utf-8",
    "KECA": "cp949",
}

_LATIN = {"UNOA", "UNOB", "UNOC", ""}
# C1 controls: no text in ISO 8859 holds them
_CONTROLS = re.compile(rb"[\x80-\x9f]")
# ä ö ü Ä Ö Ü of CP 850 within a word; in Windows-1252 they are quotation marks and unused places
_DOS_UMLAUT = re.compile(rb"[A-Za-z][\x81\x84\x94\x8e\x99\x9a](?=[A-Za-z\xe1\x81\x84\x94])")


def codec_of(data: bytes, charset: str, encoding: str | None) -> tuple[str, str | None]:
    """The Python codec for the bytes of one interchange, and a warning when it is not the declared one."""
    if data.isascii():
        return "ascii", None
    if encoding:
        return encoding, None
    declared = CODECS.get(charset, "latin-1")
    codec = _actual(data, charset, declared)
    if codec == declared and charset not in ("UNOA", "UNOB"):
        return codec, None
    return codec, _notice(charset, codec)


def _actual(data: bytes, charset: str, declared: str) -> str:
    controls = _CONTROLS.search(data) is not None
    # UTF-8 is unlikely to be met by chance in ISO 8859-1, and in the others where a control would stand
    if (declared == "utf-8" or charset in _LATIN or controls) and _is_utf8(data):
        return "utf-8"
    if declared not in ("utf-8", "latin-1"):
        return declared
    if not controls:
        return "latin-1"
    return "cp850" if _DOS_UMLAUT.search(data) else "cp1252"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_NAMES = {"utf-8": "UTF-8", "latin-1": "ISO 8859-1", "cp850": "CP 850", "cp1252": "Windows-1252"}


def _notice(charset: str, codec: str) -> str:
    return f"segment UNB: the character set is stated as {charset or 'nothing'}; read as {_NAMES[codec]}"
