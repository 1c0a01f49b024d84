"""A second look some minutes later: what is not found twice is certain, what turns up is found."""

from pathlib import Path

import msgspec
import pytest

from audit.model import Shop, Snapshot
from audit.outcomes import Confidence, Outcome
from tests.commands import shopcheck
from tests.front.fakes import FakeVisits, good, seen, shut
from tests.front.test_run import results


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    listed = tmp_path / "list.txt"
    listed.write_text("a.nl\nb.nl\nc.nl\n")
    return ["run", str(listed), "--out", str(tmp_path / "audit"), "--market", "NL"]


def outcomes(folder: Path) -> dict[str, tuple[Outcome, Confidence]]:
    told = {}
    for result in results(folder):
        finding = next(f for f in result.findings if f.check == "phone-findable")
        told[result.shop.key] = (finding.outcome, finding.confidence)
    return told


def test_what_is_not_found_twice_is_certain(visits: FakeVisits, arguments: list[str], tmp_path: Path) -> None:
    looks: list[str] = []

    def answer(shop: Shop) -> Snapshot:
        second = visits.settings.get("second_look", False)
        looks.append(f"{shop.key} {second}")
        if shop.key.endswith("a.nl") or (shop.key.endswith("c.nl") and second):
            return good(shop, minute=len(looks))
        return msgspec.structs.replace(seen(shop, minute=len(looks)), second_look=second)

    visits.answer = answer
    assert shopcheck(*arguments, "--second-look", "1") == 0
    assert sorted(looks) == [
        "https://a.nl False",
        "https://b.nl False",
        "https://b.nl True",
        "https://c.nl False",
        "https://c.nl True",
    ]
    assert outcomes(tmp_path / "audit") == {
        "https://a.nl": (Outcome.MET, Confidence.CERTAIN),
        "https://b.nl": (Outcome.NOT_FOUND, Confidence.CERTAIN),
        "https://c.nl": (Outcome.MET, Confidence.CERTAIN),
    }
    assert shopcheck(*arguments, "--second-look", "1") == 0
    assert len(looks) == 5, "two looks are enough"


def test_without_it_not_found_stays_likely(visits: FakeVisits, arguments: list[str], tmp_path: Path) -> None:
    visits.answer = seen
    assert shopcheck(*arguments) == 0
    assert set(outcomes(tmp_path / "audit").values()) == {(Outcome.NOT_FOUND, Confidence.LIKELY)}
    assert len(visits.visited) == 3


def test_a_closed_door_at_the_second_look_takes_nothing_back(
    visits: FakeVisits, arguments: list[str], tmp_path: Path
) -> None:
    visits.answer = lambda shop: shut(shop, minute=9) if visits.settings.get("second_look") else seen(shop)
    assert shopcheck(*arguments, "--second-look", "1") == 0
    assert set(outcomes(tmp_path / "audit").values()) == {(Outcome.NOT_FOUND, Confidence.LIKELY)}


def test_a_published_study_is_repeated_with_its_settings_and_the_differences_told(
    visits: FakeVisits, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    answers = {"a.nl": good, "b.nl": seen, "c.nl": shut}
    visits.answer = lambda shop: answers[shop.key.rpartition("/")[2]](shop)
    out = tmp_path / "again"
    listed = arguments[1]
    command = ["replicate", "nos-2023", listed, "--out", str(out), "--lang", "en", "--second-look", "1"]
    assert shopcheck(*command) == 0
    method = (out / "report" / "method.html").read_text()
    assert "12 of 100" in method and "1 of 2" in method
    assert "we do not chat" in method
    assert "at least 1 min later" in method and "{minutes}" not in method and "ten minutes" not in method
    assert visits.settings == {"allow_private": False, "market": "NL", "second_look": True}
    assert shopcheck("replicate", "bbc-1999", listed) == 3
    assert "consumentenbond-2023, nos-2023" in capsys.readouterr().err
