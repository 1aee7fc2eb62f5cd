"""The flow on the configured mailbox, timed from its start to its end; how many task runs it made."""

from __future__ import annotations

import json
import os
import time

from bench.children import peak_megabytes


def main() -> None:
    """Run it once."""
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    from prefect.task_engine import SyncTaskRunEngine

    from flows.sync import sync_delivery_notes

    made = 0
    begin = SyncTaskRunEngine.initialize_run

    def counted(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        nonlocal made
        made += 1
        return begin(self, *args, **kwargs)

    SyncTaskRunEngine.initialize_run = counted  # type: ignore[method-assign]
    started, cpu = time.perf_counter(), time.process_time()
    state = sync_delivery_notes(return_state=True)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    found = {
        "seconds": seconds,
        "cpu": cpu,
        "peak_mb": peak_megabytes(),
        "made": made,
        "state": state.name,
        "message": state.message,
        "flow_run_id": str(state.state_details.flow_run_id),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
