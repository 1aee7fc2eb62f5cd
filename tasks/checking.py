"""One task run per step of the connection test."""

from __future__ import annotations

from typing import Any

from prefect import State, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, Failed

from lieferschein.mail import CheckStep


@task(name="check", cache_policy=NO_CACHE, persist_result=False)
def show_step(step: CheckStep, language: str) -> State[Any]:
    """A step as a state: green with what was found, or red with what is wrong and what to do."""
    sentence = step.reason.sentence(language)
    if not step.ok:
        return Failed(message=sentence)
    return Completed(name="Warning" if step.warning else "Completed", message=sentence)


def shown(step: CheckStep, language: str) -> CheckStep:
    """Record `step` as a task run named for it."""
    show_step.with_options(task_run_name=step.name)(step, language, return_state=True)
    return step
