"""The deployments of an installation: one per mailbox, each in the work queue of the computers that may run it."""

from __future__ import annotations

import copy
import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path

import yaml

from lieferschein.local.process import ProcessError
from lieferschein.reasons import N_, translate
from lieferschein.settings import Settings

POOL, QUEUE = "local", "default"
FLOW, HOURLY = "sync-delivery-notes", "hourly"
_HOURLY = N_("Files the mail of mailbox {mailbox} every hour; run it by hand with other options at any time.")


def deploy(folder: Path, settings: Settings, env: Mapping[str, str]) -> None:
    """Apply the deployments of these settings, delete those of mailboxes that are gone, apply the automations."""
    file = folder / "prefect.yaml"
    computers = {name: mailbox.computers for name, mailbox in settings.mailboxes.items()}
    # settings without a file are those of `.env` and of relative paths, which count from here
    here = None if settings.file else Path.cwd()
    text = deployments(settings.timezone, computers or {"default": ()}, settings.language, here)
    file.write_text(text, encoding="utf-8")
    log = folder / "prefect-deploy.log"
    log.write_text("", encoding="utf-8")
    if settings.file:
        env = {**env, "LIEFERSCHEIN_CONFIG": str(settings.file)}
    steps = {
        "deployments": ["lieferschein.local.applying", str(file)],
        "automations": ["lieferschein.local.automations"],
    }
    for what, module in steps.items():
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own arguments
            [sys.executable, "-m", *module],
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
        )
        with log.open("a", encoding="utf-8") as output:
            output.write(done.stdout + done.stderr)
        if done.returncode != 0:
            raise ProcessError(f"The {what} could not be applied. What Prefect says: {log}")


def deployment_of(mailbox: str) -> str:
    """The name of a mailbox's deployment."""
    return HOURLY if mailbox == "default" else f"{HOURLY}-{mailbox}"


def deployments(
    timezone: str, mailboxes: Mapping[str, Sequence[str]], language: str = "en", folder: Path | None = None
) -> str:
    """prefect.yaml for `mailboxes`, each with the computers that may run it; schedules in `timezone`.

    Runs start in `folder`, else in a temporary one of theirs.
    """
    text = resources.files("lieferschein.local").joinpath("prefect.yaml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    for deployment in document["deployments"]:
        for schedule in deployment.get("schedules", ()):
            schedule["timezone"] = timezone
        deployment["description"] = translate(deployment["description"].strip(), language)
        if folder:
            deployment["work_pool"]["job_variables"] = {"working_dir": str(folder)}
    hourly, check, *others = document["deployments"]
    check["parameters"] = {"mailbox": "default" if "default" in mailboxes else next(iter(mailboxes))}
    made = []
    for name, computers in mailboxes.items():
        own = copy.deepcopy(hourly)
        own |= {"name": deployment_of(name), "parameters": {"mailbox": name}}
        own["description"] = translate(_HOURLY, language).format(mailbox=name)
        own["work_pool"]["work_queue_name"] = queue_of(computers)
        made.append(own)
    document["deployments"] = [*made, check, *others]
    return str(yaml.safe_dump(document, allow_unicode=True, sort_keys=False))


def queue_of(computers: Iterable[str]) -> str:
    """The work queue of the mailboxes that only `computers` may run: their names, or the one for all."""
    return "+".join(sorted({computer.casefold() for computer in computers})) or QUEUE


def queues_of(settings: Settings, computer: str) -> list[str]:
    """The work queues that a worker on `computer` takes runs from; none: all of them, since none is reserved."""
    reserved = {queue_of(each.computers): each.computers for each in settings.mailboxes.values() if each.computers}
    if not reserved:
        return []
    names = {computer.casefold(), computer.casefold().split(".")[0]}
    return [QUEUE, *(queue for queue, theirs in reserved.items() if names & {each.casefold() for each in theirs})]


def worker_command(settings: Settings, computer: str | None = None) -> list[str]:
    """The module and the arguments that start the worker of `computer`, else of this one."""
    queues = queues_of(settings, computer or socket.gethostname())
    chosen = [part for queue in queues for part in ("--work-queue", queue)]
    return ["prefect", "worker", "start", "--pool", POOL, "--type", "process", *chosen]
