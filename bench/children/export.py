"""One export: seconds, and the most memory that the process ever held."""

from __future__ import annotations

import json
import sys
import time

from bench.children import peak_megabytes
from lieferschein.export import export
from lieferschein.store import open_store

if __name__ == "__main__":
    url, folder, format = sys.argv[1:]
    started = time.perf_counter()
    with open_store(url, create=False, readonly=True) as store:
        export(store, folder, format)  # type: ignore[arg-type]  # one of the formats
    print(json.dumps({"seconds": time.perf_counter() - started, "megabytes": peak_megabytes()}))
