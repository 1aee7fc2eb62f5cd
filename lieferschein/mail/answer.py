"""The answer beside a rejected mail: a short mail that says what was wrong, known by its Message-ID as ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from lieferschein.mail.listing import Listed

_PREFIX = "lieferschein-answer."
_ANSWER = re.compile(rf"<{re.escape(_PREFIX)}([0-9a-f]{{24}})\.[0-9a-f]{{12}}@")


def answer_id(rejected: Listed, text: str) -> str:
    """The answer's Message-ID: derived from the rejected mail and what is said of it, the same each time."""
    key = mail_key(rejected.message_id, rejected.headers)
    return f"<{_PREFIX}{key}.{_digest(text.encode(), 12)}@lieferschein.invalid>"


def mail_key(message_id: str, headers: bytes = b"") -> str:
    """What all answers to a mail have in their Message-ID, wherever the mail lies; without an id, by its header."""
    return _digest(message_id.encode() or headers, 24)


def answered_mail(message_id: str) -> str | None:
    """The key of the mail that this is an answer to; None for any mail but ours."""
    found = _ANSWER.match(message_id.strip())
    return found[1] if found else None


def build_answer(rejected: Listed, *, address: str, subject: str, paragraphs: Iterable[str]) -> bytes:
    """The answer as it is put into the folder: from us to us, in the thread of the rejected mail.

    `address` is the mailbox's own. Nothing sends it anywhere.
    """
    text = "\n\n".join(paragraphs)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = mail["To"] = address if re.fullmatch(r"[!-~]+@[!-~]+", address) else "lieferschein@localhost"
    mail["Subject"] = _one_line(f"{subject}: {rejected.subject}" if rejected.subject else subject)
    mail["Message-ID"] = answer_id(rejected, text)
    if re.fullmatch(r"<[!-~]+>", rejected.message_id):
        mail["In-Reply-To"] = mail["References"] = rejected.message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    mail.set_content(f"{text}\n", charset="utf-8")
    return mail.as_bytes()


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)[:200]


def _digest(data: bytes, length: int) -> str:
    return sha256(data).hexdigest()[:length]
