"""What lies in a folder: UIDs oldest first, sizes and the wanted header fields, in bulk, without marking read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lieferschein.mail.connection import Connection
from lieferschein.mail.wire import (
    chunks,
    decode_words,
    header_fields,
    message_id,
    parse_date,
    parse_internaldate,
)

HEADERS = (
    "FROM SENDER REPLY-TO TO SUBJECT MESSAGE-ID IN-REPLY-TO DATE CONTENT-TYPE AUTO-SUBMITTED X-FAILED-RECIPIENTS "
    "RETURN-PATH AUTHENTICATION-RESULTS DKIM-SIGNATURE"
)
_ITEMS = f"FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS ({HEADERS})]"
_NEVER = dt.datetime.fromtimestamp(0, dt.UTC)


@dataclass(frozen=True, slots=True)
class Listed:
    """One message as the folder shows it, before it is fetched.

    `size` in octets (RFC822.SIZE), `received` the INTERNALDATE in UTC, `message_id` with its brackets or "", `sender`
    the From field as it stands, `subject` decoded, `date` the Date field, `headers` the wanted fields, raw, in their
    order.
    """

    uid: int
    size: int
    received: dt.datetime
    message_id: str
    sender: str
    subject: str
    date: dt.datetime | None
    headers: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """The messages of a folder, oldest UID first; none that anybody flagged \\Deleted."""

    folder: str
    uidvalidity: int
    uidnext: int
    messages: list[Listed]
    readonly: bool = False

    @property
    def uids(self) -> list[int]:
        """The UIDs, ascending."""
        return [message.uid for message in self.messages]


@dataclass(frozen=True, slots=True)
class FolderState:
    """Figures for a health check: how many messages wait, and since when the oldest does."""

    folder: str
    messages: int
    oldest: dt.datetime | None
    uidvalidity: int


def list_folder(connection: Connection, folder: str, *, readonly: bool) -> Listing:
    """SELECT, one SEARCH, and one FETCH per 500 messages."""
    selected = connection.select(folder, readonly=readonly, afresh=True)
    messages: list[Listed] = []
    for chunk in chunks(connection.search("UNDELETED")):
        items = connection.fetch_items(chunk, _ITEMS)
        messages.extend(_listed(items))
    uidnext = max(selected.uidnext, messages[-1].uid + 1 if messages else 0)
    return Listing(folder, selected.uidvalidity, uidnext, messages, readonly)


def _listed(items: dict[int, dict[bytes, Any]]) -> Iterator[Listed]:
    for uid in sorted(items):
        item = items[uid]
        if is_deleted(item) or b"RFC822.SIZE" not in item:  # flagged meanwhile; or an answer without data
            continue
        headers = item.get(b"BODY") or b""
        fields = header_fields(headers)
        yield Listed(
            uid=uid,
            size=int(item[b"RFC822.SIZE"]),
            received=parse_internaldate(item.get(b"INTERNALDATE")) or _NEVER,
            message_id=message_id(fields),
            sender=fields.get("from", ""),
            subject=decode_words(fields.get("subject", "")),
            date=parse_date(fields.get("date", "")),
            headers=headers,
        )


def is_deleted(item: dict[bytes, Any]) -> bool:
    """Whether a FETCH answer carries the flag \\Deleted."""
    return any(flag.lower() == b"\\deleted" for flag in item.get(b"FLAGS") or ())


def fetch_raw(connection: Connection, uids: Iterable[int]) -> dict[int, bytes]:
    """The whole messages of the open folder by uid, with PEEK."""
    items = connection.fetch_items(uids, "BODY.PEEK[]")
    return {uid: item[b"BODY"] for uid, item in items.items() if isinstance(item.get(b"BODY"), bytes)}


def fetch_waiting(connection: Connection, uids: Iterable[int]) -> dict[int, bytes]:
    """Likewise, without those that somebody has flagged \\Deleted meanwhile."""
    items = connection.fetch_items(uids, "FLAGS BODY.PEEK[]")
    return {
        uid: item[b"BODY"]
        for uid, item in items.items()
        if isinstance(item.get(b"BODY"), bytes) and not is_deleted(item)
    }


def folder_state(connection: Connection, folder: str) -> FolderState:
    """Count and oldest message, read-only."""
    selected = connection.select(folder, readonly=True, afresh=True)
    uids = connection.search("UNDELETED")
    items = connection.fetch_items(uids[:1], "INTERNALDATE") if uids else {}
    oldest = parse_internaldate(items[uids[0]].get(b"INTERNALDATE")) if items else None
    return FolderState(folder, len(uids), oldest, selected.uidvalidity)
