"""What the header of a mail says about it, read so that no header can make it fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lieferschein.mail.addresses import Problem, Sender, read_sender
from lieferschein.mail.fields import Fields, header_block
from lieferschein.mail.names import header_text, printable

_MAX_MESSAGE_ID = 998


@dataclass(frozen=True, slots=True)
class MailHeaders:
    """The identity of a mail.

    `message_id` with its angle brackets, "" when missing; `sender` the single From address in comparable form, or None
    with the `sender_problem`; `sender_raw` what people see; `date` aware, None where the header has no readable one.
    """

    message_id: str
    sender: str | None
    sender_raw: str
    subject: str
    date: datetime | None
    sender_problem: Problem = ""


def headers(raw: bytes) -> MailHeaders:
    """The headers of a mail, from the whole mail or from its header alone. Never raises."""
    fields = Fields(header_block(raw))
    sender = read_sender(fields.all("from"))
    return MailHeaders(
        message_id=_message_id(fields.first("message-id")),
        sender=sender.address,
        sender_raw=", ".join(header_text(value) for value in fields.all("from")[:10]),
        subject=header_text(fields.first("subject")),
        date=_date(fields.first("date")),
        sender_problem=sender.problem,
    )


def sender_of(raw: bytes) -> Sender:
    """The sender alone, as `headers` reads it: asked for every mail that is listed. Never raises."""
    return read_sender(Fields(header_block(raw)).all("from"))


def _message_id(value: bytes) -> str:
    return printable(value[:_MAX_MESSAGE_ID].decode("utf-8", "replace"))


def _date(value: bytes) -> datetime | None:
    try:
        date = parsedate_to_datetime(value[:200].decode("ascii", "replace"))
        # -0000 and a missing zone: the time is UTC (RFC 5322 section 3.3)
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date
