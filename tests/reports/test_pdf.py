"""The printed report: a tagged PDF with an outline, numbered pages, and no request to anywhere."""

from pathlib import Path

import pypdfium2
import pytest

from reports.site import build
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


def test_no_browser_is_said_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    with pytest.raises(PlainError, match="doctor --mend"):
        pdf.write_pdf(tmp_path / "index.html", tmp_path / "x.pdf")
