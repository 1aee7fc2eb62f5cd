"""Moving mail so that none is ever lost or doubled, whatever breaks in between.

UID MOVE (RFC 6851) where the server offers it. Else UID COPY, UID STORE \\Deleted, UID EXPUNGE (RFC 4315 UIDPLUS).
Without UIDPLUS no EXPUNGE at all: it would remove other people's deleted mail too; so the source stays behind, hidden.

A move is believed when the server names every copy (COPYUID) and reports every source gone (EXPUNGE); otherwise, after
it, we look.

Before anything is sent, a `MovePlan` says where the copies will be: at or above the target's UIDNEXT. When an answer is
lost, or the process dies and the plan was kept (`remember`), `Mover.recover` looks into source and target first and
finishes what was begun, touching only the plan's own UIDs:

    in the source     copy in the target   then
    yes               no                   nothing was done: `left`, to be moved as usual
    yes               yes                  the source is set \\Deleted and expunged: moved
    yes, \\Deleted     yes                  expunged: moved
    yes, \\Deleted     no                   somebody else deleted it: vanished, never touched
    no                yes                  moved
    no                no                   vanished
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from imap_tools.utils import encode_folder

from lieferschein.mail.connection import Connection
from lieferschein.mail.errors import ConnectionLost, MailError, MoveFailed, UidValidityChanged, with_moved
from lieferschein.mail.listing import fetch_raw, is_deleted
from lieferschein.mail.move_plan import Moved, MovePlan, PlannedMail, Remember
from lieferschein.mail.wire import chunks, header_fields, message_id, parse_uid_set, uid_set

_IDENTITY = "FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"


class Mover:
    """Moves over one connection; knows the plans that it could not finish."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._unfinished: list[MovePlan] = []

    def move(
        self, source: str, uids: Iterable[int], target: str, *, uidvalidity: int | None, remember: Remember | None
    ) -> Moved:
        """Move `uids`; every one of them is moved or vanished afterwards, or a MailError says why not.

        The error carries `moved` and `left` (UIDs). Where it is transient, calling again is safe: what was begun is
        finished first.
        """
        if source == target:
            raise ValueError(f"a move from {source} to itself")
        wanted, done = frozenset(uids), Moved()
        try:
            done = self._finish(source, wanted)
            for chunk in chunks(wanted - done.moved):
                done |= self._move_chunk(source, chunk, target, uidvalidity, remember)
        except MailError as error:
            moved = done.moved | error.__dict__.get("moved", frozenset())
            raise with_moved(error, moved, wanted - moved - done.vanished) from error.__cause__
        return done

    def _finish(self, source: str, wanted: frozenset[int]) -> Moved:
        done = Moved()
        for plan in [plan for plan in self._unfinished if plan.source == source]:
            recovered = self.recover(plan)
            done |= Moved(recovered.moved & wanted)
        return done

    def _move_chunk(
        self, source: str, uids: list[int], target: str, uidvalidity: int | None, remember: Remember | None
    ) -> Moved:
        done, rest = Moved(), frozenset(uids)
        for last_try in (False, True):
            plan = self._plan(source, uidvalidity, rest, target)
            done |= Moved(vanished=rest - plan.uids)
            if not plan.mails:
                return done
            self._unfinished.append(plan)
            result, error = self._carry_out(plan, remember)
            done |= Moved(result.moved, result.vanished)
            if not result.left:
                return done
            rest = result.left
            if last_try or not isinstance(error, ConnectionLost) or error.timed_out:
                raise with_moved(error or self._nothing_moved(plan, rest), done.moved)
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _plan(self, source: str, uidvalidity: int | None, uids: Collection[int], target: str) -> MovePlan:
        connection = self._connection
        selected = connection.select(source)
        connection.expect(source, uidvalidity)
        items = connection.fetch_items(uids, _IDENTITY)
        mails = tuple(_planned(uid, item) for uid, item in sorted(items.items()) if not is_deleted(item))
        status = connection.status(target) if mails else {}
        end = status.get("UIDVALIDITY", 0), status.get("UIDNEXT", 0)
        return MovePlan(source, selected.uidvalidity, target, *end, mails)

    @property
    def _moves(self) -> bool:
        return "MOVE" in self._connection.capabilities

    def _carry_out(self, plan: MovePlan, remember: Remember | None) -> tuple[Moved, MailError | None]:
        """Do it; whatever breaks, look what became of it."""
        try:
            copied, left = self._move(plan) if self._moves else self._copy(plan, remember)
            if copied is not None and not left:
                self._unfinished.remove(plan)
                return Moved(copied, plan.uids - copied), None
        except MailError as error:
            return self._after(error, plan), error
        return self.recover(plan), None

    def _after(self, error: MailError, plan: MovePlan) -> Moved:
        """An answer was lost, or was NO: reconnect, look into both folders, finish what was begun."""
        if isinstance(error, ConnectionLost):
            self._connection.reconnect()
        return self.recover(plan)

    def _move(self, plan: MovePlan) -> tuple[frozenset[int] | None, frozenset[int]]:
        """What COPYUID says was copied, and what is still in the source."""
        connection = self._connection
        said = connection.run("UID", "MOVE", uid_set(plan.uids), encode_folder(plan.target), folder=plan.target)
        gone = len(connection.untagged("EXPUNGE"))
        copied = self._copied(plan, said)
        proven = copied == plan.uids and gone >= len(plan.uids)  # RFC 6851 section 3.3: the server reports each
        return copied, frozenset() if proven else self._still_there(plan)

    def _copy(self, plan: MovePlan, remember: Remember | None) -> tuple[frozenset[int], frozenset[int]]:
        if remember:
            remember(plan)
        connection = self._connection
        said = connection.run("UID", "COPY", uid_set(plan.uids), encode_folder(plan.target), folder=plan.target)
        copied = self._copied(plan, said)
        if copied is None:  # no UIDPLUS, so nothing says what was copied: OK alone is no proof
            copied = self._in_target(plan, plan.uids)
            connection.select(plan.source)
        self._remove(copied)
        return copied, self._still_there(plan)

    def _remove(self, uids: frozenset[int]) -> None:
        """Delete from the open folder what has a copy in the target."""
        if uids:
            self._connection.run("UID", "STORE", uid_set(uids), "+FLAGS.SILENT", "(\\Deleted)")
            self._expunge(uids)

    def _expunge(self, uids: frozenset[int]) -> None:
        if uids and "UIDPLUS" in self._connection.capabilities:  # never a plain EXPUNGE
            self._connection.run("UID", "EXPUNGE", uid_set(uids))

    def _still_there(self, plan: MovePlan) -> frozenset[int]:
        """UIDs of the plan in the open source; hidden ones do not count where nothing can expunge them."""
        hidden_ok = not {"MOVE", "UIDPLUS"} & self._connection.capabilities
        uids = self._connection.search(f"UID {uid_set(plan.uids)}" + (" UNDELETED" if hidden_ok else ""))
        return plan.uids.intersection(uids)

    def _copied(self, plan: MovePlan, said: str) -> frozenset[int] | None:
        """The source UIDs of COPYUID (RFC 4315), or None when the server says nothing that can be believed."""
        answers = [item.decode("ascii", "replace") for item in self._connection.untagged("COPYUID") if item]
        answers += re.findall(r"\[COPYUID ([^\]]*)\]", said)
        copied: set[int] = set()
        for answer in answers:
            parts = answer.split()
            try:
                sources, targets = parse_uid_set(parts[1]), parse_uid_set(parts[2])
            except (IndexError, ValueError):
                return None
            if len(sources) != len(targets) or not plan.uids.issuperset(sources):
                return None
            copied.update(sources)
        return frozenset(copied) if answers else None

    def recover(self, plan: MovePlan) -> Moved:
        """Look into both folders and finish a move that was begun: see the table above.

        Raises UidValidityChanged when the source was rebuilt: then the plan is worthless.
        """
        connection = self._connection
        try:
            connection.select(plan.source, afresh=True)
            connection.expect(plan.source, plan.uidvalidity)
        except UidValidityChanged:
            self._forget(plan)
            raise
        flags = connection.fetch_items(plan.uids, "FLAGS")
        copied = self._in_target(plan, frozenset(flags))
        connection.select(plan.source)
        deleted = frozenset(uid for uid, item in flags.items() if is_deleted(item))
        self._remove(copied & frozenset(flags) - deleted)
        self._expunge(copied & deleted)
        still = self._still_there(plan) & copied
        if still:
            raise with_moved(self._nothing_moved(plan, still), copied - still)
        self._forget(plan)
        left = frozenset(flags) - deleted - copied
        return Moved(copied, plan.uids - copied - left, left)

    def _forget(self, plan: MovePlan) -> None:
        if plan in self._unfinished:
            self._unfinished.remove(plan)

    def _in_target(self, plan: MovePlan, present: frozenset[int]) -> frozenset[int]:
        """UIDs of the plan that have a copy in the target; `present` are still in the source.

        Only a message at or above the recorded UIDNEXT with the same Message-ID and size counts, each for one.
        """
        connection = self._connection
        selected = connection.select(plan.target, readonly=True, afresh=True)
        same_target = selected.uidvalidity == plan.target_uidvalidity and plan.target_uidnext > 0
        candidates = present | plan.uids if same_target else plan.uids - present
        floor = plan.target_uidnext if same_target else 1
        items = connection.fetch_items(f"{floor}:*", _IDENTITY)
        found = [  # n:* always has the last; what somebody deleted from the target is no copy to rely on
            _planned(uid, item) for uid, item in items.items() if uid >= floor and not is_deleted(item)
        ]
        copies = Counter((mail.message_id, mail.size) for mail in found)
        copied: set[int] = set()
        for mail in sorted(plan.mails, key=lambda mail: mail.uid in present):  # the gone ones have the first claim
            identity = (mail.message_id, mail.size)
            if mail.uid in candidates and copies[identity] > 0:
                copies[identity] -= 1
                copied.add(mail.uid)
        return frozenset(copied) - self._doubtful(plan, copied & present, found)

    def _doubtful(self, plan: MovePlan, uids: set[int] | frozenset[int], found: list[PlannedMail]) -> frozenset[int]:
        """Mail without Message-ID whose supposed copy is another mail of the same size: compared octet by octet."""
        nameless = {mail.uid: mail.size for mail in plan.mails if mail.uid in uids and not mail.message_id}
        if not nameless:
            return frozenset()
        sizes = set(nameless.values())
        copies = fetch_raw(self._connection, [mail.uid for mail in found if not mail.message_id and mail.size in sizes])
        self._connection.select(plan.source)
        sources = fetch_raw(self._connection, list(nameless))
        available = Counter(copies.values())
        doubtful: set[int] = set()
        for uid in sorted(nameless):
            raw = sources.get(uid)
            if raw is None or available[raw] <= 0:
                doubtful.add(uid)
            else:
                available[raw] -= 1
        return frozenset(doubtful)

    def _nothing_moved(self, plan: MovePlan, left: frozenset[int]) -> MoveFailed:
        host = self._connection.account.host
        return MoveFailed(host=host, folder=plan.source, target=plan.target, count=len(left))


def _planned(uid: int, item: dict[bytes, Any]) -> PlannedMail:
    size = item.get(b"RFC822.SIZE") or b"0"
    return PlannedMail(uid, message_id(header_fields(item.get(b"BODY") or b"")), int(size))
