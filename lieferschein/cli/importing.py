"""`lieferschein import`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lieferschein.cli.failures import UserError


def import_files(
    *files: Annotated[Path, Parameter(required=True)],
    supplier: str | None = None,
    mailbox: str | None = None,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    json: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Import delivery notes from files or mails (.eml) by hand: same rules and same duplicates check as by mail.

        lieferschein import LS-4711.edi
        lieferschein import table.csv --supplier phonak
        lieferschein import rejected.eml
        lieferschein import Archiv2025/ --dry-run

    Parameters
    ----------
    files
        The files, or folders of them with all below; each file is imported whole or not at all.
    supplier
        Whose they are (the key in the settings); left out: by the sender of a mail, or by GLN or VAT id.
    mailbox
        The mailbox whose settings apply; left out: "default", or the only one there is.
    dry_run
        Show what would become of each file; nothing is written.
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
    found = _files(files)

    from lieferschein.cli.results import print_report
    from lieferschein.cli.sync import print_json
    from lieferschein.intake.by_hand import import_files as import_by_hand
    from lieferschein.store import open_dry, open_store

    opener = open_dry if dry_run else open_store
    with opener(settings.database_url, language=settings.language) as store:
        contents = ((file, _content(file)) for file in found)
        report = import_by_hand(settings, name, store, contents, supplier, dry_run=dry_run)
    if json:
        print_json(report.to_json())
    else:
        print_report(report, output(wide=True))
    return report.exit_status


def _files(given: Sequence[Path]) -> list[Path]:
    """The files that are meant, those of a folder in the order of their names; hidden ones are not."""
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = (each for each in sorted(path.rglob("*")) if each.is_file())
            found += [each for each in inside if not any(part.startswith(".") for part in each.relative_to(path).parts)]
        else:
            found.append(path)
    if not found:
        raise UserError(f"There is no file in {', '.join(map(str, given))}.")
    for path in found:  # all of them, before the first one is imported
        if not os.access(path, os.R_OK):
            raise UserError(f"{path} cannot be read: {'no rights' if path.exists() else 'there is no such file'}.")
    return found


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.") from None
