"""The delivery notes of a mailbox: connect → list Eingang → per message parse → import → move → report.

An hourly run and a run by hand are the same flow with other options.
"""

# No `from __future__ import annotations` here: Prefect builds the run form from the real annotations.

from prefect import State, flow
from prefect.runtime import flow_run

from flows.form import MailboxName, Options, described
from lieferschein.garbage import only_new_searched
from lieferschein.intake import MailboxRun, SyncOptions, sync, watching
from lieferschein.reasons import N_
from lieferschein.settings import load_settings
from tasks import OBSERVED
from tasks.logs import keep_logs_short
from tasks.onlooker import Onlooker
from tasks.reporting import final_state

__all__ = ["SyncOptions", "sync_delivery_notes"]


@flow(name="sync-delivery-notes", flow_run_name="{mailbox}", validate_parameters=True, persist_result=False)
@described(
    mailbox=N_("Which mailbox of the settings."),
    options=N_("What to take, and how. Left as it is, the run does what the hourly one does."),
)
def sync_delivery_notes(mailbox: MailboxName = "default", options: Options = SyncOptions()) -> State:  # noqa: B008
    """File every delivery note of a mailbox: parse it, import it, move its mail to Archiv or Fehler."""
    run = MailboxRun(load_settings(), mailbox, options, flow_run_id=flow_run.id)
    with watching(Onlooker(run)), only_new_searched():
        return final_state(sync(run, OBSERVED))


keep_logs_short(sync_delivery_notes.name)
