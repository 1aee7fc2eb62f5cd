"""What the document itself says about its supplier: by GLN first, since brands may share a VAT id."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lieferschein.mail.sender import SupplierSenders
from lieferschein.reasons import N_, Reason


def normal_gln(gln: str | None) -> str:
    """A GLN as its digits."""
    return re.sub(r"\D", "", gln or "")


def normal_vat_id(vat_id: str | None) -> str:
    """A VAT id without blanks and punctuation, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", (vat_id or "").upper())


def by_gln(suppliers: Sequence[SupplierSenders], gln: str | None) -> list[SupplierSenders]:
    """The suppliers whose GLN this is."""
    wanted = normal_gln(gln)
    return [supplier for supplier in suppliers if wanted and wanted in map(normal_gln, supplier.gln)]


def by_vat_id(suppliers: Sequence[SupplierSenders], vat_id: str | None) -> list[SupplierSenders]:
    """The suppliers whose VAT id this is."""
    wanted = normal_vat_id(vat_id)
    return [supplier for supplier in suppliers if wanted and wanted in map(normal_vat_id, supplier.vat_id)]


def decide_by_document(
    candidates: Sequence[SupplierSenders], gln: str | None, vat_id: str | None
) -> SupplierSenders | Reason:
    """The one of several suppliers with the same address that the document names, or `ambiguous_sender`."""
    if len(candidates) == 1:
        return candidates[0]
    for named in (by_gln(candidates, gln), by_vat_id(candidates, vat_id)):
        if len(named) == 1:
            return named[0]
        if named:
            candidates = named
    names = ", ".join(supplier.name for supplier in candidates)
    message = N_("The sender may speak for {suppliers}; neither GLN nor VAT id in the document decides between them.")
    return Reason("ambiguous_sender", message, {"suppliers": names})


def cross_check(
    supplier: SupplierSenders, all_suppliers: Sequence[SupplierSenders],
    document_gln: str | None, document_vat_id: str | None,
) -> Reason | None:  # fmt: skip
    """`wrong_supplier` when the document's GLN or VAT id belongs to another supplier and not to this one."""
    checks = (
        (N_("GLN"), document_gln, by_gln(all_suppliers, document_gln)),
        (N_("VAT id"), document_vat_id, by_vat_id(all_suppliers, document_vat_id)),
    )
    for kind, value, owners in checks:
        if any(owner.key == supplier.key for owner in owners):
            return None
        if owners:
            message = N_("The mail comes from {supplier}, but the document names {other} ({kind} {value}).")
            return Reason("wrong_supplier", message, {
                "supplier": supplier.name, "other": owners[0].name, "kind": kind, "value": (value or "").strip(),
            })  # fmt: skip
    return None


def suggest_for_unknown(
    sender: str, suppliers: Sequence[SupplierSenders], format_name: str = "",
    gln: str | None = None, vat_id: str | None = None,
) -> Reason:  # fmt: skip
    """`unknown_sender`, with what would have helped when the document names a supplier that we know."""
    kind, value, owners = N_("GLN"), normal_gln(gln), by_gln(suppliers, gln)
    if not owners:
        kind, value, owners = N_("VAT id"), normal_vat_id(vat_id), by_vat_id(suppliers, vat_id)
    params = {"sender": sender, "format": format_name.upper() or N_("delivery note")}
    if owners:
        message = N_(
            "No supplier has {sender} among its senders; the mail looks like a {format} from {kind} {value};"
            " supplier {supplier} uses this {kind}; add {sender} to its senders."
        )
        params |= {"kind": kind, "value": value, "supplier": owners[0].name}
    elif format_name:
        message = N_("No supplier has {sender} among its senders; the mail looks like a {format}.")
    else:
        message = N_("No supplier has {sender} among its senders.")
    return Reason("unknown_sender", message, params)
