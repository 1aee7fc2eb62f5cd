"""A user at goods receipt: starts a run in the UI, watches it, finds the rejected message and its sentence."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from lieferschein.demo.mailbox import sample_mails
from tests.kit.house import ERROR
from tests.ui.conftest import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Page

Picture = Callable[[str], None]


def choose(page: Page, title: str, *choices: str) -> None:
    """Pick from the list below `title`."""
    field = page.locator(".schema-form-property").filter(has_text=title).last
    control = field.locator("button.p-select-button__control")
    for _ in range(5):  # it opens when the form has come to rest
        control.focus()
        page.keyboard.press("Space")
        page.wait_for_timeout(700)
        if page.locator(".p-select-option").count():
            break
    for choice in choices:
        page.locator(".p-select-option").filter(has_text=choice).first.click()


def started_by_hand(stack: Stack) -> str:
    """The run that somebody has just started."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for run in stack.ask("/flow_runs/filter", sort="EXPECTED_START_TIME_DESC"):
            if not run["auto_scheduled"]:
                return str(run["id"])
        time.sleep(0.5)
    raise AssertionError("no run was started")


def test_a_run_by_hand(stack: Stack, page: Page, picture: Picture) -> None:
    """From the list of deployments to the sentence: every click that a user makes."""
    stack.house.put(*sample_mails().values())
    page.goto(f"{stack.ui}/deployments")
    page.get_by_text("hourly", exact=True).first.click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()
    page.get_by_text("Nur diese Lieferanten").first.wait_for()
    choose(page, "Nur diese Lieferanten", "auris", "lumen")
    page.set_viewport_size({"width": 1200, "height": 1180})
    picture("form")
    page.set_viewport_size({"width": 1200, "height": 1000})  # what is below is loaded when it is seen
    page.get_by_text("Run Name").click()  # closes the list
    page.get_by_role("button", name="Submit").click()
    run = started_by_hand(stack)
    page.goto(f"{stack.ui}/runs/flow-run/{run}")
    done = stack.wait(run)
    stack.wait_recorded(run, "report")
    assert done["parameters"]["options"]["suppliers"] == ["auris", "lumen"]
    assert done["state"]["name"] == "Rejected"
    page.get_by_text("Rejected", exact=True).first.wait_for()
    page.reload()
    page.get_by_text("Rejected", exact=True).first.wait_for()
    page.wait_for_timeout(2500)  # the graph
    picture("run")
    page.get_by_text("Artifacts", exact=True).last.click()
    artifacts = stack.ask("/artifacts/filter", artifacts={"flow_run_id": {"any_": [run]}})
    table = next(each["id"] for each in artifacts if each["key"] == "report-default")
    link = page.locator(f'a[href*="{table}"]').first
    link.wait_for()
    picture("artifacts")
    link.click()
    page.wait_for_url("**/artifacts/**")
    [(sentence,)] = stack.house.rows("SELECT reason FROM messages WHERE reason_code = 'invalid'")
    row = page.locator("tr").filter(has_text=sentence)
    row.first.wait_for()
    page.set_viewport_size({"width": 1400, "height": 700})
    picture("report")
    step = row.first.get_by_role("link", name="öffnen").get_attribute("href")
    assert step
    assert "/task-run/" in step
    page.set_viewport_size({"width": 1200, "height": 1000})
    page.goto(step)  # a click opens it in a tab of its own
    page.get_by_text("Rejected").first.wait_for()
    page.get_by_text(sentence[:40]).first.wait_for()
    picture("task-run")
    assert stack.house.ids(ERROR)


def test_the_page_of_a_mailbox(stack: Stack, page: Page, picture: Picture) -> None:
    """The page of a run: a chart by supplier, what waits, what to do."""
    run = stack.start()
    stack.wait(run)
    found = stack.ask("/artifacts/filter", artifacts={"flow_run_id": {"any_": [run]}})
    page.goto(f"{stack.ui}/artifacts/artifact/{next(each['id'] for each in found if each['type'] == 'markdown')}")
    page.get_by_text("Ergebnisse je Lieferant").wait_for()
    picture("mailbox")


def test_the_connection_test(stack: Stack, page: Page, picture: Picture) -> None:
    """check-mailbox: each step a task run, the outcome in one line."""
    deployment = stack.deployment("check-mailbox")
    run = stack.ask(f"/deployments/{deployment}/create_flow_run", state={"type": "SCHEDULED"})["id"]
    done = stack.wait(run)
    assert done["state"]["name"] == "Completed"
    stack.wait_recorded(run, "database")
    page.goto(f"{stack.ui}/runs/flow-run/{run}")
    page.get_by_text("Task Runs", exact=True).last.click()
    page.get_by_text("login", exact=True).first.wait_for()
    picture("check")
