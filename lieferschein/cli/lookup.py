"""What the commands that look things up share: the filters, the store opened for reading, rows as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from lieferschein.cli.failures import UserError

if TYPE_CHECKING:
    from lieferschein.store import Store

Status = Literal["open", "superseded", "cancelled", "received"]
Names = Annotated[tuple[str, ...], Parameter(negative=())]
Statuses = Annotated[tuple[Status, ...], Parameter(negative=())]
EVERY: tuple[Status, ...] = ("open", "superseded", "cancelled", "received")


def reading_store() -> Store:
    """The configured store, opened for reading only; where there is none yet, an empty one."""
    from lieferschein.settings import load_settings
    from lieferschein.store import open_dry

    settings = load_settings()
    return open_dry(settings.database_url, language=settings.language)


def filters(**given: Sequence[str] | str | None) -> dict[str, Any]:
    """The filters that were given, days checked."""
    found: dict[str, Any] = {name: value for name, value in given.items() if value}
    for name in ("since", "until"):
        if name in found:
            found[name] = day(name, found[name])
    return found


def day(option: str, text: str) -> str:
    """A day as it was typed, checked."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UserError(f"--{option} is {text}; allowed is a day such as 2026-11-01.") from None


def as_json(wanted: bool | None) -> bool:
    """Whether to print JSON: as asked, else when the output is not for a terminal."""
    return not sys.stdout.isatty() if wanted is None else wanted


def print_rows(rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows as one JSON document."""
    from lieferschein.cli.sync import print_json

    print_json([json_row(row) for row in rows])


def json_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON takes it: decimals in plain notation, days and moments in ISO 8601."""
    return {name: _json_value(value) for name, value in row.items()}


def _json_value(value: Any) -> Any:
    from datetime import date

    from lieferschein.cli.note_view import plain

    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        pairs = bool(value) and isinstance(value[0], tuple)
        return dict(value) if pairs else value
    return plain(value)
