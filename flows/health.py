"""Whether everything works, as a flow on a schedule; the same findings as `lieferschein status`."""

# No `from __future__ import annotations` here: Prefect builds the run form from the real annotations.

from prefect import State, flow
from prefect.states import Completed, Failed

from lieferschein.intake.health import health_of
from lieferschein.reasons import N_, translate
from lieferschein.settings import load_settings
from tasks.health import drop_old_documents, show_database, show_mailbox, show_suppliers

__all__ = ["health"]

_WORKS = N_("Everything works.")


@flow(name="health", flow_run_name="health", persist_result=False)
def health() -> State:
    """Look at mailboxes, waiting mail, suppliers, certificates, database and disk; drop documents kept long enough."""
    settings = load_settings()
    found = health_of(settings)
    for mailbox in found.mailboxes:
        show_mailbox(mailbox, settings.language, return_state=True)
    show_suppliers(found.suppliers, settings.language, return_state=True)
    show_database(found, settings.language, return_state=True)
    kept = drop_old_documents(settings, return_state=True)
    problems = [problem.sentence(settings.language) for problem in found.all_problems]
    if kept.is_failed():
        problems.append(kept.message or "")
    if problems:
        return Failed(message=" ".join(problems))
    return Completed(message=translate(_WORKS, settings.language))
