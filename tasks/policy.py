"""How the tasks of all steps are run: never cached, retried after transient faults only."""

from __future__ import annotations

import copy
import functools
from collections import UserList
from collections.abc import Sequence
from typing import Any

from prefect import State, Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.context import TaskRunContext

from lieferschein.intake import MailboxRun, Work, is_transient
from tasks.onlooker import onlooker

JITTER = 0.5


def step_options(name: str) -> dict[str, Any]:
    """The options of the task `name`, the same for every step."""
    return {
        "name": name,
        "cache_policy": NO_CACHE,  # the ledger decides what is done, not a cache of inputs
        "persist_result": False,
        "retry_jitter_factor": JITTER,
        "retry_condition_fn": _worth_retrying,
    }


def observed(task: Task[..., Any], run: MailboxRun, works: list[Work], verb: str) -> None:
    """Run `task` on `works` as a task run named for them; a fault that outlasts its retries is handed to the run."""
    name = f"{verb} {works[0].title}" if len(works) == 1 else f"{verb} batch of {len(works)}"
    state = _run(task, run, name, UserList(works))  # a list would be searched for results of other task runs, twice
    watcher = onlooker()
    if watcher is not None and verb != "move":
        watcher.decided(works, state.state_details.task_run_id)
    error = _raised(state)
    if error is not None and all(work.error is not error for work in works):
        run.give_up(works, error)


def observed_alone(task: Task[..., Any], run: MailboxRun, name: str) -> None:
    """Run a `task` that concerns no single message; a fault that outlasts its retries stops the run."""
    error = _raised(_run(task, run, name))
    if error is not None:
        run.give_up([], error)


def _run(task: Task[..., Any], run: MailboxRun, name: str, *args: Any) -> State[Any]:
    """Without tags: for each tagged task run Prefect asks its server for a concurrency slot, which takes it 10 ms."""
    named = copy.copy(_with_waits(task, run.retry_waits))  # with_options builds a task anew, 0.4 ms each time
    named.task_run_name = name
    state: State[Any] = named(run, *args, return_state=True)  # type: ignore[assignment]  # no step is a coroutine
    return state


@functools.lru_cache(maxsize=64)
def _with_waits(task: Task[..., Any], waits: tuple[float, ...]) -> Task[..., Any]:
    return task.with_options(retries=len(waits), retry_delay_seconds=list(waits))


def tag(works: Sequence[Work]) -> None:
    """Tag the current task run with the message's supplier and format, as far as they are known.

    In the task's body, not before: for each task run that is tagged when it begins, Prefect asks for a slot.
    """
    context = TaskRunContext.get()
    if context is not None and len(works) == 1:
        context.task_run.tags = sorted({each for each in (works[0].supplier, works[0].format) if each})


def _worth_retrying(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Only what may pass by itself; a wrong password or a broken file will not."""
    error = _raised(state)
    return error is not None and is_transient(error)


def _raised(state: State[Any]) -> BaseException | None:
    """The exception a task run ended with; None for one that ended in a state of its own, such as Rejected."""
    if state.name not in ("Failed", "Crashed"):
        return None
    try:
        state.result()
    except BaseException as raised:
        return raised
    return None
