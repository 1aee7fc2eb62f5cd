"""The synonyms table of docs/formats/csv.md, made from the code.

    python -m tests.parsers.table_docs

writes it between its two marks.
"""

from __future__ import annotations

from pathlib import Path

from parsers.table_columns import AMBIGUOUS_NAMES, COLUMNS, Column

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "csv.md"
BEGIN = "<!-- synonyms: made by tests/parsers/table_docs.py -->\n"
END = "<!-- end of synonyms -->\n"


def synonyms_table() -> str:
    """One row per column: its name in a mapping, the headers that mean it, those that yield to others."""
    rows = ["| column | headers that mean it | and, where no other column says it |", "|---|---|---|"]
    rows += [_row(column) for column in COLUMNS if column.table != "attributes"]
    rows += [_row(column) for column in COLUMNS if column.table == "attributes"]
    asked = "; ".join(f"{name} ({' or '.join(readings)})" for name, readings in AMBIGUOUS_NAMES.items())
    return "\n".join(rows) + f"\n\nHeaders with two readings: {asked}.\n"


def _row(column: Column) -> str:
    specific, generic = (", ".join(words).replace("|", "\\|") or "–" for words in (column.specific, column.generic))
    return f"| `{column.name}` | {specific} | {generic} |"


def with_table(page: str) -> str:
    """The page with the table as the code has it."""
    before, rest = page.split(BEGIN)
    return before + BEGIN + synonyms_table() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
