"""`lieferschein suppliers …`: the suppliers of the settings, from a sample file to a record that works."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from lieferschein.cli.failures import FAILED, UserError
from lieferschein.cli.lookup import Names, as_json

if TYPE_CHECKING:
    from lieferschein.settings import Settings

suppliers = App(
    name="suppliers", help="Set up suppliers: list, add, test with sample files, suggest from rejected mail."
)


@suppliers.command(name="list")
def list_suppliers(*, json: bool | None = None) -> None:
    """List the suppliers of the settings.

        lieferschein suppliers list

    Parameters
    ----------
    json
        JSON or a table, whatever the output is.
    """
    from lieferschein.cli.common import output, table
    from lieferschein.cli.sync import print_json
    from lieferschein.settings import load_settings

    found = load_settings().suppliers
    if as_json(json):
        print_json([{"key": key, **each.model_dump(mode="json", exclude_defaults=True)} for key, each in found.items()])
        return
    rows = [
        (key, each.name, ", ".join(each.senders), each.format, ", ".join((*each.gln, *each.vat_id)))
        for key, each in found.items()
    ]
    output(wide=True).print(table(("key", "name", "senders", "format", "GLN, VAT id"), rows))


@suppliers.command
def add(
    key: str | None = None,
    *,
    name: str | None = None,
    sender: Names = (),
    format: str | None = None,
    gln: Names = (),
    vat_id: Names = (),
    customer_number: Names = (),
    options: Annotated[tuple[str, ...], Parameter(consume_multiple=True, negative=())] = (),
) -> None:
    """Add a supplier to the settings file, or addresses to one that is there; on a terminal, ask for what is missing.

    Comments and the order of the file stay as they are. A record that the settings do not allow is not written.

        lieferschein suppliers add phonak --name Phonak --sender lieferschein@phonak.example
        lieferschein suppliers add kontor --name Kontor --sender '*@kontor.example' --format csv --options decimal=,
        lieferschein suppliers add phonak --sender versand@phonak.example

    Parameters
    ----------
    key
        The key in the settings: the supplier's identity, which stays.
    name
        What people see.
    sender
        An address it writes from, or *@domain. Can be repeated, as the others below can.
    format
        The format of its notes: see "lieferschein formats"; left out: by the content.
    gln
        Its GLN, compared with the document.
    vat_id
        Its VAT id, likewise.
    customer_number
        Our number at the supplier and the branch it belongs to: 4711=Hamburg.
    options
        Options of the format, NAME=VALUE.
    """
    from lieferschein.cli.common import output
    from lieferschein.cli.format_options import format_options
    from lieferschein.settings import load_settings
    from lieferschein.settings.edit import add_senders, add_supplier

    settings = load_settings()
    file = _file(settings)
    key = key or _ask("Key of the supplier, which stays (such as phonak)")
    console = output()
    if key in settings.suppliers:
        if not sender or name or format or gln or vat_id or customer_number or options:
            raise UserError(
                f"There is a supplier {key} already: only addresses can be added, with --sender; edit {file}."
            )
        new = add_senders(file, key, sender)
        console.print(f"{key}: {', '.join(new) or 'no new address'} added to its senders.", markup=False)
        return
    name = name or _ask("Name of the supplier")
    sender = sender or tuple(each.strip() for each in _ask("Addresses it writes from").split(",") if each.strip())
    record: dict[str, Any] = {"name": name, "senders": list(sender)}
    record |= {"format": format} if format else {}
    record |= {"gln": list(gln)} if gln else {}
    record |= {"vat_id": list(vat_id)} if vat_id else {}
    record |= {"customer_numbers": dict(map(_customer, customer_number))} if customer_number else {}
    record |= {"options": format_options(options)} if options else {}
    add_supplier(file, key, record)
    console.print(
        f"{key} added to {file}. Next: lieferschein suppliers test {key} FILE…, with a note it has sent.", markup=False
    )


@suppliers.command
def test(key: str, *files: Annotated[Path, Parameter(required=True)]) -> int:
    """Read sample files with a supplier's record and show what the goods receipt would see; nothing is stored.

    Each note with its lines, then every column: in how many rows it is filled, with examples; then what is missing.
    Exit status 1 when a file cannot be read.

        lieferschein suppliers test phonak LS-4711.edi
        lieferschein suppliers test kontor mail.eml liste.csv

    Parameters
    ----------
    key
        The supplier's key in the settings.
    files
        Documents or mails (.eml) that it has sent.
    """
    from lieferschein.cli.samples import show_sample
    from lieferschein.settings import load_settings

    settings = load_settings()
    if key not in settings.suppliers:
        known = ", ".join(settings.suppliers) or "none yet"
        raise UserError(f'There is no supplier {key}; there is {known}. "lieferschein suppliers add" adds one.')
    readable = [show_sample(settings, key, file) for file in files]
    return 0 if all(readable) else FAILED


@suppliers.command
def suggest(mailbox: str | None = None, *, json: Annotated[bool, Parameter(negative=())] = False) -> None:
    """Look at the rejected mail of unknown senders and propose a record for each; nothing is changed.

        lieferschein suppliers suggest
        lieferschein sync --folder error --reason unknown_sender      # after a record was added

    Parameters
    ----------
    mailbox
        Which mailbox of the settings; left out: "default", or the only one there is.
    json
        Print one JSON document instead.
    """
    from lieferschein.cli.common import chosen_mailbox, output
    from lieferschein.cli.samples import proposal_view
    from lieferschein.cli.sync import print_json
    from lieferschein.intake.onboarding import suggest as look
    from lieferschein.settings import load_settings

    settings = load_settings()
    found = look(settings, chosen_mailbox(settings, mailbox))
    if json:
        print_json([{"key": each.known or each.key, "known": each.known is not None, **each.record} for each in found])
        return
    console = output(wide=True)
    if not found:
        console.print("No rejected mail of unknown senders.")
    for proposal in found:
        for part in proposal_view(proposal):
            console.print(part)


def _file(settings: Settings) -> Path:
    if settings.file is None:
        raise UserError('There is no settings file here. Write one with "lieferschein init".')
    return settings.file


def _ask(question: str) -> str:
    """An answer from the terminal; elsewhere the option is needed."""
    if sys.stdin.isatty():
        try:
            answer = input(f"{question}: ").strip()
        except EOFError:
            answer = ""
        if answer:
            return answer
    raise UserError(f"{question}: is missing. Nothing was written.")


def _customer(text: str) -> tuple[str, str]:
    number, equals, branch = text.partition("=")
    if not equals or not number.strip() or not branch.strip():
        raise UserError(f"--customer-number is {text}; allowed is NUMBER=BRANCH, such as 4711=Hamburg.")
    return number.strip(), branch.strip()
