"""Settings of suppliers that would let a mail speak for the wrong one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from lieferschein.mail.addresses import normal_address, normal_domain
from lieferschein.mail.evidence import normal_gln, normal_vat_id
from lieferschein.mail.public_domains import PUBLIC_DOMAINS
from lieferschein.mail.sender import SupplierSenders


def sender_problems(suppliers: Sequence[SupplierSenders]) -> list[str]:
    """What is wrong with the senders of the suppliers, one sentence each; empty when nothing is."""
    found = [problem for supplier in suppliers for problem in _of_one(supplier)]
    for first, second in combinations(suppliers, 2):
        found.extend(_of_two(first, second))
    return found


def _of_one(supplier: SupplierSenders) -> Iterator[str]:
    for sender in supplier.senders:
        place = f"suppliers.{supplier.key}.senders: {sender!r}"
        if not sender.strip().startswith("*@"):
            if normal_address(sender) is None:
                yield f"{place} is neither an address nor *@domain"
            continue
        domain = normal_domain(sender.strip()[2:])
        if domain is None:
            yield f"{place} is not *@domain"
        elif domain in PUBLIC_DOMAINS:
            yield f"{place} would let everybody with an address at {domain} speak for {supplier.name}; name the address"


def _of_two(first: SupplierSenders, second: SupplierSenders) -> Iterator[str]:
    apart = first.mailboxes and second.mailboxes and not set(first.mailboxes) & set(second.mailboxes)
    shared = sorted(_claims(first) & _claims(second))
    if not shared or apart or _decidable(first, second):
        return
    yield (
        f"suppliers.{first.key}.senders and suppliers.{second.key}.senders both name {', '.join(shared)}; give both"
        " a gln or vat_id of its own, so that the document can decide, or name each address only once"
    )


def _claims(supplier: SupplierSenders) -> set[str]:
    claims = set()
    for sender in map(str.strip, supplier.senders):
        domain = normal_domain(sender[2:]) if sender.startswith("*@") else None
        claim = f"*@{domain}" if domain else normal_address(sender)
        if claim:
            claims.add(claim)
    return claims


def _decidable(first: SupplierSenders, second: SupplierSenders) -> bool:
    """Whether each has a GLN, or each a VAT id, that the other has not: a document then names one of them."""
    return _apart(set(map(normal_gln, first.gln)), set(map(normal_gln, second.gln))) or _apart(
        set(map(normal_vat_id, first.vat_id)), set(map(normal_vat_id, second.vat_id))
    )


def _apart(first: set[str], second: set[str]) -> bool:
    return bool(first) and bool(second) and not first & second
