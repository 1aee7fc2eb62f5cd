"""The report of a run as people see it in the UI: a table, and a page with a chart. No personal data, ever.

They hold what the ledger holds of a message (sender, subject, numbers of notes, the reason); never the content of a
note: a Kommission or the name in a delivery address can be that of a patient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from lieferschein.intake import MessageRow, Report
from lieferschein.reasons import N_, translate

MAX_ROWS = 1000  # more than that the UI does not show
MAX_FAILURES = 20
BAR = 20
SIGNS = {"imported": "█", "duplicate": "▓", "ignored": "▒", "rejected": "✗", "deferred": "░", "left": "░"}

_COLUMNS = (
    N_("outcome"),
    N_("supplier"),
    N_("note"),
    N_("lines"),
    N_("task run"),
    N_("reason"),
    N_("what to do"),
    N_("folder"),
    N_("sender"),
    N_("subject"),
    N_("beside it"),
)
OUTCOMES = {
    "imported": N_("imported"),
    "duplicate": N_("duplicate"),
    "ignored": N_("ignored"),
    "rejected": N_("rejected"),
    "deferred": N_("deferred"),
    "vanished": N_("vanished"),
    "left": N_("left"),
}
_UNKNOWN = N_("unknown sender")
_NOTHING_WAITS = N_("Nothing is left in {folder}.")
_OLDEST = N_("The oldest mail in {folder} has waited for {age}, since {moment} UTC; {count} are left there.")
_CHART = N_("Outcomes by supplier")
_ATTENTION = N_("What wants attention")
_MORE = N_("… and {count} more in the table.")

Link = Callable[[MessageRow], str | None]


def table_of(report: Report, link: Link) -> list[dict[str, Any]]:
    """The report as rows of a table, failures first."""
    names = [translate(name, report.language) for name in _COLUMNS]
    return [dict(zip(names, _cells(row, report, link(row)), strict=True)) for row in report.failures_first()[:MAX_ROWS]]


def _cells(row: MessageRow, report: Report, link: str | None) -> tuple[Any, ...]:
    language = report.language
    return (
        translate(OUTCOMES[row.outcome], language),
        row.supplier or "",
        _notes(row, None if report.dry_run else report.notes_url),
        sum(note.lines for note in row.notes) if row.notes else "",
        f"[{translate(N_('open'), language)}]({link})" if link else "",
        _inert(row.reason.sentence(language)) if row.reason else "",
        row.reason.advice(language) if row.reason else "",
        row.folder or "",
        _inert(row.sender or ""),
        _inert(row.subject or ""),
        _inert("; ".join((*row.warnings, *row.skipped))),
    )


def _notes(row: MessageRow, url: str | None) -> str:
    """The numbers of the notes; those that are in the store lead to their page, where there is one."""
    numbers = [note.delivery_note_number for note in row.notes]
    if url is None or row.outcome not in ("imported", "duplicate"):
        return ", ".join(map(_inert, numbers))
    return ", ".join(f"[{_inert(number)}]({url.replace('{number}', quote(number, safe=''))})" for number in numbers)


def _inert(text: str) -> str:
    """Text from mails without links and elements of its own: the UI reads the cells of a table as Markdown."""
    return text.replace("[", "\\[").replace("<", "\\<")


def page_of(report: Report, link: Link, folder: str | None, oldest: datetime | None) -> str:
    """The run as a page: the outcome in one line, what waits in `folder` since when, a chart, the failures."""
    parts = [f"**{report.mailbox}: {report.summary}**"]
    if folder is not None:
        parts.append(_waiting(report, folder, oldest))
    if report.rows:
        parts += [f"## {translate(_CHART, report.language)}", _chart(report)]
    failures = [row for row in report.failures_first() if row.outcome in ("rejected", "deferred", "left")]
    if failures:
        parts += [f"## {translate(_ATTENTION, report.language)}", _list(failures, report.language, link)]
    return "\n\n".join(parts)


def _waiting(report: Report, folder: str, oldest: datetime | None) -> str:
    if oldest is None:
        return translate(_NOTHING_WAITS, report.language).format(folder=folder)
    text = translate(_OLDEST, report.language)
    age = age_of(datetime.now(UTC) - oldest, report.language)
    return text.format(folder=folder, age=age, moment=f"{oldest:%Y-%m-%d %H:%M}", count=report.left)


def age_of(span: timedelta, language: str) -> str:
    """A span of time in its largest unit."""
    minutes = max(int(span.total_seconds() // 60), 0)
    for size, one, many in (
        (1440, N_("1 day"), N_("{count} days")),
        (60, N_("1 hour"), N_("{count} hours")),
        (1, N_("1 minute"), N_("{count} minutes")),
    ):
        count = minutes // size
        if count or size == 1:
            return translate(one if count == 1 else many, language).format(count=count)
    raise AssertionError


def _chart(report: Report) -> str:
    by_supplier: dict[str, Counter[str]] = {}
    for row in report.rows:
        name = row.supplier or translate(_UNKNOWN, report.language)
        by_supplier.setdefault(name, Counter())[row.outcome] += 1
    shown = [outcome for outcome in OUTCOMES if any(counts[outcome] for counts in by_supplier.values())]
    most = max(counts.total() for counts in by_supplier.values())
    header = ["", "", *(f"{SIGNS.get(each, '·')} {translate(OUTCOMES[each], report.language)}" for each in shown)]
    rows = [
        [_plain(name), _bar(counts, most), *(str(counts[each] or "") for each in shown)]
        for name, counts in sorted(by_supplier.items(), key=lambda item: -item[1].total())
    ]
    aligned = "|---|---|" + "---:|" * len(shown)
    return "\n".join([_line(header), aligned, *map(_line, rows)])


def _bar(counts: Counter[str], most: int) -> str:
    """One sign per message, or per so many that the longest bar fits; whatever happened is seen."""
    scale = max(most / BAR, 1)
    signs = (
        SIGNS.get(outcome, "·") * max(round(counts[outcome] / scale), 1) for outcome in OUTCOMES if counts[outcome]
    )
    return "".join(signs)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _list(rows: list[MessageRow], language: str, link: Link) -> str:
    lines = [_failure(row, language, link(row)) for row in rows[:MAX_FAILURES]]
    if len(rows) > MAX_FAILURES:
        lines.append(translate(_MORE, language).format(count=len(rows) - MAX_FAILURES))
    return "\n".join(f"- {line}" for line in lines)


def _failure(row: MessageRow, language: str, link: str | None) -> str:
    what = ", ".join(note.delivery_note_number for note in row.notes) or row.subject or ""
    title = _plain(f"{row.supplier or row.sender or ''} {what}".strip())
    reason = [row.reason.sentence(language), row.reason.advice(language)] if row.reason else []
    text = " ".join(_plain(part) for part in reason if part)
    return f"**{f'[{title}]({link})' if link else title}**: {text}"


def _plain(text: str) -> str:
    """Text from mails, so that nothing in it is taken for markup."""
    cleaned = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|!" else char for char in cleaned)
