"""The results as a table on the terminal, as bench/results.json and as a chart in the docs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.children import ROOT
from bench.figures import Result
from bench.peers import Peers

RESULTS = ROOT / "bench" / "results.json"
CHART = ROOT / "docs" / "performance.png"


def show(result: Result, console: Console) -> None:
    """One comparison."""
    table = Table(title=result.title, title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(width=52)
    table.add_column(justify="right", width=10)
    table.add_column()
    for figure in result.figures:
        runs = f"  ({min(figure.values):g} … {max(figure.values):g})" if figure.values else ""
        table.add_row(figure.name, f"{figure.value:g}", f"{figure.unit}{runs}")
    for bound in result.bounds:
        mark = "[green]kept[/]" if bound.holds else "[red]MISSED[/]"
        table.add_row(f"→ {bound.name}", f"{bound.value:g}", f"{bound.unit}, {bound.kind} {bound.limit:g}: {mark}")
    console.print(table)
    for sentence in result.skipped:
        console.print(f"  skipped: {sentence}", style="yellow")
    console.print()


def write(results: Sequence[Result], about: dict[str, Any], *, part: bool = False) -> dict[str, Any]:
    """bench/results.json; returns what it holds. Results of a `part` replace those of the same name in it."""
    found = [result.to_json() for result in results]
    document = {**about, "comparisons": found}
    if part and RESULTS.exists():
        document = json.loads(RESULTS.read_text(encoding="utf-8"))
        new = {each["name"]: each for each in found}
        document["comparisons"] = [new.get(each["name"], each) for each in document["comparisons"]]
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return document


def draw(peers: Peers) -> str | None:
    """The chart; a sentence when it could not be drawn."""
    if peers.problem is not None:
        return peers.problem
    command = [str(peers.python), str(Path(__file__).with_name("chart.py")), str(RESULTS), str(CHART)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else f"The chart was not drawn: {done.stderr.strip().splitlines()[-1]}"
