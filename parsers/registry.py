"""Every format that can be read, in the order in which they are listed."""

from __future__ import annotations

from .draft import Parser

PARSERS: tuple[Parser, ...] = ()

FORMATS: dict[str, Parser] = {parser.name: parser for parser in PARSERS}
