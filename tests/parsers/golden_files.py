"""The golden pairs: a source file beside what reading it must give.

    golden/<format>/<file>                 a source, any name and ending
    golden/<format>/<file>.json            expected: every cell of the four tables that is not null
    golden/<format>/<file>.options.json    optional: keyword arguments of `read_delivery_note`
    golden/<format>/broken/<file>          a source that must be refused
    golden/<format>/broken/<file>.json     expected: code, place and sentence of the error

A source without options is read with format "auto", so that each pair also tests detection; one with options, and a
broken one, as its folder says, unless the options name a format.

    python -m tests.parsers.golden_files FILE_OR_FOLDER…

writes the expectations of the named sources, or those of a folder that are missing. They are to be read by hand then.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from parsers import DeliveryNoteError, Frames, read_delivery_note

GOLDEN = Path(__file__).parent / "golden"
# the hash says nothing that the file beside it does not
LEFT_OUT = {"source_sha256"}


def sources(folder: Path = GOLDEN) -> list[Path]:
    """Every source file below `folder`, in a stable order."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".json")
    return sorted(path for path in files if not path.name.startswith("."))


def format_of(source: Path) -> str:
    """The format whose folder `source` lies in."""
    return source.relative_to(GOLDEN).parts[0]


def is_broken(source: Path) -> bool:
    """Whether `source` must be refused."""
    return source.parent.name == "broken"


def expectation(source: Path) -> Path:
    """The file that says what reading `source` must give."""
    return source.with_name(source.name + ".json")


def arguments(source: Path) -> dict[str, Any]:
    """The keyword arguments with which `source` is read."""
    options = source.with_name(source.name + ".options.json")
    if options.exists():
        return {"format": format_of(source), **json.loads(options.read_text("utf-8"))}
    return {"format": format_of(source) if is_broken(source) else "auto"}


def read(source: Path) -> dict[str, Any]:
    """What reading `source` gives, as it stands in its expectation."""
    try:
        return as_json(read_delivery_note(source.read_bytes(), **arguments(source)))
    except DeliveryNoteError as error:
        if not is_broken(source):
            raise
        return {"code": error.code, "place": error.place, "sentence": error.sentence}


def as_json(frames: Frames) -> dict[str, Any]:
    """Every cell that is not null, by table, as JSON values; decimals and dates as text."""
    tables: dict[str, Any] = {
        name: [_row(row) for row in frames.table(name).to_pylist()] for name in ("notes", "lines", "packages", "units")
    }
    if frames.skipped:
        tables["skipped"] = frames.skipped
    return {name: rows for name, rows in tables.items() if rows}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    cells = {name: _cell(name, value) for name, value in row.items() if name not in LEFT_OUT}
    return {name: value for name, value in cells.items() if value not in (None, [], {})}


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if name == "attributes" and value is not None:
        return dict(value)
    return value


def write(source: Path) -> None:
    """Write the expectation of `source`."""
    text = json.dumps(read(source), ensure_ascii=False, indent=1)
    expectation(source).write_text(text + "\n", "utf-8")


def main(names: Iterable[str]) -> None:
    """Write the expectations of the sources named, and the missing ones of the folders named."""
    for path in (Path(name).resolve() for name in names):
        wanted = [source for source in sources(path) if not expectation(source).exists()] if path.is_dir() else [path]
        for source in wanted:
            write(source)
            print(expectation(source))


if __name__ == "__main__":
    main(sys.argv[1:])
