"""Files and mails that somebody imports by hand: read, checked against the store and recorded as those of a mailbox."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from lieferschein.intake.handoff import hand_over_imports
from lieferschein.intake.options import SyncOptions
from lieferschein.intake.orders import OrderCheck
from lieferschein.intake.reading import Reader, senders_of
from lieferschein.intake.report import MessageRow, Report
from lieferschein.intake.work import Outcome, Work
from lieferschein.mail import Listed, SupplierSenders, headers, unpack
from lieferschein.reasons import N_, Reason
from lieferschein.settings import Settings
from lieferschein.store import MessageFacts, Store, StoreError, Verdict

logger = logging.getLogger(__name__)

_FAILED = N_("The file could not be handled ({error}); nothing of it was imported.")
ACCOUNT = "by hand"
MAILS = (".eml", ".mime")


def import_files(
    settings: Settings,
    mailbox: str,
    store: Store,
    files: Iterable[tuple[Path, bytes]],
    supplier: str | None = None,
    *,
    dry_run: bool = False,
) -> Report:
    """Import each of `files` (name and content); a mail is a file that is called .eml.

    The supplier of a mail is found by its sender, that of another file by GLN or VAT id, unless `supplier` names it by
    its key. Who gives a file by hand vouches for it: no authentication is asked for. `dry_run`: what would become of
    each, and nothing is written. Raises StoreError; what is wrong with one file does not stop the others.
    """
    reader = Reader(settings, mailbox, SyncOptions(dry_run=dry_run))
    report = Report(mailbox, settings.language, dry_run)
    orders = OrderCheck(settings)
    for path, data in files:
        work = _work(path, data)
        if not dry_run:
            work.entry = store.open_attempts([_facts(work, path, mailbox)], alone=True)[0].id
        try:
            _read(reader, work, path, data, supplier)
            _settle(store, work, dry_run=dry_run)
        except StoreError:
            raise
        except Exception as error:  # an unexpected fault of this file
            _fail(store, work, error)
        if work.outcome == "imported" and work.entry is not None:
            work.warnings = [*work.warnings, *orders.remarks(store, [work.entry]).get(work.entry, ())]
        report.rows.append(replace(MessageRow.of(work, str(path)), folder=str(path)))
        work.release()
    if not dry_run:
        problems = (orders.problem, hand_over_imports(settings, store).problem)
        report.notices = [problem for problem in problems if problem is not None]
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


def _settle(store: Store, work: Work, *, dry_run: bool) -> None:
    if work.prepared is not None:
        result = (store.preview if dry_run else store.import_messages)([work.prepared])[0]
        if result.error is not None:
            raise result.error
        work.outcome, work.reason, work.notes = cast("Outcome", result.outcome), result.reason, result.notes
        work.warnings = [*work.warnings, *(warning for note in result.notes for warning in note.warnings)]
        return
    if work.outcome != "ignored":  # nobody leaves a file where it is
        work.outcome = "rejected"
    if work.entry is not None:
        verdict = Verdict(work.entry, work.reason, work.supplier_key, work.supplier, work.format)
        (store.ignore if work.outcome == "ignored" else store.reject)([verdict])


def _fail(store: Store, work: Work, error: Exception) -> None:
    work.outcome, work.prepared = "deferred", None
    work.reason = Reason("deferred", _FAILED, {"error": type(error).__name__})
    logger.error("%s could not be handled", work.title, exc_info=error)
    if work.entry is not None:
        store.defer([work.entry], unknown=True, error=type(error).__name__)
