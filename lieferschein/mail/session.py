"""A logged-in mailbox, as the rest of the house sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from imap_tools.utils import encode_folder

from lieferschein.mail.account import Account
from lieferschein.mail.connection import Connection
from lieferschein.mail.errors import ConnectionLost
from lieferschein.mail.folders import FolderNames, Folders, FolderTree, resolve
from lieferschein.mail.listing import FolderState, Listing, fetch_waiting, folder_state, list_folder
from lieferschein.mail.move_plan import Moved, MovePlan, Remember
from lieferschein.mail.moving import Mover
from lieferschein.mail.wire import chunks, header_fields
from lieferschein.mail.wire import message_id as message_id_of


def connect(account: Account) -> Session:
    """Log in; raises a MailError that says what is wrong and what to do."""
    return Session(account)


class Session:
    """One IMAP login. A context manager.

    Every broken connection raises ConnectionLost (transient); the next call logs in again by itself, selects the same
    folder and compares UIDVALIDITY, so that a caller may simply repeat what failed. Not for several threads at once.
    """

    def __init__(self, account: Account) -> None:
        self._connection = Connection(account)
        self._mover = Mover(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def account(self) -> Account:
        """Whose mailbox this is."""
        return self._connection.account

    @property
    def capabilities(self) -> frozenset[str]:
        """What the server offers after login, in capitals."""
        return self._connection.capabilities

    def reconnect(self) -> None:
        """Log in afresh."""
        self._connection.reconnect()

    def close(self) -> None:
        """Log out. Nothing is expunged by it."""
        self._connection.close()

    def folders(self, names: FolderNames, create: bool = False, readonly: bool = False) -> Folders:
        """The three folders by their names on the server, checked; created, parents first, when `create`.

        With `readonly` they are only looked at: what would have to be created is in `Folders.missing`.
        """
        return resolve(self._connection, names, create=create, readonly=readonly)

    def tree(self) -> FolderTree:
        """All folders of the account, for choosing and suggesting names."""
        return FolderTree(self._connection)

    def list(self, folder: str, readonly: bool = False) -> Listing:
        """Everything in a folder, oldest first; nothing \\Deleted; nothing marked read; EXAMINE when `readonly`."""
        try:
            return list_folder(self._connection, folder, readonly=readonly)
        except ConnectionLost as error:
            self._again_after(error)
            return list_folder(self._connection, folder, readonly=readonly)

    def fetch(self, folder: Listing | str, uids: Iterable[int]) -> dict[int, bytes]:
        """Whole messages by uid, with PEEK, one round trip per 500; a uid that is missing has vanished or is \\Deleted.

        Raises UidValidityChanged when the folder is no longer the one that was listed.
        """
        wanted = sorted(set(uids))
        if not wanted:
            return {}
        try:
            return self._fetch(folder, wanted)
        except ConnectionLost as error:
            self._again_after(error)
            return self._fetch(folder, wanted)

    def _fetch(self, folder: Listing | str, uids: Sequence[int]) -> dict[int, bytes]:
        name, uidvalidity, readonly = _listed(folder)
        self._connection.select(name, readonly=readonly)
        self._connection.expect(name, uidvalidity)
        return fetch_waiting(self._connection, uids)

    def _again_after(self, error: ConnectionLost) -> None:
        """Log in afresh when the login had merely expired; raise everything else to the caller."""
        if not error.expired:
            raise error
        self.reconnect()

    def move(self, folder: Listing | str, uids: Iterable[int], target: str, remember: Remember | None = None) -> Moved:
        """Move messages, all in one command; see `lieferschein.mail.moving`.

        `remember` is called with the MovePlan directly before a COPY (never for a UID MOVE): whoever keeps it can
        finish a half move after a crash with `recover`. A MailError carries `moved` and `left`; calling again is safe.
        """
        name, uidvalidity, _ = _listed(folder)
        return self._mover.move(name, uids, target, uidvalidity=uidvalidity, remember=remember)

    def recover(self, plan: MovePlan) -> Moved:
        """Finish what a move of an earlier run had begun; `left` holds what still has to be moved as usual."""
        return self._mover.recover(plan)

    def append(self, folder: str, raw: bytes) -> int | None:
        """Put a message into a folder, unread; its uid where the server tells it (UIDPLUS)."""
        with self._connection.talking("APPEND", folder) as mailbox:
            mailbox.client.untagged_responses.pop("APPENDUID", None)
            status, data = mailbox.client.append(encode_folder(folder), "", "", raw)  # type: ignore[arg-type]
        if status != "OK":
            raise self._connection.explain(status, data[-1], "APPEND", folder)
        found = re.search(rb"APPENDUID \d+ (\d+)", data[-1] or b"")
        return int(found[1]) if found else None

    def search_message_id(self, folder: str, message_id: str) -> Sequence[int]:
        """UIDs of the messages in a folder with exactly this Message-ID, ascending; looks only (EXAMINE)."""
        quoted = re.sub(r'(["\\])', r"\\\1", message_id.strip())
        if not quoted or not quoted.isascii() or not quoted.isprintable():
            return []
        self._connection.select(folder, readonly=True, afresh=True)
        uids = self._connection.search(f'UNDELETED HEADER MESSAGE-ID "{quoted}"')  # a substring search
        items = self._connection.fetch_items(uids, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]")
        return [uid for uid in uids if uid in items and _id_of(items[uid].get(b"BODY")) == message_id.strip()]

    def message_ids(self, folder: str, uids: Iterable[int] | None = None) -> dict[int, str]:
        """The Message-ID of each message in a folder (or of `uids`), \\Deleted ones left out; looks only."""
        self._connection.select(folder, readonly=True, afresh=True)
        known = self._connection.search("UNDELETED")
        wanted = known if uids is None else sorted(set(known).intersection(uids))
        found: dict[int, str] = {}
        for chunk in chunks(wanted):
            items = self._connection.fetch_items(chunk, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]")
            found.update((uid, _id_of(item.get(b"BODY"))) for uid, item in sorted(items.items()))
        return found

    def uidvalidity(self, folder: str) -> int:
        """The folder's UIDVALIDITY now."""
        return self._connection.status(folder).get("UIDVALIDITY", 0)

    def state(self, folder: str) -> FolderState:
        """How many messages wait in a folder, and since when the oldest does; looks only."""
        return folder_state(self._connection, folder)


def _listed(folder: Listing | str) -> tuple[str, int | None, bool]:
    """Name, UIDVALIDITY and readonly of a listing; a bare name is looked at without writing."""
    if isinstance(folder, Listing):
        return folder.folder, folder.uidvalidity, folder.readonly
    return folder, None, True


def _id_of(header: object) -> str:
    return message_id_of(header_fields(header)) if isinstance(header, bytes) else ""
