"""Owner, place and clicks of contact details of real shops, against labels made by reading the pages.

``labels.jsonl``: one finding a line. ``place`` and ``clicks`` are those of the value on ``page``; a label without value
says that no contact detail of that kind of the shop's own stands on the saved pages; a label with a value and without
owner names what looks like a contact detail and is none.
"""

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import msgspec
import pytest

from audit.model import Kind, Owner, Region, Role, Sighting
from audit.outcomes import Place
from checks.find import Link, PageReading, read_page, settle_owners
from checks.place import Placed, place
from crawler.links import LIKELY, Guess, guess, role_of_title
from tests.conftest import shared_folder

LABELS = [json.loads(line) for line in (Path(__file__).parent / "labels.jsonl").read_text("utf-8").splitlines()]
ENOUGH = 0.95
HOST = "http://127.0.0.1/"
OWNERS = {"shop": Owner.SHOP, "other": Owner.OTHER}
_REFRESH = re.compile(rb"<meta[^<>]{0,99}http-equiv=[\"']?refresh[^<>]{0,99}url=([^\"'<>\s]+)", re.IGNORECASE)


class Site:
    """A saved site, read page by page along its links as a visit reads it, without network."""

    def __init__(self, folder: Path, home: str, market: str) -> None:
        self.folder, self.market = folder, market
        self.files = {str(f.relative_to(folder)) for f in folder.rglob("*.htm*") if f.is_file()}
        self.own = {urlsplit(HOST).netloc}
        self.guesses: dict[str, Guess] = {}
        self.clicks: dict[str, int] = {}
        self.seen: list[Sighting] = []
        home = self._sent_on(home)
        self._walk(home)
        for name in sorted(self.files - self.clicks.keys()):
            self._read(name, self._guessed(name), None)
        self.settled = settle_owners(self.seen, site=HOST)

    def _sent_on(self, home: str) -> str:
        """Where the home page sends a visitor by itself: no click of theirs. Learns the shop's own host, too."""
        data = (self.folder / home).read_bytes()
        reading = read_page(data, url=_address(home), market=self.market)
        names = [urlsplit(reading.canonical).netloc, *self._self_named()]
        self.own |= {name for name in names if name}
        found = _REFRESH.search(data[:20_000])
        target = self._file(urljoin(_address(home), found[1].decode("latin-1"))) if found else None
        return target or home

    def _self_named(self) -> Iterator[str]:
        """The host of the shop as its terms, imprint and the like write it in links to pages that are saved here."""
        counts: dict[str, set[str]] = defaultdict(set)
        for name in sorted(self.files)[:60]:
            for host, path in re.findall(rb"href=[\"']https?://([\w.-]+)(/[^\"'?#\s]*)", self._bytes(name)):
                if len(path) > 2 and self._of_path(path.decode("utf-8", "replace")):
                    counts[host.decode()].add(path.decode("utf-8", "replace"))
        return (host for host, paths in counts.items() if len(paths) >= 2)

    def _bytes(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()[:400_000]

    def _file(self, url: str) -> str | None:
        """The saved file that an address leads to."""
        parts = urlsplit(url)
        return self._of_path(parts.path) if parts.netloc in self.own else None

    def _of_path(self, path: str) -> str | None:
        path = unquote(path).strip("/")
        names = (path, f"{path}/index.html".lstrip("/"), f"{path}.html")
        return next((name for name in names if name in self.files), None)

    def _walk(self, home: str) -> None:
        """Breadth first over the links, so with fewest clicks; a page's role comes from the links that lead there."""
        self.clicks[home] = 0
        queue = deque([home])
        while queue:
            name = queue.popleft()
            role = Role.HOME if self.clicks[name] == 0 else self._guessed(name)
            for link in self._read(name, role, self.clicks[name]).links:
                target = self._file(link.url) if link.scheme in ("http", "https") else None
                if target is None:
                    continue
                self._note(target, link)
                if target not in self.clicks:
                    self.clicks[target] = self.clicks[name] + 1
                    queue.append(target)

    def _note(self, name: str, link: Link) -> None:
        new = guess(link.label, link.url, region=link.region)
        if name not in self.guesses or new.score > self.guesses[name].score:
            self.guesses[name] = new

    def _guessed(self, name: str) -> Role:
        if name not in self.guesses:
            self._note(name, Link(url=_address(name), region=Region.UNKNOWN))
        found = self.guesses[name]
        return found.role if found.score >= LIKELY else Role.OTHER

    def _read(self, name: str, role: Role, clicks: int | None) -> PageReading:
        data = (self.folder / name).read_bytes()
        reading = read_page(data, url=_address(name), market=self.market, role=role)
        if role is Role.OTHER:
            role = role_of_title(reading.title)
        self.seen += [msgspec.structs.replace(s, role=role, clicks=clicks) for s in reading.sightings]
        return reading

    def best(self, kind: str, value: str, page: str) -> Placed | None:
        """Where a value stands on a page, best place first."""
        on_page = [s for s in self.settled if (s.kind, s.value, s.page) == (Kind(kind), value, _address(page))]
        return min((place(s) for s in on_page), key=lambda p: p.order, default=None)

    def best_own(self, kind: str) -> tuple[Place, int | None] | None:
        """The site's finding: best place, and its clicks, of the shop's own values of a kind."""
        own = [s for s in self.settled if s.kind is Kind(kind) and s.owner is Owner.SHOP]
        best = min((place(s) for s in own), key=lambda p: p.order, default=None)
        return (best.place, best.clicks) if best else None

    def own_values(self, kind: str) -> set[str]:
        """What is taken for the shop's own."""
        return {s.value for s in self.settled if s.kind is Kind(kind) and s.owner is Owner.SHOP}


def _address(name: str) -> str:
    return HOST + quote(name)


@cache
def sites() -> dict[str, Site]:
    """The saved sites that have labels."""
    corpora = shared_folder() / "corpora"
    gold = map(json.loads, (corpora / "sites.gold.jsonl").read_text("utf-8").splitlines())
    labelled = {label["site"] for label in LABELS}
    return {g["site"]: Site(corpora / g["dir"], g["home"], g["country"]) for g in gold if g["site"] in labelled}


def wrong(label: dict[str, Any], site: Site) -> dict[str, str]:
    """What differs from a label: aspect (owner, place, clicks) and how."""
    if label["value"] is None:
        taken = site.own_values(label["kind"])
        return {"owner": f"nothing of the shop's own, found {sorted(taken)}"} if taken else {}
    found = site.best(label["kind"], label["value"], label["page"])
    if label["owner"] is None:
        return (
            {"owner": "no contact detail, found as the shop's"}
            if label["value"] in site.own_values(label["kind"])
            else {}
        )
    if found is None:
        return dict.fromkeys(("owner", "place", "clicks"), "not found")
    seen = {
        "owner": (OWNERS[label["owner"]], found.sighting.owner),
        "place": (Place(label["place"]), found.place),
        "clicks": (label["clicks"], found.clicks),
    }
    return {aspect: f"{want}, found {got}" for aspect, (want, got) in seen.items() if want != got}


def misses() -> dict[str, list[str]]:
    """Per aspect the labels that are not met, for people."""
    result: dict[str, list[str]] = {"owner": [], "place": [], "clicks": []}
    for label in LABELS:
        for aspect, how in wrong(label, sites()[label["site"]]).items():
            result[aspect].append(f"{label['site']} {label['page'] or ''} {label['kind']} {label['value']}: {how}")
    return result


def best_wanted(site: str, kind: str) -> tuple[Place, int | None] | None:
    """The site's finding as labelled: best place, and its clicks, of the shop's own values of a kind."""
    own = [la for la in LABELS if (la["site"], la["kind"], la["owner"]) == (site, kind, "shop")]
    places = [(Place(la["place"]), la["clicks"]) for la in own]
    return min(places, key=lambda p: (p[0].rank, 99 if p[1] is None else p[1]), default=None)


def site_misses() -> list[str]:
    """The 88 findings of site and kind that differ from the labels."""
    pairs = sorted({(label["site"], label["kind"]) for label in LABELS})
    both = [(site, kind, best_wanted(site, kind), sites()[site].best_own(kind)) for site, kind in pairs]
    return [f"{site} {kind}: {want}, found {got}" for site, kind, want, got in both if want != got]


def total(aspect: str) -> int:
    """How many labels say something of an aspect."""
    return len(LABELS) if aspect == "owner" else sum(1 for label in LABELS if label["owner"])


def test_labels_cover_every_site_and_kind() -> None:
    assert len({(label["site"], label["kind"]) for label in LABELS}) == 88
    assert len(LABELS) >= 150


@pytest.mark.parametrize("aspect", ["owner", "place", "clicks"])
def test_labels(aspect: str, shared: Path) -> None:
    if not (shared / "corpora" / "sites.gold.jsonl").exists():
        pytest.skip(f"the saved shop sites are not in {shared / 'corpora'}")
    missed = misses()[aspect]
    share = 1 - len(missed) / total(aspect)
    print(f"{aspect}: {total(aspect) - len(missed)}/{total(aspect)} = {share:.3f}", *missed, sep="\n    ")
    assert share >= ENOUGH, missed


def test_best_place_of_each_site_and_kind(shared: Path) -> None:
    if not (shared / "corpora" / "sites.gold.jsonl").exists():
        pytest.skip(f"the saved shop sites are not in {shared / 'corpora'}")
    missed = site_misses()
    print(f"sites: {88 - len(missed)}/88", *missed, sep="\n    ")
    assert 1 - len(missed) / 88 >= ENOUGH, missed
