"""Whether the options of a format are right, before anything is read with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from .draft import Options
from .registry import FORMATS
from .table_options import table_options
from .xml_mapping import mapping_of

COMMON: Final = frozenset({"timezone"})
# Formats whose options have values to check: columns, paths, characters.
_VALUES: Final[Mapping[str, Callable[[Options], object]]] = {
    "csv": table_options,
    "excel": table_options,
    "xml": mapping_of,
}


def check_options(format_name: str, options: Mapping[str, Any]) -> None:
    """Raise ValueError for a format or an option that does not exist, and for a value that is not allowed."""
    if format_name not in FORMATS:
        raise ValueError(f"there is no format {format_name!r}; there are auto, {', '.join(FORMATS)}")
    allowed = FORMATS[format_name].options | COMMON
    unknown = sorted(set(options) - allowed)
    if unknown:
        raise ValueError(f"{format_name} has no option {unknown[0]!r}; it has {', '.join(sorted(allowed))}")
    check = _VALUES.get(format_name)
    if check is not None and options:
        check({name: value for name, value in options.items() if name not in COMMON})
