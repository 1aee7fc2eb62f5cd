"""`lieferschein status`: what wants attention, for people and for monitoring; and the commands beside it."""

from __future__ import annotations

import imaplib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from lieferschein.intake.health import health_of, silence
from lieferschein.local import server_facts
from lieferschein.store.upkeep import drop_documents
from tests.fixtures.imap_server import ImapServer
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, INBOX, House
from tests.kit.mails import mail

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def house(pymap_server: ImapServer, tmp_path: Path) -> House:
    house = House(pymap_server, tmp_path, f"sqlite:///{tmp_path}/lieferschein.db")
    house.write_settings()
    house.put(mail(("LS-1.xml", ubl("LS-1"))))
    house.sync()
    house.put(mail(("LS-2.xml", ubl("LS-2"))))
    return house


def test_all_is_well(house, run):
    """Exit 0; folders, database and documents are counted; without a server nothing is wrong."""
    done = run("status", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["ok"] is True
    assert told["mailboxes"]["default"]["messages"] == {"inbox": 1, "archive": 1, "error": 0}
    assert told["mailboxes"]["default"]["oldest_waiting"] == datetime.now(UTC).date().isoformat()
    assert told["database"]["documents"] == 1
    assert told["database"]["documents_bytes"] > 0
    assert told["database"]["bytes"] > told["database"]["documents_bytes"]
    assert told["database"]["disk_free_bytes"] > 0
    assert told["mailboxes"]["default"]["certificate_expires"] is None, "it has none"
    assert told["server"] == {"api": None, "reachable": False, "bytes": None}
    text = run("status").stdout
    assert "1 in Eingang, 1 in Archiv, 0 in Fehler" in text
    assert "Nothing to complain about" in text


def test_what_wants_attention(house, run):
    """Exit 1: a login that fails, a password about to expire, a server that does not answer."""
    house.mailbox.update(password="wrong", password_expires=(datetime.now(UTC) + timedelta(days=5)).date())
    house.write_settings()
    done = run("status", "--json", PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 1
    problems = json.loads(done.stdout)["problems"]
    assert len(problems) == 3
    assert "refuses the login" in problems[0]
    assert "password of mailbox default expires on" in problems[1]
    assert "http://127.0.0.1:9/api does not answer" in problems[2]
    assert run("status", "--offline").returncode == 0


def test_mail_that_waits(house):
    """Mail that lies in Eingang for days is a problem, unless it is meant to lie there."""
    inbox, old = house.server.path(INBOX), imaplib.Time2Internaldate(datetime.now(UTC) - timedelta(days=3))
    house.server.append(inbox, mail(subject="old"), received=old)
    house.server.move(inbox, house.server.mails(inbox)[0].uid, house.server.path(ARCHIVE))
    found = health_of(house.settings)
    assert [problem.code for problem in found.all_problems] == ["waiting"]
    house.mailbox["unknown_sender"] = "leave"
    assert health_of(house.settings).all_problems == []


@pytest.mark.parametrize(
    ("days", "silent"),
    [
        ((0, 7, 14, 21), True),  # a week is usual, now there are ten days
        ((0, 7, 18, 25), False),  # eleven days happened lately
        ((10, 24), False),  # too little is known
        ((30, 30.01, 30.02, 30.03), False),  # several mails in one morning are no usual pause
    ],
)
def test_silence(days, silent):
    """A supplier is silent when it has sent nothing for longer than its longest pause lately."""
    start = NOW - timedelta(days=31)
    moments = [start + timedelta(days=each) for each in days]
    reason = silence("Phonak", moments, NOW)
    assert (reason is not None) is silent
    if reason is not None:
        assert reason.sentence().startswith("Phonak has sent nothing since 2026-11-15; its longest pause")


def test_documents_are_kept_as_long_as_set(house):
    """Documents go after their time, unless a later mail has them too; the notes stay."""
    with house.store() as store:
        later = datetime.now(UTC) + timedelta(days=1)
        assert drop_documents(store.engine, datetime.now(UTC) - timedelta(days=1)) == 0
        assert drop_documents(store.engine, later) == 1
        with store.engine.connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM documents")).scalar_one() == 0
        assert len(store.lines()) == 2


def test_no_server(house, run):
    """Without a server the commands that need one say how to start it."""
    for command in (("automations",), ("notify", "json://127.0.0.1:9/")):
        done = run(*command)
        assert done.returncode == 1
        assert 'Start one with "lieferschein up"' in done.stderr


def test_a_full_disk(house, monkeypatch):
    """What is left on the disk of the database is looked at."""
    assert health_of(house.settings).all_problems == []
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    [problem] = health_of(house.settings).all_problems
    assert problem.sentence() == "Only 5 MB are left on the disk of the database: make room."


def test_the_certificate(pymap_tls_server, tmp_path, run):
    """The day on which the server's certificate ends is told to monitoring."""
    House(pymap_tls_server, tmp_path, f"sqlite:///{tmp_path}/lieferschein.db").write_settings()
    told = json.loads(run("status", "--json").stdout)
    assert date.fromisoformat(told["mailboxes"]["default"]["certificate_expires"]) > NOW.date()


def test_a_dry_run_is_no_good_run(monkeypatch):
    """What a dry run did not do is not told as done."""
    dry = {"end_time": "2026-11-25T12:00:00Z", "parameters": {"options": {"dry_run": True}}}
    real = {"end_time": "2026-11-25T11:00:00Z", "parameters": {"mailbox": "default"}}
    answers: list[list[dict[str, object]]] = [[dry], [dry, real]]
    monkeypatch.setattr(server_facts, "_ask", lambda *_: answers.pop())
    assert server_facts._last_good("http://here/api", "default") == datetime(2026, 11, 25, 11, tzinfo=UTC)
    assert server_facts._last_good("http://here/api", "default") is None
