"""Automations: a run whose process is gone ends, and people are told of each change once, by mail or webhook."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lieferschein.settings import Settings
from tests.fixtures.receivers import Inbox, MailReceiver, Webhook
from tests.flows.test_artifacts import ask
from tests.flows.test_sync_flow import run_flow
from tests.kit.documents import ubl
from tests.kit.house import House
from tests.kit.mails import mail

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise asks for it

SHORT = timedelta(seconds=10)  # the least that Prefect allows; 90 seconds and 3 hours in automations.yaml


@pytest.fixture
def inbox(prefect_server: str, request: pytest.FixtureRequest) -> Iterator[Inbox]:
    """Notifications go here: to a mail server, or to a webhook where the test says so."""
    from lieferschein.local.notifying import save_address

    receiver = request.param()
    save_address(receiver.url)
    with Inbox(receiver) as inbox:
        yield inbox


by_mail = pytest.mark.parametrize("inbox", [MailReceiver], indirect=True)
by_webhook = pytest.mark.parametrize("inbox", [Webhook], indirect=True)


def install(settings: Settings, **within: timedelta) -> None:
    """Install everything afresh, some with other spans of time."""
    from prefect.client.orchestration import get_client
    from prefect.events.schemas.automations import AutomationCore

    from lieferschein.local import automations

    with get_client(sync_client=True) as client:
        for each in client.read_automations():
            client.delete_automation(each.id)
        automations.install(settings)
        for each in client.read_automations():
            name = each.name.removeprefix("lieferschein: ").replace(" ", "_")
            if name in within:
                each.trigger.within = within[name]
                same = each.model_dump(exclude={"id", "owner_resource"})
                client.update_automation(each.id, AutomationCore.model_validate(same))
        automations._watch(client, settings)
    time.sleep(1)  # until the triggers know


@pytest.fixture
def deployment(house: House, prefect_server: str) -> str:
    flow = ask(prefect_server, "/flows/", name="sync-delivery-notes")["id"]
    return str(ask(prefect_server, "/deployments/", name="hourly", flow_id=flow)["id"])


class Runs:
    """Runs of the deployment, their states set as a worker sets them."""

    def __init__(self, api: str, deployment: str) -> None:
        self.api, self.deployment = api, deployment

    def state(self, run: str) -> dict[str, Any]:
        import json

        with urllib.request.urlopen(f"{self.api}/flow_runs/{run}", timeout=10) as answer:
            return dict(json.load(answer)["state"])

    def set(self, run: str, kind: str, name: str | None = None, message: str = "") -> None:
        state = {"type": kind, "name": name or kind.capitalize(), "message": message}
        ask(self.api, f"/flow_runs/{run}/set_state", state=state, force=True)
        time.sleep(0.5)  # events are ordered by their time

    def start(self) -> str:
        body = {"state": {"type": "PENDING"}, "name": "default"}
        run = str(ask(self.api, f"/deployments/{self.deployment}/create_flow_run", **body)["id"])
        self.set(run, "RUNNING")
        return run

    def run(self, kind: str, name: str | None = None, message: str = "") -> None:
        self.set(self.start(), kind, name, message)


@by_mail
def test_one_notification_per_change(house: House, deployment: str, prefect_server: str, inbox: Inbox) -> None:
    """Failed, failed, crashed: told once. Works again: told once. Failed again: told again."""
    install(house.settings)
    runs = Runs(prefect_server, deployment)
    for message in ("wrong password", "still wrong", "again"):
        runs.run("FAILED", message=message)
    subject, text = inbox.wait(lambda each: "failed" in each)
    assert "mailbox default failed" in subject
    assert "wrong password" in text
    assert "flow-run/" in text
    runs.run("CRASHED")
    runs.run("COMPLETED", "Rejected", "1 imported, 1 rejected")
    runs.run("COMPLETED", message="2 imported")
    assert "1 imported, 1 rejected" in inbox.wait(lambda each: "works again" in each)[1]
    runs.run("FAILED", message="certificate")
    deadline = time.monotonic() + 30
    while len(inbox.subjects()) < 3 and time.monotonic() < deadline:
        time.sleep(0.2)
    time.sleep(1)
    kinds = ["again" if "works again" in each else "failed" for each in inbox.subjects()]
    assert kinds == ["failed", "again", "failed"]


@by_webhook
def test_silence(house: House, deployment: str, prefect_server: str, inbox: Inbox) -> None:
    """A run without heartbeat is Crashed; no run for three hours is told; a retry is no change."""
    install(house.settings, zombie_run=SHORT, no_run_for_three_hours=SHORT)
    runs = Runs(prefect_server, deployment)
    run = runs.start()
    runs.set(run, "SCHEDULED", "AwaitingRetry")
    runs.set(run, "RUNNING")
    flow = {"prefect.resource.id": "prefect.flow.x", "prefect.resource.role": "flow"}
    heartbeat = {
        "event": "prefect.flow-run.heartbeat",
        "occurred": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "resource": {"prefect.resource.id": f"prefect.flow-run.{run}", "prefect.resource.name": "default"},
        "related": [flow | {"prefect.resource.name": "sync-delivery-notes"}],
        "id": "00000000-0000-4000-8000-000000000001",
    }
    _post(prefect_server, [heartbeat])
    deadline = time.monotonic() + 60
    while runs.state(run)["type"] == "RUNNING" and time.monotonic() < deadline:
        time.sleep(0.5)
    assert runs.state(run)["type"] == "CRASHED"
    assert "No sign of life" in runs.state(run)["message"]
    inbox.wait(lambda each: "three hours" in each)
    assert "mailbox default failed" in inbox.wait(lambda each: "failed" in each)[0]
    assert len([each for each in inbox.subjects() if "failed" in each]) == 1


@by_webhook
def test_rejections_and_suppliers(house: House, prefect_server: str, inbox: Inbox) -> None:
    """Five rejections in an hour are told once, with the last reason; a silent supplier once until it is heard."""
    install(house.settings)
    house.put(*(mail((f"LS-{n}.xml", ubl(f"LS-{n}").replace(b">2<", b">zwei<"))) for n in range(6)))
    run_flow()
    subject, text = inbox.wait(lambda each: "five mails" in each)
    assert "mailbox default" in subject
    assert "zwei" in text
    resource = {"prefect.resource.id": "lieferschein.supplier.phonak", "prefect.resource.name": "Phonak"}
    payload = {"since": "2026-11-01", "message": "Phonak has sent nothing."}
    for number, name in enumerate(("silent", "silent", "heard", "silent")):
        _post(
            prefect_server,
            [
                {
                    "event": f"lieferschein.supplier.{name}",
                    "occurred": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                    "resource": resource,
                    "payload": payload,
                    "id": f"00000000-0000-4000-8000-0000000001{number:02}",
                }
            ],
        )
        time.sleep(1.2)
    deadline = time.monotonic() + 30
    while len([each for each in inbox.subjects() if "Phonak" in each]) < 2 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert len([each for each in inbox.subjects() if "nothing from Phonak since 2026-11-01" in each]) == 2
    assert len([each for each in inbox.subjects() if "five mails" in each]) == 1


def _post(api: str, events: list[dict[str, Any]]) -> None:
    import json

    request = urllib.request.Request(
        f"{api}/events", data=json.dumps(events).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10):
        pass


def test_installing_again_changes_nothing(house: House, prefect_server: str) -> None:
    """What is there as it should be stays; texts are in the configured language; nothing is told without an address."""
    from lieferschein.local.automations import definitions, install

    install(house.settings)
    assert install(house.settings) == []
    assert len(ask(prefect_server, "/automations/filter")) == len(definitions())
    kinds = {action.type for each in definitions() for action in each.actions}
    assert kinds == {"change-flow-run-state", "do-nothing"}


def test_notify(house: House, prefect_server: str) -> None:
    """`lieferschein notify` sends a test message, and notifications go there; what cannot be reached is refused."""

    def notify(address: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "lieferschein", "notify", "-"]
        given = f"{address}\n"
        return subprocess.run(command, input=given, capture_output=True, text=True, check=False, cwd=house.folder)

    def told() -> set[str]:
        actions = [each["actions"][0] for each in ask(prefect_server, "/automations/filter")]
        return {str(each.get("block_document_id")) for each in actions if each["type"] != "change-flow-run-state"}

    with Inbox(Webhook()) as inbox, Inbox(MailReceiver()) as mails:
        done = notify(inbox.url)
        assert done.returncode == 0, done.stderr
        assert inbox.subjects() == ["lieferschein: notifications arrive here"]
        before = told()
        assert len(before) == 1
        assert before != {"None"}
        refused = notify("json://127.0.0.1:9/?secret=geheim")
        assert refused.returncode == 1
        assert "could not be sent, nothing was changed" in refused.stderr
        assert "geheim" not in refused.stderr
        assert notify("carrier-pigeon://roof").returncode == 2
        assert notify(mails.url).returncode == 0
        assert mails.subjects() == ["lieferschein: notifications arrive here"]
        assert told() == before, "the block is the same, its address another"
    install(house.settings)
