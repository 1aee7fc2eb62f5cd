"""`lieferschein sync`."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

Names = Annotated[tuple[str, ...], Parameter(negative=())]


def sync(
    mailbox: str | None = None,
    *,
    folder: Literal["inbox", "error"] = "inbox",
    supplier: Names = (),
    reason: Names = (),
    accept_conflicts: Annotated[bool, Parameter(negative=())] = False,
    limit: int | None = None,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    json: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """File the mail that waits in a mailbox: read each note, import it, move its mail to Archiv or Fehler.

    It is the same run that the hourly schedule does, and it can be repeated at any time: what is imported already is
    not imported again.

        lieferschein sync
        lieferschein sync --dry-run
        lieferschein sync --folder error --reason unknown_sender
        lieferschein sync --folder error --supplier phonak --accept-conflicts

    Parameters
    ----------
    mailbox
        Which mailbox of the settings; left out: "default", or the only one there is.
    folder
        inbox: the mail that waits. error: rejected mail once more, after whatever was wrong has been mended.
    supplier
        Only mail of this supplier (key or name). Can be repeated.
    reason
        Only mail rejected for this reason code, with --folder error. Can be repeated.
    accept_conflicts
        A note that comes again with other content replaces the one in the database.
    limit
        Take at most so many mails, oldest first.
    dry_run
        Show what would happen: nothing is imported, moved or written.
    json
        Print one JSON document instead of the table.
    """
    from lieferschein.cli.common import chosen_mailbox, output
    from lieferschein.cli.failures import UserError
    from lieferschein.settings import load_settings

    if reason and folder != "error":
        raise UserError("--reason picks among rejected mail: it needs --folder error.")
    if limit is not None and limit < 1:
        raise UserError(f"--limit is {limit}; allowed is 1 or more.")
    settings = load_settings()
    name = chosen_mailbox(settings, mailbox)

    from lieferschein.cli.results import print_report
    from lieferschein.cli.running import run_sync
    from lieferschein.intake.options import SyncOptions

    options = SyncOptions(
        folder=folder,
        suppliers=list(supplier),
        reasons=list(reason),
        limit=limit,
        dry_run=dry_run,
        accept_conflicts=accept_conflicts,
    )
    report = run_sync(settings, name, options)
    if json:
        print_json(report.to_json())
    else:
        print_report(report, output(wide=True))
    return report.exit_status


def print_json(document: object) -> None:
    """One document on standard output."""
    import json

    print(json.dumps(document, ensure_ascii=False, indent=2))
