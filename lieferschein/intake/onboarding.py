"""Setting up a supplier: what its sample files give, and what rejected mail of unknown senders tells about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lieferschein.intake.accounts import account_of
from lieferschein.intake.by_hand import MAILS, as_mail
from lieferschein.intake.choosing import Chosen, choose_notes
from lieferschein.intake.options import SyncOptions
from lieferschein.intake.reading import Reader, limits_of
from lieferschein.mail import Document, FolderNames, Match, connect, headers, match_supplier, unpack
from lieferschein.mail.evidence import by_gln, by_vat_id
from lieferschein.settings import Settings, Supplier
from parsers import DeliveryNoteError, detect_format, read_delivery_note
from parsers.draft import Draft

LOOKED_AT = 200  # rejected mails, the newest ones
_BATCH = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample file read with a supplier's record: its documents, and the notes or the reason why there are none."""

    file: Path
    documents: Sequence[Document]
    chosen: Chosen


def read_sample(settings: Settings, supplier: Supplier, file: Path, data: bytes) -> Sample:
    """Read a document or a mail (.eml) exactly as a run would read it for this supplier."""
    raw = data if file.suffix.lower() in MAILS else as_mail(file, data)
    unpacked = unpack(raw, limits_of(settings))
    chosen = choose_notes(unpacked.documents, supplier.format, supplier.options, settings.timezone)
    return Sample(file, unpacked.documents, chosen)


@dataclass(slots=True)
class Proposal:
    """What mails of one unknown sender tell. `known` is the supplier that the document names, when we have it."""

    sender: str
    mails: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)  # what its documents are that are no notes
    names: Counter[str] = field(default_factory=Counter)
    gln: set[str] = field(default_factory=set)
    vat_id: set[str] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    known: str | None = None

    @property
    def key(self) -> str:
        """A key for the record: the name of the sender's domain."""
        domain = self.sender.rpartition("@")[2]
        labels = [label for label in domain.split(".") if label not in {"edi", "mail", "www", "com", "de"}]
        return labels[0] if labels else domain

    @property
    def record(self) -> dict[str, Any]:
        """The record as it could stand in the settings."""
        name = next((name for name, _ in self.names.most_common(1)), self.key.capitalize())
        found: dict[str, Any] = {"name": name, "senders": [self.sender]}
        if len(self.formats) == 1:
            found["format"] = next(iter(self.formats))
        if self.gln:
            found["gln"] = sorted(self.gln)
        if self.vat_id:
            found["vat_id"] = sorted(self.vat_id)
        return found


def suggest(settings: Settings, mailbox: str) -> list[Proposal]:
    """Look at the rejected mail of senders that no supplier names, and propose a record for each; nothing is changed.

    Raises MailError.
    """
    reader = Reader(settings, mailbox, SyncOptions())
    found: dict[str, Proposal] = {}
    for raw in _rejected(settings, mailbox):
        unpacked = unpack(raw, reader.limits)
        match = match_supplier(raw, reader.senders, reader.mailbox.forwarders, mailbox, unpacked=unpacked)
        sender = match.sender if isinstance(match, Match) else headers(raw).sender
        if sender is None or not isinstance(match, Match) or match.candidates:
            continue
        proposal = found.setdefault(sender, Proposal(sender))
        proposal.mails += 1
        for document in unpacked.documents:
            _learn(proposal, document, settings.timezone)
    for proposal in found.values():
        owners = [owner for gln in sorted(proposal.gln) for owner in by_gln(reader.senders, gln)]
        owners += [owner for vat_id in sorted(proposal.vat_id) for owner in by_vat_id(reader.senders, vat_id)]
        proposal.known = owners[0].key if owners else None
    return sorted(found.values(), key=lambda each: (not each.formats, -each.mails, each.sender))


def _rejected(settings: Settings, mailbox: str) -> Iterator[bytes]:
    configured = settings.mailbox(mailbox)
    folders = configured.folders
    names = FolderNames(folders.inbox, folders.archive, folders.error)
    with connect(account_of(configured)) as session:
        found = session.folders(names, create=False, readonly=True)
        if found.error in found.missing:
            return
        listing = session.list(found.error, readonly=True)
        uids = [each.uid for each in listing.messages][-LOOKED_AT:]
        for start in range(0, len(uids), _BATCH):
            yield from session.fetch(listing, uids[start : start + _BATCH]).values()


def _learn(proposal: Proposal, document: Document, timezone: str) -> None:
    detected = detect_format(document.data)
    if detected.format is None:
        if document.kind == "attachment":
            proposal.others[detected.kind] += 1
        return
    proposal.formats[detected.format] += 1
    try:
        drafts = read_delivery_note(document.data, detected.format, name=document.name, timezone=timezone).drafts
    except (DeliveryNoteError, ValueError) as error:
        proposal.problems.append(f"{document.name or 'text'}: {error}")
        return
    for draft in drafts:
        _learn_from(proposal, draft.note)


def _learn_from(proposal: Proposal, note: Mapping[str, Any]) -> None:
    if note.get("supplier_name"):
        proposal.names[note["supplier_name"]] += 1
    for found, column in (
        (proposal.gln, "supplier_gln"),
        (proposal.vat_id, "supplier_vat_id"),
        (proposal.customers, "buyer_customer_number"),
    ):
        if note.get(column):
            found.add(note[column])


@dataclass(frozen=True, slots=True)
class Filling:
    """One column of a sample: in how many rows it is filled, and some of its values."""

    column: str
    filled: int
    rows: int
    values: tuple[str, ...]


def fillings(drafts: Iterable[Draft], table: str, columns: Sequence[str]) -> list[Filling]:
    """How the columns of a table are filled in these notes, in the order of the schema."""
    rows = [row for draft in drafts for row in ([draft.note] if table == "notes" else getattr(draft, table))]
    found = []
    for column in columns:
        values = [row[column] for row in rows if row.get(column) not in (None, [], {})]
        shown = tuple(dict.fromkeys(str(value) for value in values))[:3]
        found.append(Filling(column, len(values), len(rows), shown))
    return found
