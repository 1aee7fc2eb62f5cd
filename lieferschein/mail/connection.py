"""One IMAP connection: select, status, search and fetch by UID, each with our errors; connects again when it broke.

The commands go through the imaplib client under imap-tools: its own loops cost a round trip for every mail, and its
delete, flag and move send a plain EXPUNGE, which removes other people's deleted mail.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from imap_tools.utils import encode_folder

from lieferschein.mail.account import Account
from lieferschein.mail.errors import (
    CommandRefused,
    ConnectionLost,
    FolderMissing,
    FolderReadOnly,
    MailError,
    NoAnswer,
    UidValidityChanged,
    refused,
    response_code,
)
from lieferschein.mail.login import Mailbox, open_mailbox
from lieferschein.mail.wire import chunks, parse_fetch, uid_set

# untagged data that imaplib keeps until somebody asks: what came unasked must not pass for the next answer
_OF_ONE_COMMAND = (
    "FETCH",
    "SEARCH",
    "COPYUID",
    "APPENDUID",
    "STATUS",
    "LIST",
    "NAMESPACE",
    "EXPUNGE",
    "EXISTS",
    "RECENT",
)


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as SELECT or EXAMINE described it; `uidnext` is 0 where the server did not say."""

    folder: str
    uidvalidity: int
    uidnext: int
    readonly: bool


class Connection:
    """One logged-in connection. A broken socket raises ConnectionLost; the next call connects again by itself."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._mailbox: Mailbox | None = open_mailbox(account)
        self._selected: Selected | None = None
        self._uidvalidity: dict[str, int] = {}

    @property
    def mailbox(self) -> Mailbox:
        """imap-tools' mailbox, connected."""
        if self._mailbox is None:
            self._mailbox = open_mailbox(self.account)
        return self._mailbox

    @property
    def capabilities(self) -> frozenset[str]:
        """What the server offers after login, in capitals."""
        return frozenset(self.mailbox.client.capabilities)

    def reconnect(self) -> None:
        """Drop the connection and log in afresh; nothing is selected afterwards."""
        self._drop()
        self._mailbox = open_mailbox(self.account)

    def close(self) -> None:
        """Log out; never raises for a connection that is gone already."""
        mailbox, self._mailbox, self._selected = self._mailbox, None, None
        if mailbox is not None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                mailbox.client.logout()  # LOGOUT, not CLOSE: CLOSE expunges
            with contextlib.suppress(OSError):
                mailbox.client.shutdown()

    def _drop(self) -> None:
        mailbox, self._mailbox, self._selected = self._mailbox, None, None
        if mailbox is not None:
            with contextlib.suppress(OSError):
                mailbox.client.shutdown()

    @contextlib.contextmanager
    def talking(self, command: str, folder: str = "") -> Iterator[Mailbox]:
        """The mailbox for one command; what imaplib and the socket raise becomes a MailError."""
        host, user = self.account.host, self.account.user
        mailbox = self.mailbox
        try:
            yield mailbox
        except imaplib.IMAP4.readonly as error:
            self._selected = None
            raise FolderReadOnly(user=user, folder=folder, said="READ-ONLY", command=command) from error
        except imaplib.IMAP4.abort as error:
            self._drop()
            raise ConnectionLost(host=host, said=error) from error
        except TimeoutError as error:
            self._drop()
            message = NoAnswer.message
            raise ConnectionLost(
                message, host=host, port=self.account.port, timeout=f"{self.account.timeout:g}", said="timeout"
            ) from error
        except OSError as error:
            self._drop()
            raise ConnectionLost(host=host, said=error.strerror or error) from error
        except imaplib.IMAP4.error as error:
            raise self.explain("BAD", str(error), command, folder) from error

    def explain(self, status: str, answer: object, command: str, folder: str) -> MailError:
        """The error for a tagged NO or BAD."""
        said = _text(answer)
        error = refused(status, said, host=self.account.host, user=self.account.user, command=command, folder=folder)
        if isinstance(error, ConnectionLost):  # the login has expired: log in afresh
            self._drop()
        if type(error) is CommandRefused and status == "NO" and command in {"SELECT", "STATUS"}:
            return FolderMissing(host=self.account.host, folder=folder, said=said)  # Dovecot's NO carries no code here
        return error

    def run(self, *command: str | bytes, folder: str = "") -> str:
        """Send a command; returns the text of its tagged OK. NO and BAD raise. `folder` is named in the errors."""
        with self.talking(_name(command), folder) as mailbox:
            client = mailbox.client
            for stale in _OF_ONE_COMMAND:
                client.untagged_responses.pop(stale, None)
            status, said = _answer(client, str(command[0]), client._command(*command))
        if status != "OK":
            raise self.explain(status, said, _name(command), folder)
        return said

    def untagged(self, kind: str) -> list[Any]:
        """The untagged data of a kind that the last command brought."""
        return list(self.mailbox.client.untagged_responses.pop(kind, []))

    def select(self, folder: str, *, readonly: bool = False, afresh: bool = False) -> Selected:
        """Open a folder (EXAMINE when `readonly`), unless it is open already.

        Raises UidValidityChanged, once, when the folder was known with another UIDVALIDITY.
        """
        now = self._selected
        if now and now.folder == folder and not afresh and (readonly or not now.readonly):
            return now
        self._selected = None
        with self.talking("SELECT", folder) as mailbox:
            status, data = mailbox.client.select(encode_folder(folder), readonly)  # type: ignore[arg-type]
            numbers = {
                name: _number(mailbox.client.untagged_responses.get(name)) for name in ("UIDVALIDITY", "UIDNEXT")
            }
        if status != "OK":
            raise self.explain(status, data[-1], "SELECT", folder)
        self._selected = Selected(folder, numbers["UIDVALIDITY"], numbers["UIDNEXT"], readonly)
        self.expect(folder, self._uidvalidity.get(folder))
        return self._selected

    def expect(self, folder: str, uidvalidity: int | None) -> None:
        """Raise UidValidityChanged unless the selected folder still has this UIDVALIDITY."""
        now = self._selected.uidvalidity if self._selected else 0
        self._uidvalidity[folder] = now
        if uidvalidity is not None and uidvalidity != now:
            raise UidValidityChanged(folder=folder, was=uidvalidity, now=now)

    def status(self, folder: str) -> dict[str, int]:
        """MESSAGES, UIDNEXT and UIDVALIDITY of a folder that is not open."""
        self.run("STATUS", encode_folder(folder), "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)", folder=folder)
        words = [part for item in self.untagged("STATUS") for part in (item if isinstance(item, tuple) else (item,))]
        found = re.findall(rb"([A-Z]+) (\d+)", words[-1].rpartition(b"(")[2] if words else b"")
        return {name.decode(): int(value) for name, value in found}

    def search(self, criteria: str) -> list[int]:
        """UIDs in the open folder, ascending."""
        self.run("UID", "SEARCH", criteria)
        return sorted({int(uid) for line in self.untagged("SEARCH") for uid in (line or b"").split() if uid.isdigit()})

    def fetch_items(self, uids: Iterable[int] | str, items: str) -> dict[int, dict[bytes, Any]]:
        """UID FETCH in the open folder, one round trip per 500 UIDs; UIDs that are gone are missing in the answer."""
        sets = [uids] if isinstance(uids, str) else [uid_set(chunk) for chunk in chunks(uids)]
        wanted = None if isinstance(uids, str) else frozenset(uids)
        found: dict[int, dict[bytes, Any]] = {}
        for one in sets:
            try:
                self.run("UID", "FETCH", one, f"(UID {items})")
            except CommandRefused as error:
                if response_code(error.reason.params.get("said", "")) != "EXPUNGEISSUED":  # RFC 5530: gone meanwhile
                    raise
            for item in parse_fetch(self.untagged("FETCH")):
                uid = item.get(b"UID")
                if isinstance(uid, bytes) and uid.isdigit() and (wanted is None or int(uid) in wanted):
                    found.setdefault(int(uid), {}).update(item)
        return found


def _name(command: tuple[str | bytes, ...]) -> str:
    return f"UID {command[1]!s}" if command[0] == "UID" else str(command[0])


def _answer(client: imaplib.IMAP4, name: str, tag: bytes) -> tuple[str, str]:
    """Status and text of the tagged answer; imaplib raises for BAD, which is an answer like others."""
    try:
        status, data = client._command_complete(name, tag)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        return "BAD", str(error)
    return status, _text(data[-1] if data else b"")


def _number(values: list[Any] | None) -> int:
    try:
        return int(values[-1]) if values else 0
    except (ValueError, TypeError):
        return 0


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
