"""`lieferschein demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

NEXT = """
The notes are in {folder}/demo.db, the mails lay in a mailbox that existed for this demo only. Look around:

  cd {folder}
  {program} notes
  {program} show LS-88102
  {program} status

Then try

  {program} up       the same in the Prefect UI, with the hourly schedule, on a mailbox of its own
  {program} init     settings for your own mailbox
"""


def demo(
    folder: Annotated[Path, Parameter(help="Where the demo keeps its settings and its database.")] = Path(
        ".lieferschein/demo"
    ),
) -> int:
    """File a dozen sample mails, without any setup, and show what became of each.

    Starts a mailbox on this computer, runs the sync as it would run every hour, and stops the mailbox again. Some of
    the mails are wrong on purpose: their rejections belong to the demo.

        lieferschein demo
    """
    from lieferschein.cli.common import messages, output
    from lieferschein.cli.results import print_report
    from lieferschein.cli.running import run_sync
    from lieferschein.demo.mailbox import demo_mailbox, sample_mails
    from lieferschein.demo.surroundings import on_its_own
    from lieferschein.intake.options import SyncOptions
    from lieferschein.settings import load_settings

    messages().print(f"Starting a mailbox with {len(sample_mails())} sample mails, and a Prefect server …")
    with demo_mailbox(folder) as file, on_its_own(file):
        report = run_sync(load_settings(file), "default", SyncOptions(), quiet=True)
    console = output(wide=True)
    print_report(report, console)
    console.print(NEXT.format(folder=folder, program=_program()), markup=False, soft_wrap=True)
    return 1 if report.ending == "Failed" else 0


def _program() -> str:
    """How the user calls this program, from any folder: by its path when it is not on the search path."""
    import shutil
    import sys

    ours = Path(sys.executable).with_name("lieferschein")
    found = shutil.which("lieferschein")
    return "lieferschein" if found and Path(found) == ours else str(ours)
