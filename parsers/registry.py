"""Every format that can be read, in the order in which they are listed."""

from __future__ import annotations

from .amparex_csv import AmparexCsv
from .csv_table import CsvTable
from .desadv import Desadv
from .draft import Parser
from .excel import Excel
from .opentrans import OpenTrans
from .ubl import Ubl
from .x12 import X12

PARSERS: tuple[Parser, ...] = (
    Desadv(),
    X12(),
    Ubl(),
    OpenTrans(),
    CsvTable(),
    Excel(),
    AmparexCsv(),
)

FORMATS: dict[str, Parser] = {parser.name: parser for parser in PARSERS}
