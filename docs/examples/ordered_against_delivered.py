"""What was ordered, and what came? By supplier, from what the notes themselves say.

    python docs/examples/ordered_against_delivered.py [FILE.png]

Where the ERP gives the open orders ([orders] in the settings), `store.order_check()` compares with those instead.
"""

from __future__ import annotations

import sys

import pandas as pd

from lieferschein.store import Store, open_store


def ordered_against_delivered(store: Store) -> pd.DataFrame:
    """A row per supplier: ordered, delivered, outstanding; of the lines that say what was ordered."""
    lines = store.lines().dropna(subset=["ordered_quantity"])
    lines = lines.rename(columns={"ordered_quantity": "ordered", "quantity": "delivered"})
    lines["outstanding"] = lines["ordered"] - lines["delivered"]
    sums = lines.groupby("supplier")[["ordered", "delivered", "outstanding"]].sum()  # of exact decimals: exact
    return sums.sort_values("outstanding", ascending=False)


def main(file: str = "ordered_against_delivered.png") -> None:
    """Print the table, and plot it."""
    with open_store() as store:
        sums = ordered_against_delivered(store)
    print(sums.to_string())
    if sums.empty:
        return
    # A plot needs floats; the numbers above stay exact
    axes = sums[["ordered", "delivered"]].astype("float64").plot.barh(title="Ordered and delivered", figsize=(9, 5))
    axes.set(xlabel="quantity", ylabel="")
    axes.figure.tight_layout()
    axes.figure.savefig(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
