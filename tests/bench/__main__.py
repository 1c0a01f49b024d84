"""``python -m tests.bench [reading] [speed[:SHOPS]] [report[:SHOPS]] [memory]``: everything when nothing is named.

Ratios are measured side by side in one run on one machine; write them into docs/benchmarks.md with this command.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.farm import FarmShop, farm

RUN = """
import resource, sys
from shopcheck.cli import _exit_code
code = _exit_code(sys.argv[1:])
print("peak_kb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def audit(shops: list[FarmShop], folder: Path, *, at_once: int = 8) -> tuple[float, float]:
    """Audit shops as a user would; returns the seconds of the whole run and the peak memory of its process in MB."""
    (folder / "list.txt").write_text("".join(f"{shop.url}\n" for shop in shops))
    began = time.monotonic()
    done = subprocess.run(
        [
            sys.executable, "-c", RUN, "run", "list.txt", "--out", "audit", "--market", "NL", "--allow-private",
            "--delay", "0", "--concurrency", str(at_once),
        ],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.monotonic() - began
    if done.returncode != 0:
        raise SystemExit(f"the run ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return seconds, int(done.stderr.rsplit("peak_kb", 1)[1]) / 1024


def found_by_us(folder: Path) -> list[set[str]]:
    """The shop's own values, by shop in list order."""
    exported = subprocess.run(
        [sys.executable, "-m", "shopcheck", "export", "audit", "--format", "json"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [{v for f in shop["findings"] for v in f["values"]} for shop in json.loads(exported.stdout)["shops"]]


def recall(shops: list[FarmShop], found: list[set[str]]) -> float:
    """Share of the numbers and addresses that were found."""
    hits = sum((shop.phone in got) + (shop.email in got) for shop, got in zip(shops, found, strict=True))
    return hits / (2 * len(shops))


def reading() -> None:
    """Milliseconds a page, precision and recall on real pages."""
    from tests.find.scores import main

    print("== reading saved pages")
    main()


def speed(count: int = 100) -> None:
    """Shops a minute against a crawler that renders every page."""
    from tests.bench.plain import crawl

    print(f"== {count} shops of 12 pages of 100 KB on loopback, politeness off, evidence on")
    with farm(count) as shops, tempfile.TemporaryDirectory() as work:
        ours, peak = audit(shops, Path(work))
        our_recall = recall(shops, found_by_us(Path(work)))
        theirs, pages, seen = crawl(shops)
        plain_recall = recall(shops, [seen[shop.number] for shop in shops])
    print(f"shopcheck    {60 * count / ours:7.1f} shops a minute   recall {our_recall:.3f}   peak {peak:.0f} MB")
    print(
        f"plain crawl  {60 * count / theirs:7.1f} shops a minute   recall {plain_recall:.3f}   {pages} pages rendered"
    )
    print(f"ratio        {theirs / ours:7.1f}   (target 8, under 5 falls short)")


def report(count: int = 1000) -> None:
    """Seconds to write the report of a thousand shops, and the size of its first page."""
    from datetime import UTC, datetime

    from audit.evidence import EvidenceStore
    from audit.shoplist import parse_list
    from audit.store import AuditStore
    from reports.site import build
    from shopcheck.judging import judge_visit
    from tests.front.fakes import good, shut

    print(f"== the report of {count} shops")
    with tempfile.TemporaryDirectory() as work:
        store = AuditStore.in_folder(Path(work) / "audit", create=True)
        shops = parse_list("".join(f"shop-{n}.nl\n" for n in range(count)).encode(), market="NL").shops
        store.sync(shops)
        for number, shop in enumerate(shops):
            snapshot = shut(shop) if number % 5 == 0 else good(shop)
            store.add_visit(snapshot, judge_visit(snapshot))
        evidence = EvidenceStore(str(Path(work) / "evidence"))
        evidence.put(b"x", kind="html", url="", media_type="text/html", taken_at=datetime.now(UTC))
        began = time.monotonic()
        index = build(store, evidence, Path(work) / "report", lang="nl")
        seconds = time.monotonic() - began
        print(f"{seconds:.1f} s (target 15)   index.html {index.stat().st_size / 1000:.0f} kB (target 500)")
        store.close()


def memory(few: int = 100, many: int = 1000) -> None:
    """Peak memory of the Python process by the number of shops."""
    print("== memory of the Python process (pages of 20 KB)")
    peaks = {}
    for count in (few, many):
        with farm(count, kilobytes=20) as shops, tempfile.TemporaryDirectory() as work:
            seconds, peaks[count] = audit(shops, Path(work))
        print(f"{count:5} shops   peak {peaks[count]:.0f} MB   {60 * count / seconds:.0f} shops a minute")
    print(f"ratio   {peaks[many] / peaks[few]:.2f} (target 1.5)")


def main() -> None:
    """What was named, or everything."""
    parts: dict[str, Callable[..., None]] = {"reading": reading, "speed": speed, "report": report, "memory": memory}
    wanted = sys.argv[1:] or list(parts)
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for word in wanted:
        name, _, count = word.partition(":")
        if name not in parts:
            raise SystemExit(f"there is no part {name!r}; there are: {', '.join(parts)}")
        if count:
            parts[name](int(count))
        else:
            parts[name]()


if __name__ == "__main__":
    main()
