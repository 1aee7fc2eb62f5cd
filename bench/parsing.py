"""Reading documents, beside libraries that do less: pydifact only tokenises, lxml only parses, pandas only reads."""

from __future__ import annotations

import io
import os
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial

import pandas as pd
from lxml import etree

from bench.children import run_child
from bench.documents import collection, desadv, opentrans, table, ubl
from bench.figures import Result, in_turn, median_ratio
from bench.surroundings import Surroundings
from parsers import read_delivery_note

_SERVICE = "UNA:+.? '"  # which the tokeniser leaves to its caller
Make = Callable[[int, int], bytes]
FORMATS: tuple[tuple[str, Make], ...] = (("desadv", desadv), ("ubl", ubl), ("opentrans", opentrans), ("csv", table))


def compare(around: Surroundings) -> Result:
    """Every format in notes of 20 and of 1,000 lines, each beside its peer, in turn."""
    result = Result("parsing", "Reading documents")
    pydifact = _pydifact(around, result)
    times = 3 if around.quick else 7
    for lines, notes in ((20, 20), (1000, 2)) if around.quick else ((20, 200), (1000, 6)):
        for name, make in FORMATS:
            files = [make(number, lines) for number in range(notes)]
            peer = {"desadv": pydifact, "csv": _read_csv}.get(name, _parse_xml)
            _one_format(result, name, lines, files, peer, times)
    for name, _ in FORMATS:
        _memory(around, result, name)
    return result


def _memory(around: Surroundings, result: Result, name: str) -> None:
    """What a file of 10,000 notes takes beside its bytes."""
    folder = around.new_folder()
    for file, notes in (("large", 10_000), ("small", 2)):
        (folder / file).write_bytes(collection(name, notes))
    found = run_child("memory", os.environ, name, folder / "large", folder / "small")
    result.add(f"{name}, a file of {found['notes']:,} notes", found["megabytes"], "MB")
    result.bound(f"{name}, {found['notes']:,} notes: memory / the file", found["times"], "at most", 6)


def _one_format(
    result: Result, name: str, lines: int, files: list[bytes], peer: Callable[[bytes], object] | None, times: int
) -> None:
    works = [partial(_spent, partial(_read, name), files), partial(_spent, partial(_frames, name), files)]
    if peer is not None:
        works.append(partial(_spent, peer, files))
    for work in works:
        work()  # what is made once
    read, framed, *others = in_turn(times, *works)
    megabytes = sum(map(len, files)) / 1e6
    label = f"{name}, {lines} lines"
    result.add(f"{label}: notes", [len(files) / seconds for seconds in read], "notes/s")
    result.add(f"{label}: data", [megabytes / seconds for seconds in read], "MB/s")
    result.add(f"{label}: with frames", [len(files) / seconds for seconds in framed], "notes/s")
    for spent in others:
        result.add(f"{label}: {PEERS[name]}", [len(files) / seconds for seconds in spent], "notes/s")
        if name == "desadv":
            result.bound(f"{label}: speed / pydifact", median_ratio(spent, read), "at least", 10)
            if lines == 1000:
                result.bound(f"{label}: with frames / pydifact", median_ratio(spent, framed), "at least", 8)
        elif name in ("ubl", "opentrans"):
            result.bound(f"{label}: time / lxml", median_ratio(read, spent), "at most", 5)


PEERS = {
    "desadv": "pydifact, tokens only",
    "ubl": "lxml, tree only",
    "opentrans": "lxml, tree only",
    "csv": "pandas.read_csv, cells only",
}


def _spent(work: Callable[[bytes], object], files: list[bytes]) -> float:
    started = time.process_time()
    for file in files:
        work(file)
    return time.process_time() - started


def _read(name: str, data: bytes) -> object:
    return read_delivery_note(data, name).drafts


def _frames(name: str, data: bytes) -> object:
    frames = read_delivery_note(data, name)
    return frames.notes, frames.lines, frames.packages, frames.units


def _parse_xml(data: bytes) -> object:
    return etree.fromstring(data)


def _read_csv(data: bytes) -> object:
    return pd.read_csv(io.BytesIO(data), sep=";", dtype=str)


def _pydifact(around: Surroundings, result: Result) -> Callable[[bytes], object] | None:
    """pydifact from the peers' environment; it is pure Python, so it runs in ours."""
    if around.peers.problem is not None:
        result.skipped.append(around.peers.problem)
        return None
    sys.path.append(str(around.peers.packages))
    warnings.simplefilter("ignore")  # it misses tables of segments that tokenising does not need
    try:
        from pydifact.control.characters import Characters  # type: ignore[import-not-found]
        from pydifact.tokenizer import Tokenizer  # type: ignore[import-not-found]
    finally:
        sys.path.pop()
    return lambda data: list(Tokenizer().get_tokens(data.decode().removeprefix(_SERVICE), Characters()))
