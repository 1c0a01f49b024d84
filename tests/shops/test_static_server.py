"""Saved sites are served as the usual hosts of static sites serve them."""

from pathlib import Path

import pytest

from shopcheck.demo.server import Request, Response
from tests.static_server import counted, folder_site


def get(folder: Path, target: str, *, native: bool = False) -> Response:
    return folder_site(folder, native=native)(Request(method="GET", target=target, headers={}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site" / "contact").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("no")
    site = tmp_path / "site"
    (site / "index.html").write_text('<a href="index.php@route=a%252Fb&amp;n=1.html">b</a>')
    (site / "contact" / "index.html").write_text("<p>contact</p>")
    (site / "index.php@route=a%2Fb&n=1.html").write_text("<p>a/b</p>")
    (site / "support.html").write_text("<p>support</p>")
    return site


@pytest.mark.parametrize(
    ("target", "status", "text"),
    [
        ("/", 200, "<a href"),
        ("/contact/", 200, "contact"),
        ("/contact", 301, ""),
        ("/support", 200, "support"),
        ("/index.php@route=a%252Fb&n=1.html", 200, "a/b"),
        ("/index.php?n=1&route=a/b", 200, "a/b"),
        ("/index.php?route=other", 404, "Not Found"),
        ("/../secret.txt", 404, "Not Found"),
        ("/%2e%2e/secret.txt", 404, "Not Found"),
    ],
)
def test_answers(folder: Path, target: str, status: int, text: str) -> None:
    answer = get(folder, target)
    assert answer.status == status
    assert text in answer.body.decode()


def test_links_get_their_query_string_back(folder: Path) -> None:
    assert b'href="index.php?route=a/b&amp;n=1"' in get(folder, "/", native=True).body


def test_counting(folder: Path) -> None:
    asked: list[str] = []
    counted(folder_site(folder), asked)(Request(method="GET", target="/support", headers={}))
    assert asked == ["/support"]
