"""`lieferschein up`."""

from __future__ import annotations

from pathlib import Path

DEMO_FOLDER = Path(".lieferschein/demo")


def up(*, port: int = 4200, host: str = "127.0.0.1") -> None:
    """Run the Prefect server with its UI, a worker, and the hourly schedule, until Ctrl-C.

    The deployments are "hourly", "check-mailbox" and "health"; each can be started by hand from the UI. Without any
    settings the demo mailbox is used, so that there is something to see. The server's data lies in .lieferschein beside
    the database. Server and worker are started again when they go away; a run whose process is gone ends as Crashed.

        lieferschein up
        lieferschein up --port 4300
        lieferschein up --host 0.0.0.0

    Parameters
    ----------
    port
        Where the UI and the API are found.
    host
        The address to listen on. Any but 127.0.0.1 lets other computers in, and needs a password:
        PREFECT_SERVER_API_AUTH_STRING=name:password in the environment or in `.env`. The connection is not encrypted:
        put a proxy with TLS in front (docs/production.md).
    """
    from functools import partial

    from lieferschein.cli.common import output
    from lieferschein.cli.failures import UserError
    from lieferschein.demo.mailbox import demo_mailbox
    from lieferschein.demo.surroundings import on_its_own
    from lieferschein.local.access import access
    from lieferschein.local.stack import check_free, run_stack
    from lieferschein.settings import SettingsMissing, load_settings

    if not 1 <= port <= 65535:
        raise UserError(f"--port is {port}; allowed is a port from 1 to 65535.")
    access(host, port)  # says what is missing before anything is started
    say = partial(output().print, soft_wrap=True, markup=False)
    try:
        settings = load_settings()
    except SettingsMissing:
        check_free(DEMO_FOLDER / ".lieferschein", port)
        say('No settings here: using the demo mailbox. "lieferschein init" writes settings for your own.')
        with demo_mailbox(DEMO_FOLDER) as file, on_its_own(file):
            run_stack(load_settings(file), port, say, host)
    else:
        run_stack(settings, port, say, host)
