"""``python -m tests.bench [--write] [reading] [scores] [mail] [speed[:SHOPS]] [report[:SHOPS]] [memory[:SHOPS]]``.

Everything when nothing is named. ``--write`` puts the figures into docs/benchmarks.md; only a run of everything may.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.bench import parts
from tests.bench.results import Report, machine

PARTS: dict[str, Callable[..., None]] = {
    "reading": parts.reading,
    "scores": parts.scores,
    "mail": parts.mail,
    "speed": parts.speed,
    "report": parts.report,
    "memory": parts.memory,
}


def main(words: list[str]) -> None:
    """Measure what was named, or everything."""
    write = "--write" in words
    wanted = [word for word in words if word != "--write"]
    if write and wanted:
        raise SystemExit("--write goes with a run of everything, so that all figures are of one day and one machine")
    found = Report()
    print(machine(), flush=True)
    for word in wanted or PARTS:
        name, _, count = word.partition(":")
        if name not in PARTS or (count and not count.isdigit()):
            raise SystemExit(f"there is no part {word!r}; there are: {', '.join(PARTS)}")
        PARTS[name](found, int(count)) if count else PARTS[name](found)
    if write:
        print(f"written: {found.write('python -m tests.bench --write')}")


if __name__ == "__main__":
    main(sys.argv[1:])
