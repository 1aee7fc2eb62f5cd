"""Any order of mail, people, faults and runs, against a model of mailbox and store (hypothesis, in process)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.fixtures.pymap_server import PymapServer
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.reliability.faults import FAULTS, PLACES, broken
from tests.reliability.invariants import Post, after_a_kill, at_the_end, stored


class Mailroom(RuleBasedStateMachine):
    """The model is the post: which mail there is, the folder it must end in, and its note."""

    service: PymapServer

    def __init__(self) -> None:
        super().__init__()
        folder = Path(tempfile.mkdtemp(prefix="model-"))
        self.house = House(self.service.user(), folder, f"sqlite:///{folder}/store.db")
        self.post, self.count = Post(), 0

    @rule(kinds=st.lists(st.sampled_from(["good", "again", "broken"]), min_size=1, max_size=3))
    def arrive(self, kinds: list[str]) -> None:
        for kind in kinds:
            self.count += 1
            if kind == "again" and self.post.number:
                self.house.put(self.post.again(min(self.post.notes), f"C-{self.count}"))
            elif kind == "broken":
                self.house.put(self.post.broken(f"B-{self.count}"))
            else:
                self.house.put(self.post.good(f"LS-{self.count}"))

    @rule(folder=st.sampled_from([ARCHIVE, ERROR]), which=st.integers(0, 5))
    def drag_back(self, folder: str, which: int) -> None:
        mails = stored(self.house, folder)
        if mails:
            server = self.house.server
            server.move(server.path(folder), mails[which % len(mails)].uid, server.path(INBOX))

    @rule(which=st.integers(0, 5))
    def take_away(self, which: int) -> None:
        mails = stored(self.house, INBOX)
        if mails:
            mail, server = mails[which % len(mails)], self.house.server
            self.post.taken_away(mail.message_id)
            server.move(server.path(INBOX), mail.uid, "INBOX")

    @rule(
        place=st.sampled_from(sorted(PLACES)), fault=st.sampled_from(sorted(FAULTS)), after=st.booleans(),
        skip=st.integers(0, 2), bulk=st.booleans(),
    )  # fmt: skip
    def faulty_run(self, place: str, fault: str, after: bool, skip: int, bulk: bool) -> None:
        self.house.extra = {"run": {"observe_each_up_to": 0 if bulk else 300}}
        with broken(place, fault, after, skip):
            try:
                self.house.sync()
            except KeyboardInterrupt:
                assert fault == "ctrl-c"

    @rule(bulk=st.booleans())
    def run(self, bulk: bool) -> None:
        self.house.extra = {"run": {"observe_each_up_to": 0 if bulk else 300}}
        assert self.house.sync().exit_status in (0, 3)
        if self.post.raw:
            at_the_end(self.house, self.post)

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        after_a_kill(self.house, self.post)

    def teardown(self) -> None:
        self.run(False)


def test_any_order(pymap_service: PymapServer) -> None:
    """Whatever the order, a plain run ends with every mail in its folder and every note once."""
    machine = type("Machine", (Mailroom,), {"service": pymap_service})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=4, stateful_step_count=7, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
