"""Run a module as a child that never outlives its parent, however that one ends.

    python -m lieferschein.local.child MODULE ARGUMENT…

The parent holds the other end of our standard input: when it is gone, even by SIGKILL, reading ends, and so do we.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def _end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Run the module named on the command line."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
