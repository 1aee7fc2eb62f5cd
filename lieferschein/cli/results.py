"""A run's report on the terminal: a table of what became of each mail, failures first, and one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lieferschein.cli.common import table
from lieferschein.reasons import N_, translate

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from lieferschein.intake import MessageRow, Report

_COLUMNS = (N_("outcome"), N_("supplier"), N_("note or subject"), N_("lines"), N_("reason and what to do"))
STYLES = {"rejected": "red", "deferred": "yellow", "left": "yellow", "imported": "green"}


def print_report(report: Report, console: Console) -> None:
    """The table, unless there is nothing to tell, and the summary."""
    if report.rows:
        console.print(results_table(report))
    console.print(report.summary)


def results_table(report: Report) -> Table:
    """A row for each mail; what to do follows below its reason."""
    from rich.text import Text

    rows = [
        (
            Text(translate(row.outcome, report.language), style=STYLES.get(row.outcome, "")),
            row.supplier or row.sender,
            _notes(row) or row.subject,
            str(sum(note.lines for note in row.notes)) if row.notes else "",
            _explanation(row, report.language),
        )
        for row in report.failures_first()
    ]
    return table(tuple(translate(name, report.language) for name in _COLUMNS), rows)


def _notes(row: MessageRow) -> str:
    return ", ".join(
        note.delivery_note_number + (f" (rev. {note.revision})" if (note.revision or 1) > 1 else "")
        for note in row.notes
    )


def _explanation(row: MessageRow, language: str) -> str:
    if row.reason is None:
        return ""
    advice = row.reason.advice(language) if row.outcome == "rejected" else ""
    return "\n".join(part for part in (row.reason.sentence(language), advice) if part)
