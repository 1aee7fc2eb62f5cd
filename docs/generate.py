"""Writes docs/reference from the code: `python -m docs.generate`. A test compares, so it cannot fall behind."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

FOLDER = Path(__file__).parent / "reference"
HINT = "<!-- Made by `python -m docs.generate`: change the code, not this file. -->"


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
        print(FOLDER / name)


def _page(title: str, *parts: str) -> str:
    return "\n".join([f"# {title}", "", HINT, "", *parts]).rstrip() + "\n"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    def line(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(header), "|" + "---|" * len(header), *map(line, rows), ""])


# --- columns ---------------------------------------------------------------------------------------------------------


def columns() -> str:
    """Every table of a parsed source and of the store: column, type, meaning."""
    from lieferschein.store.frames import SCHEMAS
    from lieferschein.store.orders import ORDER_CHECK
    from parsers.schema import KEYS, TABLES

    parts = [
        "The tables of `read_delivery_note(…)` and of `open_store()`. In pandas every column has the Arrow type shown"
        " here (`pd.ArrowDtype`); what a document does not say is null. Quantities, weights and prices are exact"
        " decimals; numbers of articles, orders and serials are text and keep their zeros.",
        "",
        "## Of a parsed source: `read_delivery_note(…)`",
        "",
    ]
    for name, schema in TABLES.items():
        parts += [f"### {name}", "", f"Key: {', '.join(f'`{key}`' for key in KEYS[name])}.", "", _columns(schema)]
    parts += ["## Of the store: `open_store()`", ""]
    for name, schema in SCHEMAS.items():
        parts += [f"### store.{name}()", "", _columns(schema)]
    parts += ["### store.order_check()", "", _columns(ORDER_CHECK)]
    return _page("Columns", *parts)


def _columns(schema: Any) -> str:
    rows = (
        (f"`{field.name}`", _arrow(field.type), _meaning(field), "" if field.nullable else "never null")
        for field in schema
    )
    return _table(("column", "type", "meaning", ""), rows)


def _meaning(field: Any) -> str:
    return str(field.metadata[b"meaning"].decode())


def _arrow(type_: Any) -> str:
    return {
        "string": "text",
        "int64": "integer",
        "date32[day]": "date",
        "decimal128(18, 6)": "decimal(18, 6)",
        "timestamp[us, tz=UTC]": "moment (UTC)",
        "map<string, string>": "map of text to text",
    }.get(str(type_), "list of text" if str(type_).startswith("list") else str(type_))


# --- settings --------------------------------------------------------------------------------------------------------


def settings() -> str:
    """Every setting with its default and meaning."""
    from lieferschein.settings import Settings

    parts = [
        "`lieferschein.toml`. Every value can come from the environment instead: `LIEFERSCHEIN_` and the path in"
        " capitals, with `__` between levels (`LIEFERSCHEIN_MAILBOXES__DEFAULT__PASSWORD`), or from `.env`; those win"
        " over the file. An unknown key is an error that names the nearest known one.",
        "",
    ]
    for title, model in _sections(Settings, ""):
        parts += [f"## {title}", "", *_about(model), _table(("setting", "default", "meaning"), _settings_of(model))]
    return _page("Settings", *parts)


def _about(model: Any) -> list[str]:
    text = (model.__doc__ or "").strip().splitlines()[0] if model.__name__ != "Settings" else ""
    return [text, ""] if text else []


def _sections(model: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield (f"`[{path}]`" if path else "At the top of the file"), model
    for name, field in model.model_fields.items():
        inner, many = _model_in(field.annotation)
        if inner is not None:
            below = f"{path}.{name}" if path else name
            yield from _sections(inner, f"{below}.NAME" if many else below)


def _model_in(annotation: Any) -> tuple[Any, bool]:
    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for inner in get_args(annotation):
        model, _ = _model_in(inner)
        if model is not None:
            return model, get_origin(annotation) is dict
    return None, False


def _settings_of(model: Any) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        if _model_in(field.annotation)[0] is None:
            yield f"`{name}`", _default(field), field.description or ""


def _default(field: Any) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    if default is None or default in ((), {}):
        return ""
    if type(default).__name__ == "ByteSize":
        return f"`{json.dumps(default.human_readable(decimal=True))}`"
    return f"`{json.dumps(default, ensure_ascii=False, default=str)}`"


# --- commands --------------------------------------------------------------------------------------------------------


def commands() -> str:
    """What the help of the command line says."""
    from lieferschein.cli import app

    called = sys.argv
    sys.argv = ["lieferschein"]  # usage names the program that runs
    try:
        text = app.generate_docs(output_format="markdown")
    finally:
        sys.argv = called
    body = text.split("\n", 1)[1].strip()  # without its own heading
    return _page("Commands", re.sub(r"[ \t]+\n", "\n", body))


# --- reasons ---------------------------------------------------------------------------------------------------------


def reasons() -> str:
    """Every code that a rejection or a failed run can have."""
    from lieferschein.mail.errors import MailError
    from lieferschein.reasons import ADVICE
    from lieferschein.store import StoreError

    advice = ((f"`{code}`", text) for code, text in ADVICE.items())
    return _page(
        "Reasons",
        "## Why a mail was rejected",
        "",
        "`reason_code` in the report, in `store.messages()` and in `--json`. The mail is in Fehler; beside the code"
        " stands a sentence with what was found, and where.",
        "",
        _table(("code", "what to do"), advice),
        "## Why a run could not work: the mailbox",
        "",
        "None of these ever moves a mail to Fehler: it waits in Eingang. After a passing fault the next run tries"
        " again.",
        "",
        _table(("code", "sentence", "passing"), _errors(MailError)),
        "## Why a run could not work: the database",
        "",
        _table(("code", "sentence", "passing"), _errors(StoreError)),
    )


def _errors(root: type[Any]) -> Iterator[tuple[str, ...]]:
    for error in (root, *_below(root)):
        yield f"`{error.code}`", error.message, "yes" if error.transient else ""


def _below(root: type[Any]) -> Iterator[type[Any]]:
    for error in root.__subclasses__():
        if not error.__module__.startswith("lieferschein."):
            continue
        yield error
        yield from _below(error)


PAGES: dict[str, Callable[[], str]] = {
    "columns.md": columns,
    "settings.md": settings,
    "commands.md": commands,
    "reasons.md": reasons,
}

if __name__ == "__main__":
    main()
