"""Words in cells that stand for codes of the schema: what a document does, what it is, whose goods they are."""

from __future__ import annotations

from typing import Final

from .table_headers import header_key

_YES: Final = frozenset({"ja", "j", "x", "1", "true", "yes", "y", "wahr", "s"})
_NO: Final = frozenset({"nein", "n", "0", "false", "no", "falsch"})

_FUNCTIONS: Final = {
    **dict.fromkeys(("storno", "stornierung", "storniert", "stornolieferschein", "cancel", "cancelled"), "cancel"),
    **dict.fromkeys(("cancellation", "lieferscheinstorno"), "cancel"),
    **dict.fromkeys(
        ("ersatz", "korrektur", "replace", "replacement", "korrekturlieferschein", "neufassung"), "replace"
    ),
    **dict.fromkeys(("aenderung", "change", "update"), "change"),
    **dict.fromkeys(("duplikat", "duplicate"), "duplicate"),
    **dict.fromkeys(("kopie", "copy"), "copy"),
    **dict.fromkeys(("original", "neu", "new", "erstlieferung"), "original"),
    **dict.fromkeys(("endgueltig", "final"), "final"),
    **dict.fromkeys(("vorlaeufig", "provisional"), "provisional"),
}
_TYPES: Final = {
    **dict.fromkeys(("retoure", "ruecklieferung", "rueckgabe", "return", "retourenlieferschein", "retour"), "return"),
    **dict.fromkeys(("abholung", "pickup", "selbstabholung"), "pickup"),
    **dict.fromkeys(("service", "reparatur", "repair", "servicelieferung", "reparaturlieferung"), "service"),
    **dict.fromkeys(("lieferung", "lieferschein", "ls", "delivery", "deliverynote", "auslieferung"), "delivery"),
}
_OWNERSHIP: Final = {
    **dict.fromkeys(
        ("kommissionsware", "kommission", "konsignation", "konsignationsware", "consignment"), "consignment"
    ),
    **dict.fromkeys(("auswahl", "auswahlware", "ansicht", "ansichtsware", "onapproval"), "consignment"),
    **dict.fromkeys(("fest", "festbestellung", "kauf", "purchase", "festkauf", "eigenware", "festauftrag"), "purchase"),
    **dict.fromkeys(("gutschriftlager", "creditstock", "gutschriftware", "depot"), "credit_stock"),
}
# A delivery note is none of these; rows of them beside delivery notes are skipped
_OTHER_KINDS: Final = frozenset(
    {
        *("rechnung", "re", "invoice", "gutschrift", "creditnote", "auftragsbestaetigung", "ab", "orderconfirmation"),
        *("bestellung", "order", "angebot", "quotation", "proforma", "proformarechnung", "mahnung", "auftrag"),
    }
)


def document_words(text: str, *, flag: str) -> tuple[str | None, str | None, bool]:
    """Function and type that a cell of "Belegart", "Storno", "Retoure" … says, and whether it is another document.

    `flag` is what a bare yes means: the code of the column's name.
    """
    word = header_key(text)
    if word in _YES:
        return (flag, None, False) if flag == "cancel" else (None, flag, False)
    return _FUNCTIONS.get(word), _TYPES.get(word), word in _OTHER_KINDS


def is_no(text: str) -> bool:
    """Whether a cell says no."""
    return header_key(text) in _NO


def ownership(text: str, header: str) -> str | None:
    """Whose goods they are; a bare yes means what the header names ("Kommissionsware", "Festbestellung")."""
    word = header_key(text)
    return _OWNERSHIP.get(header_key(header)) if word in _YES else _OWNERSHIP.get(word)
