"""`lieferschein reconcile`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter


def reconcile(
    mailbox: str | None = None,
    *,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    json: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Compare a mailbox with what the database says of its mail; mend or report every difference.

    For after a power cut, a restored database, or mail moved about by hand. It loses and doubles nothing: mail in the
    archive folder that the database does not know goes back to the inbox folder, where the next run reads it.

        lieferschein reconcile --dry-run
        lieferschein reconcile
        lieferschein sync

    Exit status: 0 all is well now; 3 something is left for you; 1 it could not be compared; 4 another run is at work.

    Parameters
    ----------
    mailbox
        Which mailbox of the settings; left out: "default", or the only one there is.
    dry_run
        Tell every difference and change nothing.
    json
        Print one JSON document instead of the table.
    """
    from lieferschein.cli.common import chosen_mailbox, output, table
    from lieferschein.cli.failures import complain
    from lieferschein.cli.sync import print_json
    from lieferschein.intake.reconciling import reconcile as compare
    from lieferschein.settings import load_settings

    settings = load_settings()
    result = compare(settings, chosen_mailbox(settings, mailbox), dry_run=dry_run)
    language = settings.language
    if json:
        print_json(result.to_json(language))
        return result.exit_status
    if result.stopped is not None:
        complain(result.stopped.sentence(language))
        return result.exit_status
    console = output(wide=True)
    if not result.differences:
        console.print("Mailbox and database agree.")
        return result.exit_status
    rows = [
        ("mended" if each.mended else "", each.sender or "", each.subject or "", each.reason.sentence(language))
        for each in result.differences
    ]
    console.print(table(("", "sender", "subject", "difference"), rows))
    if dry_run:
        console.print("Dry run: nothing was changed.")
    elif any(each.kind == "not_in_ledger" for each in result.differences):
        console.print("Mail waits in the inbox folder again. Run: lieferschein sync")
    return result.exit_status
