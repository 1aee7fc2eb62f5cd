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
    controls = _CONTROLS.search(data) is not None
    # UTF-8 is unlikely to be met by chance in ISO 8859-1, and in the others where a control would stand
    if declared == "utf-8" or charset in _LATIN or controls:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8", None if declared == "utf-8" else _notice(charset, "UTF-8")
    if declared == "utf-8":
        declared, charset = "latin-1", f"{charset}, which it is not"
    elif not controls:
        return declared, None if charset not in ("UNOA", "UNOB") else _notice(charset, "ISO 8859-1")
    elif declared != "latin-1":
        return declared, None
    if not controls:
        return "latin-1", _notice(charset, "ISO 8859-1")
    codec = "cp850" if _DOS_UMLAUT.search(data) else "cp1252"
    return codec, _notice(charset, "CP 850" if codec == "cp850" else "Windows-1252")


def _notice(charset: str, actual: str) -> str:
    return f"segment UNB: the character set is stated as {charset or 'nothing'}; read as {actual}"
