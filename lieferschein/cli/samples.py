"""Sample files of a supplier and proposals for its record, for people."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lieferschein.cli.failures import UserError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lieferschein.intake.onboarding import Proposal, Sample
    from lieferschein.settings import Settings

# What goods receipt and order check live on: said to be missing when no row has it
EXPECTED = {
    "notes": ("issue_date", "ship_to_name", "buyer_customer_number"),
    "lines": ("description", "unit", "order_number", "gtin", "supplier_article_number"),
}


def show_sample(settings: Settings, key: str, file: Path) -> bool:
    """Show what `file` gives with the supplier's record; whether it could be read."""
    from lieferschein.cli.common import output
    from lieferschein.intake.onboarding import read_sample

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.") from None
    try:
        sample = read_sample(settings, settings.suppliers[key], file, data)
    except ValueError as error:
        raise UserError(f"suppliers.{key}.options: {error}.") from None
    console = output(wide=True)
    console.print(f"{file}: {len(sample.chosen.notes)} delivery notes", style="bold", markup=False)
    for part in _parts(settings, key, sample):
        console.print(part)
    return sample.chosen.reason is None


def _parts(settings: Settings, key: str, sample: Sample) -> Iterator[RenderableType]:
    from rich.text import Text

    from lieferschein.cli.note_view import note_view

    yield from _tables(settings, key, sample)
    for draft, _ in sample.chosen.notes:
        yield note_view(draft.note, draft.lines, draft.units, draft.warnings)
    if sample.chosen.notes:
        yield from _columns(sample)
    for skipped in sample.chosen.skipped:
        yield Text(f"not a delivery note: {skipped}")
    reason = sample.chosen.reason
    if reason is not None:
        yield Text(reason.sentence(settings.language), style="red")
        yield Text(reason.advice(settings.language))


def _tables(settings: Settings, key: str, sample: Sample) -> Iterator[RenderableType]:
    """Of tables: how each of their columns is understood."""
    from lieferschein.cli.table_view import TABLE_FORMATS, explanation_view
    from parsers import detect_format
    from parsers.table_explain import explain

    supplier = settings.suppliers[key]
    for document in sample.documents:
        format = detect_format(document.data).format if supplier.format == "auto" else supplier.format
        if format in TABLE_FORMATS and document.kind == "attachment":
            yield from explanation_view(explain(document.data, format, supplier.options))


def _columns(sample: Sample) -> Iterator[RenderableType]:
    from rich.text import Text

    from lieferschein.cli.common import table
    from lieferschein.intake.onboarding import fillings
    from parsers.schema import TABLES

    drafts = [draft for draft, _ in sample.chosen.notes]
    missing = []
    for name, schema in TABLES.items():
        found = [each for each in fillings(drafts, name, schema.names) if each.column != "note"]
        rows = [(each.column, f"{each.filled} of {each.rows}", ", ".join(each.values)) for each in found if each.filled]
        if rows:
            yield table((name, "filled", "such as"), rows)
        missing += [
            f"{name}.{each.column}" for each in found if not each.filled and each.column in EXPECTED.get(name, ())
        ]
    if missing:
        yield Text(f"Said nowhere: {', '.join(missing)}", style="yellow")


def proposal_view(proposal: Proposal) -> Iterator[RenderableType]:
    """What is known of a sender, and the command that adds it."""
    from rich.text import Text

    from lieferschein.settings.edit import record_text

    formats = ", ".join(f"{count} {name}" for name, count in proposal.formats.most_common())
    yield Text(f"{proposal.sender}: {_plural(proposal.mails, 'mail')}, {formats or 'no delivery note'}", style="bold")
    for kind, count in proposal.others.most_common(3):
        yield Text(f"  beside it, {count} times: {kind}")
    for problem in proposal.problems[:3]:
        yield Text(f"  {problem}", style="yellow")
    if proposal.customers:
        yield Text(f"  our customer number there: {', '.join(sorted(proposal.customers))}")
    if proposal.known is not None:
        yield Text(f"  The document names the supplier {proposal.known}. To add the address to it:")
        yield Text(f"  {_command('suppliers', 'add', proposal.known, '--sender', proposal.sender)}\n")
        return
    if not proposal.formats:
        yield Text("  Ordinary mail, perhaps: nothing is proposed.\n")
        return
    yield Text(f"\n{record_text(proposal.key, proposal.record)}")
    record = proposal.record
    given = ["--name", record["name"], "--sender", proposal.sender]
    given += ["--format", record["format"]] if "format" in record else []
    given += [part for value in record.get("gln", ()) for part in ("--gln", value)]
    given += [part for value in record.get("vat_id", ()) for part in ("--vat-id", value)]
    yield Text(f"  {_command('suppliers', 'add', proposal.key, *given)}\n")


def _command(*parts: str) -> str:
    return shlex.join(["lieferschein", *parts])


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
