"""The run form: what it offers, what it refuses, and that a run by hand is the hourly one."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.imap_server import ImapServer
from tests.fixtures.pymap_server import PymapServer
from tests.flows.test_artifacts import ask
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.kit.mails import mail

SNAPSHOT = Path(__file__).with_name("form.json")


def form_of_sync() -> dict[str, Any]:
    from prefect.utilities.callables import parameter_schema

    from flows.sync import sync_delivery_notes

    return parameter_schema(sync_delivery_notes).model_dump()


def test_the_form_is_the_one_we_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles, sentences, constraints and order of the run form; what changes here, people will see."""
    monkeypatch.setenv("LIEFERSCHEIN_CONFIG", str(tmp_path / "none.toml"))
    assert form_of_sync() == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_option_has_a_title_and_a_sentence() -> None:
    """Nobody has to guess what an option does."""
    for name, field in form_of_sync()["definitions"]["SyncOptions"]["properties"].items():
        assert field["title"] != name, name
        assert field["description"].endswith("."), name


def test_sentences_of_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands beside `mailbox` is in the configured language; without settings it is English."""
    from prefect.utilities.callables import parameter_schema

    from flows.form import described

    told = []
    for language in ("de", "en", "none"):
        (tmp_path / "settings.toml").write_text(f'language = "{language}"\n')
        monkeypatch.setenv("LIEFERSCHEIN_CONFIG", str(tmp_path / "settings.toml"))

        @described(mailbox="Which mailbox of the settings.")
        def job(mailbox: str) -> None:
            """A job."""

        told.append(parameter_schema(job).properties["mailbox"]["description"])
    assert told == ["Welches Postfach aus den Einstellungen.", *["Which mailbox of the settings."] * 2]


@pytest.fixture
def deployment(house: House, prefect_server: str) -> str:
    """A deployment of the flow, with the choices that the settings of `house` give."""
    house.extra["language"] = "de"
    house.write_settings()
    flow_id = ask(prefect_server, "/flows/", name="sync-delivery-notes")["id"]
    schema = form_of_sync()  # as `prefect deploy` makes it
    body = {"name": "hourly", "flow_id": flow_id, "parameter_openapi_schema": schema, "enforce_parameter_schema": True}
    return str(ask(prefect_server, "/deployments/", **body)["id"])


def test_choices_come_from_the_settings(deployment: str, prefect_server: str) -> None:
    """Mailboxes and suppliers are chosen, not typed; known texts are in the configured language."""
    with urllib.request.urlopen(f"{prefect_server}/deployments/{deployment}", timeout=10) as answer:
        schema = json.load(answer)["parameter_openapi_schema"]
    assert schema["properties"]["mailbox"]["enum"] == ["default"]
    fields = schema["definitions"]["SyncOptions"]["properties"]
    assert fields["suppliers"]["items"]["enum"] == ["phonak", "lumen"]
    assert "conflict" in fields["reasons"]["items"]["enum"]
    assert fields["dry_run"]["title"] == "Probelauf"


@pytest.mark.parametrize(
    "wrong",
    [
        {"mailbox": "nowhere"},
        {"options": {"limit": 0}},
        {"options": {"folder": "outbox"}},
        {"options": {"suppliers": ["nobody"]}},
        {"options": {"reasons": ["bad_weather"]}},
        {"options": {"dry_run": "perhaps"}},
        {"options": {"surprise": True}},
    ],
)
def test_a_wrong_value_is_refused_before_a_run_exists(
    wrong: dict[str, Any], deployment: str, prefect_server: str
) -> None:
    """The server answers with what is wrong; no run is created."""
    where = {"deployments": {"id": {"any_": [deployment]}}}
    before = len(ask(prefect_server, "/flow_runs/filter", **where))
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(prefect_server, f"/deployments/{deployment}/create_flow_run", parameters=wrong)
    refused.value.close()
    assert refused.value.code == 409
    assert len(ask(prefect_server, "/flow_runs/filter", **where)) == before


def test_by_hand_is_hourly(prefect_server: str, pymap_service: PymapServer, tmp_path: Path, monkeypatch) -> None:
    """A run with the form's defaults and one with nothing at all leave the same database and the same folders."""
    from flows.sync import SyncOptions, sync_delivery_notes

    mails = [
        mail(("LS-1.xml", ubl("LS-1")), subject="one"),
        mail(("LS-1.xml", ubl("LS-1")), subject="again"),
        mail(("LS-1.xml", ubl("LS-1", (("A-1", 7),))), subject="conflict"),
        mail(("LS-2.xml", ubl("LS-2").replace(b">2<", b">zwei<")), subject="broken"),
        mail(("LS-3.xml", ubl("LS-3")), sender="x@nobody.example"),
        mail(subject="greeting"),
    ]
    form = {
        name: field["default"]
        for name, field in form_of_sync()["definitions"]["SyncOptions"]["properties"].items()
        if "default" in field
    }
    ends = []
    for name, parameters in (("hourly", {}), ("hand", {"mailbox": "default", "options": SyncOptions(**form)})):
        folder = tmp_path / name
        folder.mkdir()
        server: ImapServer = pymap_service.user()
        house = House(server, folder, f"sqlite:///{folder}/lieferschein.db")
        monkeypatch.setenv("LIEFERSCHEIN_CONFIG", str(house.write_settings()))
        house.put(*mails)
        state = sync_delivery_notes(return_state=True, **parameters)
        ends.append(
            {
                "state": (state.name, state.message),
                "folders": {each: house.ids(each) for each in (INBOX, ARCHIVE, ERROR)},
                "notes": house.notes(),
                "lines": house.rows("SELECT supplier_article_number, quantity, status FROM delivery_note_lines"),
                "ledger": house.rows(
                    "SELECT message_id, supplier_key, outcome, reason_code, reason, filed_to FROM messages ORDER BY uid"
                ),
            }
        )
    assert ends[0] == ends[1]
    assert ends[0]["folders"][INBOX] == []
