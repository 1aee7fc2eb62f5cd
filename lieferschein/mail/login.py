"""From an Account to a logged-in imap-tools mailbox: TCP, TLS, login. Every way to fail has its error."""

from __future__ import annotations

import contextlib
import imaplib
import json
import socket
import ssl
from collections.abc import Iterator

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxLoginError

from lieferschein.mail.account import Account
from lieferschein.mail.errors import (
    CertificateRefused,
    HostUnknown,
    LoginRefused,
    MailError,
    NoAnswer,
    TlsFailed,
    TokenRefused,
    Unavailable,
    Unreachable,
    asks_for_later,
    says_expired,
)
from lieferschein.mail.oauth_refusals import explain_refusal
from lieferschein.reasons import N_


class Mailbox(BaseMailBox):
    """imap-tools' mailbox over a connection that is always checked: TLS verified, every wait bounded."""

    def __init__(self, account: Account) -> None:
        self._account = account
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = self._connected()
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # imaplib writes literals in two pieces
        return client

    def _connected(self) -> imaplib.IMAP4:
        account = self._account
        if account.encryption == "tls":
            context = tls_context(account)
            return imaplib.IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=account.timeout)
        client = imaplib.IMAP4(account.host, account.port, timeout=account.timeout)
        if account.encryption == "starttls":
            _start_tls(client, account)
        return client


def _start_tls(client: imaplib.IMAP4, account: Account) -> None:
    try:
        _check_starttls(client, account)
        client.starttls(tls_context(account))
    except BaseException:
        with contextlib.suppress(OSError):
            client.shutdown()
        raise


def _check_starttls(client: imaplib.IMAP4, account: Account) -> None:
    if client.state != "NONAUTH" or "STARTTLS" not in client.capabilities:  # PREAUTH would skip encryption
        message = N_("{host} port {port} offers no STARTTLS. Set encryption = tls (usually port 993).")
        raise TlsFailed(message, host=account.host, port=account.port)


def tls_context(account: Account) -> ssl.SSLContext:
    """A context that verifies chain and host name; imaplib alone would verify nothing."""
    try:
        return ssl.create_default_context(cafile=str(account.ca_file) if account.ca_file else None)
    except (OSError, ValueError) as error:
        message = N_("The ca_file {ca_file} cannot be read ({said}). Name a PEM file with the authority's certificate.")
        raise CertificateRefused(message, ca_file=account.ca_file, said=error) from error


def open_mailbox(account: Account) -> Mailbox:
    """Connect and log in; nothing is selected. Raises a MailError that says what to do."""
    mailbox = dial(account)
    try:
        with explained(account):
            log_in(mailbox, account)
            mailbox.client._get_capabilities()  # many servers offer more after login
    except BaseException:
        with contextlib.suppress(OSError):
            mailbox.client.shutdown()
        raise
    return mailbox


def dial(account: Account) -> Mailbox:
    """Connect, with TLS as configured, without logging in."""
    with explained(account):
        return Mailbox(account)


@contextlib.contextmanager
def explained(account: Account) -> Iterator[None]:
    """Turn what sockets, TLS and imaplib raise while connecting into a MailError."""
    host, port = account.host, account.port
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise CertificateRefused(host=host, port=port, said=error.verify_message) from error
    except ssl.SSLError as error:
        raise TlsFailed(host=host, port=port, said=error.reason or error) from error
    except (socket.gaierror, UnicodeError) as error:  # UnicodeError: an empty or overlong label in the name
        transient = getattr(error, "errno", None) == socket.EAI_AGAIN
        said = getattr(error, "strerror", None) or error
        raise HostUnknown(host=host, said=said, transient=transient) from error
    except TimeoutError as error:
        raise NoAnswer(host=host, port=port, timeout=f"{account.timeout:g}") from error
    except OSError as error:
        raise Unreachable(host=host, port=port, said=error.strerror or error) from error
    except imaplib.IMAP4.error as error:
        raise Unavailable(host=host, said=account.without_secrets(_words(error))) from None


def log_in(mailbox: Mailbox, account: Account) -> None:
    """Authenticate as the account says; raises LoginRefused, TokenRefused or Unavailable."""
    if mailbox.client.state == "AUTH":  # PREAUTH: a tunnel that has logged in already
        return
    if account.auth == "oauth2":
        _log_in_with_token(mailbox, account)
        return
    try:
        _log_in_with_password(mailbox, account)
    except MailboxLoginError as error:
        raise _refusal(account, error.command_result[1][-1]) from None  # the cause may hold an echoed password
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise _refusal(account, _words(error)) from None


def _log_in_with_password(mailbox: Mailbox, account: Account) -> None:
    capabilities = mailbox.client.capabilities
    password = account.password or ""
    if account.user.isascii() and password.isascii() and "LOGINDISABLED" not in capabilities:
        mailbox.login(account.user, password, initial_folder=None)
    elif "AUTH=PLAIN" in capabilities:  # RFC 4616: UTF-8, where LOGIN knows ASCII only
        mailbox.login_utf8(account.user, password, initial_folder=None)
    elif "LOGINDISABLED" in capabilities:
        message = N_(
            "{host} takes no password over this connection (LOGINDISABLED). Set encryption = tls or starttls, or "
            "auth = oauth2 where the provider wants that."
        )
        raise LoginRefused(message, host=account.host, user=account.user)
    else:
        message = N_("{host} takes only ASCII in user and password. Choose a password without umlauts.")
        raise LoginRefused(message, host=account.host, user=account.user)


def _log_in_with_token(mailbox: Mailbox, account: Account) -> None:
    if account.token is None:
        message = N_("There is no OAuth2 token for {user}. Log in with lieferschein login.")
        raise TokenRefused(message, host=account.host, user=account.user)
    try:
        _authenticate(mailbox, account, account.token())
    except TokenRefused as error:
        forget = getattr(account.token, "forget", None)
        if forget is None or error.transient:
            raise
        forget()  # a cached token may have been revoked: ask once for a fresh one
        _authenticate(mailbox, account, account.token())


def _authenticate(mailbox: Mailbox, account: Account, token: str) -> None:
    client, challenges = mailbox.client, list[str]()
    if "AUTH=OAUTHBEARER" in client.capabilities and "AUTH=XOAUTH2" not in client.capabilities:
        mechanism = "OAUTHBEARER"  # RFC 7628
        gs2 = account.user.replace("=", "=3D").replace(",", "=2C")
        first = f"n,a={gs2},\x01host={account.host}\x01port={account.port}\x01auth=Bearer {token}\x01\x01"
    else:
        mechanism, first = "XOAUTH2", f"user={account.user}\x01auth=Bearer {token}\x01\x01"

    def answer(challenge: bytes) -> str:
        if not challenge:
            return first
        challenges.append(challenge.decode("utf-8", "replace"))  # JSON that says why not
        return "\x01" if mechanism == "OAUTHBEARER" else ""

    try:
        client.authenticate(mechanism, answer)  # type: ignore[arg-type]
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = _words(error).replace(token, "***")
        if challenges:
            said = f"{said} {_challenge_words(challenges[-1])}"
        if asks_for_later(said):
            raise Unavailable(host=account.host, said=said) from None
        raise TokenRefused(explain_refusal(said), host=account.host, user=account.user, said=said) from None


def _challenge_words(challenge: str) -> str:
    try:
        parts = json.loads(challenge)
    except ValueError:
        return ""
    return " ".join(str(value) for key, value in parts.items() if key in {"status", "error", "error_description"})


def _refusal(account: Account, answer: bytes | str) -> MailError:
    said = account.without_secrets(_words(answer))
    if asks_for_later(said):
        return Unavailable(host=account.host, said=said)
    if says_expired(said) or said.startswith("[EXPIRED]"):
        message = N_("The password of {user} on {host} has expired ({said}). Set a new one, and enter it here.")
        return LoginRefused(message, host=account.host, user=account.user, said=said)
    return LoginRefused(explain_refusal(said), host=account.host, user=account.user, said=said)


def _words(answer: object) -> str:
    """What a server said, out of imaplib's exception texts such as "LOGIN command error: BAD [b'…']"."""
    if isinstance(answer, BaseException):
        answer = answer.args[0] if answer.args else ""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return text.removeprefix("* ").removeprefix("BYE ").removeprefix("b'").removesuffix("'")
