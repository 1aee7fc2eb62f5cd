"""A program that does all that can be done with secrets, and says as much as it can: runs that work, logins that fail,
a crash, each as a flow recorded in a Prefect server and plainly, with every logger at DEBUG. See test_canaries.py.
"""

from __future__ import annotations

import contextlib
import logging
import os
import traceback
from typing import Any

from lieferschein.settings import Settings, load_settings

MAILBOXES = ("good", "wrong", "consent", "block", "refused")


def main() -> None:
    logging.basicConfig(level=logging.DEBUG)
    settings = load_settings()
    print(repr(settings), str(settings), settings.model_dump(), settings.model_dump_json())
    from lieferschein.local.prefect_server import prefect_server

    os.environ.update(PREFECT_LOGGING_LEVEL="DEBUG")
    with prefect_server(settings):
        os.environ.update(PREFECT_LOGGING_ROOT_LEVEL="DEBUG")
        keep_in_prefect("mail", os.environ["CANARY_OF_THE_BLOCK"])
        as_flows()
        plainly(settings)
        print("all done")


def keep_in_prefect(name: str, value: str) -> None:
    from prefect.blocks.system import Secret

    Secret(value=value).save(name, overwrite=True, _sync=True)  # type: ignore[call-arg]


def as_flows() -> None:
    import tasks.parsing
    from flows.check import check_mailbox
    from flows.sync import sync_delivery_notes

    before, tasks.parsing.parse_messages = tasks.parsing.parse_messages, crash
    with contextlib.suppress(Exception):
        print("crash", sync_delivery_notes(mailbox="good", return_state=True))
    tasks.parsing.parse_messages = before
    for flow, names in ((sync_delivery_notes, MAILBOXES), (check_mailbox, ("wrong", "refused"))):
        for name in names:
            state: Any = flow(mailbox=name, return_state=True)
            print(flow.name, name, state.name, state.message)


def crash(run: Any, works: Any) -> None:
    """A fault of our own in the middle of a run that has everything open."""
    password = run.mailbox.password
    assert password
    raise RuntimeError(f"a fault of our own, with {password} and {run.settings} and {vars(run)}")


def plainly(settings: Settings) -> None:
    from lieferschein.intake import MailboxRun, SyncOptions, sync
    from lieferschein.intake.accounts import account_of

    unreachable = load_settings(database_url=os.environ["UNREACHABLE_DATABASE"])
    for each, name in [(settings, name) for name in MAILBOXES] + [(unreachable, "good")]:
        run = MailboxRun(each, name, SyncOptions())
        try:
            print(name, account_of(run.mailbox), sync(run).to_json(), vars(run))
        except Exception:
            traceback.print_exc()


if __name__ == "__main__":
    main()
