"""What of Prefect's own words is kept in a run's log."""

from __future__ import annotations

import logging


class NotTheUsual(logging.Filter):
    """Drops that a task run of the flow ended well: its state says so, and of 300 messages that would be 900 lines in
    which nobody finds the warning. What ended otherwise, and retries, stay."""

    def __init__(self, flow: str) -> None:
        super().__init__()
        self._flow = flow

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is kept."""
        usual = record.levelno <= logging.INFO and str(record.msg).startswith("Finished in state ")
        return not usual or getattr(record, "flow_name", None) != self._flow


def keep_logs_short(flow: str) -> None:
    """Of the task runs of `flow` only what is not as usual is logged."""
    logging.getLogger("prefect.task_runs").addFilter(NotTheUsual(flow))
