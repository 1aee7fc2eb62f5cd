"""The job without Prefect: from the mail in a folder to notes in the store and mail in Archiv or Fehler."""

from lieferschein.intake.faults import is_transient
from lieferschein.intake.options import SyncOptions
from lieferschein.intake.report import MessageRow, Report
from lieferschein.intake.run import MailboxRun, RunStopped
from lieferschein.intake.steps import import_messages, move_messages, parse_messages
from lieferschein.intake.sync import PLAIN, Steps, sync
from lieferschein.intake.watch import Watcher, watching
from lieferschein.intake.work import Work

__all__ = [
    "PLAIN",
    "MailboxRun",
    "MessageRow",
    "Report",
    "RunStopped",
    "Steps",
    "SyncOptions",
    "Watcher",
    "Work",
    "import_messages",
    "is_transient",
    "move_messages",
    "parse_messages",
    "sync",
    "watching",
]
