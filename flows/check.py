"""The connection test as a flow, to be run from the UI; the same steps and texts as `lieferschein check`."""

# No `from __future__ import annotations` here: Prefect builds the run form from the real annotations.

from prefect import State, flow
from prefect.states import Completed, Failed

from flows.form import MailboxName, described
from lieferschein.intake.checking import READY
from lieferschein.intake.checking import check_mailbox as steps_of
from lieferschein.reasons import N_, translate
from lieferschein.settings import load_settings
from tasks.checking import shown

__all__ = ["check_mailbox"]


@flow(name="check-mailbox", flow_run_name="check {mailbox}", persist_result=False)
@described(mailbox=N_("Which mailbox of the settings."))
def check_mailbox(mailbox: MailboxName = "default") -> State:
    """Connect, log in and check the folders of a mailbox; nothing is imported, moved or created."""
    settings = load_settings()
    steps = [shown(step, settings.language) for step in steps_of(settings, mailbox)]
    wrong = [step for step in steps if not step.ok]
    if wrong:
        return Failed(message=wrong[0].reason.sentence(settings.language))
    warnings = [step.reason.sentence(settings.language) for step in steps if step.warning]
    return Completed(message=" ".join([translate(READY, settings.language).format(mailbox=mailbox), *warnings]))
