"""A supplier (Firma): who it is, from which addresses it writes, and what its notes look like."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from lieferschein.settings.kinds import GlnList, Section, Text, TextList, VatIdList


def _known_format(value: str) -> str:
    # Imported late: the parsers stay out of the way of those who only want to see --help.
    from parsers import FORMATS

    names = ["auto", *FORMATS]
    if value not in names:
        raise ValueError(", ".join(names))
    return value


def _texts(value: Any) -> Any:
    """Customer numbers are written with and without quotes; both are text."""
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    return value


class Supplier(Section):
    """One supplier; its key in the file is its identity."""

    name: Text
    """the supplier's name, as people see it"""
    senders: TextList = ()
    """the addresses it writes from; * stands for any part of an address"""
    format: Annotated[str, AfterValidator(_known_format)] = "auto"
    """the import format of its notes"""
    gln: GlnList = ()
    """its GLN, cross-checked with the document"""
    vat_id: VatIdList = ()
    """its VAT id, cross-checked with the document"""
    customer_numbers: Annotated[dict[str, Text], BeforeValidator(_texts), Field(default_factory=dict)]
    """our numbers at the supplier, and the branch each belongs to"""
    authentication: Literal["none", "dkim", "dmarc"] = "none"
    """what must prove the sender"""
    resend: Literal["conflict", "replace"] = "conflict"
    """what the same number with other content means"""
    without_note: Literal["error", "archive"] = "error"
    """what becomes of its mail without a delivery note"""
    mailboxes: TextList = ()
    """the only mailboxes it writes to; empty: all"""
    options: Annotated[dict[str, Any], Field(default_factory=dict)]
    """options of the format: delimiter, columns, encoding, …"""
