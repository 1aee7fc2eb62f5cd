"""Which batches expire within 90 days, and how much of them came?

python docs/examples/expiring_batches.py [FILE.png]
"""

from __future__ import annotations

import sys
from datetime import date, timedelta

import pandas as pd

from lieferschein.store import Store, open_store

KEYS = ["delivery_note_id", "line"]


def expiring_batches(store: Store, today: date | None = None, days: int = 90) -> pd.DataFrame:
    """A row per batch, the first to expire first; what has expired already is not among them."""
    today = today or date.today()
    units = store.units()
    until = units["expiry_date"].fillna(units["best_before_date"])
    soon = units.assign(expires=until)[(until >= today) & (until <= today + timedelta(days=days))]
    lines = store.lines()[[*KEYS, "description", "quantity"]].rename(columns={"quantity": "line_quantity"})
    found = soon.merge(lines, on=KEYS)
    found["quantity"] = found["quantity"].fillna(found["line_quantity"])
    columns = ["expires", "batch_number", "supplier", "description"]
    return (
        found.groupby(columns, dropna=False)["quantity"].sum().reset_index().sort_values("expires", ignore_index=True)
    )


def main(file: str = "expiring_batches.png") -> None:
    """Print the table, and plot it."""
    with open_store() as store:
        batches = expiring_batches(store)
    print(batches.to_string())
    if batches.empty:
        return
    by_day = batches.groupby("expires")["quantity"].sum().astype("float64")
    axes = by_day.plot.bar(title="Pieces that expire, by day", figsize=(9, 5))
    axes.set(xlabel="", ylabel="quantity")
    axes.figure.tight_layout()
    axes.figure.savefig(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
