"""Getting in, and every way to fail: one sentence that says what is wrong and what to do, no secret in it."""

from __future__ import annotations

import pickle
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lieferschein.mail import Account, MailError, connect
from tests.fixtures.certificates import make_certificate
from tests.fixtures.dovecot import Dovecot, Variant
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer, free_port
from tests.fixtures.relay import Relay

MakeRelay = Callable[[ImapServer], Relay]


def fails(account: Account, code: str, *words: str, transient: bool = False) -> MailError:
    """Connecting ends with this code, these words in the sentence, and without the password."""
    with pytest.raises(MailError) as caught:
        connect(account)
    error = caught.value
    sentence = error.reason.sentence()
    assert (error.reason.code, error.transient) == (code, transient), sentence
    for word in words:
        assert word in sentence
    assert account.password is None or account.password not in f"{sentence} {error.__cause__}"
    assert "{" not in sentence
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.reason, copy.transient) == (type(error), error.reason, transient)
    return error


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts and says nothing, as a TLS port does to a client that waits for a greeting."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_tls_with_an_authority_of_our_own(dovecot: DovecotFactory) -> None:
    """ca_file makes a certificate of one's own trusted; the capabilities are asked again (MOVE comes after login)."""
    with connect(dovecot("tls").account()) as session:
        assert "MOVE" in session.capabilities


def test_an_untrusted_certificate_is_refused(dovecot: DovecotFactory) -> None:
    """Without ca_file the sentence names ca_file; never a fallback to unverified."""
    fails(dovecot("tls").account(ca_file=None), "certificate", "not trusted", "ca_file")


def test_a_certificate_for_another_name_is_refused(dovecot: DovecotFactory, tmp_path: Path) -> None:
    """The host name is checked, not the chain alone."""
    dovecot.instance()  # skips where Dovecot is missing
    other = Dovecot(Variant(tls=True), certificate=make_certificate(tmp_path, host="imap.example.com", address=None))
    try:
        fails(other.user().account(), "certificate", "localhost", "ca_file")
    finally:
        other.close()


def test_an_expired_certificate_is_refused(dovecot: DovecotFactory, tmp_path: Path) -> None:
    """The sentence says that it has expired."""
    dovecot.instance()  # skips where Dovecot is missing
    expired = Dovecot(Variant(tls=True), certificate=make_certificate(tmp_path, days=-1))
    try:
        fails(expired.user().account(), "certificate", "expired")
    finally:
        expired.close()


def test_a_ca_file_that_is_missing_or_no_certificate(dovecot: DovecotFactory, tmp_path: Path) -> None:
    """A wrong ca_file is named."""
    (tmp_path / "wrong.pem").write_text("no certificate")
    for file in (tmp_path / "wrong.pem", tmp_path / "none.pem"):
        fails(dovecot("tls").account(ca_file=file), "certificate", file.name)


def test_starttls(dovecot: DovecotFactory, pymap_tls_server: ImapServer) -> None:
    """STARTTLS with a verified certificate, on both servers; an untrusted one is refused there too."""
    instance = dovecot.instance("tls")
    server = dovecot("tls")
    for account in (server.account(port=instance.port, encryption="starttls"), pymap_tls_server.account()):
        connect(account).close()
    fails(server.account(port=instance.port, encryption="starttls", ca_file=None), "certificate", "ca_file")


def test_starttls_that_is_not_offered_fails(dovecot: DovecotFactory, pymap_server: ImapServer) -> None:
    """Neither password nor user is sent when the server offers no STARTTLS."""
    for server in (dovecot(), pymap_server):
        fails(server.account(encryption="starttls"), "tls", "STARTTLS")


def test_stripped_starttls_sends_no_password(dovecot: DovecotFactory, relay: MakeRelay) -> None:
    """Somebody on the way who takes STARTTLS out of the capabilities gets no login."""
    server = dovecot("tls")
    server.port, server.encryption = dovecot.instance("tls").port, "starttls"
    wire = relay(server)
    wire.rewrites.append((rb" STARTTLS", b""))
    fails(wire.server.account(), "tls", "STARTTLS")
    assert not any("LOGIN" in command.upper() for command in wire.commands)


def test_tls_on_a_port_without_and_the_reverse(dovecot: DovecotFactory, silent_port: int) -> None:
    """The usual mix-up of port and encryption says so."""
    fails(dovecot().account(encryption="tls"), "tls", "does not speak TLS", "993")
    fails(dovecot().account(port=silent_port, timeout=0.3), "timeout", "0.3", "encryption", transient=True)
    fails(dovecot().account(port=silent_port, timeout=0.3, encryption="tls"), "timeout", "993", transient=True)


def test_unknown_host_and_closed_port(pymap_server: ImapServer) -> None:
    """A host that does not resolve is a typing error; a port where nobody listens may be a restart."""
    error = None
    with pytest.raises(MailError) as caught:
        connect(pymap_server.account(host="imap.invalid"))
    error = caught.value
    assert error.reason.code == "host_unknown"
    assert "imap.invalid" in str(error)
    fails(pymap_server.account(host="a..b"), "host_unknown", "a..b")
    fails(pymap_server.account(port=free_port()), "unreachable", "port", transient=True)


@pytest.mark.parametrize("encryption", ["none", "tls"])
def test_wrong_password(dovecot: DovecotFactory, encryption: str) -> None:
    """Fails at once and for good; the sentence names user and host, not the password."""
    server = dovecot("tls" if encryption == "tls" else "slash")
    fails(server.account(password="verraten"), "login_refused", server.user, "password")


def test_wrong_password_on_pymap(pymap_server: ImapServer) -> None:
    """The demo's server too."""
    fails(pymap_server.account(password="verraten"), "login_refused", pymap_server.user)


def test_umlauts_in_the_password(dovecot: DovecotFactory) -> None:
    """LOGIN knows ASCII only; AUTHENTICATE PLAIN carries UTF-8."""
    dovecot.instance()
    instance = Dovecot(Variant(), password="Käsebrot")
    try:
        connect(instance.user().account(password="Käsebrot")).close()
        fails(instance.user().account(password="Süßes"), "login_refused")
    finally:
        instance.close()


@pytest.mark.parametrize(
    ("answer", "code", "transient", "words"),
    [
        ("TAG NO [UNAVAILABLE] Temporary authentication failure.\r\n", "unavailable", True, ["tried again"]),
        ("TAG NO [LIMIT] Maximum number of connections from user+IP exceeded\r\n", "unavailable", True, []),
        ("TAG BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n", "unavailable", True, []),
        ("* BYE [UNAVAILABLE] Server shutting down.\r\n", "unavailable", True, []),
        ("TAG NO [AUTHENTICATIONFAILED] Authentication failed.\r\n", "login_refused", False, ["Authentication failed"]),
        ("TAG NO LOGIN failed.\r\n", "login_refused", False, ["app password"]),
        ("TAG NO Basic authentication is disabled.\r\n", "login_refused", False, ["oauth2"]),
        ("TAG NO [ALERT] Application-specific password required\r\n", "login_refused", False, ["app password"]),
        ("TAG NO [EXPIRED] Password expired\r\n", "login_refused", False, ["expired"]),
        ('TAG BAD what is LOGIN "x" "geheim"?\r\n', "login_refused", False, ["***"]),
    ],
)
def test_what_servers_answer_to_a_login(
    dovecot: DovecotFactory, relay: MakeRelay, answer: str, code: str, transient: bool, words: list[str]
) -> None:
    """Busy and throttling are transient, refusals are not; an echoed password is struck out."""
    wire = relay(dovecot())
    wire.fault("LOGIN", "answer", answer)
    fails(wire.server.account(), code, *words, transient=transient)


def test_logindisabled_sends_no_password(dovecot: DovecotFactory, relay: MakeRelay) -> None:
    """A server that wants encryption first never sees the password."""
    wire = relay(dovecot())
    wire.rewrites += [(rb"CAPABILITY IMAP4rev1", b"CAPABILITY IMAP4rev1 LOGINDISABLED"), (rb" AUTH=PLAIN", b"")]
    fails(wire.server.account(), "login_refused", "LOGINDISABLED", "encryption")
    assert not any("geheim" in command for command in wire.commands)


def test_a_greeting_that_says_bye(dovecot: DovecotFactory, relay: MakeRelay) -> None:
    """A server that is going down is unavailable, not wrong."""
    wire = relay(dovecot())
    wire.rewrites.append((rb"^\* OK \[CAPABILITY.*", b"* BYE [UNAVAILABLE] going down\r"))
    fails(wire.server.account(), "unavailable", "going down", transient=True)


def test_the_password_is_not_in_the_accounts_repr(pymap_server: ImapServer) -> None:
    """An Account in a log or traceback shows no secret."""
    assert pymap_server.password not in repr(pymap_server.account(password=pymap_server.password))
