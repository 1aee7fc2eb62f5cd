"""Files and mails that somebody imports by hand: read, checked against the store and recorded as those of a mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from lieferschein.intake.handoff import hand_over_imports
from lieferschein.intake.options import SyncOptions
from lieferschein.intake.reading import Reader, senders_of
from lieferschein.intake.report import MessageRow, Report
from lieferschein.intake.work import Outcome, Work
from lieferschein.mail import Listed, SupplierSenders, headers, unpack
from lieferschein.settings import Settings
from lieferschein.store import MessageFacts, Store, Verdict

ACCOUNT = "by hand"
MAILS = (".eml", ".mime")


def import_files(
    settings: Settings, mailbox: str, store: Store, files: Sequence[tuple[Path, bytes]], supplier: str | None = None
) -> Report:
    """Import each of `files` (name and content); a mail is a file that is called .eml.

    The supplier of a mail is found by its sender, that of another file by GLN or VAT id, unless `supplier` names it by
    its key. Who gives a file by hand vouches for it: no authentication is asked for.
    """
    reader = Reader(settings, mailbox, SyncOptions())
    report = Report(mailbox, settings.language)
    for path, data in files:
        work = _work(path, data)
        work.entry = store.open_attempts([_facts(work, path, mailbox)], alone=True)[0].id
        _read(reader, work, path, data, supplier)
        _settle(store, work)
        report.rows.append(replace(MessageRow.of(work, str(path)), folder=str(path)))
    problem = hand_over_imports(settings, store).problem
    report.notices = [] if problem is None else [problem]
    return report


def _work(path: Path, data: bytes) -> Work:
    now = datetime.now(UTC)
    if path.suffix.lower() in MAILS:
        found = headers(data)
        return Work(Listed(0, len(data), now, found.message_id, found.sender_raw, found.subject, found.date, data))
    return Work(Listed(0, len(data), now, "", "", path.name, None, b""))


def _facts(work: Work, path: Path, mailbox: str) -> MessageFacts:
    listed = work.listed
    return MessageFacts(
        account=ACCOUNT,
        folder=str(path),
        uidvalidity=None,
        uid=None,
        mailbox=mailbox,
        message_id=listed.message_id or None,
        sender=listed.sender or None,
        subject=listed.subject,
        size=listed.size,
        received_at=listed.received,
    )


def _read(reader: Reader, work: Work, path: Path, data: bytes, supplier: str | None) -> None:
    work.raw = data
    if path.suffix.lower() in MAILS and supplier is None:
        reader.read(work)
        return
    candidates = [each for each in senders_of(reader.settings) if supplier in (None, each.key)]
    if path.suffix.lower() not in MAILS:
        work.raw = as_mail(path, data)
    reader.read_as(work, unpack(work.raw, reader.limits), [_vouched(each) for each in candidates])


def _vouched(supplier: SupplierSenders) -> SupplierSenders:
    return replace(supplier, authentication="none")


def as_mail(path: Path, data: bytes) -> bytes:
    """The file as the attachment of a mail: archives are unpacked and limits hold as everywhere."""
    mail = EmailMessage()
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=path.name)
    return mail.as_bytes()


def _settle(store: Store, work: Work) -> None:
    assert work.entry is not None
    if work.prepared is not None:
        result = store.import_messages([work.prepared])[0]
        if result.error is not None:
            store.defer([work.entry], unknown=True, error=type(result.error).__name__)
            raise result.error
        work.outcome, work.reason, work.notes = cast("Outcome", result.outcome), result.reason, result.notes
        return
    if work.outcome != "ignored":  # nobody leaves a file where it is
        work.outcome = "rejected"
    verdict = Verdict(work.entry, work.reason, work.supplier_key, work.supplier, work.format)
    (store.ignore if work.outcome == "ignored" else store.reject)([verdict])
