"""What people see of a run: a table, a page, events, and the final state with its one line."""

from __future__ import annotations

import logging

import httpx
from prefect import State, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.events import emit_event
from prefect.states import Completed, Failed
from prefect.utilities.urls import url_for

from lieferschein.intake import MailboxRun, MessageRow, Report
from tasks.onlooker import Onlooker, artifact_key, onlooker
from tasks.pages import Link, page_of, table_of
from tasks.policy import step_options

logger = logging.getLogger(__name__)


@task(**step_options("report"))
def report(run: MailboxRun) -> State:
    """The table and the page of the run, an event for the run and for each rejected message."""
    done = run.finish()
    watcher = onlooker()
    if watcher is not None:
        watcher.close()
    if done.skipped is None:
        try:
            _show(done, watcher)
        except httpx.HTTPError as error:
            logger.warning("The report could not be kept in Prefect: %s", error)
    if not done.dry_run:
        for row in done.rows:
            if row.outcome == "rejected":
                _emit_rejection(run, row)
        _emit_end(run)
    return Completed(message=done.summary)


def _show(done: Report, watcher: Onlooker | None) -> None:
    """One key per mailbox and kind: its history in the UI is how the mailbox does over time."""
    key = artifact_key(f"dry-run-{done.mailbox}" if done.dry_run else done.mailbox)
    description = f"{done.mailbox}: {done.summary}"
    link = _links(watcher)
    if done.rows:
        create_table_artifact(table_of(done, link), key=f"report-{key}", description=description)
    waiting = (watcher.folder, watcher.oldest_waiting) if watcher else (None, None)
    create_markdown_artifact(page_of(done, link, *waiting), key=f"mailbox-{key}", description=description)


def _links(watcher: Onlooker | None) -> Link:
    def link(row: MessageRow) -> str | None:
        task_run = watcher.task_run_of(row) if watcher else None
        return url_for("task-run", obj_id=task_run) if task_run else None

    return link


def _resource(run: MailboxRun) -> dict[str, str]:
    return {"prefect.resource.id": f"lieferschein.mailbox.{run.name}", "prefect.resource.name": run.name}


def _emit_rejection(run: MailboxRun, row: MessageRow) -> None:
    reason = row.reason
    emit_event(
        event="lieferschein.message.rejected",
        resource=_resource(run),
        payload={
            "message_id": row.message_id,
            "supplier": row.supplier,
            "sender": row.sender,
            "reason_code": reason.code if reason else None,
            "reason": reason.sentence(run.settings.language) if reason else None,
        },
    )


def _emit_end(run: MailboxRun) -> None:
    done = run.report
    emit_event(
        event=f"lieferschein.run.{done.ending.lower()}",
        resource=_resource(run),
        payload={"message": done.summary, "counts": done.counts, "left": done.left},
    )


def observed_report(run: MailboxRun) -> Report:
    """`report` as a task run; that Prefect could not keep the table is no fault of the run."""
    state = report.with_options(task_run_name="report")(run, return_state=True)
    if state.is_failed():
        logger.warning("The report could not be kept in Prefect: %s", state.message)
    return run.report


def final_state(done: Report) -> State:
    """The flow's own state: its name says how the run ended, its message the counts."""
    if done.ending == "Failed":
        return Failed(message=done.summary)
    return Completed(name=done.ending, message=done.summary)
