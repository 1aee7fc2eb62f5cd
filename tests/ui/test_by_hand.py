"""A user at goods receipt: starts a run in the UI, watches it, finds the rejected message and its sentence."""

from __future__ import annotations

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
    page.keyboard.press("Escape")


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
    page.set_viewport_size({"width": 1200, "height": 800})
    page.get_by_role("button", name="Submit").click()
    page.wait_for_timeout(1000)
    started = stack.ask("/flow_runs/filter", sort="EXPECTED_START_TIME_DESC")
    run = next(each["id"] for each in started if not each["auto_scheduled"])
    page.goto(f"{stack.ui}/runs/flow-run/{run}")
    done = stack.wait(run)
    assert done["parameters"]["options"]["suppliers"] == ["auris", "lumen"]
    assert done["state"]["name"] == "Rejected"
    page.get_by_text("Rejected", exact=True).first.wait_for()
    page.reload()
    page.get_by_text("Rejected", exact=True).first.wait_for()
    page.wait_for_timeout(2500)  # the graph
    picture("run")
    page.get_by_text("Artifacts", exact=True).last.click()
    page.wait_for_timeout(1000)
    picture("artifacts")
    page.get_by_text("report-default").first.click()
    page.wait_for_url("**/artifacts/**")
    [(sentence,)] = stack.house.rows("SELECT reason FROM messages WHERE reason_code = 'invalid'")
    row = page.locator("tr").filter(has_text=sentence)
    row.first.wait_for()
    picture("report")
    row.first.get_by_text("öffnen").click()
    page.wait_for_url("**/task-run/**")
    page.get_by_text("Rejected").first.wait_for()
    assert sentence[:40] in page.content()
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
    page.goto(f"{stack.ui}/runs/flow-run/{run}")
    page.get_by_text("Task Runs", exact=True).last.click()
    page.get_by_text("login", exact=True).first.wait_for()
    picture("check")
