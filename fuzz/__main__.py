"""Fuzz one target with atheris (libFuzzer). Exit status 0: nothing found in the time given."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from fuzz.seeds import seeds

SECONDS_PER_INPUT = 10  # longer is a finding: the size of inputs is bounded
MEMORY = 2048  # megabytes; more is a finding
LARGEST_INPUT = 40_000


def main() -> None:
    """Parse the command line, fill the corpus, fuzz."""
    import atheris

    with atheris.instrument_imports(include=["parsers", "lieferschein.mail"]):
        import lieferschein.mail  # noqa: F401 - instrumented while it is imported
        import parsers  # noqa: F401
        from fuzz.targets import targets
    known = targets()
    asked = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    asked.add_argument("target", choices=sorted(known))
    asked.add_argument("again", nargs="*", type=Path, help="inputs to run again")
    asked.add_argument("--seconds", type=int, default=60)
    arguments = asked.parse_args()
    target = known[arguments.target]
    for file in arguments.again:
        target(file.read_bytes())
    if arguments.again:
        return
    folder = Path(".fuzz") / arguments.target
    corpus, crashes = folder / "corpus", folder / "crashes"
    for each in (corpus, crashes):
        each.mkdir(parents=True, exist_ok=True)
    for seed in seeds(arguments.target):
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    options = [
        f"-max_total_time={arguments.seconds}",
        f"-timeout={SECONDS_PER_INPUT}",
        f"-rss_limit_mb={MEMORY}",
        f"-max_len={LARGEST_INPUT}",
        f"-artifact_prefix={crashes}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
