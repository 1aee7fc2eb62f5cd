"""What people see of a run: a table, a page, events, and the final state with its one line."""

from __future__ import annotations

import logging
from typing import Any

from prefect import State, task
from prefect.artifacts import create_table_artifact
from prefect.events import emit_event
from prefect.states import Completed, Failed

from lieferschein.intake import MailboxRun, MessageRow, Report
from tasks.policy import step_options

logger = logging.getLogger(__name__)

MAX_ROWS = 1000  # more than that the UI does not show


def table_of(report: Report) -> list[dict[str, Any]]:
    """The report as rows of a table, failures first."""
    return [_row(row, report.language) for row in report.failures_first()[:MAX_ROWS]]


def _row(row: MessageRow, language: str) -> dict[str, Any]:
    return {
        "outcome": row.outcome,
        "supplier": row.supplier or "",
        "note": ", ".join(note.delivery_note_number for note in row.notes),
        "lines": sum(note.lines for note in row.notes) if row.notes else "",
        "reason": row.reason.sentence(language) if row.reason else "",
        "what to do": row.reason.advice(language) if row.reason else "",
        "folder": row.folder or "",
        "sender": row.sender or "",
        "subject": row.subject or "",
        "beside it": "; ".join((*row.warnings, *row.skipped)),
    }


@task(**step_options("report"))
def report(run: MailboxRun) -> State:
    """The table of the run, and an event for each rejected message."""
    done = run.finish()
    if done.rows:
        create_table_artifact(
            table_of(done), key=f"report-{artifact_key(run.name)}", description=f"{run.name}: {done.summary}"
        )
    if not done.dry_run:
        for row in done.rows:
            if row.outcome == "rejected":
                _emit_rejection(run, row)
    return Completed(message=done.summary)


def _emit_rejection(run: MailboxRun, row: MessageRow) -> None:
    reason = row.reason
    emit_event(
        event="lieferschein.message.rejected",
        resource={"prefect.resource.id": f"lieferschein.mailbox.{run.name}", "prefect.resource.name": run.name},
        payload={
            "message_id": row.message_id,
            "supplier": row.supplier,
            "reason_code": reason.code if reason else None,
            "reason": reason.sentence(run.settings.language) if reason else None,
        },
    )


def artifact_key(name: str) -> str:
    """A mailbox's name as Prefect wants keys: lower case letters, digits and dashes."""
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in name.lower()).strip("-") or "mailbox"


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
