"""The kinds of values a setting can have: lists that accept one text, GLNs, sizes, time zones, database addresses."""

from __future__ import annotations

import json
import re
import types
from typing import Annotated, Any, Union, get_args, get_origin
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    PlainSerializer,
    SecretStr,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from lieferschein.settings.references import Reference, checked


class Section(BaseModel):
    """A table of the settings file: unknown keys are errors, and no error ever repeats its input."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_default=False, hide_input_in_errors=True, use_attribute_docstrings=True
    )


def _one_or_many(value: Any) -> Any:
    """One text counts as a list; several come separated by commas, since environment variables have no lists."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return [part.strip() for part in value.split(",") if part.strip()]


def _secret(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """An empty secret is none: compose files set variables to nothing. A table says where a secret is kept."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = _table_or_text(value)
    if isinstance(value, dict):
        return Reference(checked(value))
    return None if value == "" else handler(value)


def _table_or_text(value: str) -> Any:
    """Variables have no tables: JSON that names a keeper is one; anything else is the secret itself."""
    try:
        table = json.loads(value)
        return checked(table) if isinstance(table, dict) else value
    except ValueError:
        return value


def _gln(value: str) -> str:
    digits = value.replace(" ", "")
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise ValueError("a GLN of 13 digits")
    return digits


def _vat_id(value: str) -> str:
    compact = re.sub(r"[\s.-]", "", value).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z+*]{2,13}", compact):
        raise ValueError("a VAT id with its country, such as DE123456789")
    return compact


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("a time zone of the IANA list, such as Europe/Berlin") from None
    return value


# SQLAlchemy's default driver for PostgreSQL is psycopg2; ours is psycopg 3.
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def _database_url(value: str) -> str:
    scheme, colon, rest = value.partition(":")
    driver = _DRIVERS.get(scheme)
    if not colon or driver is None or not rest.startswith("//"):
        raise ValueError("sqlite:///lieferschein.db or postgresql+psycopg://user:password@host/database")
    if driver == "sqlite" and not rest.startswith("///"):
        raise ValueError("three slashes before a file name: sqlite:///lieferschein.db")
    if driver != "sqlite" and not urlsplit(f"postgresql:{rest}").path.strip("/"):
        raise ValueError("the name of a database at its end: postgresql+psycopg://user:password@host/database")
    return f"{driver}:{rest}"


def _without_login(url: str) -> str:
    """What a dump of the settings may show of a database address: neither password nor user."""
    return re.sub(r"(?<=://).*@", "…@", url)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
TextList = Annotated[tuple[Text, ...], BeforeValidator(_one_or_many)]
GlnList = Annotated[tuple[Annotated[str, AfterValidator(_gln)], ...], BeforeValidator(_one_or_many)]
VatIdList = Annotated[tuple[Annotated[str, AfterValidator(_vat_id)], ...], BeforeValidator(_one_or_many)]
Secret = Annotated[
    SecretStr | None,
    WrapValidator(_secret),
    PlainSerializer(lambda value: value and "**********", when_used="json"),  # pydantic would fetch it for that
]
Size = ByteSize
Timezone = Annotated[str, AfterValidator(_timezone)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url), PlainSerializer(_without_login)]


def plain(kind: Any) -> Any:
    """The type that an annotation means, without Annotated and without None."""
    if get_origin(kind) is Annotated:
        return plain(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return plain(next(each for each in get_args(kind) if each is not type(None)))
    return kind
