"""`lieferschein status`."""

from __future__ import annotations

from collections import Counter


def status() -> None:
    """Show what is in the database, what became of the mail, and which run is at work.

    lieferschein status
    """
    from lieferschein.cli.common import output, table
    from lieferschein.cli.lookup import EVERY, reading_store

    with reading_store() as store:
        messages = store.messages(to="arrow").to_pylist()
        notes = store.notes(status=EVERY, to="arrow").to_pylist()
        leases = store.leases()
        name = store.name
    console = output(wide=True)
    console.print(f"Database: {name}", markup=False)
    for title, counted in (
        ("Mails", Counter(row["outcome"] or "open" for row in messages)),
        ("Delivery notes", Counter(row["status"] for row in notes)),
    ):
        listed = ", ".join(f"{count} {what}" for what, count in counted.most_common()) or "none yet"
        console.print(f"{title}: {listed}", markup=False)
    waiting = [row for row in messages if row["outcome"] == "rejected"]
    if waiting:
        rows = [
            (str(row["decided_at"])[:16], row["supplier"] or row["sender"], row["subject"], row["reason"])
            for row in waiting[-20:]
        ]
        console.print(table(("rejected at (UTC)", "supplier", "subject", "reason"), rows))
    for lease in leases:
        console.print(f"At work: {lease.holder} since {lease.since:%Y-%m-%d %H:%M} UTC", markup=False)
