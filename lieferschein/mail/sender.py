"""For which supplier a mail may speak, by its From address alone (reliability.md: never Reply-To, Sender or a name).

Mail passed on by a trusted forwarder counts for the From of the message attached to it. Text quoted in the body
("Von: …") does not: anybody can write it, and every mailer writes it differently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lieferschein.mail.addresses import normal_address, normal_domain
from lieferschein.mail.documents import InnerMessage, Unpacked
from lieferschein.mail.mail_headers import headers
from lieferschein.mail.public_domains import PUBLIC_DOMAINS
from lieferschein.mail.unpack import unpack
from lieferschein.reasons import N_, Reason

Requirement = Literal["none", "dkim", "dmarc"]


@dataclass(frozen=True, slots=True)
class SupplierSenders:
    """A supplier as far as its mails are concerned; `senders` are addresses or ``*@domain``, `mailboxes` empty: all."""

    key: str
    name: str
    senders: tuple[str, ...] = ()
    gln: tuple[str, ...] = ()
    vat_id: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    authentication: Requirement = "none"

    def reads(self, mailbox: str | None) -> bool:
        """Whether mails of this supplier are taken from `mailbox` (None: any)."""
        return mailbox is None or not self.mailboxes or mailbox in self.mailboxes


@dataclass(frozen=True, slots=True)
class Match:
    """The suppliers that a mail may come from.

    No candidate: an unknown sender. One: that supplier. Several: they share the address, and GLN or VAT id in the
    document decides (`decide_by_document`). `sender` is the address that was looked up, `forwarder` who passed it on.
    """

    sender: str
    candidates: tuple[SupplierSenders, ...]
    forwarder: str | None = None

    @property
    def supplier(self) -> SupplierSenders | None:
        """The supplier, where the address alone decides."""
        return self.candidates[0] if len(self.candidates) == 1 else None


def match_supplier(
    raw: bytes,
    suppliers: Sequence[SupplierSenders],
    forwarders: Iterable[str] = (),
    mailbox: str | None = None,
    unpacked: Unpacked | Callable[[], Unpacked] | None = None,
) -> Match | Reason:
    """The supplier of the mail `raw` (its header is enough unless a forwarder sent it), or why there is none.

    `unpacked` saves a second walk through a forwarded mail; without it the mail is unpacked here.
    """
    found = headers(raw)
    if found.sender is None:
        return _no_sender(found.sender_problem)
    trusted = {normal_address(forwarder) for forwarder in forwarders}
    if found.sender not in trusted:
        return Match(found.sender, candidates_of(found.sender, suppliers, mailbox))
    if unpacked is None:
        unpacked = unpack(raw)
    messages = (unpacked() if callable(unpacked) else unpacked).messages
    inner = _forwarded(messages, trusted, found.sender)
    if isinstance(inner, Reason):
        return inner
    return Match(inner, candidates_of(inner, suppliers, mailbox), found.sender)


def candidates_of(
    address: str, suppliers: Sequence[SupplierSenders], mailbox: str | None = None
) -> tuple[SupplierSenders, ...]:
    """The suppliers that claim `address`: those that name it exactly, else those that name its domain."""
    readable = [supplier for supplier in suppliers if supplier.reads(mailbox)]
    exact = tuple(supplier for supplier in readable if address in map(normal_address, supplier.senders))
    if exact:
        return exact
    domain = address.rpartition("@")[2]
    return tuple(supplier for supplier in readable if domain in _domains(supplier))


def _domains(supplier: SupplierSenders) -> set[str]:
    wildcards = (normal_domain(sender.strip()[2:]) for sender in supplier.senders if sender.strip().startswith("*@"))
    return {domain for domain in wildcards if domain and domain not in PUBLIC_DOMAINS}


def _no_sender(problem: str) -> Reason:
    if problem == "several":
        return Reason("ambiguous_sender", N_("The mail names several senders in From; exactly one is accepted."))
    if problem == "missing":
        return Reason("unknown_sender", N_("The mail names no sender: it has no From."))
    return Reason("unknown_sender", N_("The sender in From is not a readable address."))


def _forwarded(messages: Sequence[InnerMessage], trusted: set[str | None], forwarder: str) -> str | Reason:
    """The one sender of the attached messages; a message of another forwarder stands for those attached to it."""
    senders: set[str] = set()
    level = [""]
    while level:
        deeper = []
        for message in messages:
            if message.parent not in level:
                continue
            inner = headers(message.headers)
            if inner.sender in trusted:
                deeper.append(message.path)
            elif inner.sender is None:
                return _no_sender(inner.sender_problem)
            else:
                senders.add(inner.sender)
        level = deeper
    if len(senders) == 1:
        return senders.pop()
    params = {"forwarder": forwarder}
    if senders:
        several = N_("{forwarder} passed on mails of several senders at once; each has to be forwarded on its own.")
        return Reason("ambiguous_sender", several, params)
    missing = N_("{forwarder} passed a mail on without attaching it; it has to be forwarded as an attachment.")
    return Reason("unknown_sender", missing, params)
