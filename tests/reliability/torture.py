"""Torture: mail arrives, people drag and delete, runs overlap and are killed, folders are renumbered; seeded.

    make torture SEED=7 ROUNDS=100 SERVER=no_move DATABASE=postgresql KIND=inside

KIND=kills starts processes and kills them with SIGKILL; KIND=inside breaks runs in this process (torture_inside).
After every round a normal run has to bring everything to its one end (tests/reliability/invariants.py).
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

from tests.fixtures.dovecot import Dovecot, bump_uidvalidity
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.reliability.invariants import Post, after_a_kill, answered, at_the_end, expire_leases, stored
from tests.reliability.victim import Victim, moment, start

LEASE = (1.0, 0.3)
STEPS = 60  # of a run, before it is killed
POINTS = (
    "attempt:after", "parse:before", "commit:inside", "import:after", "reject:after", "remember:after", "move:after",
    "filed:before", "UID MOVE:sent", "UID COPY:sent", "UID COPY:after", "UID STORE:sent", "UID STORE:after",
    "UID EXPUNGE:sent", "append:before", "append:after",
)  # fmt: skip


class Torture:
    """One house that is tortured; everything that happens follows from `seed`, but for the timing of processes."""

    def __init__(self, house: House, seed: int, renumber: Callable[[], None] | None, say: Callable[[str], None]):
        self.house, self.chance, self.renumber, self.say = house, random.Random(seed), renumber, say
        self.post, self.count, self.did = Post(), 0, Counter[str]()
        house.mailbox["folders"] = {"note_in_error": seed % 2 == 0}

    def round(self) -> None:
        """Some mail, some people, some runs, then a normal run that must put everything right."""
        self.arrive(self.chance.randint(1, 8))
        if self.chance.random() < 0.5:
            self.people()
        for _ in range(self.chance.randint(1, 3)):
            self.runs()
            after_a_kill(self.house, self.post)
            if self.renumber and self.chance.random() < 0.2:
                self.happens("renumbered")
                self.renumber()
        expire_leases(self.house)
        report = self.house.sync()
        assert report.exit_status in (0, 3), report.summary
        at_the_end(self.house, self.post)
        self.answers()

    def answers(self) -> None:
        """Where answers are wanted, each rejected mail has one, and no other mail has any."""
        if self.house.mailbox["folders"]["note_in_error"]:
            found = answered(self.house, ERROR)
            wrong = {each: found[each] for each in self.post.raw if found[each] != (self.post.folder[each] == ERROR)}
            assert not wrong, f"answers: {wrong}"

    def happens(self, what: str) -> None:
        self.did[what] += 1
        self.say(what)

    def arrive(self, count: int) -> None:
        """New mail: mostly good, some broken, some with a note that is known already."""
        mails = []
        for _ in range(count):
            self.count += 1
            kind = self.chance.choices(("good", "again", "broken"), (6, 2, 2))[0]
            if kind == "broken":
                mails.append(self.post.broken(f"B-{self.count}"))
            elif kind == "again" and self.post.number:
                known = self.chance.choice(sorted(self.post.notes))
                mails.append(self.post.again(known, f"C-{self.count}"))
            else:
                mails.append(self.post.good(f"LS-{self.count}"))
        self.house.put(*mails)
        self.happens(f"{count} mails arrive")

    def people(self) -> None:
        """Somebody drags a mail back, or takes one away."""
        what = self.chance.choice(("from Archiv", "from Fehler", "take away", "delete"))
        folder = {"from Archiv": ARCHIVE, "from Fehler": ERROR}.get(what, INBOX)
        mails = [each for each in stored(self.house, folder) if not each.flags and each.message_id in self.post.raw]
        if not mails:
            return
        self.happens(what)
        mail, server = self.chance.choice(mails), self.house.server
        try:
            if folder != INBOX:
                server.move(server.path(folder), mail.uid, server.path(INBOX))
                return
            self.post.taken_away(mail.message_id)
            if what == "delete":
                server.flag(server.path(INBOX), mail.uid)
            else:
                server.move(server.path(INBOX), mail.uid, "INBOX")
        except AssertionError:  # a run was quicker
            self.say("too late")

    def runs(self) -> None:
        """One to three runs, killed at a place or after a time, or left to end; mail and people in between."""
        self.house.extra["run"] = {"lease_wait": 2, "observe_each_up_to": self.chance.choice((0, 300))}
        victims: list[Victim] = []
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            how = self.chance.random()
            if how < 0.4:
                point, nth = self.chance.choice(POINTS), self.chance.randint(1, 3)
                self.happens(f"run dies at {point}")
                victims.append(start(self.house, die_at=point, nth=nth, lease=LEASE))
            elif how < 0.9:
                self.happens("run is killed")
                victims.append(start(self.house, moment=moment(self.chance, STEPS), lease=LEASE))
            else:
                self.happens("run ends")
                victims.append(start(self.house, lease=LEASE))
            time.sleep(self.chance.uniform(0, 0.1))
        if self.chance.random() < 0.3:
            self.arrive(1)
        if self.chance.random() < 0.3:
            self.people()
        for victim in victims:
            assert victim.end() in (0, -9)
        self.house.extra["run"]["lease_wait"] = 0


def renumberer(dovecot: Dovecot, house: House) -> Callable[[], None]:
    """Gives Eingang a higher UIDVALIDITY each time."""
    path, value = house.server.path(INBOX), [4_000_000_000]

    def renumber() -> None:
        if path in house.server.folders():
            value[0] += 1
            bump_uidvalidity(dovecot, house.server, path, value[0])

    return renumber
