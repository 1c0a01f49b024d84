"""Three results kept apart: who is compared, by what, and what a place may say."""

from collections.abc import Sequence

import pytest

from audit.model import Finding, Shop, ShopResult
from audit.outcomes import Axis, Duty, Outcome
from mystery_shop.figures import Batch, Say, ShopMails, what_may_be_said
from mystery_shop.figures import Curve as KaplanMeier
from reports.ranking_views import stands
from reports.standings import Result, Row, Standings, standings
from reports.uncertainty import Standing
from reports.wording import words_for

MET, PARTLY, GONE, BLIND = Outcome.MET, Outcome.PARTLY, Outcome.NOT_FOUND, Outcome.NOT_MEASURED


def shop(name: str, must: Sequence[Outcome] = (), should: Sequence[Outcome] = (), *, left: bool = False) -> ShopResult:
    found = [Finding(rule=f"nl/m{n}", check=f"m{n}", duty=Duty.MUST, outcome=o) for n, o in enumerate(must)]
    found += [Finding(rule=f"nl/s{n}", check=f"s{n}", duty=Duty.SHOULD, outcome=o) for n, o in enumerate(should)]
    return ShopResult(shop=Shop(key=name, url=f"https://{name}"), findings=tuple(found), left=left)


def mails(**bands: tuple[int, ...]) -> Batch:
    def one(name: str, counts: tuple[int, ...]) -> ShopMails:
        return ShopMails(
            shop=name, mails=sum(counts), bands=counts, waiting=0, answered=sum(counts[:-1]), on_time=counts[0],
            on_time_low=0, on_time_high=1, median_working_s=None, restricted_working_s=None, mean=0.5, low=0, high=1,
            say=what_may_be_said(sum(counts)),
        )  # fmt: skip

    shops = tuple(one(name, counts) for name, counts in bands.items())
    return Batch(shops=shops, shares=(0.2,) * 5, strength=2.0, curve=KaplanMeier())


class Head:
    def __init__(self, key: str) -> None:
        self.key = self.name = key
        self.host = key


def names(rows: Sequence[Row[Head]]) -> list[str]:
    return [row.head.key for row in rows]


def test_a_shop_that_could_not_be_measured_well_enough_is_not_compared() -> None:
    made = standings([shop("a", [MET, MET]), shop("b", [MET, BLIND]), shop("c", [GONE, GONE]), shop("d")])
    assert set(made.places[Result.DUTY]) == {"a", "c"}


def test_who_left_the_list_stands_nowhere() -> None:
    made = standings([shop("a", [MET]), shop("b", [GONE]), shop("gone", [MET], left=True)])
    assert set(made.places[Result.DUTY]) == {"a", "b"}
    assert "gone" not in made.ease


def test_law_and_what_is_only_expected_are_never_mixed() -> None:
    norm = Finding(rule="nl/n", check="n", duty=Duty.MUST, axis=Axis.NORM, outcome=GONE)
    one = shop("a", [MET, MET], [GONE, GONE])
    made = standings([ShopResult(shop=one.shop, findings=(*one.findings, norm)), shop("b", [MET, MET], [MET, MET])])
    assert {p.score for p in made.places[Result.DUTY].values()} == {1.0}
    assert made.places[Result.EASE]["a"].score == 0.0
    assert made.ease["a"].applicable == 3


def test_equal_shops_share_a_place_and_nobody_is_better_when_most_do_everything() -> None:
    made = standings([*(shop(f"s{n}", [MET, MET]) for n in range(6)), shop("x", [GONE, MET]), shop("y", [GONE, GONE])])
    places = made.places[Result.DUTY]
    assert {places[f"s{n}"].place for n in range(6)} == {1} and places["s0"].tied
    assert {places[f"s{n}"].standing for n in range(6)} == {Standing.MIDDLE}
    assert (places["x"].place, places["y"].place) == (7, 8) and not places["y"].tied
    assert places["x"].standing is places["y"].standing is Standing.WORSE
    assert made.standing(Result.DUTY) == {Standing.BETTER: 0, Standing.MIDDLE: 6, Standing.WORSE: 2}


def test_half_of_a_list_is_not_better_than_its_middle() -> None:
    made = standings([shop(f"s{n}", [MET, MET] if n < 5 else [GONE, MET]) for n in range(10)])
    assert made.standing(Result.DUTY)[Standing.BETTER] == 0
    assert made.standing(Result.DUTY)[Standing.WORSE] == 0


def test_a_point_not_met_keeps_a_shop_out_of_the_best_group() -> None:
    rest = [shop(f"s{n}", [GONE] * 5) for n in range(9)]
    made = standings([shop("most", [MET, MET, MET, MET, PARTLY]), shop("all", [MET] * 5), *rest])
    assert made.places[Result.DUTY]["all"].standing is Standing.BETTER
    assert made.places[Result.DUTY]["most"].standing is Standing.MIDDLE


@pytest.mark.parametrize(("number", "say"), [(3, Say.COUNTS), (4, Say.GROUP), (7, Say.GROUP), (8, Say.RANK)])
def test_few_mails_give_no_place_and_very_few_no_group(number: int, say: Say) -> None:
    batch = mails(a=(number, 0, 0, 0, 0), b=(0, 0, 0, 0, number), c=(number // 2, 0, 0, 0, number - number // 2))
    found = standings([shop(n, [MET]) for n in "abc"], batch).places[Result.MAIL]
    assert (set(found) == set("abc")) is (say is not Say.COUNTS)
    assert all(place.ranked is (say is Say.RANK) for place in found.values())


def test_mail_draws_place_the_quick_before_the_silent() -> None:
    batch = mails(**{f"s{n}": (4, 1, 1, 1, 3) for n in range(7)}, quick=(10, 0, 0, 0, 0), silent=(0, 0, 0, 0, 10))
    found = standings([], batch).places[Result.MAIL]
    assert found["quick"].standing is Standing.BETTER and found["silent"].standing is Standing.WORSE
    assert found["quick"].low == 1 and found["silent"].high == 9
    assert found["quick"].top10 == 1.0


def test_shops_with_the_same_mails_stand_alike() -> None:
    """Six on time, or none: whoever is drawn first, the same was measured of each of them."""
    batch = mails(
        **{f"quick{n}": (6, 0, 0, 0, 0) for n in range(3)},
        late=(0, 0, 0, 6, 0),
        **{f"silent{n}": (0, 0, 0, 0, 6) for n in range(3)},
    )
    found = standings([], batch).places[Result.MAIL]
    for kind in ("quick", "silent"):
        assert len({(p.standing, p.place, p.low, p.high, p.score) for k, p in found.items() if k.startswith(kind)}) == 1


def test_the_list_goes_by_groups_in_the_order_of_the_results_then_by_name() -> None:
    batch = mails(b=(10, 0, 0, 0, 0), **{f"s{n}": (5, 0, 0, 0, 5) for n in range(6)}, a=(0, 0, 0, 0, 10))
    results = [shop(n, [MET, MET]) for n in ("a", "b", *(f"s{n}" for n in range(6)))] + [shop("blind", [MET, BLIND])]
    made = standings(results, batch)
    ordered = names(made.rows([Head(n) for n in ("blind", "s0", "a", "b")]))
    assert ordered == ["b", "s0", "a", "blind"]


def test_the_measured_error_rate_is_used_and_its_lack_is_told() -> None:
    results = [shop("a", [MET, MET]), *(shop(f"s{n}", [PARTLY, MET]) for n in range(8))]
    sure, unsure = standings(results), standings(results, error_rate=0.3)
    assert not sure.checked and unsure.checked
    assert unsure.places[Result.DUTY]["a"].high > sure.places[Result.DUTY]["a"].high


def test_the_same_seed_gives_the_same_list() -> None:
    results = [shop("a", [MET, MET]), shop("b", [PARTLY, MET]), shop("c", [GONE, PARTLY])]
    assert standings(results, error_rate=0.1, seed=4) == standings(results, error_rate=0.1, seed=4)
    assert isinstance(standings([], None), Standings) and standings([], None).results == []


def told(found: Standings, name: str, lang: str = "en") -> str:
    return stands(found, name, words_for(lang))[0][2]


def test_the_sentence_about_a_place_is_true_of_ties() -> None:
    """Sixty shops that nothing tells apart share sixty places; nobody among them is "among the first ten"."""
    alike = standings([shop(f"s{n:02}", [MET, MET]) for n in range(60)] + [shop("last", [GONE, MET])])
    sentence = told(alike, "s07")
    assert sentence.startswith("Places 1 to 60 of 61, shared with 59 other shops.") and "stays so" in sentence
    assert "first ten" not in sentence
    assert told(alike, "last") == "Place 61 of 61. In nine in ten of the 1,000 recalculations that stays so."
    pair = standings([shop("a", [MET, MET]), shop("b", [MET, MET]), *(shop(f"s{n}", [GONE, MET]) for n in range(10))])
    assert told(pair, "a").startswith("Places 1 to 2 of 12, shared with 1 other shop.")
    assert "In 100% of them the shop is among the first ten." in told(pair, "a")
    assert "first ten" not in told(pair, "s3"), "they share the places 3 to 12"


@pytest.mark.parametrize("lang", ["nl", "en", "de", "fr"])
def test_the_sentence_names_all_figures_in_every_language(lang: str) -> None:
    found = standings(
        [shop("a", [MET, MET]), *(shop(f"s{n}", [PARTLY, MET]) for n in range(11)), shop("z", [GONE, GONE])]
    )
    for name in ("a", "s1", "z"):
        place = found.places[Result.DUTY][name]
        sentence = told(found, name, lang)
        assert "{" not in sentence and str(place.place) in sentence and str(place.last) in sentence
        assert (place.low, place.high) == (place.place, place.last) or str(place.high) in sentence
