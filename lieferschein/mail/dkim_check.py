"""DKIM signatures checked by ourselves (RFC 6376), for servers that add no Authentication-Results. Off by default: the
keys come from DNS."""

from __future__ import annotations

from collections.abc import Callable

import dkim

from lieferschein.mail.fields import Fields, header_block

_MAX_SIGNATURES = 5
_MIN_KEY = 1024  # bits, RFC 8301 section 3.2


def dkim_domains(raw: bytes, dns: Callable[..., bytes | None] | None = None) -> set[str]:
    """The domains that validly signed the whole mail and its From; `dns(name, timeout)` answers a TXT query.

    A signature over a part of the body only (l=) does not count, nor one with SHA-1 (RFC 8301 section 3.1).
    """
    signatures = Fields(header_block(raw)).all("dkim-signature")[:_MAX_SIGNATURES]
    return {domain for index in range(len(signatures)) if (domain := _signer(raw, index, dns))}


def _signer(raw: bytes, index: int, dns: Callable[..., bytes | None] | None) -> str | None:
    message = dkim.DKIM(raw, minkey=_MIN_KEY)
    options = {"dnsfunc": dns} if dns else {}
    try:
        valid = message.verify(index, **options)
    except Exception:  # dkimpy raises many kinds on hostile headers and on DNS; all mean: not proven
        return None
    fields = message.signature_fields
    if not valid or b"l" in fields or not fields.get(b"a", b"").endswith(b"-sha256"):
        return None
    return bytes(fields[b"d"]).decode("ascii", "replace").lower()
