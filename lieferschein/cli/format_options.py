"""Options of a format from the command line: name=value, with dots between levels."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from typing import Any

from lieferschein.cli.failures import UserError


def format_options(assignments: Iterable[str]) -> dict[str, Any]:
    """Assignments such as ``delimiter=;`` or ``columns.quantity=Menge`` as the table that the settings file would hold.

    A value is read as TOML where it is TOML (3, true, ["A", "B"]), else as text.
    """
    options: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name:
            raise UserError(f"--options {assignment}: write NAME=VALUE, such as delimiter=; or columns.quantity=Menge.")
        *levels, last = name.split(".")
        table = options
        for level in levels:
            table = table.setdefault(level, {})
        table[last] = _value(value)
    return options


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
