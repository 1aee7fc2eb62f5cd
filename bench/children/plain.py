"""What somebody would write in an afternoon: imap-tools one by one, our parser, a transaction and a move a mail."""

from __future__ import annotations

import json
import sqlite3
import sys
import time

from imap_tools import MailBoxUnencrypted

from bench.children import peak_megabytes
from bench.mailbox import ARCHIVE, INBOX
from parsers import read_delivery_note

TABLES = """
CREATE TABLE notes (number TEXT, issued TEXT, supplier_gln TEXT);
CREATE TABLE lines (number TEXT, line TEXT, article TEXT, gtin TEXT, quantity TEXT);
CREATE TABLE units (number TEXT, line INTEGER, serial TEXT);
"""


def main(host: str, port: int, user: str, password: str, file: str) -> None:
    """Do the whole folder."""
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode=WAL")
    database.executescript(TABLES)
    started, cpu, mails = time.perf_counter(), time.process_time(), 0
    with MailBoxUnencrypted(host, port).login(user, password, INBOX) as mailbox:
        for mail in mailbox.fetch(mark_seen=False):
            for attachment in mail.attachments:
                for draft in read_delivery_note(attachment.payload, "desadv").drafts:
                    save(database, draft)
            mailbox.move([mail.uid or ""], ARCHIVE)
            mails += 1
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak_megabytes(), "mails": mails}))


def save(database: sqlite3.Connection, draft) -> None:  # type: ignore[no-untyped-def]
    """One note, one transaction."""
    number = draft.note["delivery_note_number"]
    with database:
        note = (number, str(draft.note.get("issue_date")), draft.note.get("supplier_gln"))
        database.execute("INSERT INTO notes VALUES (?, ?, ?)", note)
        database.executemany(
            "INSERT INTO lines VALUES (?, ?, ?, ?, ?)",
            [
                (
                    number,
                    line.get("line_number"),
                    line.get("supplier_article_number"),
                    line.get("gtin"),
                    str(line["quantity"]),
                )
                for line in draft.lines
            ],
        )
        units = [(number, unit["line"], unit.get("serial_number")) for unit in draft.units]
        database.executemany("INSERT INTO units VALUES (?, ?, ?)", units)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5])
