"""Runs killed at random moments, runs that overlap, runs without the lease: in the end everything is there once."""

from __future__ import annotations

import pytest

from tests.kit.house import INBOX, House
from tests.reliability.conftest import MakeHouse
from tests.reliability.invariants import Post, after_a_kill, at_the_end, expire_leases, has_tables
from tests.reliability.victim import start

SHORT = (1.0, 0.3)  # a lease that a second run can take over while the test waits


def numbered(post: Post, count: int) -> list[bytes]:
    return [post.good(f"LS-{number:03}") for number in range(count)]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_runs_without_the_lease(make_house: MakeHouse, database: str) -> None:
    """The lease saves work; that each note is imported once rests on the uniqueness constraints alone."""
    house, post = make_house("slash", database), Post()
    house.put(*numbered(post, 30))
    house.store().close()
    runs = [start(house, lease=None) for _ in range(3)]
    for run in runs:
        assert run.end() == 0
    assert house.sync().exit_status == 0
    at_the_end(house, post)


@pytest.mark.parametrize("bulk", [False, True])
def test_the_mail_that_kills_is_poison_and_its_neighbours_are_not(make_house: MakeHouse, bulk: bool) -> None:
    """A parser that kills the process: last and alone after the first death, to Fehler after three deaths alone."""
    house, post = make_house("slash", bulk=bulk), Post()
    house.put(post.good("LS-1"), post.killer("K-1"), post.good("LS-2"), post.good("LS-3"))
    deaths = 0
    while (victim := start(house, killers=True)).end() == -9:
        deaths += 1
        after_a_kill(house, post)
        expire_leases(house)
        assert deaths < 10
        if deaths == (3 if bulk else 2):  # by then everybody else was done first
            assert house.ids(INBOX) == ["<K-1@killer>"]
    assert deaths == 4  # once among others, three times alone
    assert [row["reason_code"] for row in victim.report["messages"]] == ["poison"]
    at_the_end(house, post)


def test_two_killers_do_not_save_each_other(make_house: MakeHouse) -> None:
    """Deaths are counted for the mail that was handled alone, not for the one that waited behind it."""
    house, post = make_house("slash"), Post()
    house.put(post.killer("K-1"), post.good("LS-1"), post.killer("K-2"))
    deaths = 0
    while start(house, killers=True).end() == -9:
        deaths += 1
        expire_leases(house)
        assert deaths < 20
    at_the_end(house, post)


def test_innocents_in_killed_batches_are_never_poisoned(make_house: MakeHouse) -> None:
    """A batch is killed, then each run over the first of it: who died alone waits behind the others."""
    house, post = make_house("slash", bulk=True), Post()
    house.put(*numbered(post, 8))
    for _ in range(6):
        assert start(house, die_at="attempt:after").end() == -9
        expire_leases(house)
    assert house.sync().exit_status == 0
    at_the_end(house, post)


def test_ctrl_c_is_no_death(make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is interrupted closes its attempts: nothing is held against the mail it had in hand."""
    from lieferschein.intake import choosing

    house, post = make_house("pymap"), Post()
    house.put(post.good("LS-1"))
    with monkeypatch.context() as patch:
        patch.setattr(choosing, "read_delivery_note", interrupt)
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                house.sync()
    assert house.rows("SELECT deaths_alone, failures, attempt_opened_at FROM messages") == [(0, 0, None)]
    assert house.sync().exit_status == 0
    at_the_end(house, post)


def interrupt(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("bulk", [False, True])
def test_an_unknown_exception_is_poison_the_third_time(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch, bulk: bool
) -> None:
    """A bug met by one mail defers it twice and files it under Fehler the third time; its neighbours go on."""
    from lieferschein.intake import choosing

    house, post = make_house("pymap", bulk=bulk), Post()
    house.put(post.good("LS-1"), post.killer("K-1"), post.good("LS-2"))
    read = choosing.read_delivery_note

    def buggy(data: bytes, *args: object, **kwargs: object) -> object:
        if b"KILLER" in data:
            raise ZeroDivisionError
        return read(data, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(choosing, "read_delivery_note", buggy)
    statuses = [house.sync().exit_status for _ in range(3)]
    assert statuses == [1, 1, 3]
    at_the_end(house, post)


def test_a_second_run_waits_and_takes_over(make_house: MakeHouse) -> None:
    """Killed with the lease held: the next run waits until it expires, takes over and does the work."""
    house, post = make_house("slash"), Post()
    house.put(*numbered(post, 3))
    assert start(house, die_at="list:after", lease=SHORT).end() == -9
    house.extra = {"run": {"lease_wait": 5}}
    assert house.sync().exit_status == 0
    at_the_end(house, post)


def test_a_second_run_says_who_holds_the_lease(make_house: MakeHouse) -> None:
    """While another run works, a second one ends as Skipped, exit status 4, and names the holder."""
    house, post = make_house("slash"), Post()
    house.put(*numbered(post, 1))
    with house.store() as store, store.lease(lease_key_of(house), "run 4711 on goods-receipt"):
        report = house.sync()
    assert (report.ending, report.exit_status) == ("Skipped", 4)
    assert "run 4711 on goods-receipt" in report.summary
    assert house.sync().exit_status == 0
    at_the_end(house, post)


def lease_key_of(house: House) -> str:
    from lieferschein.intake.accounts import lease_key

    return lease_key(house.settings.mailbox("default"))


def test_a_run_that_lost_its_lease_stops(make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine slept for longer than the lease lives: nothing more is imported or moved, one clear sentence."""
    from lieferschein.store import Lease

    house, post = make_house("slash"), Post()
    house.put(*numbered(post, 3))
    with monkeypatch.context() as patch:
        patch.setattr(Lease, "lost", property(lambda self: True))
        report = house.sync()
    assert report.exit_status == 1
    assert report.failure is not None
    assert report.failure.code == "lease_lost"
    assert len(house.ids(INBOX)) == 3
    assert house.notes() == []
    assert has_tables(house)
    assert house.sync().exit_status == 0
    at_the_end(house, post)


def test_taken_away_after_a_death(make_house: MakeHouse) -> None:
    """A run died over a mail and a person took it away: the next run closes its attempt, as vanished."""
    house, post = make_house("slash"), Post()
    house.put(post.good("LS-1"))
    assert start(house, die_at="attempt:after").end() == -9
    expire_leases(house)
    inbox = house.server.path(INBOX)
    house.server.move(inbox, house.server.mails(inbox)[0].uid, "INBOX")
    assert house.sync().exit_status == 0
    assert house.rows("SELECT outcome, attempt_opened_at FROM messages") == [("vanished", None)]
