"""Torture without kills: the runs go on living while calls fail, wires break and people meddle at any command."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Thread

from tests.fixtures.relay import Relay
from tests.kit.house import ERROR
from tests.reliability.faults import FAULTS, PLACES, broken
from tests.reliability.invariants import answered
from tests.reliability.torture import Torture

COMMANDS = (
    "LOGIN", "LIST", "SELECT", "STATUS", "UID SEARCH", "UID FETCH", "UID MOVE", "UID COPY", "UID STORE", "UID EXPUNGE",
)  # fmt: skip
ANSWERS = ("TAG NO [UNAVAILABLE] later\r\n", "TAG NO cannot\r\n", "TAG BAD what\r\n", "* BYE for today\r\n")


class InsideTorture(Torture):
    """The same house and people; its runs live in this process, behind a relay that breaks what it is told to."""

    def runs(self) -> None:
        """One or two runs over a wire that breaks, or whose calls fail; each has to end with a report."""
        bulk = self.chance.choice((0, 300))
        self.house.extra["run"] = {"lease_wait": 2, "observe_each_up_to": bulk}
        wire = Relay(self.house.server)
        self.house.mailbox["port"] = wire.server.port
        meddler = Meddler(self, self.chance.randint(1, 40)) if self.chance.random() < 0.5 else None
        wire.on_command = meddler
        with ExitStack() as faults:
            faults.callback(wire.close)
            self.break_something(wire, faults)
            runs = [Run(self) for _ in range(self.chance.choice((1, 1, 2)))]
            for run in runs:
                run.start()
            for run in runs:
                run.join(120)
                assert not run.is_alive(), "the run did not end"
        del self.house.mailbox["port"]
        self.house.extra["run"]["lease_wait"] = 0
        for each in (*runs, meddler):
            if each is not None and each.problem is not None:
                raise each.problem

    def answers(self) -> None:
        """Where the server refused something there may be no answer; there are never two."""
        doubled = {each: count for each, count in answered(self.house, ERROR).items() if count > 1}
        assert not doubled, f"answers: {doubled}"

    def break_something(self, wire: Relay, faults: ExitStack) -> None:
        """A call, a command on the wire, both, or nothing."""
        if self.chance.random() < 0.5:
            place, fault = self.chance.choice(sorted(PLACES)), self.chance.choice(sorted(FAULTS))
            after, skip = self.chance.random() < 0.5, self.chance.randint(0, 3)
            self.happens(f"{fault} {'after' if after else 'before'} {place}")
            faults.enter_context(broken(place, fault, after, skip))
        if self.chance.random() < 0.6:
            command, do = self.chance.choice(COMMANDS), self.chance.choice(("cut", "cut_answer", "answer"))
            self.happens(f"{do} at {command}")
            wire.fault(command, do, self.chance.choice(ANSWERS), times=self.chance.choice((1, 2, -1)))


class Run(Thread):
    """A run in a thread of its own; Ctrl-C is the only thing that may end it without a report."""

    problem: BaseException | None = None

    def __init__(self, torture: Torture) -> None:
        super().__init__(daemon=True)
        self.torture = torture

    def run(self) -> None:
        """Work, and look what came of it."""
        try:
            report = self.torture.house.sync()
            assert report.exit_status in (0, 1, 3, 4), report.summary
        except KeyboardInterrupt:
            self.torture.happens("stopped by Ctrl-C")
        except BaseException as problem:
            self.problem = problem


class Meddler:
    """Somebody who does something to the mailbox while a run is about to send its nth command."""

    problem: BaseException | None = None

    def __init__(self, torture: Torture, nth: int) -> None:
        self.torture, self.left = torture, nth

    def __call__(self, command: str) -> None:
        self.left -= 1
        if self.left != 0:
            return
        self.torture.happens("somebody meddles")
        try:
            self.torture.chance.choice((self.torture.people, self._mail, self._renumber))()
        except Exception as problem:
            self.problem = problem

    def _mail(self) -> None:
        self.torture.arrive(1)

    def _renumber(self) -> None:
        if self.torture.renumber:
            self.torture.happens("renumbered under a run")
            self.torture.renumber()
