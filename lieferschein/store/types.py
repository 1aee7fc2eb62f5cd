"""Column types that keep their exact values on SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

_MOST_PLACES = 6
_PLACES = Decimal("0.000001")
_LIMIT = Decimal(10) ** 12
_LEAST = -_LIMIT


def plain(value: Decimal) -> str:
    """A decimal in plain notation without trailing zeros: "2", "0.5", "1200"."""
    return without_zeros(format(value, "f"))


def without_zeros(text: str) -> str:
    """A number in plain notation, less the zeros behind its point."""
    return text.rstrip("0").rstrip(".") if "." in text else text


class ExactDecimal(TypeDecorator[Decimal]):
    """decimal128(18, 6): NUMERIC(18, 6) on PostgreSQL, TEXT in plain notation on SQLite, whose NUMERIC is a float."""

    impl = sa.Numeric(18, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TEXT on SQLite."""
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.Numeric(18, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Refuse what the type cannot hold, the same on both databases."""
        if value is None:
            return None
        if not _LEAST < value < _LIMIT:
            raise ValueError("a number has more than twelve digits before the point")
        text = format(value, "f")
        if len(text.partition(".")[2]) > _MOST_PLACES:
            value = value.quantize(_PLACES)
            text = format(value, "f")
        return without_zeros(text) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - the interface
        """Text becomes a decimal again."""
        return None if value is None else Decimal(value)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: timestamp with time zone on PostgreSQL, ISO text in UTC on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite keeps no zone: convert to UTC before it is dropped."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def column_type(arrow: pa.DataType) -> TypeEngine[Any]:
    """The column type for a type of the canonical schema (parsers.schema)."""
    if pa.types.is_decimal(arrow):
        return ExactDecimal()
    if pa.types.is_date(arrow):
        return sa.Date()
    if pa.types.is_timestamp(arrow):
        return Moment()
    if pa.types.is_integer(arrow):
        return sa.BigInteger()
    if pa.types.is_map(arrow) or pa.types.is_list(arrow):
        return Json
    return sa.Text()
