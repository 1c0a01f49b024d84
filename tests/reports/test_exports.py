"""Data out: the JSON contract, and tables that no spreadsheet runs."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.model import Shop, ShopResult
from reports import exports
from tests.reports.sample import SampleAudit, sample

FINDING = ["rule", "check", "duty", "outcome", "place", "clicks", "reason", "values", "evidence"]


@pytest.fixture(scope="module")
def audit() -> SampleAudit:
    return sample()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_contract_of_one_shop(audit: SampleAudit) -> None:
    made = exports.shop_object(audit.shops[6])
    assert list(made)[:5] == ["shop", "visited_at", "pages", "gaps", "findings"]
    assert made["shop"] == {"url": "https://sokken.nl/", "name": "Sokken.nl", "market": "NL"}
    assert made["visited_at"] == "2026-11-03T09:48:00Z"
    assert list(made["pages"][0])[:5] == ["url", "role", "status", "clicks", "rendered"]
    phone, email = made["findings"][:2]
    assert list(phone)[:9] == FINDING
    assert list(phone["evidence"][0]) == ["url", "quote", "screenshot"]
    assert phone["values"] == ["+31201234567"]
    assert (phone["outcome"], phone["place"], phone["clicks"], phone["reason"]) == ("met", "clear", 1, None)
    assert (email["outcome"], email["place"], email["reason"]) == ("breached", "terms_only", "only_in_terms")


def test_gaps_say_where_what_and_why(audit: SampleAudit) -> None:
    blocked = next(r for r in audit.shops if r.shop.name == "Grote Elektronicazaak")
    (gap,) = exports.shop_object(blocked)["gaps"]
    assert list(gap)[:3] == ["url", "role", "reason"]
    assert (gap["role"], gap["reason"], gap["status"]) == ("home", "blocked", 403)


def test_a_shop_that_was_not_visited_has_every_key(audit: SampleAudit) -> None:
    waiting = next(r for r in audit.shops if r.snapshot is None)
    made = exports.shop_object(waiting)
    assert made["visited_at"] is None
    assert made["pages"] == made["gaps"] == made["findings"] == []
    assert list(made) == list(exports.shop_object(audit.shops[0]))


def test_the_streamed_text_is_one_object_with_every_shop(audit: SampleAudit) -> None:
    whole = json.loads("".join(exports.export_json(audit)))
    assert list(whole) == ["audit", "shops"]
    assert whole["audit"]["title"] == audit.title
    assert [s["shop"]["url"] for s in whole["shops"]] == [r.shop.url for r in audit.shops]
    assert whole["shops"][3] == json.loads(json.dumps(exports.shop_object(audit.shops[3])))


def test_an_audit_without_shops_is_still_one_object() -> None:
    assert json.loads("".join(exports.export_json(SampleAudit([]))))["shops"] == []


def test_one_row_for_each_shop_and_check(audit: SampleAudit) -> None:
    table = rows("".join(exports.export_csv(audit)))
    assert len(table) == sum(len(r.findings) for r in audit.shops)
    sokken = [r for r in table if r["shop"] == "Sokken.nl"]
    assert sokken[1]["outcome"] == "breached" and sokken[1]["omzet"] == "21,5 mln"
    assert sokken[0]["values"] == "tel:+31201234567"

    def row(result: ShopResult) -> list[object]:
        return exports.shop_row(result, audit.info)

    shops = rows("".join(exports.csv_lines(exports.shops_header(audit.info), map(row, audit.results()))))
    assert [r["url"] for r in shops] == [r.shop.url for r in audit.shops]
    assert {r["shop_id"] for r in table} <= {r["shop_id"] for r in shops}


def test_a_column_of_the_list_never_hides_one_of_ours() -> None:
    shop = Shop(key="https://a.nl", url="https://a.nl/", extra={"outcome": "theirs", "=evil()": "x"})
    audit = SampleAudit([ShopResult(shop=shop)], columns=("outcome", "=evil()"))
    header = "".join(exports.export_csv(audit)).splitlines()[0].split(",")
    assert header.count("outcome") == 1 and "list_outcome" in header and "'=evil()" in header


@pytest.mark.parametrize("text", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "＝1"])
def test_formulas_are_words(text: str) -> None:
    assert exports.cell(text).startswith("'")


@settings(deadline=None)
@given(st.text())
def test_no_cell_begins_a_formula_and_every_row_comes_back(text: str) -> None:
    made = exports.cell(text)
    assert made[:1] not in ("=", "+", "-", "@", "\t", "\r")
    line = exports.csv_line([text, "end"])
    (back,) = csv.reader(io.StringIO(line, newline=""))
    assert back == [made, "end"]
    line.encode("utf-8")


def test_times_are_utc_whatever_the_zone() -> None:
    east = datetime(2026, 11, 3, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert exports.iso(east) == "2026-11-02T23:30:00Z"
    assert exports.iso(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z"
    assert exports.iso(None) is None


def test_same_audit_same_bytes_whatever_the_order_of_keys(audit: SampleAudit) -> None:
    result = audit.shops[6]
    turned = msgspec.structs.replace(
        result,
        findings=tuple(
            msgspec.structs.replace(f, detail=dict(reversed(list(f.detail.items())))) for f in result.findings
        ),
    )
    assert exports.dumps(exports.shop_object(turned)) == exports.dumps(exports.shop_object(result))


def test_half_a_surrogate_pair_is_no_reason_to_stop() -> None:
    shop = Shop(key="https://a.nl", url="https://a.nl/", name="x\ud800y")
    text = exports.dumps(exports.shop_object(ShopResult(shop=shop)))
    assert json.loads(text.encode("utf-8"))["shop"]["name"] == "x?y"
