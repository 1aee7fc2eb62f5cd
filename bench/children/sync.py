"""The flow on the configured mailbox, timed from its start to its end; how many task runs it made."""

from __future__ import annotations

import json
import os
import sys
import time

from bench.children import peak_megabytes


def main() -> None:
    """Run it once; with "profile" under pyinstrument or cProfile, whichever is installed."""
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    from prefect.task_engine import SyncTaskRunEngine

    from flows.sync import sync_delivery_notes

    made = set()
    initialize = SyncTaskRunEngine.initialize_run

    def counted(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        made.add(id(self))
        kept.append(self)
        return initialize(self, *args, **kwargs)

    kept: list[object] = []
    if "count" in sys.argv:
        SyncTaskRunEngine.initialize_run = counted  # type: ignore[method-assign]
    profiler = None
    if "profile" in sys.argv:
        import cProfile

        profiler = cProfile.Profile()
        profiler.enable()
    started, cpu = time.perf_counter(), time.process_time()
    state = sync_delivery_notes(return_state=True)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    if profiler is not None:
        import pstats

        profiler.disable()
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumtime").print_stats(90)
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(40)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": cpu,
                "peak_mb": peak_megabytes(),
                "made": len(made),
                "state": state.name,
                "message": state.message,
                "flow_run_id": str(state.state_details.flow_run_id),
            }
        )
    )


if __name__ == "__main__":
    main()
