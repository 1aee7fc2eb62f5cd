"""`lieferschein reconcile`: every difference between mailbox and ledger is found, and mended or reported."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lieferschein.intake.reconciling import Reconciliation, reconcile
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.reliability.conftest import MakeHouse
from tests.reliability.invariants import Post, at_the_end, execute, expire_leases
from tests.reliability.victim import start


def both(house: House) -> tuple[Reconciliation, Reconciliation]:
    """What a dry run tells, having changed nothing; and then what is mended."""
    before = house.rows("SELECT * FROM messages ORDER BY id"), [house.ids(each) for each in (INBOX, ARCHIVE, ERROR)]
    dry = reconcile(house.settings, "default", dry_run=True)
    after = house.rows("SELECT * FROM messages ORDER BY id"), [house.ids(each) for each in (INBOX, ARCHIVE, ERROR)]
    assert before == after
    return dry, reconcile(house.settings, "default")


def kinds(result: Reconciliation) -> list[tuple[str, str | None, bool]]:
    return [(each.kind, each.message_id, each.mended) for each in result.differences]


def test_all_is_well(make_house: MakeHouse) -> None:
    """After a plain run mailbox and ledger agree."""
    house, post = make_house("pymap"), Post()
    house.put(post.good("LS-1"), post.broken("B-1"))
    house.sync()
    for result in both(house):
        assert (kinds(result), result.exit_status) == ([], 0)


def back_up(house: House, request: pytest.FixtureRequest) -> Callable[[], None]:
    """Copy the database as it is now; what is given back restores it."""
    if house.database_url.startswith("postgresql"):
        server, name = request.getfixturevalue("postgres_server"), house.database_url.rpartition("/")[2]
        server.execute(f"CREATE DATABASE {name}_backup TEMPLATE {name}")

        def restore_database() -> None:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            server.execute(f"ALTER DATABASE {name}_backup RENAME TO {name}")

        return restore_database
    file = Path(house.database_url.removeprefix("sqlite:///"))
    shutil.copy(file, file.with_suffix(".backup"))

    def restore_file() -> None:
        for leftover in file.parent.glob(f"{file.name}-*"):
            leftover.unlink()
        shutil.copy(file.with_suffix(".backup"), file)

    return restore_file


@pytest.mark.parametrize(("server", "database"), [("slash", "sqlite"), ("no_move", "postgresql")])
def test_a_restored_database(make_house: MakeHouse, request: pytest.FixtureRequest, server: str, database: str) -> None:
    """A backup of an hour ago: what was imported since lies in Archiv, unknown. It goes back and is imported once."""
    house, post = make_house(server, database, folders={"note_in_error": True}), Post()
    house.put(post.good("LS-1"), post.broken("B-1"))
    house.sync()
    restore = back_up(house, request)
    house.put(post.good("LS-2"), post.good("LS-3"), post.broken("B-2"))
    house.sync()
    restore()
    house.put(post.again("LS-2", "C-2"))
    assert house.sync().exit_status == 0  # the copy brings the note before anybody reconciles
    dry, done = both(house)
    assert kinds(dry) == [
        ("not_in_ledger", "<LS-2@good>", False),
        ("not_in_ledger", "<LS-3@good>", False),
        ("rejected_unknown", "<B-2@broken>", False),
    ]
    assert [each.mended for each in done.differences] == [True, True, False]
    assert house.sync().exit_status == 0
    assert house.sync(folder="error").counts["rejected"] == 2
    assert kinds(reconcile(house.settings, "default")) == []
    at_the_end(house, post)


def test_notes_of_an_older_rule(make_house: MakeHouse) -> None:
    """A database whose notes were hashed by an older rule of what is equal: mail that comes again is a duplicate."""
    house, post = make_house("slash"), Post()
    house.put(post.good("LS-1"))
    house.sync()
    current = house.rows("SELECT content_hash, content_version FROM delivery_notes")
    execute(house, "UPDATE delivery_notes SET content_hash = 'old', content_version = 0")
    house.put(post.again("LS-1", "C-1"))
    report = house.sync()
    assert (report.exit_status, report.counts["duplicate"]) == (0, 1)
    assert house.rows("SELECT content_hash, content_version FROM delivery_notes") == current
    at_the_end(house, post)


def test_mail_older_than_the_ledger_stays_in_the_archive(make_house: MakeHouse) -> None:
    """An archive that was there before us is left alone."""
    house, post = make_house("slash"), Post()
    old = post.good("LS-0")
    house.server.append(house.server.path(ARCHIVE), old, received='"01-Jan-2020 10:00:00 +0000"')
    house.put(post.good("LS-1"))
    house.sync()
    assert kinds(reconcile(house.settings, "default")) == []
    assert "<LS-0@good>" in house.ids(ARCHIVE)


@pytest.mark.parametrize(
    ("server", "point", "expected"),
    [
        ("slash", "UID MOVE:after", {"lease_expired": True, "not_noted": True}),
        ("slash", "import:after", {"lease_expired": True, "still_there": True}),
        ("slash", "attempt:after", {"lease_expired": True, "attempt_open": False}),
        ("no_move", "UID COPY:after", {"lease_expired": True, "half_moved": True}),
        ("no_uidplus", "UID STORE:after", {"lease_expired": True, "half_moved": True}),
    ],
)
def test_after_a_crash(make_house: MakeHouse, server: str, point: str, expected: dict[str, bool]) -> None:
    """What a killed run leaves is named and, where that is safe, put right; a run does the rest."""
    house, post = make_house(server), Post()
    house.put(post.good("LS-1"))
    assert start(house, die_at=point).end() == -9
    expire_leases(house)
    dry, done = both(house)
    assert {each.kind for each in dry.differences} == set(expected)
    assert {each.kind: each.mended for each in done.differences} == expected
    assert house.sync().exit_status == 0
    at_the_end(house, post)
    assert kinds(reconcile(house.settings, "default")) == []


def test_what_people_moved(make_house: MakeHouse) -> None:
    """Decided mail that somebody took away is noted as vanished; an open attempt on mail that is gone is closed."""
    house, post = make_house("slash"), Post()
    house.put(post.good("LS-1"), post.good("LS-2"))
    assert start(house, die_at="import:after").end() == -9
    expire_leases(house)
    execute(house, "DELETE FROM leases")
    inbox = house.server.path(INBOX)
    for stored in house.server.mails(inbox):
        house.server.move(inbox, stored.uid, "INBOX")
    dry, done = both(house)
    assert {each.kind for each in dry.differences} == {"vanished"}
    assert done.exit_status == 0
    house.put(post.good("LS-3"))
    assert start(house, die_at="attempt:after").end() == -9
    expire_leases(house)
    execute(house, "DELETE FROM leases")
    for stored in house.server.mails(inbox):
        house.server.move(inbox, stored.uid, "INBOX")
    dry, done = both(house)
    assert [each.kind for each in dry.differences] == ["attempt_gone"]
    assert house.rows("SELECT count(*) FROM messages WHERE attempt_opened_at IS NOT NULL") == [(0,)]


def test_a_run_at_work_is_named(make_house: MakeHouse) -> None:
    """Nothing is compared while another run works: exit status 4 and who it is."""
    house = make_house("pymap")
    from lieferschein.intake.accounts import lease_key

    with house.store() as store, store.lease(lease_key(house.settings.mailbox("default")), "run 4711"):
        result = reconcile(house.settings, "default")
    assert result.exit_status == 4
    assert result.stopped is not None
    assert "run 4711" in result.stopped.sentence()


def test_the_command(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`lieferschein reconcile --json` prints one document; without it, a table or one sentence."""
    import json

    from lieferschein.cli.reconcile import reconcile as command

    house, post = make_house("slash"), Post()
    house.put(post.good("LS-1"))
    assert start(house, die_at="import:after").end() == -9
    expire_leases(house)
    monkeypatch.setenv("LIEFERSCHEIN_CONFIG", str(house.write_settings()))
    assert command(dry_run=True, json=True) == 3
    document = json.loads(capsys.readouterr().out)
    assert [each["kind"] for each in document["differences"]] == ["lease_expired", "still_there"]
    assert command() == 0
    assert "mended" in capsys.readouterr().out
    assert command() == 0
    assert "agree" in capsys.readouterr().out
