"""What is shared with others: the hand-off to an ERP, our open orders, a page that shows a note."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from lieferschein.settings.kinds import Section


def _table_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?", value):
        raise ValueError("the name of a table or view, such as open_orders or erp.open_orders")
    return value


def _notes_url(value: str) -> str:
    if "{number}" not in value or not value.startswith(("http://", "https://")):
        raise ValueError(
            "an address with {number} in it, such as http://127.0.0.1:8001/lieferschein/note?number={number}"
        )
    return value


NotesUrl = Annotated[str, AfterValidator(_notes_url)]


class Handoff(Section):
    """Where each imported, replaced or cancelled note is handed over to an ERP, once, as a file."""

    directory: Path | None = None
    """the folder that the ERP picks files up from; left out: nothing is handed over"""
    format: Literal["json", "amparex-csv"] = "json"
    """the format of the files"""
    start: dt.date | None = None
    """hand over only what was imported on this day (UTC) or later"""


class Orders(Section):
    """Our open orders, which notes are checked against."""

    file: Path | None = None
    """a CSV file: order, line, article, quantity, and, if you like, supplier; read anew in every run"""
    table: Annotated[str, AfterValidator(_table_name)] | None = None
    """or a table or view in the database: order_number, order_line, article_number, quantity, supplier"""

    @model_validator(mode="after")
    def _one_source(self) -> Orders:
        if self.file is not None and self.table is not None:
            raise ValueError("either file or table")
        return self
