"""`lieferschein handoff`."""

from __future__ import annotations


def handoff() -> int:
    """Hand over to the ERP what is due: each imported, replaced or cancelled note, once, as a file.

    Every run does this at its end by itself; the command catches up by hand, after a share was missing for instance.
    The folder and the format stand in the section [handoff] of the settings. Files appear whole; the ERP may take them
    away at once. Exit status 1: something has to wait.

        lieferschein handoff
    """
    from lieferschein.cli.common import output
    from lieferschein.cli.failures import FAILED, UserError, complain
    from lieferschein.handoff import hand_over
    from lieferschein.settings import load_settings
    from lieferschein.store import open_store

    settings = load_settings()
    target = settings.handoff
    if target.directory is None:
        raise UserError("The settings name no folder: write directory = … into the section [handoff].")
    with open_store(settings.database_url, language=settings.language) as store:
        done = hand_over(store, target.directory, target.format, target.start)
    output().print(f"{done.count} handed over to {target.directory}.", markup=False)
    if done.problem is None:
        return 0
    complain(done.problem.sentence(settings.language))
    return FAILED
