"""An empty flow with as many task runs that do nothing as it is told, timed like ours."""

from __future__ import annotations

import json
import os
import sys
import time

from bench.children import peak_megabytes


def main(task_runs: int) -> None:
    """Run it once."""
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE

    @task(name="nothing", cache_policy=NO_CACHE, persist_result=False)
    def nothing() -> None:
        return None

    @flow(name="floor", persist_result=False)
    def floor() -> None:
        for _ in range(task_runs):
            nothing()

    started, cpu = time.perf_counter(), time.process_time()
    state = floor(return_state=True)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    run = str(state.state_details.flow_run_id)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak_megabytes(), "flow_run_id": run}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
