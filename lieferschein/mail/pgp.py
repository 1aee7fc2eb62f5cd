"""Content encrypted with PGP (RFC 9580): nothing here can read it, so it is refused by name."""

from __future__ import annotations

import re

from lieferschein.mail.documents import File
from lieferschein.mail.limits import Encrypted

_BEGIN = b"-----BEGIN PGP MESSAGE-----"
_ARMOR = re.compile(rb"^%b[ \t]*\r?$" % _BEGIN, re.MULTILINE)
_SUFFIXES = (".pgp", ".gpg")


def refuse_pgp(file: File) -> None:
    """Raise `Encrypted` for an armoured PGP message, or for a binary one that its name tells."""
    window = file.data if file.body else file.data[:4096]
    if _BEGIN in window and _ARMOR.search(window):
        raise Encrypted(file.path, "PGP")
    if file.name.lower().endswith(_SUFFIXES) and file.data[:1] >= b"\x80":  # RFC 9580 4.2: packets begin with bit 7
        raise Encrypted(file.path, "PGP")
