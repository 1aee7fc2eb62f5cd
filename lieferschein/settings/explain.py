"""Pydantic's validation errors in the words of the settings file, without ever repeating a secret."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lieferschein.settings.inherit import DEFAULTS, shared_place
from lieferschein.settings.kinds import plain
from lieferschein.settings.mailbox import Mailbox
from lieferschein.settings.model import Settings
from lieferschein.settings.problems import Place, Problem, nearest
from lieferschein.settings.sources import Source

SECRETS = {"password", "client_secret", "refresh_token", "database_url"}

ALLOWED: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "literal_error": lambda ctx: str(ctx["expected"]).replace("'", '"'),
    "int_type": lambda _: "a whole number",
    "int_parsing": lambda _: "a whole number",
    "int_from_float": lambda _: "a whole number",
    "float_type": lambda _: "a number",
    "float_parsing": lambda _: "a number",
    "bool_type": lambda _: "true or false",
    "bool_parsing": lambda _: "true or false",
    "string_type": lambda _: "a text in quotes",
    "string_too_short": lambda _: "a text that is not empty",
    "list_type": lambda _: 'a list of texts, such as ["a", "b"]',
    "dict_type": lambda _: "a table of names and values",
    "model_type": lambda _: "a table of settings",
    "model_attributes_type": lambda _: "a table of settings",
    "path_type": lambda _: "the name of a file, in quotes",
    "greater_than": lambda ctx: f"more than {ctx['gt']:g}",
    "greater_than_equal": lambda ctx: f"at least {ctx['ge']:g}",
    "less_than_equal": lambda ctx: f"at most {ctx['le']:g}",
    "byte_size": lambda _: 'a size, such as "50 MB"',
    "byte_size_unit": lambda _: 'a size, such as "50 MB"',
    "value_error": lambda ctx: str(ctx["error"]),
}


def explain(error: ValidationError, sources: list[Source]) -> list[Problem]:
    """One problem for each thing that pydantic found, in the order of the settings."""
    found = error.errors(include_url=False)
    return list(dict.fromkeys(_problem(each, sources) for each in found))  # what mailboxes share is wrong once


def _problem(detail: ErrorDetails, sources: list[Source]) -> Problem:
    place = _stands(tuple(part for part in detail["loc"] if part != "[key]"), sources)
    origin = _origin(place, sources)
    if detail["type"] == "extra_forbidden":
        return Problem(place, _unknown(place), origin)
    if detail["type"] == "missing":
        return Problem(place, f"is missing: {_description(place)}")
    if detail["type"] == "value_error" and isinstance(_lookup(place, sources)[1], dict):
        return Problem(place, f"needs {_allowed(detail)}")
    return Problem(place, f"{_given(detail, place, sources)}allowed is {_allowed(detail)}", origin)


def _stands(place: Place, sources: list[Source]) -> Place:
    """`place`, or that in [mailbox_defaults] which the mailbox has its value from."""
    if place[:1] == ("mailboxes",) and len(place) > 2 and _lookup(place, sources)[1] is None:
        shared = shared_place(place)
        if _lookup(shared, sources)[1] is not None:
            return shared
    return place


def _allowed(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind.startswith("date"):
        return "a day, such as 2026-12-01"
    known = ALLOWED.get(kind)
    return known(detail.get("ctx", {})) if known else detail["msg"]


def _given(detail: ErrorDetails, place: Place, sources: list[Source]) -> str:
    if SECRETS.intersection(str(part) for part in place):
        return "is a secret and not shown; "
    value = _lookup(place, sources)[1]
    if isinstance(value, bool):
        return f"is {str(value).lower()}; "
    if isinstance(value, int | float | dt.date):
        return f"is {value}; "
    if isinstance(value, str) and detail["type"] not in {"model_type", "dict_type"}:
        return f'is "{value if len(value) <= 60 else value[:57] + "…"}"; '
    return "is something else; "


def _lookup(place: Place, sources: list[Source]) -> tuple[str, Any]:
    """The label of the first source that says something at `place`, and what it says."""
    for source in sources:
        value = _at(place, source.data)
        if value is not None:
            return source.label, value
    return "", None


def _at(place: Place, value: Any) -> Any:
    for part in place:
        if isinstance(value, str) and isinstance(part, int):
            return value  # one text that stands for a list
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _origin(place: Place, sources: list[Source]) -> str:
    label, value = _lookup(place, sources)
    if not label or isinstance(value, dict):
        return ""
    if label == "argument":
        return "given as an argument"
    names = [str(part).upper().replace("-", "_") for part in place if isinstance(part, str)]
    return f"{label} LIEFERSCHEIN_{'__'.join(names)}"


def _model_at(place: Place) -> Any:
    """The section that `place` lies in: what the settings declare there."""
    kind: Any = Settings
    if place[:1] == (DEFAULTS,):
        kind, place = Mailbox, place[1:]
    for part in place:
        kind = plain(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel) and part in kind.model_fields:
            kind = kind.model_fields[str(part)].annotation
        elif get_origin(kind) is dict:
            kind = get_args(kind)[1]
        else:
            return None
    return plain(kind)


def _unknown(place: Place) -> str:
    section = _model_at(place[:-1])
    known = list(section.model_fields) if section else []
    meant = nearest(str(place[-1]), known)
    return f"is not a setting{meant}" if meant else f"is not a setting; known here are {', '.join(known)}"


def _description(place: Place) -> str:
    section = _model_at(place[:-1])
    field = section.model_fields.get(str(place[-1])) if section else None
    return field.description if field and field.description else "it has to be given"
