"""The bounds of bench/results.json as the table in docs/performance.md: python -m bench.page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bench.report import RESULTS, ROOT

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bounds: written by python -m bench -->", "<!-- /bounds -->"


def write(results: dict[str, Any]) -> None:
    """Put the table between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text("\n".join([before + BEGIN, *_table(results), END]) + after, encoding="utf-8")


def _table(results: dict[str, Any]) -> Iterator[str]:
    machine = results["machine"]
    yield (
        f"{results['date']}, {machine['processors']} × {machine['processor']}, load {machine['load_at_start']}"
        f" at the start:"
    )
    yield ""
    yield "| what | measured | bound | |"
    yield "|---|---|---|---|"
    for comparison in results["comparisons"]:
        for bound in comparison["bounds"]:
            unit = "" if bound["unit"] == "×" else f" {bound['unit']}"
            kept = "kept" if bound["holds"] else "**missed**"
            yield f"| {bound['name']} | {bound['value']:g}{unit} | {bound['kind']} {bound['limit']:g} | {kept} |"
        for sentence in comparison["skipped"]:
            yield f"| {comparison['title']} | – | – | {sentence} |"


if __name__ == "__main__":
    write(json.loads(RESULTS.read_text(encoding="utf-8")))
