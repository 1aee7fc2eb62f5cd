"""What can go wrong between us and a mailbox. Every error says what is wrong and what to do.

MailError                   root; `.transient` says whether trying again may help, `.reason` holds code and sentence
├── HostUnknown             the name does not resolve
├── Unreachable             nobody answers at host and port                                transient
├── NoAnswer                a time-out                                                     transient
├── TlsFailed               no TLS where TLS is wanted, STARTTLS not offered
│   └── CertificateRefused  the server's certificate is not trusted
├── LoginRefused            wrong user or password, LOGINDISABLED
│   └── TokenRefused        OAuth2: the provider or the server refuses the token
├── Unavailable             the server asks us to come later: busy, throttling             transient
├── ConnectionLost          the connection broke, the login expired                        transient
├── CommandRefused          the server answered NO (transient) or BAD to a command
│   ├── QuotaFull           no space for a copy                                            transient
│   └── FolderReadOnly      the account may not write to the folder
├── FolderError             a folder that cannot be used as configured
│   ├── FolderMissing       names the nearest existing folders
│   ├── FolderNotSelectable
│   ├── FolderNotCreated
│   └── FoldersNotDifferent
├── UidValidityChanged      the UIDs that we know mean nothing any more                    transient
└── MoveFailed              the server said OK and moved nothing                           transient

None of them ever says anything about a message: no MailError is a reason to file a message under Fehler.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from lieferschein.reasons import N_, Reason


class MailError(Exception):
    """Root of everything that this package raises on purpose."""

    code: ClassVar[str] = "mail"
    message: ClassVar[str] = N_("The mailbox cannot be used: {said}.")
    transient: bool = False

    def __init__(self, message: str | None = None, *, transient: bool | None = None, **params: object) -> None:
        values = {name: _clean(value) for name, value in params.items()}
        values |= {name: value.rstrip(". ") for name, value in values.items() if name == "said"}  # we end the sentence
        self.reason = Reason(self.code, message or self.message, values)
        if transient is not None:
            self.transient = transient
        super().__init__(self.reason.sentence())

    def __reduce__(self) -> tuple[Any, ...]:  # exceptions travel between processes as results of task runs
        return _rebuild, (type(self), self.reason, self.__dict__)


def _rebuild(cls: type[MailError], reason: Reason, state: dict[str, Any]) -> MailError:
    error = cls.__new__(cls, reason.sentence())
    error.__dict__.update(state)
    return error


def _clean(value: object) -> str:
    """A server's words fit for a sentence: printable and short."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = "".join(char if char.isprintable() else " " for char in text)
    text = re.sub(r"\(\d+\.\d+ \+ .*? secs\)\.?", "", text)  # Dovecot's timings
    return re.sub(r" {2,}", " ", text).strip()[:300]


class HostUnknown(MailError):
    """The host's name does not resolve."""

    code = "host_unknown"
    message = N_("The host {host} is not known ({said}). Check the mailbox's host for typing errors, and the network.")


class Unreachable(MailError):
    """Nobody listens at host and port."""

    code = "unreachable"
    transient = True
    message = N_("{host} cannot be reached on port {port} ({said}). Check host and port, and firewalls between.")


class NoAnswer(MailError):
    """The server did not answer in time."""

    code = "timeout"
    transient = True
    message = N_(
        "{host} port {port} did not answer within {timeout} seconds. Check port and encryption (993 tls, 143 "
        "starttls); where the server is slow, raise timeout."
    )


class TlsFailed(MailError):
    """No encrypted connection."""

    code = "tls"
    message = N_(
        "{host} port {port} does not speak TLS ({said}). Check port and encryption: usually 993 with tls, "
        "143 with starttls."
    )


class CertificateRefused(TlsFailed):
    """The server's certificate is not trusted."""

    code = "certificate"
    message = N_(
        "The certificate of {host} is not trusted: {said}. If the server's certificate is signed by an authority of "
        "your own, name its PEM file as ca_file; otherwise check host, and ask whoever runs the server."
    )


class LoginRefused(MailError):
    """The server does not let us in."""

    code = "login_refused"
    message = N_(
        "{host} refuses the login of {user} ({said}). Check user and password; where two-factor login is on, use an "
        "app password or auth = oauth2."
    )


class TokenRefused(LoginRefused):
    """OAuth2: a token could not be had, or was refused."""

    code = "oauth_refused"
    message = N_("{host} refuses the OAuth2 login of {user} ({said}). Log in again with lieferschein login.")


class Unavailable(MailError):
    """The server asks us to come back later."""

    code = "unavailable"
    transient = True
    message = N_(
        "{host} cannot serve us now ({said}). It will be tried again; if it lasts, ask whoever runs the server."
    )


class ConnectionLost(MailError):
    """The connection broke; the next call connects again."""

    code = "connection_lost"
    transient = True
    message = N_("The connection to {host} was lost ({said}). It will be tried again.")

    @property
    def expired(self) -> bool:
        """Whether only the login's token has run out: logging in afresh helps at once."""
        return says_expired(self.reason.params.get("said", ""))

    @property
    def timed_out(self) -> bool:
        """Whether the server may still be busy with what it was asked: asking again at once could do it twice."""
        return "timeout" in self.reason.params


class CommandRefused(MailError):
    """The server answered NO or BAD."""

    code = "command_refused"
    message = N_("{host} refuses {command} ({said}). If it lasts, ask whoever runs the server.")


class QuotaFull(CommandRefused):
    """No space left for a copy."""

    code = "quota"
    transient = True
    message = N_("The mailbox on {host} is full ({said}). Make room in it, or have its quota raised.")


class FolderReadOnly(CommandRefused):
    """The account may read, but not write."""

    code = "folder_readonly"
    message = N_(
        "{user} may not write to the folder {folder} ({said}). Give the account the right to, or name another."
    )


class FolderError(MailError):
    """A folder that cannot be used as configured."""

    code = "folder"


class FolderMissing(FolderError):
    """There is no such folder."""

    code = "folder_missing"
    message = N_("There is no folder {folder} on {host}. Create it, or set create = true.")


class FolderNotSelectable(FolderError):
    """A name in the tree that can hold folders, but no mail."""

    code = "folder_not_selectable"
    message = N_(
        "The folder {folder} holds folders but no mail ({said}). Name one of the folders below it, or another."
    )


class FolderNotCreated(FolderError):
    """The server refuses to create a folder."""

    code = "folder_not_created"
    message = N_("{host} does not let us create the folder {folder} ({said}). Create it by hand, or name another.")


class FoldersNotDifferent(FolderError):
    """Two of the three folders are one."""

    code = "folders_not_different"
    message = N_("{first} and {second} are the same folder {folder}. Name three different folders.")


class UidValidityChanged(MailError):
    """The folder was rebuilt: UIDs known so far are worthless, list it again and go by content."""

    code = "uidvalidity_changed"
    transient = True
    message = N_(
        "The folder {folder} was rebuilt by the server (UIDVALIDITY {was}, now {now}). It will be listed again."
    )


class MoveFailed(MailError):
    """The server said OK to a move, but mail is still where it was. `moved` and `left` hold the UIDs."""

    code = "move_failed"
    transient = True
    message = N_(
        "{host} said that it moved mail from {folder} to {target}, but {count} of it is still in {folder}. "
        "It will be tried again; if it lasts, ask whoever runs the server."
    )


def with_moved(error: MailError, moved: Iterable[int], left: Iterable[int] = ()) -> MailError:
    """`error`, carrying which UIDs were moved before it and which were not: `error.moved`, `error.left`."""
    error.__dict__["moved"], error.__dict__["left"] = frozenset(moved), frozenset(left)
    return error


_LATER = re.compile(
    r"^\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]|throttl|too many|try again|temporar|\bbusy\b|unavailable|overload"
    r"|backoff|timed? ?out|rate.?limit|maximum number of connections",
    re.IGNORECASE,
)
_CODE = re.compile(r"^\[([A-Z-]+)")
_EXPIRED = re.compile(
    r"AccessTokenExpired|token (has )?expired|expired token|Session invalidated|re-?authenticate", re.I
)


def asks_for_later(said: str) -> bool:
    """Whether a server's NO, BAD or BYE means: not now (RFC 5530 codes, and the words of those who send none)."""
    return bool(_LATER.search(said))


def says_expired(said: str) -> bool:
    """Whether the server ended the session because the login's token has run out."""
    return bool(_EXPIRED.search(said))


def response_code(said: str) -> str:
    """The RFC 5530 response code at the beginning of an answer, or ""."""
    found = _CODE.match(said)
    return found[1] if found else ""


def refused(status: str, said: str, *, host: str, user: str, command: str, folder: str = "") -> MailError:
    """The error for a tagged NO or BAD, by its response code."""
    code = response_code(said)
    if says_expired(said):
        return ConnectionLost(host=host, said=said)
    if asks_for_later(said):
        return Unavailable(host=host, said=said)
    if code == "OVERQUOTA" or "quota" in said.lower():
        return QuotaFull(host=host, said=said, command=command)
    if code in {"TRYCREATE", "NONEXISTENT"}:
        return FolderMissing(host=host, folder=folder, said=said)
    if code == "NOPERM" or "permission denied" in said.lower():
        return FolderReadOnly(user=user, folder=folder, said=said, command=command)
    return CommandRefused(host=host, command=command, said=said, transient=status == "NO")
