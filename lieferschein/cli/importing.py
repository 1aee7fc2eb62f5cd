"""`lieferschein import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lieferschein.cli.failures import UserError


def import_files(
    *files: Annotated[Path, Parameter(required=True)],
    supplier: str | None = None,
    mailbox: str | None = None,
    json: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Import delivery notes from files or mails (.eml) by hand: same rules and same duplicates check as by mail.

        lieferschein import LS-4711.edi
        lieferschein import table.csv --supplier phonak
        lieferschein import rejected.eml

    Parameters
    ----------
    files
        The files; each is imported whole or not at all.
    supplier
        Whose they are (the key in the settings); left out: by the sender of a mail, or by GLN or VAT id.
    mailbox
        The mailbox whose settings apply; left out: "default", or the only one there is.
    json
        Print one JSON document instead of the table.
    """
    from lieferschein.cli.common import chosen_mailbox, output
    from lieferschein.settings import load_settings

    settings = load_settings()
    name = chosen_mailbox(settings, mailbox)
    if supplier is not None and supplier not in settings.suppliers:
        known = ", ".join(settings.suppliers) or "none yet"
        raise UserError(f"--supplier is {supplier}; the suppliers in the settings are {known}.")
    contents = [(file, _content(file)) for file in files]

    from lieferschein.cli.results import print_report
    from lieferschein.cli.sync import print_json
    from lieferschein.intake.by_hand import import_files as import_by_hand
    from lieferschein.store import open_store

    with open_store(settings.database_url, language=settings.language) as store:
        report = import_by_hand(settings, name, store, contents, supplier)
    if json:
        print_json(report.to_json())
    else:
        print_report(report, output(wide=True))
    return report.exit_status


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.") from None
