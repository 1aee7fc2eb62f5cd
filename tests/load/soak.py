"""Many mailboxes and much mail while everything fails now and then: nothing lost, nothing doubled, memory flat.

    make soak MINUTES=30 MAILBOXES=50 MESSAGES=20000

The functions of the flow run in this process, without Prefect, against Dovecot and PostgreSQL. All along connections
are cut, answers lost or slow, the mail server restarted, the database's connections terminated, the
database itself restarted, and the disk of the one or the other full for a second or two.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from lieferschein.intake import MailboxRun, SyncOptions, sync
from lieferschein.settings import Settings, load_settings
from tests.fixtures.imap_server import ImapServer
from tests.fixtures.relay import Relay
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, INBOX, SUPPLIERS
from tests.kit.mails import mail
from tests.load.servers import Servers, servers

FAULTS = (
    "cut",
    "lost answer",
    "lost move",
    "slow",
    "mail server restart",
    "database connections",
    "database restart",
    "full disk of the mail",
    "full disk of the database",
)


@dataclass
class Soak:
    """One soak; everything it injects follows from `seed`, but for the timing."""

    on: Servers
    mailboxes: int
    messages: int
    seed: int = 1
    every: float = 1.0  # seconds between two faults
    did: Counter[str] = field(default_factory=Counter)
    faults: tuple[str, ...] = FAULTS
    memory: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.servers = {f"branch-{n}": self.on.dovecot.user() for n in range(self.mailboxes)}
        self.relay = Relay(next(iter(self.servers.values())))
        self.over = threading.Event()

    def deliver(self) -> None:
        """The mail, the same number for each mailbox."""
        for name, server in self.servers.items():
            mails = (self._mail(name, n) for n in range(self.messages // self.mailboxes))
            server.append(server.path(INBOX), *mails)

    def _mail(self, name: str, number: int) -> bytes:
        note = f"{name}-{number}"
        return mail((f"{note}.xml", ubl(note)), sender="a@lumen.example", message_id=f"<{note}@soak>")

    def values(self, port: int) -> dict[str, Any]:
        """The settings as plain values, with the IMAP server at `port`."""
        first: ImapServer = next(iter(self.servers.values()))
        shared = {"host": "127.0.0.1", "port": port, "encryption": "none", "timeout": 5, "password": first.password}
        return {
            "database_url": self.on.database,
            "suppliers": SUPPLIERS,
            "run": {"lease_wait": 0, "retry_waits": [0.1], "observe_each_up_to": 0, "batch_messages": 50},
            "mailbox_defaults": shared,
            "mailboxes": {name: {"user": server.user} for name, server in self.servers.items()},
        }

    def run(self, seconds: float) -> None:
        """Runs over all mailboxes, again and again, until nothing waits; faults for `seconds` at most."""
        settings = load_settings(**self.values(self.relay.server.port))
        ends = time.monotonic() + seconds
        breaker = threading.Thread(target=self._break, args=(ends,), daemon=True)
        breaker.start()
        try:
            self._until_nothing_waits(settings, ends + 300)
        finally:
            self.over.set()
            breaker.join(60)
        self.on.rescan_mail()
        self._until_nothing_waits(settings, time.monotonic() + 300)
        self.relay.close()

    def _until_nothing_waits(self, settings: Settings, deadline: float) -> None:
        waiting = dict.fromkeys(self.servers, True)
        while any(waiting.values()):
            assert time.monotonic() < deadline, f"mail still waits in {[n for n, w in waiting.items() if w]}"
            for name in [name for name, still in waiting.items() if still]:
                report = sync(MailboxRun(settings, name, SyncOptions()))
                self.did[f"run {report.ending}"] += 1
                waiting[name] = bool(report.failure or report.left or report.skipped)
                self.memory.append(resident())
                if report.failure:
                    self._lease_runs_out()

    def _lease_runs_out(self) -> None:
        """A lease that could not be given back, since the database was away, would be in the way for a minute."""
        engine = sa.create_engine(self.on.database)
        try:
            with engine.begin() as connection:
                connection.execute(sa.text("DELETE FROM leases"))
        except sa.exc.SQLAlchemyError:
            self.did["database was away"] += 1
        finally:
            engine.dispose()

    def _break(self, ends: float) -> None:
        happens: dict[str, Callable[[], None]] = {
            "cut": self.relay.cut_all,
            "lost answer": lambda: self.relay.fault("UID FETCH", "cut_answer"),
            "lost move": lambda: self.relay.fault("UID MOVE", "cut_answer"),
            "slow": lambda: self.relay.fault("UID", "delay", seconds=0.5, times=3),
            "mail server restart": self.on.restart_dovecot,
            "database connections": self.on.drop_connections,
            "database restart": self.on.restart_postgres,
            "full disk of the mail": lambda: self.on.fill_mail(self.chance.uniform(0.5, 2)),
            "full disk of the database": lambda: self.on.fill_data(self.chance.uniform(0.5, 2)),
        }
        possible = [name for name in self.faults if self.on.mail.real or not name.startswith("full")]
        while not self.over.wait(self.chance.uniform(0.5, 1.5) * self.every) and time.monotonic() < ends:
            fault = self.chance.choice(possible)
            self.did[fault] += 1
            happens[fault]()

    def check(self) -> None:
        """Every mail once in Archiv and nowhere else, every note once."""
        for name, server in self.servers.items():
            expected = Counter(f"<{name}-{n}@soak>" for n in range(self.messages // self.mailboxes))
            archived = Counter(server.message_ids(server.path(ARCHIVE)))
            if archived != expected:
                raise AssertionError(self._where(server, (expected - archived) + (archived - expected)))
            assert server.message_ids(server.path(INBOX)) == [], name
        engine = sa.create_engine(self.on.database)
        with engine.connect() as connection:
            notes = Counter(connection.scalars(sa.text("SELECT delivery_note_number FROM delivery_notes")))
            # a mail whose move was only seen afterwards is noted as vanished from Eingang; nothing else stays open
            unfinished = "attempt_opened_at IS NOT NULL OR (filed_at IS NULL AND vanished_at IS NULL)"
            rows = connection.execute(
                sa.text(f"SELECT outcome, filed_at, vanished_at FROM messages WHERE {unfinished}")
            )
            left_open = [tuple(row) for row in rows]
        engine.dispose()
        assert notes == Counter(f"{name}-{n}" for name in self.servers for n in range(self.messages // self.mailboxes))
        assert left_open == []

    def _where(self, server: ImapServer, mails: Iterable[str]) -> str:
        """In which folders these mails lie, hidden ones too, and what the ledger says of them."""
        paths = [server.path(f"INBOX/LIEFERSCHEINE/{name}") for name in ("Eingang", "ARCHIV", "FEHLER")]
        folders = {path: server.mails(path) for path in paths}
        engine = sa.create_engine(self.on.database)
        said = []
        with engine.connect() as connection:
            for each in mails:
                found = [
                    (name, mail.uid, sorted(mail.flags))
                    for name, there in folders.items()
                    for mail in there
                    if mail.message_id == each
                ]
                known = connection.execute(
                    sa.text("SELECT * FROM messages WHERE message_id = :id"), {"id": each}
                ).mappings()
                said.append(f"{each}: {found}; {[dict(row) for row in known]}")
        engine.dispose()
        return f"{server.user}: not once in Archiv:\n" + "\n".join(said)


def resident() -> int:
    """The memory of this process now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1_000_000


def main() -> None:
    asked = argparse.ArgumentParser(prog="soak", description=__doc__)
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--mailboxes", type=int, default=50)
    asked.add_argument("--messages", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # servers and disks are taken down then too
    with servers() as on:
        soak = Soak(on, given.mailboxes, given.messages, given.seed, every=3)
        soak.deliver()
        print(f"{given.messages} mails in {given.mailboxes} mailboxes", flush=True)
        if not on.mail.real:
            print("without full disks: nothing can be mounted here")
        began, cpu = time.monotonic(), time.process_time()
        soak.run(given.minutes * 60)
        took = time.monotonic() - began
        soak.check()
        print(f"nothing lost, nothing doubled, in {took:.0f} s ({time.process_time() - cpu:.0f} s of CPU time)")
        print(f"memory: {soak.memory[len(soak.memory) // 5]} MB after a fifth, {soak.memory[-1]} MB at the end")
        print(", ".join(f"{name} {count}" for name, count in sorted(soak.did.items())))


if __name__ == "__main__":
    main()
