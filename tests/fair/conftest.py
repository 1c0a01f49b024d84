"""A small audit on disk, made by the commands themselves, with visits that never leave the process."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from audit.evidence import EvidenceStore
from audit.model import Evidence, Kind, Shop, Snapshot
from audit.outcomes import Reason
from tests.commands import shopcheck
from tests.front.fakes import FakeVisits, good, seen, shut

SHOPS = "website,naam\na.nl,Winkel A\nb.nl,Winkel B\nc.pl,Sklep C\nd.nl,Winkel D\ne.co.uk,Shop E\n"


def only_phone(shop: Shop, minute: int = 0) -> Snapshot:
    return seen(shop, *(s for s in good(shop).sightings if s.kind is Kind.PHONE), minute=minute)


def first_round(shop: Shop) -> Snapshot:
    """A: all in order. B: no e-mail address seen. C: in Polish. D: a closed door. E: in English."""
    if "b.nl" in shop.key:
        return only_phone(shop)
    if "d.nl" in shop.key:
        return shut(shop, Reason.BLOCKED)
    language = {"c.pl": "pl", "e.co.uk": "en"}
    code = next((code for host, code in language.items() if host in shop.key), "nl")
    return msgspec.structs.replace(good(shop), languages=(code,))


def later(snapshot: Snapshot, days: int) -> Snapshot:
    """The same visit, so many days later."""
    moved = timedelta(days=days)
    return msgspec.structs.replace(
        snapshot, started_at=snapshot.started_at + moved, finished_at=snapshot.finished_at + moved
    )


class Evident(FakeVisits):
    """Visits that leave evidence behind: what was served, a picture and a record."""

    store: EvidenceStore

    def open(self, config, evidence, **settings):
        self.store = evidence
        return super().open(config, evidence, **settings)

    async def visit(self, shop: Shop) -> Snapshot:
        snapshot = await super().visit(shop)
        files = (("html", "text/html", b"<p>%s</p>"), ("screenshot", "image/png", b"picture of %s"))
        day = snapshot.started_at.date().isoformat().encode()
        kept: list[Evidence] = [
            self.store.put(
                body % (shop.key.encode() + day),
                kind=kind,
                url=shop.url,
                media_type=media,
                taken_at=snapshot.started_at,
            )
            for kind, media, body in files
        ]
        return msgspec.structs.replace(snapshot, evidence=tuple(kept))


@pytest.fixture(autouse=True)
def alone(elsewhere: Path) -> None:
    """Every test here runs in an empty folder."""


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> Evident:
    return Evident(first_round).put_in(monkeypatch)


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The audit as the first run leaves it."""
    folder = tmp_path_factory.mktemp("fair")
    (folder / "list.csv").write_text(SHOPS)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(folder)
        Evident(first_round).put_in(monkeypatch)
        assert shopcheck("-q", "run", folder / "list.csv", "--out", folder / "audit", "--market", "NL") == 0
    yield folder


@pytest.fixture
def audit(made: Path, tmp_path: Path) -> Path:
    """A copy of it; the list lies beside it."""
    shutil.copytree(made / "audit", tmp_path / "audit")
    shutil.copy(made / "list.csv", tmp_path / "list.csv")
    return tmp_path / "audit"
