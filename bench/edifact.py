"""Reading DESADV into the canonical rows against pydifact merely tokenising the same files, in the same run.

python -m bench.edifact [NOTES]        (pip install pydifact; it is no dependency)
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from importlib import import_module

from parsers import read_delivery_note

HEAD = (
    "UNA:+.? '",
    "UNB+UNOC:3+4012345000009:14+4098765000010:14+261124:0800+1'",
    "UNH+1+DESADV:D:96A:UN:EAN005'",
    "BGM+351+LS{number:06d}+9'",
    "DTM+137:20261124:102'",
    "RFF+ON:PO4711'",
    "NAD+SU+4012345000009::9'",
    "NAD+BY+4098765000010::9'",
    "CPS+1'",
    "PAC+1++CT'",
    "PCI+33E'",
    "GIN+BJ+340123450000000017'",
)
LINE = (
    "LIN+{at}++{gtin}:EN'",
    "PIA+1+A-{at}:SA'",
    "IMD+F++:::Hearing aid model {at}'",
    "QTY+12:{at}:PCE'",
    "RFF+ON:PO4711:{at}'",
)


def document(number: int, lines: int) -> str:
    """A note of `lines` lines, five segments each."""
    segments = [segment.format(number=number) for segment in HEAD]
    for at in range(1, lines + 1):
        segments += [segment.format(at=at, gtin=4012345000000 + at) for segment in LINE]
    segments += [f"CNT+2:{lines}'", f"UNT+{len(segments)}+1'", "UNZ+1+1'"]
    return "\n".join(segments)


def seconds(work: Callable[[str], object], documents: list[str]) -> float:
    """The best of three runs."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for each in documents:
            work(each)
        best = min(best, time.process_time() - started)
    return best


def build_frames(text: str) -> None:
    """Read, and build the four pandas frames."""
    frames = read_delivery_note(text.encode(), "desadv")
    for table in ("notes", "lines", "packages", "units"):
        getattr(frames, table)


def main(count: int) -> int:
    """Print the times, and how many times as fast; 1 below the bounds."""
    try:
        parser = import_module("pydifact.parser").Parser
    except ImportError:
        print("pydifact is not installed: nothing to compare with")
        return 2
    warnings.simplefilter("ignore")
    short = [document(number, 20) for number in range(count)]
    long = [document(number, 1000) for number in range(max(1, count // 50))]
    failed = 0
    for name, documents, work, bound in (
        ("rows, 20 lines", short, lambda text: read_delivery_note(text.encode(), "desadv"), 10),
        ("frames, 1000 lines", long, build_frames, 8),
    ):
        size = sum(map(len, documents)) / 1e6
        theirs = seconds(lambda text: list(parser().parse(text)), documents)
        ours = seconds(work, documents)
        factor = theirs / ours
        print(f"{name:<20} {size / ours:6.1f} MB/s, pydifact {size / theirs:5.2f} MB/s: {factor:5.1f} times as fast")
        failed |= factor < bound
    return failed


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
