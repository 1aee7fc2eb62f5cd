"""What the document says about its supplier: it decides between suppliers, contradicts the sender, helps the clerk."""

from __future__ import annotations

from dataclasses import replace

from lieferschein.mail import SupplierSenders, cross_check, decide_by_document, suggest_for_unknown
from lieferschein.reasons import Reason
from tests.mail.suppliers import HOERWELT, OTOPLAST, SUPPLIERS


def test_document_decides_between_suppliers_of_one_address() -> None:
    """By GLN first, then by VAT id, in whatever way these are written; without either it stays ambiguous."""
    both = (HOERWELT, OTOPLAST)
    assert decide_by_document(both, "40 12345 00000 9", None) is HOERWELT
    assert decide_by_document(both, None, "de 987.654.321") is OTOPLAST
    assert decide_by_document(both, "4098765000008", HOERWELT.vat_id[0]) is OTOPLAST
    assert decide_by_document((HOERWELT,), None, None) is HOERWELT
    for gln, vat_id in ((None, None), ("", ""), ("4000000000006", "ATU1")):
        reason = decide_by_document(both, gln, vat_id)
        assert isinstance(reason, Reason)
        assert reason.code == "ambiguous_sender"
        assert "Hörwelt, Otoplast" in reason.sentence()


def test_gln_narrows_and_vat_id_decides() -> None:
    """Where a GLN fits several, the VAT id decides among these."""
    sister = replace(OTOPLAST, key="sister", name="Schwester", vat_id=("DE111111111",))
    assert decide_by_document((HOERWELT, OTOPLAST, sister), OTOPLAST.gln[0], "DE111111111") is sister


def test_document_of_another_supplier() -> None:
    """A GLN or VAT id of another supplier contradicts the sender, with both names; an unknown one does not."""
    for gln, vat_id in ((OTOPLAST.gln[0], None), (None, OTOPLAST.vat_id[0]), ("4000000000006", OTOPLAST.vat_id[0])):
        reason = cross_check(HOERWELT, SUPPLIERS, gln, vat_id)
        assert reason is not None
        assert reason.code == "wrong_supplier"
        assert "Hörwelt" in reason.sentence()
        assert "Otoplast" in reason.sentence()
    for gln, vat_id in ((None, None), (HOERWELT.gln[0], None), ("4000000000006", None), (None, HOERWELT.vat_id[0])):
        assert cross_check(HOERWELT, SUPPLIERS, gln, vat_id) is None


def test_brands_may_share_a_vat_id() -> None:
    """The supplier's own GLN settles it, whoever else has the VAT id; another's GLN contradicts all the same."""
    sister = replace(OTOPLAST, vat_id=HOERWELT.vat_id)
    assert cross_check(HOERWELT, (HOERWELT, sister), HOERWELT.gln[0], HOERWELT.vat_id[0]) is None
    assert cross_check(HOERWELT, (HOERWELT, sister), None, HOERWELT.vat_id[0]) is None
    assert cross_check(HOERWELT, (HOERWELT, sister), sister.gln[0], HOERWELT.vat_id[0]) is not None


def test_unknown_sender_hears_what_would_have_helped() -> None:
    """When the document names a known supplier, the sentence says whose senders lack the address."""
    reason = suggest_for_unknown("lager@neu.example", SUPPLIERS, "desadv", "4012345000009")
    assert reason.code == "unknown_sender"
    assert reason.sentence() == (
        "No supplier has lager@neu.example among its senders; the mail looks like a DESADV from GLN 4012345000009;"
        " supplier Hörwelt uses this GLN; add lager@neu.example to its senders."
    )
    by_vat_id = suggest_for_unknown("lager@neu.example", SUPPLIERS, "ubl", None, "DE987654321").sentence()
    assert "VAT id DE987654321; supplier Otoplast" in by_vat_id


def test_unknown_sender_of_whom_nothing_is_known() -> None:
    """Without a known supplier in the document the sentence says only what is true."""
    plain = suggest_for_unknown("a@b.example", SUPPLIERS).sentence()
    assert plain == "No supplier has a@b.example among its senders."
    assert "looks like a UBL." in suggest_for_unknown("a@b.example", SUPPLIERS, "ubl", "4000000000006").sentence()
    assert suggest_for_unknown("a@b.example", (SupplierSenders("x", "X"),)).sentence() == plain
