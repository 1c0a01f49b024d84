"""Letters to shops and the pages enclosed: one folder a shop, each in its own language, and a table of them all."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from audit.model import Letter, ShopResult
from audit.store import AuditStore
from checks.packs import Packs
from reports.exports import csv_lines
from reports.letters import Terms, write_letter
from reports.preview import standalone
from reports.slugs import host_of, slug_of
from reports.wording import report_languages, words_for
from shopcheck.errors import PlainError, WrongInputError
from shopcheck.replies import deadline, market_for

TABLE = "letters.csv"
UNFINISHED = ".being-written"
PREVIEW = "preview.html"
COLUMNS = ["folder", "shop", "url", "email", "language", "sent_on", "deadline", "subject", "asked_before"]


class Sent(NamedTuple):
    """One letter written. spoken: language of the shop; language: of the letter. again: the shop was asked before."""

    result: ShopResult
    language: str
    spoken: str
    subject: str
    record: Letter
    again: bool


def write_letters(
    store: AuditStore,
    folder: Path,
    out: Path,
    results: Sequence[ShopResult],
    *,
    today: date,
    days: int,
    otherwise: str,
    lang: str | None = None,
    afresh: bool = False,
) -> list[Sent]:
    """Write a letter and a preview for each shop into ``out/<shop>/``, and ``letters.csv``. Nothing is sent.

    days: working days to answer. otherwise: language for shops whose own we have no words for; lang: one for all.
    A shop that was asked before keeps its days unless ``afresh``. Raises PlainError.
    """
    from shopcheck.reporting import build_report

    fresh = _make_room(out)
    languages = {r.shop.key: lang or _language(r, otherwise) for r in results}
    sent: list[Sent] = []
    try:
        with tempfile.TemporaryDirectory(prefix="shopcheck-letters-") as work:
            for code in sorted(set(languages.values())):
                report = Path(work) / code
                build_report(store, folder, code, report)
                for result in (r for r in results if languages[r.shop.key] == code):
                    sent.append(
                        _write(store, report, fresh, result, code, today, days, afresh, chosen=lang is not None)
                    )
        order = {r.shop.key: place for place, r in enumerate(results)}
        sent.sort(key=lambda s: order[s.result.shop.key])
        (fresh / TABLE).write_text("".join(csv_lines(COLUMNS, (_row(s) for s in sent))), "utf-8", newline="")
    except BaseException as error:
        shutil.rmtree(fresh, ignore_errors=True)
        if isinstance(error, OSError):
            raise _unwritten(error) from error
        raise
    try:
        _take_over(fresh, out)
    except OSError as error:
        raise _unwritten(error) from error
    return sent


def _make_room(out: Path) -> Path:
    """The folder in ``out`` where letters are written until all are there; it tells what a killed process left from
    what is somebody else's. Raises PlainError."""
    fresh = out / UNFINISHED
    ours = (out / TABLE).is_file() or fresh.is_dir()
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not ours)):
        raise WrongInputError(f"{out} holds something else than letters; choose another folder with --out")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(error) from error
    return fresh


def _take_over(fresh: Path, out: Path) -> None:
    """Move the letters to where they belong, whole files over older ones, and last the table that names them."""
    for path in sorted(fresh.rglob("*"), key=lambda path: (path.name == TABLE, path)):
        target = out / path.relative_to(fresh)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        else:
            path.replace(target)
    shutil.rmtree(fresh)


def _unwritten(error: OSError) -> PlainError:
    return PlainError(f"the letters could not be written: {error}; mend it and give the same command again")


def _language(result: ShopResult, otherwise: str) -> str:
    spoken = _spoken(result)
    return spoken if spoken in report_languages() else otherwise


def _spoken(result: ShopResult) -> str:
    """The language that the shop speaks: that of most of its pages, else the first of its country's rules."""
    from checks.packs import load_pack

    if result.snapshot is not None and result.snapshot.languages:
        return result.snapshot.languages[0].partition("-")[0]
    pack = load_pack(market_for(result))
    return pack.languages[0] if pack and pack.languages else ""


def _write(
    store: AuditStore,
    report: Path,
    out: Path,
    result: ShopResult,
    code: str,
    today: date,
    days: int,
    afresh: bool,
    *,
    chosen: bool,
) -> Sent:
    words = words_for(code)
    info = store.info
    earlier = max(result.letters, key=lambda x: x.sent_on, default=None)
    again = earlier is not None and not afresh
    sent_on = date.fromisoformat(earlier.sent_on) if earlier and again else today
    due = deadline(sent_on, days, market_for(result), info.market)
    if earlier and again:
        due = date.fromisoformat(earlier.deadline)
    spoken = _spoken(result)
    terms = Terms(
        sent_on=sent_on,
        deadline=due,
        days=days,
        preview=PREVIEW,
        foreign=bool(spoken) and spoken != code and not chosen,
    )
    letter = write_letter(result, info, terms, words, Packs())
    slug = slug_of(result.shop.key)
    name = result.shop.name or host_of(result.shop.url)
    place = out / slug
    place.mkdir(exist_ok=True)
    (place / "letter.txt").write_text(letter.text, "utf-8", newline="\n")
    (place / "letter.html").write_text(letter.html, "utf-8", newline="\n")
    page = standalone(report, slug, name, str(words.value(due)), words)
    (place / PREVIEW).write_text(page, "utf-8", newline="\n")
    record = Letter(
        shop=result.shop.key,
        sent_on=sent_on.isoformat(),
        deadline=due.isoformat(),
        language=code,
        findings=letter.findings,
    )
    return Sent(result, code, spoken, letter.subject, record, again)


def _row(sent: Sent) -> list[str]:
    shop, record = sent.result.shop, sent.record
    return [
        slug_of(shop.key), shop.name or host_of(shop.url), shop.url, " ".join(addresses(sent.result)), sent.language,
        record.sent_on, record.deadline, sent.subject, "yes" if sent.again else "no",
    ]  # fmt: skip


def addresses(result: ShopResult) -> list[str]:
    """Mail addresses to which the letter can go: the list's, else those that the shop shows for customers."""
    if result.shop.email:
        return [result.shop.email]
    found = (v for f in result.findings if f.check == "email-findable" for v in f.values if "@" in v)
    return list(dict.fromkeys(found))[:3]
