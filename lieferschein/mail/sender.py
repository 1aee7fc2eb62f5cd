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
from lieferschein.mail.mail_headers import sender_of
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


class SenderIndex:
    """The suppliers of one mailbox by the addresses and domains that they claim; made once, asked mail by mail."""

    def __init__(self, suppliers: Iterable[SupplierSenders], mailbox: str | None = None) -> None:
        self._addresses: dict[str, list[SupplierSenders]] = {}
        self._domains: dict[str, list[SupplierSenders]] = {}
        for supplier in suppliers:
            if supplier.reads(mailbox):
                _enter(self._addresses, supplier, filter(None, map(normal_address, supplier.senders)))
                _enter(self._domains, supplier, _domains(supplier))

    def candidates(self, address: str) -> tuple[SupplierSenders, ...]:
        """The suppliers that claim `address`: those that name it exactly, else those that name its domain."""
        found = self._addresses.get(address) or self._domains.get(address.rpartition("@")[2]) or ()
        return tuple(found)


def _enter(index: dict[str, list[SupplierSenders]], supplier: SupplierSenders, claims: Iterable[str]) -> None:
    for claim in dict.fromkeys(claims):
        index.setdefault(claim, []).append(supplier)


def match_supplier(
    raw: bytes,
    suppliers: Sequence[SupplierSenders] | SenderIndex,
    forwarders: Iterable[str] = (),
    mailbox: str | None = None,
    unpacked: Unpacked | Callable[[], Unpacked] | None = None,
) -> Match | Reason:
    """The supplier of the mail `raw` (its header is enough unless a forwarder sent it), or why there is none.

    Whoever asks for many mails makes a SenderIndex first. `unpacked` saves a second walk through a forwarded mail;
    without it the mail is unpacked here.
    """
    index = suppliers if isinstance(suppliers, SenderIndex) else SenderIndex(suppliers, mailbox)
    sender, problem = sender_of(raw)
    if sender is None:
        return _no_sender(problem)
    trusted = {normal_address(forwarder) for forwarder in forwarders}
    if sender not in trusted:
        return Match(sender, index.candidates(sender))
    if unpacked is None:
        unpacked = unpack(raw)
    messages = (unpacked() if callable(unpacked) else unpacked).messages
    inner = _forwarded(messages, trusted, sender)
    if isinstance(inner, Reason):
        return inner
    return Match(inner, index.candidates(inner), sender)


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
            inner, problem = sender_of(message.headers)
            if inner is None:
                return _no_sender(problem)
            if inner in trusted:
                deeper.append(message.path)
            else:
                senders.add(inner)
        level = deeper
    if len(senders) == 1:
        return senders.pop()
    params = {"forwarder": forwarder}
    if senders:
        several = N_("{forwarder} passed on mails of several senders at once; each has to be forwarded on its own.")
        return Reason("ambiguous_sender", several, params)
    missing = N_("{forwarder} passed a mail on without attaching it; it has to be forwarded as an attachment.")
    return Reason("unknown_sender", missing, params)
