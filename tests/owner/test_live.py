"""A shop on loopback that turns visitors away, is too slow, or hangs up: the build never fails for that."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from shopcheck.demo.server import Request, Response, Site, serving
from tests.front.web import HOME


def page(footer: str) -> Site:
    def site(request: Request) -> Response:
        if request.path not in {"/", "/contact", "/p/1"}:
            return Response(status=404, body=b"none")
        body = HOME.format(n=1, phone="038 - 421 1001", email="info@winkel-1.nl")
        if request.path == "/contact":
            told = (
                "Schrijf ons gerust: wij lezen elke vraag zelf en helpen u verder met thee, koffie, kopjes en retouren."
            )
            body = body.replace("<h1>Winkel 1</h1>", f"<h1>Contact</h1><p>{told}</p>").replace("Welkom in onze", "Onze")
        return Response(body=body.replace("Bel 038 - 421 1001 of mail", footer).encode())

    return site


def answers(status: int) -> Site:
    return lambda request: Response(status=status, body=b"<html><body>Nee</body></html>")


def sleeps(request: Request) -> Response:
    return Response(body=b"", delay=120)


def closes_halfway(request: Request) -> Response:
    if request.path in {"/", "/robots.txt"}:
        return (
            Response(body=HOME.format(n=1, phone="-", email="info@winkel-1.nl").encode())
            if request.path == "/"
            else (Response(status=404))
        )
    return Response(status=429, body=b"slow down")


SITES = {
    "403": answers(403), "429": answers(429), "503": answers(503), "asleep": sleeps, "contact closed": closes_halfway,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a list of shops that cannot be looked at."""
    place = tmp_path_factory.mktemp("closed")
    with serving(list(SITES.values())) as urls:
        (place / "shops.txt").write_text("\n".join(urls))
        (place / "audit.toml").write_text(
            '[audit]\nmarket = "NL"\n[list]\nfile = "shops.txt"\n[crawl]\ndelay = 0\ntime_budget = 6\n'
        )
        yield place


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("SHOPCHECK_")}
    command = [sys.executable, "-m", "shopcheck", "ci", *arguments, "--allow-private"]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=clean, timeout=280, check=False)


@pytest.mark.browser
@pytest.mark.slow
def test_closed_and_slow_shops_end_with_4_and_never_with_2(folder: Path) -> None:
    done = run(folder, "--fail-on", "must", "--sarif", "a.sarif", "--junit", "a.xml")
    assert done.returncode == 4, done.stderr
    results = json.loads((folder / "a.sarif").read_text())["runs"][0]["results"]
    assert [r["ruleId"] for r in results if r["level"] == "error"] == []
    suites = ET.parse(folder / "a.xml").getroot()
    assert len(suites) == len(SITES)
    assert suites.get("failures") == "0"
    for suite in suites:
        phone = suite.find("testcase[@classname='nl/contact-phone']")
        assert phone is not None
        assert [part.tag for part in phone] == ["skipped"], suite.get("name")


@pytest.mark.browser
@pytest.mark.slow
def test_a_shop_whose_footer_lost_the_number_ends_with_2(tmp_path: Path) -> None:
    with serving([page("Mail")]) as (url,):
        done = run(tmp_path, url, "--market", "NL", "--delay", "0", "--junit", "a.xml")
    assert done.returncode == 2, done.stderr
    failures = [
        c.get("classname") for c in ET.parse(tmp_path / "a.xml").iter("testcase") if c.find("failure") is not None
    ]
    assert failures == ["nl/contact-phone"]
