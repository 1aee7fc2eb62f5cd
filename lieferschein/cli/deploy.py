"""`lieferschein deploy`."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp


def deploy() -> None:
    """Apply the deployments of all mailboxes to a Prefect server of your own; `up` does it by itself.

    Each mailbox has one, "hourly" for the one called default and "hourly-NAME" for any other; those of mailboxes that
    are gone from the settings are deleted. Mailboxes that only some computers may use have a work queue of their own:
    the command says how the worker of each is started. The server is that of PREFECT_API_URL, else the one that
    `lieferschein up` has running here. The work pool "local" is made by the first worker.

        lieferschein deploy
    """
    from lieferschein.cli.common import output
    from lieferschein.local.deploying import deploy, deployment_of, worker_command
    from lieferschein.local.prefect_server import state_folder, using_server
    from lieferschein.settings import load_settings

    settings = load_settings()
    say = output().print
    with using_server(settings) as api:
        folder = _writable(state_folder(settings))
        deploy(folder, settings, {"PREFECT_API_URL": api})
    names = [deployment_of(name) for name in settings.mailboxes]
    say(f"{len(names)} of mailboxes: {', '.join(names)}; beside them check-mailbox and health.", markup=False)
    for computer in sorted({each for mailbox in settings.mailboxes.values() for each in mailbox.computers}):
        say(f"On {computer}: {' '.join(worker_command(settings, computer))}", markup=False, soft_wrap=True)


def _writable(folder: Path) -> Path:
    """`folder`, or another one where the settings lie on a read-only disk; what Prefect says is kept there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "prefect-deploy.log").touch()
    except OSError:
        return Path(mkdtemp(prefix="lieferschein-deploy-"))
    return folder
