"""The connection test, step by step: name, connection and certificate, login, abilities, folders."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lieferschein.mail.account import Account
from lieferschein.mail.connection import Connection
from lieferschein.mail.errors import MailError
from lieferschein.mail.folders import FolderNames, resolve
from lieferschein.mail.listing import folder_state
from lieferschein.mail.login import Mailbox, dial, explained
from lieferschein.reasons import N_, Reason

EXPIRY_WARNING_DAYS = 21


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One step of the test: resolve, connect, login, abilities, inbox, archive, error; folders when one is wrong.

    `reason` is a sentence in either language: what was found when `ok`, else what is wrong and what to do. `warning`
    marks a step that is ok and yet wants attention.
    """

    name: str
    ok: bool
    reason: Reason
    warning: bool = False


def check_steps(account: Account, names: FolderNames, create: bool = False) -> Iterator[CheckStep]:
    """Try everything that a run needs, without importing or moving anything; ends after the first step that fails.

    With `create`, folders that are missing count as found: the run will create them. Nothing is created here.
    """
    name = "resolve"
    try:
        yield _resolve(account)
        name = "connect"
        yield _connect(account)
        name = "login"
        connection = Connection(account)
    except MailError as error:
        yield CheckStep(name, False, error.reason)
        return
    try:
        user = Reason("ok", N_("Logged in as {user}."), {"user": account.user})
        yield CheckStep("login", True, user)
        yield _abilities(connection)
        yield from _folders(connection, names, create)
    finally:
        connection.close()


def _resolve(account: Account) -> CheckStep:
    with explained(account):
        found = socket.getaddrinfo(account.host, account.port, type=socket.SOCK_STREAM)
    addresses = ", ".join(dict.fromkeys(str(entry[4][0]) for entry in found))
    message = N_("{host} is {addresses}.")
    return CheckStep("resolve", True, Reason("ok", message, {"host": account.host, "addresses": addresses}))


def _connect(account: Account) -> CheckStep:
    mailbox = dial(account)
    try:
        return _describe_connection(mailbox, account)
    finally:
        with suppress(OSError):
            mailbox.client.shutdown()


def _describe_connection(mailbox: Mailbox, account: Account) -> CheckStep:
    where = {"host": account.host, "port": str(account.port)}
    sock = mailbox.client.sock
    if not isinstance(sock, ssl.SSLSocket):
        message = N_("{host} answers on port {port}, without encryption: anybody on the way can read the password.")
        return CheckStep("connect", True, Reason("unencrypted", message, where), warning=True)
    certificate: dict[str, Any] = sock.getpeercert() or {}
    expires = dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), dt.UTC)
    alternatives = ", ".join(value for _, value in certificate.get("subjectAltName", ()))
    params = {
        **where,
        "tls": sock.version() or "TLS",
        "names": alternatives[:200],
        "expires": expires.date().isoformat(),
    }
    if expires - dt.datetime.now(dt.UTC) < dt.timedelta(days=EXPIRY_WARNING_DAYS):
        message = N_("{host} answers with {tls}; its certificate for {names} expires on {expires}: have it renewed.")
        return CheckStep("connect", True, Reason("certificate_expires", message, params), warning=True)
    message = N_("{host} answers with {tls}; its certificate is for {names}, good until {expires}.")
    return CheckStep("connect", True, Reason("ok", message, params))


def _abilities(connection: Connection) -> CheckStep:
    capabilities = connection.capabilities
    if "MOVE" in capabilities:
        return CheckStep("abilities", True, Reason("ok", N_("The server moves mail in one step (MOVE).")))
    if "UIDPLUS" in capabilities:
        message = N_("The server has no MOVE: mail is copied, then the original is removed (UIDPLUS).")
        return CheckStep("abilities", True, Reason("ok", message))
    message = N_(
        "The server has neither MOVE nor UIDPLUS: mail is copied, and the original stays behind, hidden as deleted."
    )
    return CheckStep("abilities", True, Reason("no_uidplus", message), warning=True)


def _folders(connection: Connection, names: FolderNames, create: bool) -> Iterator[CheckStep]:
    try:
        folders = resolve(connection, names, create=create, readonly=True)
    except MailError as error:
        yield CheckStep("folders", False, error.reason)
        return
    for role in ("inbox", "archive", "error"):
        name: str = getattr(folders, role)
        try:
            yield _folder(connection, role, name, missing=name in folders.missing)
        except MailError as error:
            yield CheckStep(role, False, error.reason)


def _folder(connection: Connection, role: str, name: str, *, missing: bool) -> CheckStep:
    if missing:
        return CheckStep(
            role, True, Reason("ok", N_("{folder} does not exist yet; the first run creates it."), {"folder": name})
        )
    connection.select(name, afresh=True)  # as a run does: must be writable
    state = folder_state(connection, name)
    params = {
        "folder": name,
        "count": str(state.messages),
        "oldest": state.oldest.date().isoformat() if state.oldest else "",
    }
    message = (
        N_("{folder} holds {count} messages, the oldest of {oldest}.") if state.oldest else N_("{folder} is empty.")
    )
    return CheckStep(role, True, Reason("ok", message, params))
