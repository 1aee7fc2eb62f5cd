"""How many delivery notes does each supplier send in a week?

python docs/examples/deliveries_per_week.py [FILE.png]
"""

from __future__ import annotations

import sys

import pandas as pd

from lieferschein.store import Store, open_store


def deliveries_per_week(store: Store) -> pd.DataFrame:
    """A row per week (its Monday), a column per supplier, the number of notes."""
    notes = store.notes()[["issue_date", "supplier"]].dropna()
    monday = notes["issue_date"].astype("datetime64[s]").dt.to_period("W").dt.start_time.rename("week")
    return notes.groupby([monday, notes["supplier"]]).size().unstack(fill_value=0)


def main(file: str = "deliveries_per_week.png") -> None:
    """Print the table, and plot it."""
    with open_store() as store:
        weeks = deliveries_per_week(store)
    print(weeks.to_string())
    if weeks.empty:
        return
    weeks.index = weeks.index.strftime("%d.%m.%Y")
    axes = weeks.plot.bar(stacked=True, rot=0, title="Delivery notes per supplier and week", figsize=(9, 5))
    axes.set(xlabel="week from", ylabel="delivery notes")
    axes.figure.tight_layout()
    axes.figure.savefig(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
