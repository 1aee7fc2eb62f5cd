"""The invariants of docs/reliability.md, from outside: the server with plain imaplib, the database with plain SQL."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes

import sqlalchemy as sa

from tests.fixtures.imap_server import StoredMail
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.kit.mails import mail

DECIDED = ("imported", "duplicate", "ignored", "rejected")


@dataclass
class Post:
    """Mail that was delivered, and what has to become of it: its folder, and its note."""

    raw: dict[str, bytes] = field(default_factory=dict)  # by Message-ID
    folder: dict[str, str] = field(default_factory=dict)
    number: dict[str, str] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)  # notes of mail that people took away meanwhile: they may be there

    @property
    def notes(self) -> set[str]:
        """The notes that must be there."""
        return set(self.number.values())

    def taken_away(self, identity: str) -> None:
        """Somebody moved or deleted this mail: it is his, and where it is does not matter any more."""
        del self.raw[identity], self.folder[identity]
        self.number.pop(identity, None)

    def good(self, number: str) -> bytes:
        """A mail with one note."""
        return self._add(f"{number}@good", ARCHIVE, mail_of(number, f"<{number}@good>"), number)

    def again(self, number: str, copy: str) -> bytes:
        """The same note in another mail."""
        return self._add(f"{copy}@again", ARCHIVE, mail_of(number, f"<{copy}@again>"), number)

    def broken(self, name: str) -> bytes:
        """A mail whose note cannot be read."""
        raw = mail((f"{name}.xml", b"<DespatchAdvice"), message_id=f"<{name}@broken>")
        return self._add(f"{name}@broken", ERROR, raw, None)

    def killer(self, name: str) -> bytes:
        """A mail over which the process dies (with failpoints.arm_killers)."""
        raw = mail((f"{name}.xml", ubl(name).replace(b"Supplier", b"KILLER")), message_id=f"<{name}@killer>")
        return self._add(f"{name}@killer", ERROR, raw, None)

    def _add(self, identity: str, folder: str, raw: bytes, number: str | None) -> bytes:
        self.raw[f"<{identity}>"] = raw
        self.folder[f"<{identity}>"] = folder
        if number is not None:
            self.number[f"<{identity}>"] = number
            self.ever.add(number)
        return raw


def mail_of(number: str, message_id: str) -> bytes:
    """A mail with one UBL note."""
    return mail((f"{number}.xml", ubl(number)), message_id=message_id, subject=f"Lieferschein {number}")


def stored(house: House, folder: str) -> list[StoredMail]:
    """Everything in a folder, hidden mail too."""
    path = house.server.path(folder)
    return house.server.mails(path) if path in house.server.folders() else []


def answered(house: House, folder: str) -> Counter[str]:
    """The mails that the answers in a folder belong to, hidden ones left out."""
    path = house.server.path(folder)
    visible = {each.uid for each in stored(house, folder) if "\\Deleted" not in each.flags}
    raws = house.server.raw(path) if visible else {}
    mails = [message_from_bytes(raw) for uid, raw in raws.items() if uid in visible]
    return Counter(each["In-Reply-To"] for each in mails if "lieferschein-answer." in each["Message-ID"])


def after_a_kill(house: House, post: Post) -> None:
    """What holds at any moment: nothing lost, nothing imported twice, nothing gone from Eingang undecided."""
    places: dict[str, list[tuple[str, StoredMail]]] = {}
    for folder in (INBOX, ARCHIVE, ERROR):
        for each in stored(house, folder):
            places.setdefault(each.message_id, []).append((folder, each))
    decided = _decided(house)
    for identity in post.raw:
        found = places.get(identity, [])
        assert found, f"{identity} is lost"
        visible = [folder for folder, each in found if "\\Deleted" not in each.flags]
        assert visible, f"{identity} is hidden everywhere"
        if INBOX not in visible:
            assert identity in decided, f"{identity} left Eingang before its fate was committed"
    _notes_once(house, post, complete=False)


def _decided(house: House) -> set[str]:
    if not has_tables(house):  # killed before there were any
        return set()
    rows = house.rows("SELECT message_id, outcome FROM messages")
    return {identity for identity, outcome in rows if outcome in DECIDED}


def at_the_end(house: House, post: Post) -> None:
    """After a normal run: every mail in its one folder, whole, unflagged; every note once; nothing open."""
    waiting = [each.message_id for each in stored(house, INBOX) if "\\Deleted" not in each.flags]
    assert waiting == [], f"still in Eingang: {waiting}"
    for folder in (ARCHIVE, ERROR):
        found = Counter(each.message_id for each in stored(house, folder) if each.message_id in post.raw)
        assert found == Counter(identity for identity, where in post.folder.items() if where == folder), folder
        flagged = [each for each in stored(house, folder) if each.flags and each.message_id in post.raw]
        assert not flagged, f"flagged in {folder}: {flagged}"
        known = {raw.replace(b"\r\n", b"\n") for raw in post.raw.values()}
        whole = [raw.replace(b"\r\n", b"\n") for raw in house.server.raw(house.server.path(folder)).values()]
        assert sum(raw in known for raw in whole) == found.total(), f"altered in {folder}"
    _notes_once(house, post, complete=True)
    _ledger_closed(house, post)


def _notes_once(house: House, post: Post, *, complete: bool) -> None:
    if not complete and not has_tables(house):
        return
    numbers = Counter(number for number, _, _ in house.notes())
    doubled = {number for number, count in numbers.items() if count > 1}
    assert not doubled, f"imported more than once: {doubled}"
    assert set(numbers) <= post.ever
    if complete:
        assert post.notes <= set(numbers), f"missing: {post.notes - set(numbers)}"
    lines = house.rows(
        "SELECT n.delivery_note_number, count(*) FROM delivery_notes n"
        " JOIN delivery_note_lines l ON l.delivery_note_id = n.id GROUP BY 1"
    )
    assert dict(lines) == dict.fromkeys(numbers, 2), "a note without all its lines"


def _ledger_closed(house: House, post: Post) -> None:
    rows = house.rows("SELECT message_id, outcome, attempt_opened_at, filed_at, vanished_at, reason_code FROM messages")
    known = {row[0] for row in rows}
    assert set(post.raw) <= known
    for identity, outcome, opened, filed, vanished, code in rows:
        assert opened is None, f"an attempt is open: {identity}"
        assert outcome in (*DECIDED, "vanished"), (identity, outcome)
        assert filed is not None or vanished is not None, f"not filed: {identity}"
        if code == "poison":
            assert identity.endswith("@killer>"), f"an innocent was poisoned: {identity}"
    assert house.rows("SELECT holder FROM leases") == []


def expire_leases(house: House) -> None:
    """Let a minute pass for the lease of a run that was killed."""
    if has_tables(house):
        execute(house, "UPDATE leases SET expires_at = '2020-01-01 00:00:00'")


def has_tables(house: House) -> bool:
    """Whether a run got so far as to make the tables."""
    engine = sa.create_engine(house.database_url)
    try:
        return sa.inspect(engine).has_table("leases")
    finally:
        engine.dispose()


def execute(house: House, statement: str) -> None:
    """Change the database from outside."""
    engine = sa.create_engine(house.database_url)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text(statement))
    finally:
        engine.dispose()
