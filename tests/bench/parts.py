"""What is measured, part by part. Each notes its figures in a :class:`tests.bench.results.Report`."""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.cores import Run, run
from tests.bench.farm import ROOT, FarmShop, farm, page
from tests.bench.results import Report

SPEED_KILOBYTES = (100, 8)
"""Weights of the pages in the part about shops a minute: large shops with 24 pictures, and small ones with few."""
YARDSTICKS = (
    ("plain", False, "plain loop, every page rendered"),
    ("plain", True, "plain loop with evidence, every page rendered"),
    ("scrapy_rendered", False, "scrapy-playwright, every page rendered"),
)
"""Crawlers that render every page in the same Chromium: the cheapest we could write, the same when it keeps what it
saw at both widths as we do, and the usual one. The module, whether it keeps evidence, its name."""
MEMORY_KILOBYTES = 20  # pages for the memory part: their number counts there, not their weight


def audit(shops: list[FarmShop], folder: Path, *, at_once: int = 8) -> Run:
    """Audit shops as a user would."""
    (folder / "list.txt").write_text("".join(f"{shop.url}\n" for shop in shops))
    options = ("--market", "NL", "--allow-private", "--delay", "0", "--concurrency", str(at_once))
    return run([sys.executable, "-m", "shopcheck", "run", "list.txt", "--out", "audit", *options], folder)


def render_all(
    shops: list[FarmShop], folder: Path, by: str, *, evidence: bool = False, at_once: int = 4
) -> tuple[Run, int, list[set[str]]]:
    """Render every page of the shops: what it cost, pages rendered, and the values seen by shop.

    by: the module that does it, ``plain`` or ``scrapy_rendered``. evidence: keep what was shown, ``plain`` only.
    """
    (folder / "all.txt").write_text("".join(f"{shop.url}\n" for shop in shops))
    command = [sys.executable, "-m", f"tests.bench.{by}", str(folder / "all.txt"), str(at_once)]
    if evidence:
        kept = folder / "kept"
        kept.mkdir()
        command.append(str(kept))
    spent = run(command, ROOT)
    told = json.loads(spent.output)
    return spent, told["pages"], [set(values) for values in told["found"]]


def exported(folder: Path) -> list[dict[str, Any]]:
    """The objects of the shops, in list order."""
    command = [sys.executable, "-m", "shopcheck", "export", "audit", "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout)["shops"])


def recall(shops: list[FarmShop], found: list[set[str]]) -> float:
    """Share of the numbers and addresses that were found."""
    hits = sum((shop.phone in got) + (shop.email in got) for shop, got in zip(shops, found, strict=True))
    return hits / (2 * len(shops))


def reading(report: Report, count: int = 100) -> None:
    """Milliseconds of a core for one page read statically, and beside it what parsing it alone costs.

    Each page is read once, as in a visit: by a process that has read others before (the word lists are compiled) and
    collects its garbage as the crawler's does.
    """
    import lxml.html

    from checks.find import read_page

    report.part("Static reading of a page of 100 KB")
    pages = [page(number, "/", "Winkel", 100) for number in range(count)]
    for other in (*real_pages(20_000, 80_000)[::20], *real_pages(125_000, 400_000)[::20]):
        read_page(other.read_bytes(), url="http://127.0.0.1/", market="NL")
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)  # crawler.loop
    parsed = [_milliseconds(lambda body=body: lxml.html.document_fromstring(body)) for body in pages]
    read = [_milliseconds(lambda body=body: read_page(body, url="http://127.0.0.1/", market="NL")) for body in pages]
    middle = statistics.median(read)
    report.add(
        "a made-up page, dense with text: parse, roles, links, phones, e-mails, places",
        f"{middle:.1f} ms at the median",
        "12 ms",
    )
    report.add("pages a second and core", f"{1000 / middle:.0f}")
    times: list[float] = []
    real = [path.read_bytes() for path in real_pages(80_000, 125_000)[:count]]
    if real:
        times = [
            _milliseconds(lambda body=body: read_page(body, url="http://127.0.0.1/", market="NL")) for body in real
        ]
        report.add(
            f"{len(real)} saved pages of real shops of 80 to 125 KB",
            f"{statistics.median(times):.1f} ms at the median",
            "12 ms",
        )
    report.add("parsing alone with lxml, same pages, same run", f"{statistics.median(parsed):.1f} ms at the median")
    report.add("slowest page", f"{max([*read, *times]):.0f} ms")


def real_pages(least: int, most: int) -> list[Path]:
    """Saved pages of real shops of so many bytes, in one order; none where the shared data is absent."""
    from tests.conftest import shared_folder

    pages = (p for part in ("corpora", "shops") for p in sorted((shared_folder() / part).rglob("*.html")))
    return [p for p in pages if least < p.stat().st_size < most]


def _milliseconds(work: Any) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def scores(report: Report) -> None:
    """Precision and recall on real pages with truth, and how long the 44 whole sites take."""
    from tests.find.scores import score_printed, score_sites

    report.part("Phones and e-mails of real pages against their truth")
    times: list[float] = []
    for score in (*score_printed(times), *score_sites(whole=True)):
        report.add(score.name, f"recall {score.recall:.3f}, precision {score.precision:.3f}", _goal(score.name))
    if times:
        report.add("pages of the 44 sites", f"{len(times)}")
        report.add(
            "one page of them",
            f"{statistics.median(times):.1f} ms at the median, {max(times):.0f} ms at worst",
            "2 s at worst",
        )
        report.add("pages of them a second and core", f"{1000 * len(times) / sum(times):.0f}")


def mail(report: Report) -> None:
    """Classes of real mail against their labels, and how long ten thousand messages take."""
    from tests.mail import scores

    report.part("Mail told apart")
    rows = scores.corpus_rows() if scores.CORPUS.exists() else []
    if rows:
        print("\n".join(scores.matrix(rows)))
        right = sum(row.got in scores.EXPECTED[row.label] for row in rows)
        report.add("real messages in a class that fits their label", f"{right} of {len(rows)}")
        for label, target in (("bounce", "0.995 never"), ("auto_ack", "never"), ("out_of_office", "never")):
            labelled = [row for row in rows if row.label == label]
            if labelled:
                taken = sum(row.got in scores.ANSWERS for row in labelled)
                report.add(f"{label} taken for an answer", f"{taken} of {len(labelled)}", target)
        unsure = sum(row.got is scores.MailClass.UNSURE for row in rows)
        report.add("unsure", f"{unsure / len(rows):.1%}", "10 %")
    kept, read = scores.collected()
    report.add("10,000 messages collected and kept", f"{kept:.0f} s")
    report.add("the same matched and classified", f"{read:.0f} s", "60 s with collecting")


def _goal(name: str) -> str:
    return "0.97 at 0.98" if "phones" in name else "0.99 at 0.99"


def speed(report: Report, count: int = 100) -> None:
    """Shops a minute against a crawler that renders every page in the same Chromium, in the same run: with pages as
    heavy as those of large shops, and with pages like those of the demo shops."""
    for kilobytes in SPEED_KILOBYTES:
        _speed(report, count, kilobytes)


def _speed(report: Report, count: int, kilobytes: int) -> None:
    report.part(f"{count} shops of 12 pages of {kilobytes} KB on loopback, politeness off, evidence on")
    with farm(count, kilobytes=kilobytes) as shops, tempfile.TemporaryDirectory() as work:
        ours = audit(shops, Path(work))
        objects = exported(Path(work))
        others = [(name, *render_all(shops, Path(work), by, evidence=kept)) for by, kept, name in YARDSTICKS]
    found = [{value for finding in shop["findings"] for value in finding["values"]} for shop in objects]
    pages = sum(len(shop["pages"]) for shop in objects)
    drawn = sum(page["rendered"] for shop in objects for page in shop["pages"])
    report.add("shopcheck", _pace(ours, count, recall(shops, found)))
    report.add("shopcheck: pages read, of these rendered", f"{pages}, {drawn}")
    for name, theirs, rendered, seen in others:
        report.add(name, _pace(theirs, count, recall(shops, seen)))
        report.add(f"{name}: pages rendered", f"{rendered}")
        times = f"{theirs.seconds / ours.seconds:.1f}"
        report.add(f"{name}: so many times the shops a minute", times, "8; under 5 falls short")
        report.add(f"{name}: so many times less work (core-seconds)", f"{theirs.cores / ours.cores:.1f}")
    report.add("peak memory of shopcheck's process", f"{ours.peak:.0f} MB")


def _pace(spent: Run, count: int, share: float) -> str:
    a_minute, a_shop, browser = 60 * count / spent.seconds, spent.cores / count, (spent.cores - spent.own) / count
    return (
        f"{a_minute:.0f} shops a minute, recall {share:.3f}, {a_shop:.2f} core-seconds a shop (browser {browser:.2f})"
    )


def report(report: Report, count: int = 0) -> None:
    """Seconds, memory and size of a report with six mails a shop; and how fast its table answers in a browser."""
    for shops in (count,) if count else (1000, 10_000):
        report.part(f"The report of {shops} shops with six mails each")
        with tempfile.TemporaryDirectory() as work:
            command = [sys.executable, "-m", "tests.bench.reporting", work]
            run([*command, "fill", str(shops)], ROOT)
            spent = run(command, ROOT)
            told = json.loads(spent.output)
            report.add("writing it", f"{told['seconds']:.1f} s", f"{15 * shops / 1000:.0f} s")
            report.add("peak memory, mails included", f"{spent.peak:.0f} MB")
            report.add("index.html", f"{told['sizes']['index.html'] / 1000:.0f} kB", "500 kB" if shops <= 1000 else "")
            report.add("ranking.html", f"{told['sizes']['ranking.html'] / 1000:.0f} kB")
            if shops <= 1000:
                for what, milliseconds in table_times(Path(told["ranking"])).items():
                    report.add(f"table of {shops} rows: {what}", f"{milliseconds:.0f} ms at worst of 5", "100 ms")


def table_times(page: Path) -> dict[str, float]:
    """Milliseconds that Chromium needs to sort, filter and reorder the table of ``page``, layout included."""
    from playwright.sync_api import sync_playwright

    from crawler.chromium import installed_browser, may_use_sandbox

    acts = {
        "sort": "document.querySelectorAll('table.shops thead button')[1].click()",
        "search": "(f => { f.elements.q.value = f.elements.q.value ? '' : '7'; f.dispatchEvent(new Event('input')); })"
        "(document.querySelector('.tools'))",
        "other priorities": "document.querySelector('.priorities li:nth-child(2) button').click()",
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), chromium_sandbox=may_use_sandbox())
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.goto(page.as_uri())
        timed = "() => { const t = performance.now(); ACT; document.body.offsetHeight; return performance.now() - t; }"
        worst = {what: max(tab.evaluate(timed.replace("ACT", act)) for _ in range(5)) for what, act in acts.items()}
        browser.close()
    return worst


def memory(report: Report, many: int = 1000) -> None:
    """Peak memory of the Python process by the number of shops: a tenth, and all."""
    report.part(f"Memory of the Python process, shops of 12 pages of {MEMORY_KILOBYTES} KB")
    peaks = []
    for count in (many // 10, many):
        with farm(count, kilobytes=MEMORY_KILOBYTES) as shops, tempfile.TemporaryDirectory() as work:
            spent = audit(shops, Path(work))
        peaks.append(spent.peak)
        report.add(
            f"{count} shops", f"{spent.peak:.0f} MB at the peak, {60 * count / spent.seconds:.0f} shops a minute"
        )
    report.add("ratio", f"{peaks[1] / peaks[0]:.2f}", "1.5")
