"""`lieferschein receive`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from lieferschein.cli.lookup import Names


def receive(
    number: str,
    *,
    supplier: str | None = None,
    line: Names = (),
    deleted: Annotated[bool, Parameter(negative=())] = False,
) -> None:
    """Book a delivery note, or some of its lines, as received at goods receipt: what an ERP reports back.

    One received line makes the note received: from then on it can be neither replaced nor cancelled, and a supplier's
    correction is rejected as a conflict. Saying the same again changes nothing.

        lieferschein receive LS-4711
        lieferschein receive LS-4711 --line 10 --line 20
        lieferschein receive LS-4711 --line 30 --deleted

    Parameters
    ----------
    number
        The delivery note number.
    supplier
        The supplier (key or name), when several use the number.
    line
        Only this line, by its printed number. Can be repeated. Left out: every open line.
    deleted
        The lines are not to be received: deleted.
    """
    from lieferschein.cli.common import output
    from lieferschein.cli.failures import FAILED, UserError, language
    from lieferschein.settings import load_settings
    from lieferschein.store import NotReceivable, open_store

    settings = load_settings()
    try:
        with open_store(settings.database_url, create=False, language=settings.language) as store:
            done = store.receive(number, supplier, lines=line or None, status="deleted" if deleted else "received")
    except NotReceivable as error:
        raise UserError(error.reason.sentence(language()), FAILED) from error
    what = "deleted" if deleted else "received"
    lines = f"{done.changed} line{'' if done.changed == 1 else 's'}"
    output().print(
        f"{done.delivery_note_number} of {done.supplier}: {lines} {what}, {done.open} open; the note is {done.status}.",
        markup=False,
    )
