"""Who the receiving server says sent the mail: its topmost header alone counts, and every doubt fails."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lieferschein.mail import authenticate
from lieferschein.mail.authentication import authentication_results
from lieferschein.mail.sender import Requirement
from tests.mail.builders import DESADV, attached, mail

OURS = "mx.akustik.example"
WORDS = [*'();="\\ @.', "dkim", "pass", "header.d", "hoerwelt.example", OURS, "\r\n "]


def checked(required: Requirement, *results: str, sender: str = "bote@hoerwelt.example") -> bool:
    """Whether a mail with the Authentication-Results, topmost first, passes."""
    raw = mail(attached(DESADV), sender=sender, fields=[f"Authentication-Results: {result}" for result in results])
    reason = authenticate(raw, required, OURS)
    assert reason is None or (reason.code == "sender_not_authenticated" and "{" not in reason.sentence())
    return reason is None


PASSING: list[tuple[Requirement, str]] = [
    ("dkim", f"{OURS}; dkim=pass header.d=hoerwelt.example"),
    (
        "dkim",
        f"{OURS} 1; spf=fail smtp.mailfrom=x@y.example; dkim=pass (2048-bit key) header.d=hoerwelt.example header.s=a",
    ),
    ("dkim", f"{OURS.upper()};\r\n\tDKIM = Pass\r\n\t(a (nested) comment) header.d = HOERWELT.example"),
    ("dkim", f"{OURS}; dkim=fail header.d=evil.example; dkim=pass header.d=hoerwelt.example"),
    ("dkim", f"{OURS}; dkim=pass header.i=@hoerwelt.example"),
    ("dkim", f"{OURS}; dkim/1=pass header.d=post.hoerwelt.example"),
    ("dkim", f'"{OURS}"; dkim=pass reason="good; signature" header.d="hoerwelt.example"'),
    ("dmarc", f"{OURS}; dmarc=pass (p=REJECT sp=NONE) header.from=hoerwelt.example"),
    ("dmarc", f"{OURS}; spf=pass smtp.mailfrom=hoerwelt.example; dmarc=pass action=none header.from=hoerwelt.example"),
]

FAILING: list[tuple[Requirement, str]] = [
    ("dkim", f"{OURS}; none"),
    ("dkim", f"{OURS}; dkim=none"),
    ("dkim", f"{OURS}; dkim=fail header.d=hoerwelt.example"),
    ("dkim", f"{OURS}; dkim=pass"),
    ("dkim", f"{OURS}; dkim=pass header.d=evil.example"),
    ("dkim", f"{OURS}; dkim=pass header.d=example"),
    ("dkim", f"{OURS}; dkim=pass header.d=evilhoerwelt.example"),
    ("dkim", f"{OURS}; dkim=pass header.d=hoerwelt.example.evil.example"),
    ("dkim", f"{OURS}; dkim=pass header.i=@hoerwelt.example header.d=evil.example"),
    ("dkim", f"{OURS}; spf=pass smtp.mailfrom=bote@hoerwelt.example"),
    ("dkim", f"{OURS}; dmarc=pass header.from=hoerwelt.example"),
    ("dkim", f'{OURS}; dkim=fail reason="; dkim=pass header.d=hoerwelt.example"'),
    ("dkim", f"{OURS}; dkim=fail (; dkim=pass header.d=hoerwelt.example;)"),
    ("dkim", f'{OURS}; spf=fail smtp.mailfrom="; dkim=pass header.d=hoerwelt.example; x="'),
    ("dkim", f"evil.example; dkim=pass header.d=hoerwelt.example; {OURS}"),
    ("dkim", f"{OURS}.evil.example; dkim=pass header.d=hoerwelt.example"),
    ("dkim", f"({OURS}); dkim=pass header.d=hoerwelt.example"),
    ("dkim", f"{OURS} dkim=pass header.d=hoerwelt.example"),
    ("dkim", f"{OURS}; dkim=pass header.d=evil.example header.d=hoerwelt.example"),
    ("dkim", f"{OURS}; dkim=bestguesspass header.d=hoerwelt.example"),
    ("dmarc", f"{OURS}; dmarc=pass"),
    ("dmarc", f"{OURS}; dmarc=pass header.from=evil.example"),
    ("dmarc", f"{OURS}; dmarc=bestguesspass header.from=hoerwelt.example"),
    ("dmarc", f"{OURS}; dkim=pass header.d=hoerwelt.example"),
    ("dmarc", ""),
]


@pytest.mark.parametrize(("required", "result"), PASSING)
def test_confirmed_by_our_server(required: Requirement, result: str) -> None:
    """The server's finding for the From domain passes, however it is spelt, folded and commented."""
    assert checked(required, result)


@pytest.mark.parametrize(("required", "result"), FAILING)
def test_not_confirmed(required: Requirement, result: str) -> None:
    """Another method, domain, server or result, or one inside a string or comment, fails."""
    assert not checked(required, result)


def test_forged_header_further_down_is_ignored() -> None:
    """Of two headers with our server's name the upper one is the server's; the lower came with the mail."""
    forged = f"{OURS}; dkim=pass header.d=hoerwelt.example; dmarc=pass header.from=hoerwelt.example"
    assert not checked("dkim", f"{OURS}; dkim=none", forged)
    assert not checked("dmarc", f"{OURS}; dmarc=fail header.from=hoerwelt.example", forged)
    assert checked("dkim", f"{OURS}; dkim=pass header.d=hoerwelt.example", f"{OURS}; dkim=fail")
    assert checked("dkim", "relay.example; dkim=fail", f"{OURS}; dkim=pass header.d=hoerwelt.example")


def test_none_required_none_checked() -> None:
    """A supplier without a requirement is not checked."""
    assert checked("none")


def test_required_and_nothing_there() -> None:
    """No header, no configured server, no single sender: fails, and says what is missing."""
    raw = mail(attached(DESADV))
    missing, unset = authenticate(raw, "dkim", OURS), authenticate(raw, "dmarc", None)
    assert missing is not None
    assert unset is not None
    assert "no Authentication-Results of our server" in missing.sentence()
    assert "authserv_id" in unset.sentence()
    assert authenticate(mail(sender="a@b.example, c@d.example"), "dkim", OURS) is not None
    assert authenticate(b"", "dkim", OURS) is not None


def test_server_without_an_id_is_never_believed() -> None:
    """Without authserv_id even a passing header proves nothing: anybody can have written it."""
    raw = mail(fields=["Authentication-Results: ; dkim=pass header.d=hoerwelt.example"])
    assert authenticate(raw, "dkim", None) is not None
    assert authenticate(raw, "dkim", "") is not None


def test_own_verification_only_where_the_server_is_silent() -> None:
    """A signature checked by ourselves counts where the server added no header, aligned with From, never against it."""
    silent = mail(attached(DESADV))
    asked: list[bytes] = []

    def verify(raw: bytes) -> set[str]:
        asked.append(raw)
        return {"hoerwelt.example"}

    assert authenticate(silent, "dkim", OURS, verify) is None
    assert authenticate(silent, "dmarc", None, verify) is None
    assert asked == [silent, silent]
    assert authenticate(mail(sender="bote@evil.example"), "dkim", OURS, verify) is not None
    denied = mail(fields=[f"Authentication-Results: {OURS}; dkim=fail header.d=hoerwelt.example"])
    assert authenticate(denied, "dkim", OURS, verify) is not None
    assert len(asked) == 3


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS)).map("".join))
def test_any_header_can_be_read(value: str) -> None:
    """Whatever the header holds, reading it raises nothing and takes no result from a string without an end."""
    results = authentication_results(mail(fields=[f"Authentication-Results: {OURS}; x=y {value}"]), OURS)
    assert results is None or all(result.method for result in results)
