"""Small mails for the IMAP tests."""

from __future__ import annotations


def mail(number: int | str, *, text: str = "Hallo", message_id: str | None = None) -> bytes:
    """A mail from a supplier; its Message-ID is <number@phonak.example> unless another is given ("" for none)."""
    identity = f"<{number}@phonak.example>" if message_id is None else message_id
    lines = [
        "From: =?utf-8?q?H=C3=B6rwelt?= <lieferschein@phonak.example>",
        "To: lieferscheine@example.com",
        f"Subject: =?utf-8?q?Lieferschein_f=C3=BCr_Gesch=C3=A4ft?= {number}",
        "Date: Tue, 24 Nov 2026 10:00:00 +0100",
        *([f"Message-ID: {identity}"] if identity else []),
        "",
        f"{text} {number}",
        "",
    ]
    return "\r\n".join(lines).encode()


def identity(number: int | str) -> str:
    """The Message-ID of `mail(number)`."""
    return f"<{number}@phonak.example>"
