"""The printed report as a tagged PDF with an outline, by the browser that looks at shops. It loads from disk only."""

from html import escape
from pathlib import Path

from audit.model import AuditInfo
from audit.store import AuditStore
from crawler.chromium import ARGUMENTS, installed_browser, may_use_sandbox
from reports.fair_play import day_of, revision_of
from reports.wording import words_for
from shopcheck.errors import PlainError
from shopcheck.freezing import seal
from shopcheck.proof import PRINTED

FOOTER = (
    '<div style="font:8pt sans-serif;color:#333;width:100%;margin:0 14mm;display:flex;justify-content:space-between">'
    "<span>{words}</span></div>"
)
PAGE_TIMEOUT_MS = 300_000


def print_report(store: AuditStore, folder: Path, index: Path, lang: str) -> Path:
    """Print the report at ``index`` beside its folder; returns the PDF's path. Raises PlainError.

    That of the audit's own report is sealed with it (``shopcheck verify``). For who holds the audit's lock.
    """
    made = write_pdf(index, index.parent.with_suffix(".pdf"), footer=footer(store.info, lang))
    if made.absolute() == (folder / PRINTED).absolute():
        seal(store, folder, printed=True)
    return made


def footer(info: AuditInfo, lang: str) -> str:
    """What stands at the foot of every page: title, day of the last visit, and the last frozen revision by its hash.

    The report that is printed goes on after that revision, with corrections and decisions that it does not hold: it is
    called the last one frozen, as on the pages themselves, and never this report's own.
    """
    parts = [info.title or "shopcheck"]
    if info.last_visit:
        parts.append(f"{info.last_visit:%Y-%m-%d}")
    if (latest := revision_of(info)) is not None:
        words = words_for(lang)
        last = words("correction.revision.last", n=latest.number, day=day_of(latest.frozen_on, words))
        parts += [str(last), f"SHA-256 {latest.manifest[:16]}"]
    return " · ".join(parts)


def write_pdf(index: Path, out: Path, *, footer: str = "") -> Path:
    """Print the report beside ``index`` (its ``print.html``) to ``out``.

    footer: words at the foot of every page, beside the page's number. Raises PlainError when there is no browser or it
    fails. A PDF holds the time at which it was made: it is not the same bytes each time.
    """
    from playwright.sync_api import Error, sync_playwright

    browser = installed_browser()
    if browser is None:
        raise PlainError("a PDF needs a browser, and none was found; get one with: shopcheck doctor --mend")
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=browser, args=list(ARGUMENTS), chromium_sandbox=may_use_sandbox()
            )
            page = chromium.new_context(offline=True, java_script_enabled=False).new_page()
            page.set_default_timeout(PAGE_TIMEOUT_MS)
            page.goto(index.with_name("print.html").resolve().as_uri())
            page.pdf(
                path=out,
                tagged=True,
                outline=True,
                prefer_css_page_size=True,
                print_background=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=FOOTER.format(words=escape(footer)),
            )
            chromium.close()
    except (Error, OSError) as error:
        raise PlainError(f"the PDF {out} could not be written: {str(error).splitlines()[0]}") from error
    return out
