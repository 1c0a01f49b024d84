"""Sheets on which people answer: the question beside the evidence, or the evidence behind the answer.

A sheet is a folder: ``sheet.csv`` (what is filled in there is taken back), ``index.html`` with the same rows and the
evidence, pictures and a small script that writes the answers down as the same CSV.
"""

import csv
import io
import json
import shutil
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from audit.evidence import EvidenceStore
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
    already: answers are never overwritten.
    """
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty; answers in it would be lost. Name another folder with --out")
    staging = out.resolve().with_name(f".{out.resolve().name}-being-written")
    shutil.rmtree(staging, ignore_errors=True)
    try:  # whole or not at all: half a sheet would keep the folder from being used again
        (staging / "evidence").mkdir(parents=True)
        _fill(staging, items, rows, evidence=evidence, info=info, lang=lang, blind=blind, command=command, packs=packs)
        out.mkdir(parents=True, exist_ok=True)
        for path in staging.iterdir():
            path.rename(out / path.name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return out / "index.html"


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
    (out / CSV_NAME).write_text("\ufeff" + rows, "utf-8", newline="")
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
