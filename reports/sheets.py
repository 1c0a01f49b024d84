"""Sheets on which people answer: the question beside the evidence, or the evidence behind the answer.

A sheet is a folder: ``sheet.csv`` (what is filled in there is taken back), ``index.html`` with the same rows and the
evidence, pictures and a small script that writes the answers down as the same CSV.
"""

import csv
import filecmp
import io
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import Any

from audit.evidence import EvidenceStore
from audit.holding import hold
from audit.model import AuditInfo, Finding, ShopResult
from audit.outcomes import Outcome, Place
from checks.packs import Pack, Packs
from reports import views
from reports.heads import CONTACT, shop_head
from reports.pictures import Pictures
from reports.rendering import environment, write_page
from reports.safe import address, clean
from reports.wording import words_for

CSV_NAME = "sheet.csv"
SCRIPTS = ("sheet.js", "sheet.css")


def write_sheet(
    items: Iterable[tuple[ShopResult, Finding]],
    rows: str,
    out: Path,
    *,
    evidence: EvidenceStore,
    info: AuditInfo,
    lang: str,
    blind: bool = False,
    command: str = "",
    packs: Mapping[str, Pack] | None = None,
) -> Path:
    """Write a sheet and return its ``index.html``.

    rows: the sheet as CSV, header first, one row for each item in order. blind: hide what the machine found until the
    question is answered. command: what takes the answers back. Raises FileExistsError when ``out`` holds something
    else already: answers are never overwritten. The same sheet, with nothing filled in, is left as it is.
    """
    filled = FileExistsError(f"{out} is not empty; answers in it would be lost. Name another folder with --out")
    there = out.exists() and any(out.iterdir())
    if there and not ((out / CSV_NAME).is_file() and (out / CSV_NAME).read_bytes() == _table(rows)):
        raise filled
    staging = out.resolve().with_name(f".{out.resolve().name}-being-written")
    with _alone(staging):
        (staging / "evidence").mkdir(parents=True)
        _fill(staging, items, rows, evidence=evidence, info=info, lang=lang, blind=blind, command=command, packs=packs)
        if not there:
            _move(staging, out)
        elif not _same(out, staging):
            raise filled
    return out / "index.html"


@contextmanager
def _alone(staging: Path) -> Iterator[None]:
    """An empty folder in which a sheet is made until it is whole; what a killed process left there is taken away.

    Raises FileExistsError while another process is making the same sheet.
    """
    staging.parent.mkdir(parents=True, exist_ok=True)
    guard = staging.with_name(f"{staging.name}.lock")
    with guard.open("a") as file:
        try:
            hold(file.fileno())
        except OSError as error:
            raise FileExistsError(f"another shopcheck is writing {staging.parent}; wait for it") from error
        shutil.rmtree(staging, ignore_errors=True)
        try:
            yield
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            with suppress(OSError):  # on Windows not while it is open
                guard.unlink()


def _table(rows: str) -> bytes:
    return ("\ufeff" + rows).encode()


def _same(out: Path, other: Path) -> bool:
    """Whether two folders hold the same files."""
    names, others = ({p.relative_to(at) for p in at.rglob("*") if p.is_file()} for at in (out, other))
    return names == others and all(filecmp.cmp(out / name, other / name, shallow=False) for name in names)


def _move(whole: Path, out: Path) -> None:
    """Put a whole sheet where there is none, in one step: half of one would keep the folder from being used again."""
    if out.is_symlink() or out.is_mount():  # a folder that cannot be replaced itself
        for path in sorted(whole.iterdir(), key=lambda path: path.name == CSV_NAME):
            path.rename(out / path.name)
        return
    if out.exists():
        out.rmdir()
    whole.rename(out)


def _fill(
    out: Path,
    items: Iterable[tuple[ShopResult, Finding]],
    rows: str,
    *,
    evidence: EvidenceStore,
    info: AuditInfo,
    lang: str,
    blind: bool,
    command: str,
    packs: Mapping[str, Pack] | None,
) -> None:
    words = words_for(lang)
    (out / CSV_NAME).write_bytes(_table(rows))
    static = resources.files("reports").joinpath("static")
    for name in SCRIPTS:
        (out / name).write_bytes(static.joinpath(name).read_bytes())
    header, *cells = csv.reader(io.StringIO(rows))
    listed = Packs(packs or {})
    pictures = Pictures(evidence, out / "evidence")
    asked = [
        _question(r, f, pictures, listed, lang) | {"number": number, "row": json.dumps(row, ensure_ascii=False)}
        for number, ((r, f), row) in enumerate(zip(items, cells, strict=True))
    ]
    page = environment(words).get_template("sheet.html")
    html = page.render(
        root="",
        here="index.html",
        info=info,
        title=clean(info.title, 120) or words("site.title"),
        blind=blind,
        items=asked,
        header=",".join(header),
        command=command,
        answers=[o.value for o in Outcome],
        places=[p.value for p in Place],
    )
    write_page(out / "index.html", html)


def _question(result: ShopResult, finding: Finding, copies: Pictures, packs: Packs, lang: str) -> dict[str, Any]:
    words = words_for(lang)
    assert result.snapshot is not None
    pictures = {i: p for i in views.shown_pictures(result) if (p := copies.copy(i))}
    view = views.finding_view(finding, result.snapshot, packs=packs, pictures=pictures, words=words)
    check = f"check.{finding.check}"
    return {
        "question": words(f"{check}.title") if words.has(f"{check}.title") else words("sheet.question", noun=view.noun),
        "how": words(f"{check}.how") if words.has(f"{check}.how") else "",
        "placed": finding.check in CONTACT,
        "head": shop_head(result, words),
        "url": address(result.shop.url),
        "finding": view,
        "pages": views.page_rows(result.snapshot, pictures, words),
        "visited": words.moment(result.snapshot.started_at),
    }
