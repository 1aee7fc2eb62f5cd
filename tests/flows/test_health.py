"""The hourly look at everything, on a real Prefect server: what is red, what it says, and what automations hear."""

from __future__ import annotations

import imaplib
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from tests.flows.test_artifacts import ask
from tests.flows.test_sync_flow import task_runs
from tests.kit.documents import ubl
from tests.kit.house import INBOX, House
from tests.kit.mails import mail


def run_health():
    from flows.health import health

    return health(return_state=True)


def test_all_is_well(house: House) -> None:
    """Green with what was found; documents that are kept too long are dropped, the notes stay."""
    house.put(mail(("LS-1.xml", ubl("LS-1"))))
    house.sync()
    house.extra |= {"language": "de", "keep_documents_days": 30}
    house.write_settings()
    engine = sa.create_engine(house.database_url)
    with engine.begin() as connection:
        for table in ("messages", "documents"):
            connection.execute(sa.text(f"UPDATE {table} SET created_at = '2020-01-01 00:00:00.000000'"))
    engine.dispose()
    state = run_health()
    assert (state.name, state.message) == ("Completed", "Alles funktioniert.")
    runs = task_runs(state.state_details.flow_run_id, last="upkeep")
    assert runs["mailbox default"] == ("COMPLETED", "Completed", "0 im Eingang, 1 im Archiv, 0 in Fehler")
    assert runs["suppliers"][1] == "Completed"
    assert "davon Dokumente" in runs["database"][2]
    assert runs["upkeep"][2] == "1 Dokumente, die älter als 30 Tage waren, wurden gelöscht."
    assert len(house.notes()) == 1


def test_what_is_wrong(house: House) -> None:
    """Red where it is wrong, the rest is looked at all the same."""
    house.sync()
    house.mailbox["password"] = "wrong"
    house.write_settings()
    state = run_health()
    assert state.is_failed()
    assert "refuses the login" in state.message
    runs = task_runs(state.state_details.flow_run_id, last="upkeep")
    assert runs["mailbox default"][0] == "FAILED"
    assert {runs[name][0] for name in ("suppliers", "database", "upkeep")} == {"COMPLETED"}
    assert runs["upkeep"][2] == "Documents are kept for ever."


def test_a_silent_supplier(house: House, prefect_server: str) -> None:
    """A warning that names it, and an event for the automations; the run itself is fine."""
    for number, days in enumerate((40, 33, 26, 19)):
        received = imaplib.Time2Internaldate(datetime.now(UTC) - timedelta(days=days))
        house.server.append(house.server.path(INBOX), mail((f"{number}.xml", ubl(f"LS-{number}"))), received=received)
    house.sync()
    before = silent(prefect_server)
    state = run_health()
    assert state.name == "Completed"
    runs = task_runs(state.state_details.flow_run_id, last="upkeep")
    assert runs["suppliers"][1] == "Warning"
    assert runs["suppliers"][2].startswith("Phonak has sent nothing since")
    told = silent(prefect_server)
    assert [told[each] for each in told.keys() - before.keys()] == ["lieferschein.supplier.phonak"]


def silent(server: str) -> dict[str, str]:
    """The suppliers that events have told to be silent, by the event."""
    told = ask(server, "/events/filter", filter={"event": {"name": ["lieferschein.supplier.silent"]}})
    return {each["id"]: each["resource"]["prefect.resource.id"] for each in told["events"]}
