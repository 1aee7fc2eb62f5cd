"""Columns as texts and back, the same for CSV and workbooks: what a cell cannot hold as it is, it holds as JSON."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lieferschein.export.guard import guard, unguard


def as_texts(column: pa.ChunkedArray, type_: pa.DataType) -> pa.ChunkedArray | pa.Array:
    """Decimals in plain notation, days and moments in ISO 8601, attributes and warnings as JSON; null stays null."""
    if pa.types.is_decimal(type_):
        texts = column.cast(pa.string())
        return pc.replace_substring_regex(texts, r"\.?0+$", "")
    if pa.types.is_timestamp(type_):
        return pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_map(type_) or pa.types.is_list(type_):
        return guard(pa.array([as_json(value) for value in column.to_pylist()], pa.string()))
    return guard(column) if pa.types.is_string(type_) else column.cast(pa.string())


def from_texts(texts: pa.ChunkedArray, type_: pa.DataType) -> pa.ChunkedArray | pa.Array:
    """The reverse of `as_texts`."""
    if pa.types.is_string(type_):
        return unguard(texts)
    if pa.types.is_map(type_) or pa.types.is_list(type_):
        return pa.array([from_json(text, type_) for text in unguard(texts).to_pylist()], type_)
    if pa.types.is_timestamp(type_):
        return pc.replace_substring(texts, "Z", "").cast(pa.timestamp("us")).cast(type_)
    return texts.cast(type_)


def as_json(value: Any) -> str | None:
    """Attributes (pairs) as an object, warnings as a list."""
    if value is None:
        return None
    pairs = bool(value) and isinstance(value[0], tuple)
    return json.dumps(dict(value) if pairs else value, ensure_ascii=False)


def from_json(text: str | None, type_: pa.DataType) -> Any:
    """The reverse of `as_json`."""
    if text is None:
        return None
    value = json.loads(text)
    return list(value.items()) if pa.types.is_map(type_) and isinstance(value, dict) else value
