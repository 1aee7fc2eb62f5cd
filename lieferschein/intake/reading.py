"""From the bytes of a message to its supplier and its notes, ready to import; or to the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from lieferschein.intake.branches import Branches
from lieferschein.intake.choosing import Chosen, choose_notes, pictures
from lieferschein.intake.options import SyncOptions
from lieferschein.intake.work import Work
from lieferschein.mail import (
    Limits,
    Match,
    SenderIndex,
    SupplierSenders,
    Unpacked,
    authenticate,
    cross_check,
    decide_by_document,
    dkim_domains,
    headers,
    match_supplier,
    suggest_for_unknown,
    too_large,
    unpack,
)
from lieferschein.reasons import Reason
from lieferschein.settings import Settings, Supplier
from lieferschein.store import MessageImport
from parsers.draft import Draft
from parsers.pdf import is_pdf


def limits_of(settings: Settings) -> Limits:
    """How much a mail may hold, as the mail side knows it."""
    limits = settings.limits
    return Limits(limits.message, limits.unpacked, limits.parts, limits.depth, limits.ratio)


class Reader:
    """Reads the messages of one mailbox by what the settings say of its suppliers."""

    def __init__(self, settings: Settings, mailbox: str, options: SyncOptions) -> None:
        self.settings = settings
        self.mailbox_name = mailbox
        self.mailbox = settings.mailbox(mailbox)
        self.options = options
        self.branches = Branches(settings, self.mailbox)

    @cached_property
    def limits(self) -> Limits:
        """How much a mail may hold."""
        return limits_of(self.settings)

    @cached_property
    def senders(self) -> tuple[SupplierSenders, ...]:
        """The suppliers that write to this mailbox, as the mail side knows them."""
        return senders_of(self.settings)

    @cached_property
    def _index(self) -> SenderIndex:
        return SenderIndex(self.senders, self.mailbox_name)

    def _by_header(self, work: Work) -> Match | Reason:
        return match_supplier(work.listed.headers, self._index, self.mailbox.forwarders, unpacked=Unpacked())

    def candidates(self, work: Work) -> tuple[SupplierSenders, ...]:
        """The suppliers that a listed message may come from, by its header alone."""
        match = self._by_header(work)
        return match.candidates if isinstance(match, Match) else ()

    def name_sender(self, work: Work) -> None:
        """Name the supplier as far as the header tells it: a task run is named before its body runs."""
        candidates = self.candidates(work)
        if len(candidates) == 1:
            work.supplier_key, work.supplier = candidates[0].key, candidates[0].name

    def stays(self, work: Work) -> Reason | None:
        """Why a listed message is left where it is without being fetched: its sender is unknown and may be."""
        if self.mailbox.unknown_sender != "leave":
            return None
        match = self._by_header(work)
        if isinstance(match, Match) and not match.candidates:
            return suggest_for_unknown(match.sender, self.senders)
        sender = headers(work.listed.headers).sender
        forwarded = sender is not None and sender in {each.lower() for each in self.mailbox.forwarders}
        return match if isinstance(match, Reason) and match.code == "unknown_sender" and not forwarded else None

    def oversized(self, work: Work) -> Reason | None:
        """Why a listed message is rejected without being fetched: it is too large."""
        return too_large(work.listed.size, self.limits)

    def read(self, work: Work) -> None:
        """Read `work.raw`: afterwards `work.prepared` is what to import, or `work.outcome` says how it ended."""
        self._conclude(work, self._read(work))

    def read_as(self, work: Work, unpacked: Unpacked, candidates: Sequence[SupplierSenders]) -> None:
        """Read what somebody gave by hand: it is of one of `candidates`, whoever sent it."""
        work.skipped = list(unpacked.notices)
        work.warnings = [f"{path}: the archive is damaged and could not be opened" for path in unpacked.damaged]
        self._conclude(work, self._read_of(work, work.raw or b"", unpacked, candidates))

    def _conclude(self, work: Work, reason: Reason | None) -> None:
        if reason is None:
            return
        supplier = self.settings.suppliers.get(work.supplier_key or "")
        work.reason = reason
        if reason.code == "unknown_sender" and self.mailbox.unknown_sender == "leave":
            work.outcome = "left"
        elif reason.code == "no_delivery_note" and supplier is not None and supplier.without_note == "archive":
            work.outcome = "ignored"
        else:
            work.outcome = "rejected"

    def _read(self, work: Work) -> Reason | None:
        raw = work.raw
        assert raw is not None
        size = too_large(len(raw), self.limits)
        if size is not None:
            return size
        unpacked = unpack(raw, self.limits)
        work.skipped = list(unpacked.notices)
        work.warnings = [f"{path}: the archive is damaged and could not be opened" for path in unpacked.damaged]
        match = match_supplier(raw, self._index, self.mailbox.forwarders, unpacked=unpacked)
        if isinstance(match, Reason):
            return match
        if not match.candidates:
            return self._unknown(match, unpacked)
        return self._read_of(work, raw, unpacked, match.candidates)

    def _read_of(
        self, work: Work, raw: bytes, unpacked: Unpacked, candidates: Sequence[SupplierSenders]
    ) -> Reason | None:
        if len(candidates) == 1:
            work.supplier_key, work.supplier = candidates[0].key, candidates[0].name
        for candidate in candidates:
            verify = dkim_domains if self.mailbox.verify_dkim else None
            refused = authenticate(raw, candidate.authentication, self.mailbox.authserv_id, verify)
            if refused is not None:
                return refused
        if unpacked.problem is not None:
            return unpacked.problem
        supplier = self.settings.suppliers[candidates[0].key] if len(candidates) == 1 else None
        chosen = self._choose(unpacked, supplier)
        if chosen.reason is None and supplier is None:
            decided = self._decide(candidates, chosen)
            if isinstance(decided, Reason):
                return decided
            work.supplier_key, work.supplier = decided.key, decided.name
            supplier = self.settings.suppliers[decided.key]
            chosen = self._choose(unpacked, supplier)
        work.skipped = [*work.skipped, *chosen.skipped]
        if chosen.reason is not None or supplier is None or work.supplier_key is None:
            return chosen.reason
        return self._check_and_prepare(work, unpacked, chosen, supplier)

    def _choose(self, unpacked: Unpacked, supplier: Supplier | None) -> Chosen:
        format_name = supplier.format if supplier else "auto"
        options = supplier.options if supplier else {}
        chosen = choose_notes(unpacked.documents, format_name, options, self.settings.timezone)
        if chosen.reason is not None and chosen.reason.code == "no_delivery_note" and unpacked.notices:
            return Chosen(skipped=chosen.skipped, reason=Reason("no_delivery_note", unpacked.notices[0]))
        return chosen

    def _decide(self, candidates: Sequence[SupplierSenders], chosen: Chosen) -> SupplierSenders | Reason:
        """Several suppliers share the address: every note of the mail has to name the same one of them."""
        decided: SupplierSenders | Reason | None = None
        for draft, _ in chosen.notes:
            named = decide_by_document(candidates, draft.note.get("supplier_gln"), draft.note.get("supplier_vat_id"))
            if isinstance(named, Reason):
                return named
            if decided is not None and decided != named:
                return decide_by_document(candidates, None, None)
            decided = named
        return decided if decided is not None else decide_by_document(candidates, None, None)

    def _check_and_prepare(self, work: Work, unpacked: Unpacked, chosen: Chosen, supplier: Supplier) -> Reason | None:
        key = work.supplier_key
        assert key is not None
        own = next(each for each in self.senders if each.key == key)
        drafts = [draft for draft, _ in chosen.notes]
        for draft in drafts:
            other = cross_check(own, self.senders, draft.note.get("supplier_gln"), draft.note.get("supplier_vat_id"))
            if other is not None:
                return other
        branches = [self._branch(draft, supplier) for draft in drafts]
        work.warnings = [*work.warnings, *(warning for draft in drafts for warning in draft.warnings)]
        work.numbers = [draft.note["delivery_note_number"] for draft in drafts]
        work.format = drafts[0].note.get("source_format")
        work.prepared = self._prepared(work, unpacked, chosen, supplier, branches)
        return None

    def _branch(self, draft: Draft, supplier: Supplier) -> str | None:
        branch, warning = self.branches.of(draft.note, supplier)
        if warning is not None:
            draft.warnings.append(warning)
        return branch

    def _prepared(
        self, work: Work, unpacked: Unpacked, chosen: Chosen, supplier: Supplier, branches: Sequence[str | None]
    ) -> MessageImport:
        notes = chosen.documents
        beside = [document for document in pictures(unpacked.documents) if document not in notes]
        documents = [
            (document.name, "application/pdf" if is_pdf(document.data) else None, document.data)
            for document in (*notes, *beside)
        ]
        assert work.supplier_key is not None
        return MessageImport(
            id=work.entry or 0,
            supplier_key=work.supplier_key,
            supplier=supplier.name,
            drafts=[draft for draft, _ in chosen.notes],
            branches=branches,
            documents=documents,
            resend=supplier.resend,
            accept_conflicts=self.options.accept_conflicts,
            mail_date=work.listed.date or work.listed.received,
        )

    def _unknown(self, match: Match, unpacked: Unpacked) -> Reason:
        """What would have helped: the document itself may name a supplier that we know."""
        if unpacked.problem is not None:
            return suggest_for_unknown(match.sender, self.senders)
        chosen = choose_notes(unpacked.documents, "auto", {}, self.settings.timezone)
        if not chosen.notes:
            return suggest_for_unknown(match.sender, self.senders)
        note = chosen.notes[0][0].note
        return suggest_for_unknown(
            match.sender,
            self.senders,
            str(note.get("source_format", "")),
            note.get("supplier_gln"),
            note.get("supplier_vat_id"),
        )


def senders_of(settings: Settings) -> tuple[SupplierSenders, ...]:
    """All suppliers of the settings, as the mail side knows them."""
    return tuple(
        SupplierSenders(
            key=key,
            name=supplier.name,
            senders=supplier.senders,
            gln=supplier.gln,
            vat_id=supplier.vat_id,
            mailboxes=supplier.mailboxes,
            authentication=supplier.authentication,
        )
        for key, supplier in settings.suppliers.items()
    )
