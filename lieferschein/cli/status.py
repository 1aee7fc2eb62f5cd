"""`lieferschein status`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from rich.console import Console

    from lieferschein.intake.health import Health
    from lieferschein.local.server_facts import ServerFacts
    from lieferschein.settings import Settings
    from lieferschein.store.records import Holder

Flag = Annotated[bool, Parameter(negative=())]


@dataclass(frozen=True, slots=True)
class _Database:
    name: str
    mails: Counter[str]
    notes: Counter[str]
    rejected: list[dict[str, Any]]
    leases: list[Holder]


def status(*, offline: Flag = False, json: Flag = False) -> int:
    """Show whether everything works: mailboxes, last runs, silent suppliers, database; and what became of the mail.

    The exit status is 1 when something wants attention: a mailbox that cannot be used, mail that waits for days, a
    certificate or password about to expire, a database or a Prefect server that does not answer, a full disk.

        lieferschein status
        lieferschein status --json

    Parameters
    ----------
    offline
        Do not log in to the mailboxes.
    json
        Print one JSON document, for monitoring.
    """
    from lieferschein.cli.common import output
    from lieferschein.cli.sync import print_json
    from lieferschein.intake.health import health_of
    from lieferschein.local.server_facts import server_facts
    from lieferschein.settings import load_settings

    settings = load_settings()
    found = health_of(settings, connect=not offline)
    server = server_facts(settings)
    database = _database()
    problems = [problem.sentence(settings.language) for problem in found.all_problems]
    if server.api is not None and not server.reachable:
        problems.append(f"The Prefect server {server.api} does not answer.")
    if json:
        print_json(_document(settings, found, server, database, problems))
    else:
        console = output(wide=True)
        _print(console, found, server, database)
        _judge(console, found, problems, settings.language)
    return 1 if problems else 0


def _database() -> _Database:
    from lieferschein.cli.lookup import EVERY, reading_store

    with reading_store() as store:
        messages = store.messages(to="arrow").to_pylist()
        notes = store.notes(status=EVERY, to="arrow").to_pylist()
        return _Database(
            store.name,
            Counter(row["outcome"] or "open" for row in messages),
            Counter(row["status"] for row in notes),
            [row for row in messages if row["outcome"] == "rejected"],
            store.leases(),
        )


def _document(
    settings: Settings, found: Health, server: ServerFacts, database: _Database, problems: list[str]
) -> dict[str, Any]:
    return {
        "ok": not problems,
        "problems": problems,
        "mailboxes": {
            each.name: {
                "ok": not each.problems,
                "messages": each.counts,
                "oldest_waiting": each.oldest_waiting,
                "last_good_run": _iso(server.last_good.get(each.name)),
                "certificate_expires": each.certificate_expires,
                "password_expires": _iso(settings.mailboxes[each.name].password_expires),
            }
            for each in found.mailboxes
        },
        "silent_suppliers": [
            {"supplier": each.key, "name": each.name, "since": each.last.isoformat()}
            for each in found.suppliers
            if each.silence
        ],
        "server": {"api": server.api, "reachable": server.reachable, "bytes": server.size},
        "database": {
            "name": database.name,
            "bytes": found.sizes.database if found.sizes else None,
            "documents": found.sizes.document_count if found.sizes else None,
            "documents_bytes": found.sizes.documents if found.sizes else None,
            "disk_free_bytes": found.sizes.free if found.sizes else None,
        },
        "mails": dict(database.mails),
        "delivery_notes": dict(database.notes),
        "at_work": [{"holder": lease.holder, "since": lease.since.isoformat()} for lease in database.leases],
        "language": settings.language,
    }


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _print(console: Console, found: Health, server: ServerFacts, database: _Database) -> None:
    from lieferschein.cli.common import table

    def say(line: str) -> None:
        console.print(line, markup=False, soft_wrap=True)

    for each in found.mailboxes:
        say(f"Mailbox {each.name}: {_mailbox(each.counts, each.oldest_waiting)}{_last(server, each.name)}")
    say(f"Prefect server: {_server(server)}")
    say(f"Database: {database.name}{_sizes(found)}")
    for title, counted in (("Mails", database.mails), ("Delivery notes", database.notes)):
        say(f"{title}: {', '.join(f'{count} {what}' for what, count in counted.most_common()) or 'none yet'}")
    if database.rejected:
        rows = [
            (str(row["decided_at"])[:16], row["supplier"] or row["sender"], row["subject"], row["reason"])
            for row in database.rejected[-20:]
        ]
        console.print(table(("rejected at (UTC)", "supplier", "subject", "reason"), rows))
    for lease in database.leases:
        say(f"At work: {lease.holder} since {lease.since:%Y-%m-%d %H:%M} UTC")


def _judge(console: Console, found: Health, problems: list[str], language: str) -> None:
    for supplier in found.suppliers:
        if supplier.silence:
            console.print(f"! {supplier.silence.sentence(language)}", style="yellow", markup=False)
    for problem in problems:
        console.print(f"✗ {problem}", style="red", markup=False, soft_wrap=True)
    if not problems and not any(supplier.silence for supplier in found.suppliers):
        console.print("✓ Nothing to complain about.", style="green")


def _mailbox(counts: dict[str, int], oldest: str | None) -> str:
    if not counts:
        return "cannot be looked into"
    names = {"inbox": "Eingang", "archive": "Archiv", "error": "Fehler"}
    listed = ", ".join(f"{counts[role]} in {name}" for role, name in names.items() if role in counts)
    return f"{listed}; the oldest in Eingang is of {oldest}" if oldest else listed


def _last(server: ServerFacts, mailbox: str) -> str:
    last = server.last_good.get(mailbox)
    if last is not None:
        return f"; last good run {last:%Y-%m-%d %H:%M} UTC"
    return "; no good run yet" if server.reachable else ""


def _server(server: ServerFacts) -> str:
    if server.api is None:
        return 'none is running here; "lieferschein up" starts one'
    size = f", {server.size / 1e6:.0f} MB" if server.size is not None else ""
    return f"{server.api.removesuffix('/api')}{size}" + ("" if server.reachable else " does not answer")


def _sizes(found: Health) -> str:
    sizes = found.sizes
    if sizes is None:
        return ""
    documents = f"{sizes.document_count} documents of {sizes.documents / 1e6:.1f} MB"
    free = f", {sizes.free / 1e9:.0f} GB free on the disk" if sizes.free is not None else ""
    return f", {sizes.database / 1e6:.1f} MB ({documents}){free}"
