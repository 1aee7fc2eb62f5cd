"""The shapes in which a secret may be found."""

from __future__ import annotations

import base64


def disguises(secret: str) -> set[bytes]:
    """The secret as it is, backwards, and in base64 at each of the three offsets it may have in a longer text."""
    raw = secret.encode()
    return {raw, raw[::-1], *(_within(raw, offset) for offset in range(3))}


def _within(raw: bytes, offset: int) -> bytes:
    """What is always the same in the base64 of a text that has `raw` after `offset` octets, modulo three."""
    bits = 8 * offset, 8 * (offset + len(raw))
    return base64.b64encode(b"x" * offset + raw)[-(-bits[0] // 6) : bits[1] // 6]
