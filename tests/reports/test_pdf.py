"""The printed report: a tagged PDF with an outline, numbered pages, and no request to anywhere."""

from pathlib import Path

import pypdfium2
import pytest

from audit.model import AuditInfo, Revision
from reports.site import build
from reports.wording import report_languages
from shopcheck import pdf
from shopcheck.errors import PlainError
from tests.reports.sample import sample, store_in

pytestmark = pytest.mark.browser


def test_the_report_as_pdf(chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPCHECK_BROWSER", chromium)
    store = store_in(tmp_path / "ev")
    index = build(sample(store), store, tmp_path / "report", lang="nl")
    made = pdf.write_pdf(index, tmp_path / "report.pdf", footer="Bereikbaarheid · <b>3</b>")
    data = made.read_bytes()
    assert b"StructTreeRoot" in data and b"/Lang (nl)" in data
    document = pypdfium2.PdfDocument(data)
    titles = [entry.get_title() for entry in document.get_toc()]
    assert "Bereikbaarheid van webwinkels 2026" in titles and "De winkels" in titles
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    words = [page.get_textpage().get_text_range() for page in document]
    assert "Sokken.nl" in "".join(words)
    assert f"1 / {len(words)}" in words[0] and "Bereikbaarheid · <b>3</b>" in words[0]


def test_the_foot_never_calls_the_last_frozen_revision_this_reports_own() -> None:
    revisions = (Revision(number=2, frozen_on="2026-12-02", tool="t", manifest="ab" * 32),)
    revisions += (Revision(number=1, frozen_on="2026-12-01", tool="t", manifest="cd" * 32),)
    info = AuditInfo(title="Bereikbaarheid", revisions=revisions)
    for lang in report_languages():
        said = pdf.footer(info, lang)
        assert "2, " in said and "SHA-256 abababababababab" in said and "rev. 2" not in said, said
    assert pdf.footer(info, "nl").startswith("Bereikbaarheid · Laatst vastgelegde revisie: 2, op 2 december 2026")
    assert pdf.footer(AuditInfo(), "nl") == "shopcheck"


def test_no_browser_is_said_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "installed_browser", lambda: None)
    with pytest.raises(PlainError, match="doctor --mend"):
        pdf.write_pdf(tmp_path / "index.html", tmp_path / "x.pdf")
