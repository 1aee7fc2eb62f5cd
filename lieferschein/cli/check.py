"""`lieferschein check`."""

from __future__ import annotations


def check(mailbox: str | None = None) -> int:
    """Connect to a mailbox, log in, check the folders and the database; say what is wrong and what to do.

    Nothing is imported, moved or created.

        lieferschein check
        lieferschein check kiel

    Parameters
    ----------
    mailbox
        Which mailbox of the settings; left out: "default", or the only one there is.
    """
    from rich.text import Text

    from lieferschein.cli.common import chosen_mailbox, output
    from lieferschein.intake.checking import NOT_READY, READY, check_mailbox
    from lieferschein.reasons import translate
    from lieferschein.settings import load_settings

    settings = load_settings()
    name = chosen_mailbox(settings, mailbox)
    console = output()
    failed = False
    for step in check_mailbox(settings, name):
        mark, style = ("✓", "green") if step.ok and not step.warning else ("!", "yellow") if step.ok else ("✗", "red")
        console.print(
            Text.assemble((f"{mark} ", style), (f"{step.name:<10}", "bold"), step.reason.sentence(settings.language))
        )
        failed = failed or not step.ok
    console.print(translate(NOT_READY if failed else READY, settings.language).format(mailbox=name), markup=False)
    return 1 if failed else 0
