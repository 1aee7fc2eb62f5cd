"""What a run leaves behind in the UI: the table, the page, their keys, the events, and nothing personal."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.flows.test_sync_flow import run_flow, task_runs
from tests.kit.documents import ubl
from tests.kit.house import House
from tests.kit.mails import mail

PATIENT, KOMMISSION = "Gertrud Patientin", "Kommission Mustermann"


def ask(api: str, path: str, **body: Any) -> Any:
    data = json.dumps(body).encode()
    request = urllib.request.Request(f"{api}{path}", data=data, headers={"Content-Type": "application/json"})
    for _ in range(10):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 503:  # its database is busy for a moment
                raise
            error.close()
            time.sleep(0.5)
    raise AssertionError(f"{path} stays unavailable")


def artifacts_of(api: str, flow_run: object) -> dict[str, Any]:
    """Key → artifact of a flow run."""
    found = ask(api, "/artifacts/filter", artifacts={"flow_run_id": {"any_": [str(flow_run)]}})
    return {each["key"]: each for each in found}


def personal(number: str, quantity: int = 2) -> bytes:
    """A note for a patient."""
    note = ubl(number, (("A-1", quantity),)).replace(b">Shop<", f">{PATIENT}<".encode())
    reference = f"<cac:OrderReference><cbc:ID>4500</cbc:ID><cbc:CustomerReference>{KOMMISSION}</cbc:CustomerReference>"
    return note.replace(
        b"<cac:DespatchSupplierParty>", f"{reference}</cac:OrderReference><cac:DespatchSupplierParty>".encode()
    )


def test_the_report(house: House, prefect_server: str) -> None:
    """Failures first, each with its sentence, what to do, and a link to the task run; a page with a chart."""
    house.put(
        mail(("LS-1.xml", ubl("LS-1")), subject="one"),
        mail(("LS-2.xml", ubl("LS-2").replace(b">2<", b">zwei<")), subject="a *broken* [one](http://x.example)"),
        mail(("LS-3.xml", ubl("LS-3")), sender="x@nobody.example", subject="stranger"),
    )
    state = run_flow()
    found = artifacts_of(prefect_server, state.state_details.flow_run_id)
    assert set(found) == {"report-default", "mailbox-default"}
    rows = json.loads(found["report-default"]["data"])
    assert [row["outcome"] for row in rows] == ["rejected", "rejected", "imported"]
    assert "zwei" in rows[0]["reason"]
    assert "corrected note" in rows[0]["what to do"]
    assert rows[0]["subject"] == "a *broken* \\[one](http://x.example)"
    assert rows[2]["note"] == "LS-1"
    assert rows[2]["lines"] == 2
    page = found["mailbox-default"]["data"]
    assert "1 imported, 0 duplicates, 2 rejected" in page
    assert "| Phonak | █✗ | 1 | 1 |" in page
    assert "Nothing is left" in page
    assert "\\*broken\\* \\[one\\]" in page
    for row, name in zip(rows, ("parse Phonak a", "parse x@nobody.example", "import Phonak LS-1"), strict=True):
        task_run = row["task run"].removeprefix("[open](").removesuffix(")").rsplit("/", 1)[1]
        assert name in _task_run_name(prefect_server, task_run)


def _task_run_name(api: str, task_run: str) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = ask(api, "/task_runs/filter", task_runs={"id": {"any_": [task_run]}})
        if found:
            return str(found[0]["name"])
        time.sleep(0.2)
    pytest.fail(f"no task run {task_run}")


def test_what_is_left_has_an_age(house: House, prefect_server: str) -> None:
    """The page says since when the oldest mail waits."""
    house.mailbox["unknown_sender"] = "leave"
    house.write_settings()
    house.put(mail(("LS-1.xml", ubl("LS-1")), sender="x@nobody.example", subject="stranger"))
    state = run_flow()
    page = artifacts_of(prefect_server, state.state_details.flow_run_id)["mailbox-default"]["data"]
    assert "has waited for 0 minutes" in page
    assert "1 are left there" in page


def test_progress(house: House, prefect_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that takes its time shows how far it is; a short one costs no request."""
    monkeypatch.setattr("tasks.onlooker.FIRST_AFTER", 0)
    monkeypatch.setattr("tasks.onlooker.EVERY", 0)
    house.put(*(mail((f"LS-{n}.xml", ubl(f"LS-{n}")), subject=f"no {n}") for n in range(3)))
    state = run_flow()
    progress = artifacts_of(prefect_server, state.state_details.flow_run_id)["progress-default"]
    assert float(progress["data"]) == 100
    assert progress["description"] == "default: 3 / 3"


def test_nothing_personal_in_prefect(house: House, prefect_server: str) -> None:
    """Neither a Kommission nor the name in a delivery address reaches artifacts, task runs, logs or events."""
    house.put(
        mail(("LS-1.xml", personal("LS-1")), subject="one"),
        mail(("LS-1.xml", personal("LS-1", quantity=5)), subject="conflict"),
        mail(("LS-2.xml", personal("LS-2").replace(b">2<", b">zwei<")), subject="broken"),
        mail(("LS-3.xml", personal("LS-3").replace(KOMMISSION.encode(), b"Other"))),
        mail(("LS-3.xml", personal("LS-3"))),
    )
    state = run_flow()
    assert house.rows(f"SELECT count(*) FROM delivery_note_lines WHERE customer_reference = '{KOMMISSION}'")[0][0] >= 1
    assert house.rows(f"SELECT count(*) FROM delivery_notes WHERE ship_to_name = '{PATIENT}'")[0][0] >= 1
    assert "parse Phonak broken" in task_runs(state.state_details.flow_run_id)
    run = str(state.state_details.flow_run_id)
    seen = json.dumps(
        [
            artifacts_of(prefect_server, run),
            ask(prefect_server, "/task_runs/filter", flow_runs={"id": {"any_": [run]}}),
            ask(prefect_server, "/logs/filter", logs={"flow_run_id": {"any_": [run]}}),
            ask(prefect_server, "/events/filter", limit=50, filter={"event": {"prefix": ["lieferschein."]}}),
        ]
    )
    assert "parse Phonak broken" in seen
    assert "lieferschein.message.rejected" in seen
    for secret in (PATIENT, KOMMISSION, "Gertrud", "Mustermann"):
        assert secret not in seen
