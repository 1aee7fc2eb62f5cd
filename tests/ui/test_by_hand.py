"""A user at goods receipt: starts a run in the UI, watches it, finds the rejected message and its sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lieferschein.demo.mailbox import sample_mails
from lieferschein.intake.accounts import lease_key
from tests.fixtures.pymap_server import PymapServer
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.ui.conftest import Stack, wait

if TYPE_CHECKING:
    from playwright.sync_api import Page

Picture = Callable[[str], None]


def open_form(stack: Stack, page: Page) -> None:
    """From the list of deployments to the run form."""
    page.goto(f"{stack.ui}/deployments")
    page.get_by_text("hourly", exact=True).first.click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()
    page.get_by_text("Nur diese Lieferanten").first.wait_for()


def show_tab(page: Page, title: str, text: str, *, exact: bool = False) -> None:
    """Open a tab and wait for `text` in it; a page that is still loading goes back to its first tab."""

    def shown() -> bool:
        page.get_by_text(title, exact=True).last.click()
        page.wait_for_timeout(500)
        return page.get_by_text(text, exact=exact).or_(page.get_by_placeholder(text)).count() > 0

    wait(shown, 30)


def choose(page: Page, title: str, *choices: str) -> None:
    """Pick from the list below `title`."""
    field = page.locator(".schema-form-property").filter(has_text=title).last
    control = field.locator("button.p-select-button__control")
    options = page.locator(".p-select-option")

    def opened() -> bool:  # it opens when the form has come to rest
        control.focus()
        page.keyboard.press("Space")
        page.wait_for_timeout(300)
        return options.count() > 0

    wait(opened, 30)
    for choice in choices:
        options.filter(has_text=choice).first.click()


def submit(stack: Stack, page: Page) -> str:
    """The run that a click on Submit starts; a server that is busy says so, and then one clicks again."""
    before = {run["id"] for run in stack.runs(scheduled=False)}
    new: list[str] = []

    def started() -> bool:
        if page.get_by_role("button", name="Submit").count():
            page.get_by_role("button", name="Submit").click()
        page.wait_for_timeout(700)
        new.extend({run["id"] for run in stack.runs(scheduled=False)} - before)
        return bool(new)

    wait(started, 60)
    assert len(new) == 1
    return new[0]


def artifact(stack: Stack, run: str, key: str) -> str:
    """The id of an artifact of `run`."""
    found = stack.ask("/artifacts/filter", artifacts={"flow_run_id": {"any_": [run]}})
    return str(next(each["id"] for each in found if each["key"] == key))


def test_a_run_by_hand(stack: Stack, page: Page, picture: Picture) -> None:
    """From the list of deployments to the sentence: every click that a user makes."""
    stack.house.put(*sample_mails().values())
    open_form(stack, page)
    page.get_by_text("Welches Postfach aus den Einstellungen.").wait_for()
    choose(page, "Nur diese Lieferanten", "auris", "lumen")
    page.set_viewport_size({"width": 1200, "height": 1180})
    picture("form")
    page.set_viewport_size({"width": 1200, "height": 1000})  # what is below is loaded when it is seen
    page.get_by_text("Run Name").click()  # closes the list
    run = submit(stack, page)
    page.goto(f"{stack.ui}/runs/flow-run/{run}")
    done = stack.wait(run)
    assert done["parameters"]["options"]["suppliers"] == ["auris", "lumen"]
    assert done["state"]["name"] == "Rejected"
    page.get_by_text("Rejected", exact=True).first.wait_for()
    stack.wait_recorded(run, "report")
    page.reload()  # the graph of what the server has recorded by now
    page.get_by_text("Rejected", exact=True).first.wait_for()
    show_tab(page, "Task Runs", "Search by run name")
    page.get_by_placeholder("Search by run name").fill("parse")
    page.get_by_text("10 Task runs").wait_for()
    page.get_by_text("parse Auris Hörsysteme Lieferschein LS-88121").first.wait_for()
    picture("run")
    show_tab(page, "Artifacts", "report-default")
    picture("artifacts")
    link = page.locator(f'a[href*="{artifact(stack, run, "report-default")}"]').first
    link.click()
    page.wait_for_url("**/artifacts/**")
    [(sentence,)] = stack.house.rows("SELECT reason FROM messages WHERE reason_code = 'invalid'")
    row = page.locator("tr").filter(has_text=sentence)
    row.first.wait_for()
    page.set_viewport_size({"width": 1900, "height": 700})  # the reasons are long
    picture("report")
    page.set_viewport_size({"width": 1200, "height": 1000})
    step = row.first.get_by_role("link", name="öffnen").get_attribute("href")
    assert step
    assert "/task-run/" in step
    page.goto(f"{stack.ui}/artifacts/artifact/{artifact(stack, run, 'mailbox-default')}")
    page.get_by_text("Ergebnisse je Lieferant").wait_for()
    page.get_by_text("6 importiert, 1 doppelt, 3 abgelehnt, 5 noch im Eingang").first.wait_for()
    picture("mailbox")
    page.goto(step)  # a click opens it in a tab of its own
    page.get_by_text("Rejected").first.wait_for()
    page.get_by_text(sentence[:40]).first.wait_for()
    picture("task-run")
    show_tab(page, "Details", "Auris Hörsysteme", exact=True)  # its tag
    assert stack.house.ids(ERROR)
    told = status(stack)
    assert told["mailboxes"]["default"]["last_good_run"][:19] == done["end_time"][:19]
    assert told["mailboxes"]["kiel"]["last_good_run"] is None
    assert told["server"]["reachable"] is True
    assert told["server"]["bytes"] > 0


def status(stack: Stack) -> dict[str, Any]:
    """What `lieferschein status --json` says beside a running `up`, whatever server other tests have set."""
    done = subprocess.run(
        [sys.executable, "-m", "lieferschein", "status", "--json"],
        cwd=stack.house.folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
        capture_output=True,
        text=True,
        check=False,
    )
    return dict(json.loads(done.stdout))


def test_the_connection_test(stack: Stack, page: Page, picture: Picture) -> None:
    """check-mailbox: each step a task run, the outcome in one line."""
    run = stack.start("check-mailbox")
    done = stack.wait(run)
    assert done["state"]["name"] == "Completed"
    assert done["state"]["message"].startswith("Das Postfach default ist bereit.")
    stack.wait_recorded(run, "database")
    page.goto(f"{stack.ui}/runs/flow-run/{run}")
    show_tab(page, "Task Runs", "login", exact=True)
    picture("check")


def test_another_run_is_at_work(stack: Stack, page: Page) -> None:
    """A run that finds the mailbox taken ends as Skipped, and its page says who has it."""
    account = stack.house.settings.mailbox("default")
    with stack.house.store() as store, store.lease(lease_key(account), "run 4711 on goods-receipt", wait=0):
        run = stack.start()
        skipped = stack.wait(run)["state"]
    assert skipped["name"] == "Skipped"
    assert "run 4711 on goods-receipt" in skipped["message"]
    page.goto(f"{stack.ui}/runs/flow-run/{run}")
    page.get_by_text("Skipped", exact=True).first.wait_for()
    show_tab(page, "Details", "See More")
    page.get_by_text("See More").click()
    page.get_by_text("run 4711 on goods-receipt").first.wait_for()


def scheduled(stack: Stack, page: Page) -> str:
    """The next run of the schedule, which nobody started; its hour has come."""
    run = stack.runs(scheduled=True)[0]
    now = {"type": "SCHEDULED", "state_details": {"scheduled_time": datetime.now(UTC).isoformat()}}
    stack.ask(f"/flow_runs/{run['id']}/set_state", state=now, force=True)
    return str(run["id"])


def unchanged(stack: Stack, page: Page) -> str:
    """A run from the form as it is."""
    open_form(stack, page)
    return submit(stack, page)


LEFT = (
    "SELECT message_id, supplier_key, outcome, reason_code, reason, filed_to FROM messages ORDER BY uid",
    "SELECT delivery_note_number, supplier_key, revision, status, content_hash FROM delivery_notes ORDER BY 1, 2, 3",
    "SELECT supplier_article_number, quantity, unit, status FROM delivery_note_lines ORDER BY 1, 2",
)


def test_by_hand_is_hourly(stack: Stack, page: Page, pymap_service: PymapServer, tmp_path: Path) -> None:
    """The scheduled run, and one started in the form with nothing changed: the same database, the same folders."""
    settings = stack.house.folder / "lieferschein.toml"
    kept = settings.read_text(encoding="utf-8")
    ends: list[dict[str, Any]] = []
    try:
        for start in (scheduled, unchanged):
            copy = House(pymap_service.user(), stack.house.folder, f"sqlite:///{tmp_path}/{len(ends)}.db")
            copy.suppliers, copy.extra = stack.house.suppliers, {**stack.house.extra, "mailboxes": {}}
            copy.extra["mailboxes"] = {"default": copy.account, "kiel": stack.kiel.account}
            copy.write_settings()
            copy.put(*sample_mails().values())
            done = stack.wait(start(stack, page))
            ends.append(
                {
                    "state": (done["state"]["name"], done["state"]["message"]),
                    "tables": [copy.rows(statement) for statement in LEFT],
                    "folders": {folder: copy.ids(folder) for folder in (INBOX, ARCHIVE, ERROR)},
                }
            )
    finally:
        settings.write_text(kept, encoding="utf-8")
    assert ends[0] == ends[1]
    assert ends[0]["folders"][INBOX] == []
    assert len(ends[0]["folders"][ARCHIVE]) > len(ends[0]["folders"][ERROR]) > 0
    assert all(ends[0]["tables"])
