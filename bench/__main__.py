"""Read and import notes of twenty lines, and say how long one takes. Numbers of one machine; compare before and after.

python -m bench [NOTES]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lieferschein.store import MessageFacts, MessageImport, open_store
from parsers import read_delivery_note

LINES = 20


def desadv(number: int) -> bytes:
    """An EDIFACT note with serial numbers."""
    segments = ["UNH+1+DESADV:D:96A:UN:EAN005", f"BGM+351+LS-{number}+9", "DTM+137:20261120:102"]
    for line in range(1, LINES + 1):
        segments += [
            f"LIN+{line}++4012345100013:EN",
            f"PIA+1+ART-{line}:SA",
            "QTY+12:1:PCE",
            f"GIN+BN+S{number}-{line}",
        ]
    segments += [f"UNT+{len(segments) + 1}+1", "UNZ+1+1"]
    head = "UNB+UNOC:3+4012345000009:14+4098765000003:14+261120:0815+1"
    return "".join(f"{segment}'" for segment in (head, *segments)).encode()


def table(number: int) -> bytes:
    """The same as a table."""
    rows = ["Lieferscheinnummer;Lieferscheindatum;Pos;Artikelnummer;EAN;Menge;ME;Seriennummer"]
    rows += [f"LS-{number};20.11.2026;{n};ART-{n};4012345100013;1;Stk;S{number}-{n}" for n in range(1, LINES + 1)]
    return "\n".join(rows).encode()


def measure(name: str, count: int, work: Callable[[], object]) -> None:
    """Run `work`, which does `count` notes, and print the time for one."""
    started = time.perf_counter()
    work()
    spent = time.perf_counter() - started
    print(f"{name:<28}{spent / count * 1000:8.2f} ms a note{count / spent:10.0f} notes a second")


def read_all(sources: list[bytes], name: str) -> None:
    """Read each source."""
    for source in sources:
        read_delivery_note(source, name)


def main(count: int) -> None:
    """All measurements, each over `count` notes."""
    for name, make in (("desadv", desadv), ("csv", table)):
        sources = [make(number) for number in range(count)]
        read_delivery_note(sources[0], name)  # imports and tables of the format
        measure(f"read {name}", count, partial(read_all, sources, name))
    frames = [read_delivery_note(desadv(number), "desadv") for number in range(count)]
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{Path(folder) / 'bench.db'}") as store:
        facts = [MessageFacts("bench", "bench", 1, uid) for uid in range(1, count + 1)]
        entries = store.open_attempts(facts)
        imports = [MessageImport(entry.id, "auris", "Auris", each) for entry, each in zip(entries, frames, strict=True)]
        measure(
            "import into SQLite, batches",
            count,
            lambda: [store.import_messages(imports[i : i + 100]) for i in range(0, count, 100)],
        )
        measure("lines as a DataFrame", count, store.lines)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
