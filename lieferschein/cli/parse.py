"""`lieferschein parse`: files to tables, for data teams."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from lieferschein.cli.failures import UserError
from lieferschein.cli.format_options import format_options
from lieferschein.cli.table_view import TABLE_FORMATS, explanation_view

if TYPE_CHECKING:
    from parsers import Frames

TABLES = ("notes", "lines", "packages", "units")
Target = Literal["table", "json", "csv", "parquet"]


def parse(
    *files: Annotated[Path, Parameter(required=True)],
    format: str = "auto",
    options: Annotated[tuple[str, ...], Parameter(consume_multiple=True, negative=())] = (),
    to: Target = "table",
    out: Path | None = None,
) -> int:
    """Read delivery notes from files and show what they say; nothing is stored. Mails (.eml) are unpacked.

    The four tables are those of the database: notes, lines, packages and units.

        lieferschein parse LS-4711.edi
        lieferschein parse *.xml --to json
        lieferschein parse mail.eml --to parquet --out tables/
        lieferschein parse liste.csv --format csv --options columns.quantity=Menge decimal=,

    Of a table (--format csv or excel) it also shows how each column was understood, and what was left over.

    Parameters
    ----------
    files
        The files; each may hold several notes.
    format
        One of "lieferschein formats"; auto: by the content.
    options
        Options of the format, NAME=VALUE, as in the supplier's record; docs/formats lists them.
    to
        table for people, json on standard output, csv or parquet as files in a folder.
    out
        The folder for csv and parquet, one file for each table that is not empty.
    """
    from parsers import FORMATS, DeliveryNoteError

    if format != "auto" and format not in FORMATS:
        raise UserError(f"--format is {format}; allowed are auto, {', '.join(FORMATS)}.")
    if to in ("csv", "parquet") and out is None:
        raise UserError(f"--to {to} writes several files: name their folder with --out DIR.")
    if to in ("table", "json") and out is not None:
        raise UserError(f"--to {to} goes to standard output: --out DIR is for csv and parquet.")
    given = format_options(options)
    _check_options(format, given)
    parsed: list[tuple[str, Frames]] = []
    failed = False
    for name, data in _sources(files):
        if format in TABLE_FORMATS and to == "table":
            _explain(name, data, format, given)
        try:
            parsed.append((name, _read(data, format, name, given)))
        except DeliveryNoteError as error:
            failed = True
            _complain(f"{name}: {error}")
    if parsed:
        _write(parsed, to, out)
    return 1 if failed else 0


def _read(data: bytes, format: str, name: str, options: dict[str, Any]) -> Frames:
    from parsers import read_delivery_note

    try:
        return read_delivery_note(data, format, name=Path(name).name, **options)
    except ValueError as error:  # an option that is wrong
        raise UserError(f"--options: {error}.") from None


def _check_options(format: str, options: dict[str, Any]) -> None:
    if options and format == "auto":
        raise UserError(f"--options {next(iter(options))}: options are those of one format; name it with --format.")


def _explain(name: str, data: bytes, format: str, options: dict[str, Any]) -> None:
    from lieferschein.cli.common import output
    from parsers.table_explain import explain

    console = output(wide=True)
    try:
        explanation = explain(data, format, options)
    except ValueError as error:
        raise UserError(f"--options: {error}.") from None
    console.print(name, style="bold", markup=False)
    for part in explanation_view(explanation):
        console.print(part)


def _complain(sentence: str) -> None:
    from lieferschein.cli.failures import complain

    complain(sentence)


def _sources(files: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    """The documents in the files: each file itself, or what a mail holds."""
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise UserError(f"{file} cannot be read: {error.strerror}.") from None
        if file.suffix.lower() not in (".eml", ".mime"):
            yield str(file), data
            continue
        yield from _documents(file, data)


def _documents(file: Path, data: bytes) -> Iterator[tuple[str, bytes]]:
    from lieferschein.mail import unpack
    from parsers import detect_format

    unpacked = unpack(data)
    if unpacked.problem:
        _complain(f"{file}: {unpacked.problem.sentence()}")
    notes = [each for each in unpacked.documents if detect_format(each.data).format]
    if not notes:
        raise UserError(f"{file} holds no delivery note.", 1)
    for document in notes:
        yield f"{file}/{document.name or 'text'}", document.data


def _write(parsed: list[tuple[str, Frames]], to: Target, out: Path | None) -> None:
    if out is not None:
        _files(parsed, to, out)
    elif to == "json":
        _json(parsed)
    else:
        for name, frames in parsed:
            _show(name, frames)


def _json(parsed: list[tuple[str, Frames]]) -> None:
    import json

    documents = [{"source": name, **{table: _rows(frames, table) for table in TABLES}} for name, frames in parsed]
    print(json.dumps(documents, ensure_ascii=False, indent=2, default=_text))


def _rows(frames: Frames, table: str) -> list[dict[str, Any]]:
    """The rows of a table without what is not said."""
    rows = []
    for row in frames.table(table).to_pylist():
        said = {key: value for key, value in row.items() if value is not None and value != []}
        if "attributes" in said:
            said["attributes"] = dict(said["attributes"])
        rows.append(said)
    return rows


def _text(value: object) -> str:
    """Dates and moments in ISO 8601, decimals in plain notation: exact, and never a binary float."""
    from datetime import date

    from lieferschein.cli.note_view import plain

    return value.isoformat() if isinstance(value, date) else plain(value)


def _show(name: str, frames: Frames) -> None:
    from lieferschein.cli.common import output
    from lieferschein.cli.note_view import note_view

    console = output(wide=True)
    console.print(f"{name}: {len(frames)} delivery note{'' if len(frames) == 1 else 's'}", style="bold", markup=False)
    for draft in frames.drafts:
        console.print(note_view(draft.note, draft.lines, draft.units, draft.warnings))
    for skipped in frames.skipped:
        console.print(f"not a delivery note: {skipped}", markup=False)


def _files(parsed: list[tuple[str, Frames]], to: Target, out: Path) -> None:
    from lieferschein.cli.files import write_table

    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, frames in parsed:
            for table in TABLES:
                content = frames.table(table)
                if len(content):
                    file = out / f"{Path(name).stem}.{table}.{to}"
                    write_table(content, file)
                    print(file)
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}.") from None
