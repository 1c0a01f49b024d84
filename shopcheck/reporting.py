"""The report of an audit, written as every command writes it, and the language that it is in."""

import logging
from pathlib import Path

from audit.evidence import EvidenceStore
from audit.model import Audit
from audit.store import AuditStore
from reports.ours import NotAReport, check_place, sweep
from shopcheck.errors import Exit, PlainError

log = logging.getLogger(__name__)


def write_report(
    store: AuditStore, folder: Path, lang: str, out: Path | None = None, since: Path | None = None
) -> Path:
    """Write the report of the audit in ``folder``; returns the path of its ``index.html``. Raises PlainError.

    A report in its own place is sealed with the evidence (``shopcheck verify``). since: as for ``past_of``.
    """
    from shopcheck.freezing import seal, settle
    from shopcheck.judging import settle_findings

    place = folder / "report"
    at_home = out is None or out.absolute() == place.absolute()
    if at_home:
        sweep(place)
        settle(store, folder)
        settle_findings(store)
    revisions_at = "../revisions/{n}/report/index.html" if at_home else ""
    index = build_report(store, folder, lang, out or place, revisions_at, store=store, since=since)
    if at_home:
        seal(store, folder)
    return index


def build_report(
    audit: Audit,
    folder: Path,
    lang: str,
    out: Path,
    revisions_at: str = "",
    *,
    store: AuditStore | None = None,
    since: Path | None = None,
    place: Path | None = None,
) -> Path:
    """Write the report of ``audit``, whose evidence and mails lie in ``folder``, to ``out``. Raises PlainError.

    revisions_at: as for :func:`reports.site.build`. store: where earlier looks and rounds are read; without it the
    report tells of none. since: as for ``past_of``. place: where the report will be read, if not in ``out``.
    """
    from reports.site import build
    from shopcheck.mailing import mails_of
    from shopcheck.rounds import past_of

    try:
        mails = mails_of(folder, audit.results(), seed=audit.info.seed)
        past = past_of(store, audit, folder, place or out, mails, since) if store is not None else None
        return build(
            audit,
            EvidenceStore(str(folder / "evidence")),
            out,
            lang=lang,
            mails=mails,
            revisions_at=revisions_at,
            changes=past.changes if past else None,
            history=past.history if past else None,
            bom=audit.info.settings.get("csv_bom") == "true",
        )
    except (NotAReport, OSError) as error:
        raise _unwritten(out, error) from error


def check_room(out: Path) -> None:
    """Say before anything is visited that no report can be written to ``out``. Raises PlainError."""
    try:
        check_place(out)
    except (NotAReport, OSError) as error:
        raise _unwritten(out, error) from error


def _unwritten(out: Path, error: NotAReport | OSError) -> PlainError:
    if isinstance(error, NotAReport):
        return PlainError(str(error), Exit.WRONG_INPUT)
    mend = "choose another folder with --out" if isinstance(error, NotADirectoryError) else "is the disk full?"
    return PlainError(f"the report could not be written to {out}: {error.strerror or error}; {mend}")


def load_report(lang: str) -> None:
    """Load what writing a report takes, in a thread, while there is something to wait for.

    Nothing is told of a failure here: it shows when the report is written.
    """
    try:
        import reports.site  # noqa: F401  its modules are most of what there is to load
        from reports.rendering import prepare

        prepare(lang)
    except Exception:
        log.debug("nothing was loaded for the report", exc_info=True)


def lang_for(store: AuditStore) -> str:
    """The language of the audit's report: as it was last written, else its market's."""
    facts = store.facts()
    return str(facts.get("lang") or language_for(facts.get("market")))


def language_for(market: str | None) -> str:
    """The language of a report when nobody chose one: the market's if we have it, else English."""
    from checks.packs import load_pack
    from reports.wording import report_languages

    pack = load_pack(market)
    spoken = pack.languages if pack else ()
    return next((lang for lang in spoken if lang in report_languages()), "en")
