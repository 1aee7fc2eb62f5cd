"""Every format that can be read, in the order in which they are listed."""

from __future__ import annotations

from .amparex_csv import AmparexCsv
from .csv_table import CsvTable
from .desadv import Desadv
from .draft import Parser
from .excel import Excel
from .opentrans import OpenTrans
from .ubl import Ubl

PARSERS: tuple[Parser, ...] = (
    Desadv(),
    Ubl(),
    OpenTrans(),
    CsvTable(),
    Excel(),
    AmparexCsv(),
)

FORMATS: dict[str, Parser] = {parser.name: parser for parser in PARSERS}
