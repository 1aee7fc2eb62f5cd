"""The commands, each in a module of its own that imports what it needs when it is called: help has to be quick."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version

from cyclopts import App

from lieferschein.cli.failures import exit_status_of
from lieferschein.cli.suppliers import suppliers
from lieferschein.local.secret_blocks import ask_prefect

HELP = """Electronic delivery notes from a mailbox into your system: every hour, exactly once.

Try it on sample mails first, then write your own settings, test them, and run:

    lieferschein demo
    lieferschein init
    lieferschein check
    lieferschein sync

Settings come from lieferschein.toml in this folder (or the file that LIEFERSCHEIN_CONFIG names), from the environment
(LIEFERSCHEIN_…) and from `.env`.

Exit status: 0 done; 3 done, and something was rejected; 1 the run could not work, or mail has to wait for the next
run; 2 wrong usage or settings; 4 another run works on the mailbox.
"""

# Where each command is: modules that import nothing heavy before they are called.
COMMANDS = {
    "demo": "lieferschein.cli.demo:demo",
    "init": "lieferschein.cli.init:init",
    "check": "lieferschein.cli.check:check",
    "sync": "lieferschein.cli.sync:sync",
    "reconcile": "lieferschein.cli.reconcile:reconcile",
    "up": "lieferschein.cli.up:up",
    "deploy": "lieferschein.cli.deploy:deploy",
    "parse": "lieferschein.cli.parse:parse",
    "import": "lieferschein.cli.importing:import_files",
    "notes": "lieferschein.cli.notes:notes",
    "show": "lieferschein.cli.notes:show",
    "lines": "lieferschein.cli.lines:lines",
    "export": "lieferschein.cli.export:export",
    "handoff": "lieferschein.cli.handoff:handoff",
    "receive": "lieferschein.cli.receive:receive",
    "orders": "lieferschein.cli.orders:orders",
    "browse": "lieferschein.cli.browse:browse",
    "status": "lieferschein.cli.status:status",
    "login": "lieferschein.cli.login:login",
    "automations": "lieferschein.cli.automations:automations",
    "notify": "lieferschein.cli.notify:notify",
    "formats": "lieferschein.cli.formats:formats",
}


def _function(place: str) -> Callable[..., int]:
    """The function at "module:name": the overview shows the first line of its docstring."""
    module, _, name = place.partition(":")
    found: Callable[..., int] = getattr(import_module(module), name)
    return found


app = App(
    name="lieferschein",
    help=HELP,
    help_format="markdown",
    version=lambda: version("lieferschein"),
    help_on_error=False,
)
for name, place in COMMANDS.items():
    app.command(_function(place), name=name)
database = App(name="db", help="Look after the database.")
database.command("lieferschein.cli.database:upgrade", name="upgrade")
app.command(database)
app.command(suppliers)


def main() -> None:
    """The console script `lieferschein`."""
    ask_prefect()
    try:
        app()
    except BaseException as error:
        status = exit_status_of(error)
        if status is None:
            raise
        sys.exit(status)
