"""The flow on a real Prefect server: states, names and artifacts that people see in the UI."""

from __future__ import annotations

import gc

import pytest

from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, ERROR, House
from tests.kit.mails import mail


def run_flow(**options: object):
    from flows.sync import SyncOptions, sync_delivery_notes

    return sync_delivery_notes(options=SyncOptions(**options), return_state=True)


def task_runs(flow_run_id: object, last: str = "report") -> dict[str, tuple[str, str, str]]:
    """Name → (state type, state name, message) of every task run, once the server has recorded the `last` of them."""
    import time

    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    where = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
    deadline = time.monotonic() + 30
    with get_client(sync_client=True) as client:
        while True:
            runs = client.read_task_runs(flow_run_filter=where)
            recorded = any(run.name == last for run in runs)
            if (recorded and all(run.state and run.state.is_final() for run in runs)) or time.monotonic() > deadline:
                return {run.name: (run.state.type.value, run.state.name, run.state.message or "") for run in runs}
            time.sleep(0.2)


def test_every_message_is_seen(house: House) -> None:
    """A task run per message and step, named by supplier and note; a rejected one red with its sentence."""
    house.put(
        mail(("LS-1.xml", ubl("LS-1")), subject="one"),
        mail(("LS-4.xml", ubl("LS-4")), subject="another"),
        mail(("LS-1.xml", ubl("LS-1")), ("LS-4.xml", ubl("LS-4")), subject="again"),
        mail(("LS-2.xml", ubl("LS-2").replace(b">2<", b">zwei<")), subject="broken"),
    )
    state = run_flow()
    assert (state.type.value, state.name) == ("COMPLETED", "Rejected")
    assert state.message == "2 imported, 1 duplicate, 1 rejected, 0 left in Eingang"
    runs = task_runs(state.state_details.flow_run_id)
    assert runs["parse Phonak one"][0] == "COMPLETED"
    assert runs["import Phonak LS-1"][1] == "Completed"
    assert runs["import Phonak LS-1, LS-4"][1] == "Duplicate"
    assert runs["parse Phonak broken"][:2] == ("FAILED", "Rejected")
    assert "zwei" in runs["parse Phonak broken"][2]
    assert runs["move Phonak LS-1"][0] == "COMPLETED"
    assert len(house.ids(ARCHIVE)) == 3
    assert len(house.ids(ERROR)) == 1


def test_what_was_there_before_is_not_searched_for_garbage(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the run works, and not after it."""
    from lieferschein.intake import MailboxRun

    gc.unfreeze()
    left_alone, connect = [], MailboxRun.connect
    monkeypatch.setattr(MailboxRun, "connect", lambda run: (left_alone.append(gc.get_freeze_count()), connect(run)))
    assert run_flow().is_completed()
    assert left_alone[0] > 10_000
    assert gc.get_freeze_count() == 0


def test_a_wrong_password_fails_at_once(house: House) -> None:
    """A permanent fault is not retried, moves nothing, and says what to do."""
    house.mailbox["password"] = "wrong"
    house.write_settings()
    house.put(mail(("LS-1.xml", ubl("LS-1"))))
    state = run_flow()
    assert state.is_failed()
    assert "password" in state.message
    assert house.ids(ERROR) == []


@pytest.mark.parametrize("ok", [True, False])
def test_check_mailbox(house: House, ok: bool) -> None:
    """The connection test is green with what it found, or red with what to do."""
    from flows.check import check_mailbox

    if not ok:
        house.mailbox["password"] = "wrong"
        house.write_settings()
    state = check_mailbox(return_state=True)
    assert state.is_completed() is ok
    steps = task_runs(state.state_details.flow_run_id, last="database" if ok else "login")
    assert steps["connect"][0] == "COMPLETED"
    assert steps["login"][0] == ("COMPLETED" if ok else "FAILED")


def task_run(flow_run_id: object, name: str) -> tuple[object, list[str]]:
    """A task run as the server has it, and the names of the states it went through."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    where = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
    with get_client(sync_client=True) as client:
        [found] = [run for run in client.read_task_runs(flow_run_filter=where) if run.name == name]
        return found, [state.name for state in client.read_task_run_states(found.id)]


def test_tags(house: House) -> None:
    """Supplier and format stand beside each step of a message, though Prefect was asked for no slot for them."""
    house.put(mail(("LS-1.xml", ubl("LS-1")), subject="one"))
    run = run_flow().state_details.flow_run_id
    task_runs(run)
    for name in ("parse Phonak one", "import Phonak LS-1", "move Phonak LS-1"):
        assert task_run(run, name)[0].tags == ["Phonak", "ubl"]


def test_a_retry_is_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that failed for a moment went through AwaitingRetry and Retrying, and says that it ran twice."""
    from lieferschein.store import Store
    from lieferschein.store.errors import Locked

    whole, faults = Store.import_messages, [Locked(database="the database", detail="busy")]

    def import_messages(*args: object, **kwargs: object) -> object:
        if faults:
            raise faults.pop()
        return whole(*args, **kwargs)

    monkeypatch.setattr(Store, "import_messages", import_messages)
    house.put(mail(("LS-1.xml", ubl("LS-1")), subject="one"))
    state = run_flow()
    assert state.name == "Completed"
    task_runs(state.state_details.flow_run_id)
    found, names = task_run(state.state_details.flow_run_id, "import Phonak LS-1")
    assert found.run_count == 2
    assert names == ["Pending", "Running", "AwaitingRetry", "Retrying", "Completed"]


def test_only_what_is_unusual_is_logged(house: House) -> None:
    """That a step ended well is in its state; the log that people see holds the step that did not."""
    house.put(mail(("LS-1.xml", ubl("LS-1"))), mail(("LS-2.xml", ubl("LS-2").replace(b">2<", b">zwei<"))))
    told = logs(run_flow().state_details.flow_run_id, until="Finished in state Rejected('1 imported")
    ended = [text for text in told if text.startswith("Finished in state ")]
    assert len(ended) == 2, ended  # the rejected document, and the run itself
    assert any("zwei" in text for text in ended)


def logs(flow_run_id: object, until: str) -> list[str]:
    """What the server keeps of a run's log, once a line that begins with `until` is there."""
    import time

    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId

    where = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[flow_run_id]))
    deadline = time.monotonic() + 30
    with get_client(sync_client=True) as client:
        while True:
            told = [each.message for each in client.read_logs(where)]
            if any(text.startswith(until) for text in told) or time.monotonic() > deadline:
                return told
            time.sleep(0.2)
