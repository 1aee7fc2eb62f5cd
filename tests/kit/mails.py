"""Mails around documents."""

from __future__ import annotations

import itertools
from email.message import EmailMessage

SENDER = "lieferschein@phonak.example"
_numbers = itertools.count(1)


def mail(
    *documents: tuple[str, bytes],
    sender: str = SENDER,
    subject: str = "Lieferschein",
    message_id: str | None = None,
    text: str = "Anbei der Lieferschein.\n",
) -> bytes:
    """A mail with `documents` (name, bytes) attached."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "lieferscheine@shop.example"
    message["Subject"] = subject
    message["Date"] = "Fri, 20 Nov 2026 10:00:00 +0100"
    message["Message-ID"] = message_id or f"<test-{next(_numbers)}@phonak.example>"
    message.set_content(text)
    for name, data in documents:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
