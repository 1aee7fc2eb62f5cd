"""Draws bench/results.json as docs/performance.png. Runs in the peers' environment, which has matplotlib."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def draw(results: dict[str, Any], file: Path) -> None:
    """Bars of throughput on loopback and with latency, memory over messages, and each bound beside its limit."""
    import matplotlib  # type: ignore[import-not-found]

    matplotlib.use("Agg")
    from matplotlib import pyplot  # type: ignore[import-not-found]

    by_name = {each["name"]: each for each in results["comparisons"]}
    figure, axes = pyplot.subplots(2, 2, figsize=(13, 8.5), layout="constrained")
    _bars(axes[0][0], by_name.get("peers"), "messages/s")
    _bars(axes[0][1], by_name.get("network"), "messages/s")
    _bars(axes[1][0], by_name.get("growth"), "MB")
    _bounds(axes[1][1], results["comparisons"])
    machine = results["machine"]
    figure.suptitle(f"lieferschein — {machine['processors']} × {machine['processor']}, {results['date']}", fontsize=11)
    figure.savefig(file, dpi=110)


def _bars(axis: Any, comparison: dict[str, Any] | None, unit: str) -> None:
    figures = [each for each in (comparison or {}).get("figures", []) if each["unit"] == unit]
    if not comparison or not figures:
        axis.axis("off")
        return
    names, values = [each["name"] for each in figures][::-1], [each["value"] for each in figures][::-1]
    colours = ["#1f6f8b" if "ours" in name or unit == "MB" else "#b8b8b8" for name in names]
    bars = axis.barh(names, values, color=colours)
    axis.bar_label(bars, fmt="%.4g", padding=3)
    axis.margins(x=0.15)
    axis.set_title(f"{comparison['title']} ({unit})", fontsize=10)
    axis.spines[["top", "right"]].set_visible(False)


def _bounds(axis: Any, comparisons: list[dict[str, Any]]) -> None:
    """Each bound as a share of its limit: below 1 there is room, whichever way the bound goes."""
    shares = []
    for bound in (bound for each in comparisons for bound in each["bounds"]):
        if bound["kind"] == "exactly" or not bound["limit"] or not bound["value"]:
            continue
        share = bound["value"] / bound["limit"]
        shares.append((bound["name"], 1 / share if bound["kind"] == "at least" else share, bound["holds"]))
    if not shares:
        axis.axis("off")
        return
    names, values, holds = zip(*shares[::-1], strict=True)
    axis.barh(names, values, color=["#1f6f8b" if kept else "#c0392b" for kept in holds])
    axis.axvline(1, color="black", linewidth=1)
    axis.tick_params(axis="y", labelsize=7)
    axis.set_title("Bounds: share of what is allowed (left of the line: kept)", fontsize=10)
    axis.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    draw(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
