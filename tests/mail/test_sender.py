"""Which supplier a mail may come from, by its single From address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lieferschein.mail import Match, SupplierSenders, match_supplier, sender_problems, unpack
from lieferschein.reasons import Reason
from tests.mail.builders import DESADV, attached, mail, outlook, part
from tests.mail.suppliers import HOERWELT, OTOPLAST, SUPPLIERS, UMLAUT

FORWARDER = "einkauf@akustik.example"


def matched(raw: bytes, *, suppliers: tuple[SupplierSenders, ...] = SUPPLIERS, mailbox: str | None = None) -> list[str]:
    """The keys of the suppliers the mail may come from."""
    found = match_supplier(raw, suppliers, [FORWARDER], mailbox)
    assert isinstance(found, Match), found
    return [supplier.key for supplier in found.candidates]


def refused(raw: bytes) -> Reason:
    """The reason why the mail has no supplier."""
    found = match_supplier(raw, SUPPLIERS, [FORWARDER])
    assert isinstance(found, Reason), found
    return found


@pytest.mark.parametrize(
    "sender",
    [
        "bote@hoerwelt.example",
        "BOTE@Hoerwelt.EXAMPLE",
        "Bote der Hörwelt <bote@hoerwelt.example>",
        '"Hörwelt, Versand" <bote@hoerwelt.example>',
        "Hörwelt, Versand <bote@hoerwelt.example>",
        "=?utf-8?q?H=C3=B6rwelt?= <bote@hoerwelt.example>",
        "bote@hoerwelt.example <bote@hoerwelt.example>",
        "bote@hoerwelt.example (Versand (Kiel))",
        "<bote@hoerwelt.example>",
        "Bote\r\n <bote@hoerwelt.example>",
    ],
)
def test_single_address_is_found(sender: str) -> None:
    """The address is found whatever stands around it, and compared without case."""
    assert matched(mail(sender=sender)) == ["hoerwelt"]


def test_wildcard_counts_for_its_domain_alone() -> None:
    """*@domain takes every address at the domain, and none at a domain below or above it."""
    assert matched(mail(sender="lager7@edi.hoerwelt.example")) == ["hoerwelt"]
    assert matched(mail(sender="lager7@hoerwelt.example")) == []
    assert matched(mail(sender="lager7@neu.edi.hoerwelt.example")) == []
    assert matched(mail(sender="lager7@xedi.hoerwelt.example")) == []


def test_umlaut_domains_are_compared_in_idna() -> None:
    """A domain with umlauts and its ASCII form are the same."""
    for sender in ("a@großklang.example", "a@GROßKLANG.example", "a@xn--groklang-sya.example"):
        assert matched(mail(sender=sender)) == [UMLAUT.key]


def test_exact_address_before_wildcard() -> None:
    """The supplier that names the address wins over the one that names its domain."""
    portal = SupplierSenders("portal", "Portal", ("*@hoerwelt.example",))
    assert matched(mail(sender="bote@hoerwelt.example"), suppliers=(portal, HOERWELT)) == ["hoerwelt"]
    assert matched(mail(sender="lager@hoerwelt.example"), suppliers=(portal, HOERWELT)) == ["portal"]


def test_wildcard_on_a_public_domain_never_counts() -> None:
    """*@gmx.de would let everybody speak for the supplier, so it lets nobody; the single address works."""
    careless = SupplierSenders("klein", "Klein", ("*@gmx.de", "klein@web.de"))
    assert matched(mail(sender="irgendwer@gmx.de"), suppliers=(careless,)) == []
    assert matched(mail(sender="klein@web.de"), suppliers=(careless,)) == ["klein"]


def test_suppliers_of_other_mailboxes_do_not_count() -> None:
    """A supplier with mailboxes is looked for in these only."""
    bound = replace(HOERWELT, mailboxes=("kiel",))
    raw = mail()
    assert matched(raw, suppliers=(bound,), mailbox="kiel") == ["hoerwelt"]
    assert matched(raw, suppliers=(bound,), mailbox="hamburg") == []
    assert matched(raw, suppliers=(bound,)) == ["hoerwelt"]


def test_shared_address_gives_all_its_suppliers() -> None:
    """An address that two suppliers share gives both; the document decides later."""
    other = replace(OTOPLAST, senders=("bote@hoerwelt.example",))
    found = match_supplier(mail(), (HOERWELT, other))
    assert isinstance(found, Match)
    assert (found.supplier, [each.key for each in found.candidates]) == (None, ["hoerwelt", "otoplast"])


def test_mail_without_a_usable_sender() -> None:
    """No From, an empty one, or one that is no address: an unknown sender, said as it is."""
    for sender in (
        "",
        "Hörwelt",
        "bote@",
        "@hoerwelt.example",
        "bote@localhost",
        "bote@[192.0.2.1]",
        "Liste: a@b.example;",
    ):
        assert refused(mail(sender=sender)).code == "unknown_sender"
    assert refused(b"Subject: x\r\n\r\n").code == "unknown_sender"


def forwarded(*inner: bytes, sender: str = FORWARDER) -> bytes:
    """The mails, attached to one of the forwarder's."""
    return mail(*(b"Content-Type: message/rfc822\r\n\r\n" + each for each in inner), sender=sender, boundary="aussen")


def test_trusted_forwarder_passes_on_a_mail() -> None:
    """The From of the attached mail counts, in each form in which mailers attach one."""
    inner = mail(attached(DESADV))
    saved = outlook({"LS.edi": DESADV}, headers="From: bote@hoerwelt.example\r\n")
    for raw in (
        forwarded(inner),
        mail(attached(inner, "Lieferschein.eml"), sender=FORWARDER, boundary="aussen"),
        mail(attached(saved, "Lieferschein.msg"), sender=FORWARDER),
        forwarded(forwarded(inner).replace(b"aussen", b"mitte")),  # passed on twice
    ):
        found = match_supplier(raw, SUPPLIERS, ["Einkauf@Akustik.example"])
        assert isinstance(found, Match)
        assert (found.supplier, found.sender, found.forwarder) == (HOERWELT, "bote@hoerwelt.example", FORWARDER)
        assert match_supplier(raw, SUPPLIERS, [FORWARDER], unpacked=unpack(raw)) == found


def test_others_pass_nothing_on() -> None:
    """A mail attached to a stranger's, or to a supplier's own, does not count."""
    inner = mail(attached(DESADV))
    assert matched(forwarded(inner, sender="fremd@evil.example")) == []
    assert matched(forwarded(inner, sender="versand@otoplast.example")) == ["otoplast"]


def test_forwarded_in_the_text_does_not_count() -> None:
    """ "Von: …" in the text is written by anybody; the forwarder is asked to attach the mail."""
    raw = mail(part(b"Von: bote@hoerwelt.example\r\n", "Content-Type: text/plain"), attached(DESADV), sender=FORWARDER)
    assert refused(raw).code == "unknown_sender"
    assert "as an attachment" in refused(raw).sentence()


def test_forwarded_mails_of_several_senders() -> None:
    """Mails of two suppliers in one are ambiguous; two of the same are not; an unreadable inner From is refused."""
    first, second = mail(attached(DESADV)), mail(attached(DESADV), sender="versand@otoplast.example")
    assert refused(forwarded(first, second)).code == "ambiguous_sender"
    assert matched(forwarded(first, first)) == ["hoerwelt"]
    twofold = mail(sender="bote@hoerwelt.example, evil@evil.example")
    assert refused(forwarded(twofold)).code == "ambiguous_sender"


def test_mails_attached_to_the_forwarded_one_do_not_count() -> None:
    """Only what the forwarder attached is vouched for, not what lies inside of that."""
    raw = forwarded(forwarded(mail(attached(DESADV)), sender="fremd@evil.example").replace(b"aussen", b"mitte"))
    assert matched(raw) == []


def test_settings_that_would_mix_suppliers_up() -> None:
    """Conflicts and careless wildcards are named with their place; sound settings have no problems."""
    assert sender_problems(SUPPLIERS) == []
    shared = SupplierSenders("portal", "Portal", ("Bote@HOERWELT.example",))
    (problem,) = sender_problems((HOERWELT, shared))
    assert "suppliers.hoerwelt.senders" in problem
    assert "bote@hoerwelt.example" in problem
    assert sender_problems((HOERWELT, replace(shared, gln=("4098765000008",)))) == []
    assert sender_problems((HOERWELT, replace(shared, vat_id=("DE 987 654 321",)))) == []
    assert sender_problems((HOERWELT, replace(shared, gln=HOERWELT.gln)))
    assert sender_problems((replace(HOERWELT, mailboxes=("a",)), replace(shared, mailboxes=("b",)))) == []
    for sender in ("*@gmx.de", "*@GMAIL.com", "*@t-online.de", "*@outlook.com", "*", "*@de", "bote", "*@", "@x.de"):
        assert sender_problems((SupplierSenders("a", "A", (sender,)),)), sender


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\x7f", "\u202e"])
def test_an_address_with_hidden_characters_is_none(hidden: str) -> None:
    """A soft hyphen, a blank of no width or a turn of direction makes another address look like the supplier's."""
    assert refused(mail(sender=f"<bo{hidden}te@hoerwelt.example>")).code == "unknown_sender"
