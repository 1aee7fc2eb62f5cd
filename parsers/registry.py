"""Every format that can be read, in the order in which they are listed."""

from __future__ import annotations

from .csv_table import CsvTable
from .desadv import Desadv
from .draft import Parser
from .opentrans import OpenTrans
from .ubl import Ubl

PARSERS: tuple[Parser, ...] = (
    Desadv(),
    Ubl(),
    OpenTrans(),
    CsvTable(),
)

FORMATS: dict[str, Parser] = {parser.name: parser for parser in PARSERS}
