"""Every format that can be read, in the order in which they are listed."""

from __future__ import annotations

from .amparex_csv import AmparexCsv
from .cida import Cida
from .csv_table import CsvTable
from .cxml import Cxml
from .desadv import Desadv
from .draft import Parser
from .excel import Excel
from .gs1xml import Gs1Xml
from .idoc import IdocDelivery
from .opentrans import OpenTrans
from .spectaris import Spectaris
from .ubl import Ubl
from .vda4913 import Vda4913
from .x12 import X12
from .xml_mapped import XmlMapped

PARSERS: tuple[Parser, ...] = (
    Desadv(),
    Ubl(),
    OpenTrans(),
    Gs1Xml(),
    Cida(),
    X12(),
    Cxml(),
    IdocDelivery(),
    Vda4913(),
    Spectaris(),
    XmlMapped(),
    CsvTable(),
    Excel(),
    AmparexCsv(),
)

FORMATS: dict[str, Parser] = {parser.name: parser for parser in PARSERS}
