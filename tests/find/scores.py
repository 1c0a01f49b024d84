"""Recall and precision of reading on real pages with truth, and milliseconds a page: ``python -m tests.find.scores``.

The truth stands outside the project (``SHOPCHECK_SHARED``, else ``shared`` beside the checkout); sets that are not
there are left out.
"""

import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import phonenumbers

from audit.model import How, Kind, NumberKind, Owner, Sighting
from checks.find import read_file, read_page, settle_owners
from tests.conftest import shared_folder

SHARED = shared_folder()
CORPORA = SHARED / "corpora"
_LEADS = frozenset((How.ATTRIBUTE, How.COMMENT, How.CHANNEL_LINK))


COUNTRIES = {"contact_pages/webstruct_business/296.html": "IN", "contact_pages/webstruct_us_contact/89.html": "PH"}
"""Pages whose own postal address names another country than the gold guessed from the phones: "Mumbai 400 001, India";
"SM Mall of Asia, Pasay City", "Cebu City". Used for the figure "as printed" only."""


class Score(msgspec.Struct):
    """Counts of one set: gold values, found ones, predicted ones that count, wrong ones; what was missed and wrong."""

    name: str
    gold: int = 0
    found: int = 0
    counted: int = 0
    wrong: int = 0
    missed_values: list[str] = []
    wrong_values: list[str] = []

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 1.0 where there is no gold."""
        return self.found / self.gold if self.gold else 1.0

    @property
    def precision(self) -> float:
        """Share of the predictions that are right; 1.0 where nothing was predicted."""
        return (self.counted - self.wrong) / self.counted if self.counted else 1.0

    def add(self, where: str, want: set[str], got: set[str], neutral: set[str]) -> None:
        """Count one page or site. ``neutral`` values are neither right nor wrong."""
        counted = got - (neutral - want)
        self.gold += len(want)
        self.found += len(want & got)
        self.counted += len(counted)
        self.wrong += len(counted - want)
        self.missed_values += [f"{where} {value}" for value in sorted(want - got)]
        self.wrong_values += [f"{where} {value}" for value in sorted(counted - want)]

    def line(self) -> str:
        """One line for people."""
        return (
            f"{self.name:<34} recall {self.found}/{self.gold} = {self.recall:.3f}   "
            f"precision {self.counted - self.wrong}/{self.counted} = {self.precision:.3f}"
        )


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one a line; none where it is not there."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def _printed(item: Any) -> str:
    return str((item.get("as_printed") or item.get("value") or "") if isinstance(item, dict) else item)


def phone_value(printed: Any, country: str) -> str:
    """A printed number as tools/score_sites.py compares it: E.164, else its digits."""
    raw = _printed(printed).split(";")[0].split("ext")[0].replace("(0)", "")
    try:
        number = phonenumbers.parse(raw, None if raw.strip().startswith("+") else country)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return "".join(c for c in raw if c.isdigit())


def mail_value(printed: Any) -> str:
    """A printed address as tools/score_sites.py compares it."""
    return _printed(printed).strip().lower().removeprefix("mailto:").split("?")[0]


def score_sites(*, whole: bool = False, times: list[float] | None = None) -> tuple[Score, Score]:
    """Phones and e-mails of the 44 sites: file by file (``shopcheck read``), or with the second look (``whole``)."""
    way = "whole site" if whole else "file by file"
    phones, emails = Score(f"sites, phones ({way})"), Score(f"sites, e-mails ({way})")
    for gold in rows(CORPORA / "sites.gold.jsonl"):
        country = gold["country"]
        got = _site(CORPORA / gold["dir"], country, whole, times if times is not None else [])
        neutral = [
            x for k in ("whatsapp", "faxes", "third_party", "hidden", "placeholders", "uncertain") for x in gold[k]
        ]
        want = {phone_value(x, country) for x in gold["phones"]}
        phones.add(gold["site"], want, got[0], {phone_value(x, country) for x in neutral})
        emails.add(gold["site"], {mail_value(x) for x in gold["emails"]}, got[1], {mail_value(x) for x in neutral})
    return phones, emails


def _site(folder: Path, country: str, whole: bool, times: list[float]) -> tuple[set[str], set[str]]:
    seen: list[Sighting] = []
    phones: set[str] = set()
    emails: set[str] = set()
    for file in sorted(folder.rglob("*.*htm*")):
        began = time.process_time()
        if whole:
            address = f"http://127.0.0.1/{file.relative_to(folder)}"
            seen += read_page(file.read_bytes(), url=address, market=country).sightings
        else:
            page = read_file(file, country)
            phones |= {p["value"] for p in page.get("phones", ()) if p["owner"] == "shop" and p["kind"] != "fax"}
            emails |= {e["value"] for e in page.get("emails", ()) if e["owner"] == "shop"}
        times.append(1000 * (time.process_time() - began))
    for s in settle_owners(seen, site="http://127.0.0.1/"):
        if s.owner is Owner.SHOP and s.how not in _LEADS and s.number_kind is not NumberKind.FAX:
            (phones if s.kind is Kind.PHONE else emails).add(s.value)
    return phones, emails


def _digits(printed: Any) -> str:
    """The digits that a reader sees: without the trunk zero in brackets, an extension, and letters."""
    return "".join(c for c in _printed(printed).split("ext")[0].split(" x")[0].replace("(0)", "") if c.isdigit())


def _at_home(gold: dict[str, Any], country: str) -> tuple[set[str], set[str]]:
    """Gold and found numbers of a page as printed, read in the country that its own address names."""
    country = COUNTRIES.get(gold["file"], country)
    page = read_page((CORPORA / gold["file"]).read_bytes(), url=gold.get("base") or "", market=country)
    text = [s for s in page.sightings if s.how not in _LEADS and s.how not in (How.META, How.TEL_LINK)]
    voice = [s for s in text if s.kind is Kind.PHONE and s.number_kind is not NumberKind.FAX]
    return _as_printed(gold["phones"], country, voice)


def _as_printed(want: list[Any], country: str, seen: list[Sighting]) -> tuple[set[str], set[str]]:
    """Gold and found numbers, the found ones under the gold's name where the same digits are printed.

    The gold says no country of a number; read with the page's, a national number of another country becomes a value
    that nobody would dial (``028 739 9272`` under "Italy" becomes +1 0287399272).
    """
    names = {_digits(x): phone_value(x, country) for x in reversed(want)}
    got = {
        names.get(_digits(s.raw)) or names.get(s.value.lstrip("+")) or names.get(s.value[2:]) or s.value for s in seen
    }
    return set(names.values()), got


def _spelled_as(want: set[str], seen: list[Sighting]) -> set[str]:
    """Found addresses, one under the gold's name where the gold has it as it is spelled (``info[at]shop[dot]nl``)."""
    return {raw if (raw := mail_value(s.raw)) in want else s.value for s in seen}


def score_contact_pages() -> tuple[Score, Score, Score, Score]:
    """Phones and e-mails that stand on single contact pages, whoever's they are: as values, then as printed."""
    phones, emails = Score("contact pages, phones"), Score("contact pages, e-mails")
    printed, spelled = Score("contact pages, phones (as printed)"), Score("contact pages, e-mails (as printed)")
    for gold in rows(CORPORA / "contact_pages.gold.jsonl"):
        zero = sum(str(phone).startswith("0") for phone in gold["phones"]) * 2 > len(gold["phones"])
        country = gold.get("country") or ("GB" if zero else "US")
        page = read_page((CORPORA / gold["file"]).read_bytes(), url=gold.get("base") or "", market=country)
        text = [s for s in page.sightings if s.how not in _LEADS and s.how is not How.META]
        got = {s.value for s in text if s.kind is Kind.PHONE and s.number_kind is not NumberKind.FAX}
        neutral = {phone_value(x, country) for x in gold["faxes"]} | {s.value for s in text if s.how is How.TEL_LINK}
        phones.add(gold["file"], {phone_value(x, country) for x in gold["phones"]}, got, neutral)
        printed.add(gold["file"], *_at_home(gold, country), neutral)
        linked = {s.value for s in text if s.how not in (How.TEXT, How.AT_NOTATION)}
        want, mails = {mail_value(x) for x in gold["emails"]}, [s for s in text if s.kind is Kind.EMAIL]
        emails.add(gold["file"], want, {s.value for s in mails}, linked)
        spelled.add(gold["file"], want, _spelled_as(want, mails), linked)
    return phones, emails, printed, spelled


def together(name: str, *parts: Score) -> Score:
    """The counts of several sets added up."""
    return Score(
        name,
        gold=sum(p.gold for p in parts),
        found=sum(p.found for p in parts),
        counted=sum(p.counted for p in parts),
        wrong=sum(p.wrong for p in parts),
    )


def score_printed(times: list[float] | None = None) -> list[Score]:
    """The sets whose gold is "as printed": each, and phones and e-mails of sites and contact pages together."""
    sites, contacts = score_sites(times=times), score_contact_pages()
    phones = together("sites and contact pages, phones", sites[0], contacts[2])
    emails = together("sites and contact pages, e-mails", sites[1], contacts[3])
    return [*sites, *contacts, phones, emails]


def score_obfuscated() -> dict[str, Score]:
    """Per technique: which hidden addresses and numbers come out of the page in any form."""
    scores: dict[str, Score] = {}
    for case in rows(CORPORA / "obfuscated" / "cases.jsonl"):
        if not case.get("file"):
            continue
        score = scores.setdefault(case["technique"], Score(f"obfuscated, {case['technique']}"))
        market = _market_of(case)
        page = read_page((CORPORA / "obfuscated" / case["file"]).read_bytes(), url="", market=market)
        if case["value"]:
            want = {mail_value(case["value"]) if case["kind"] == "email" else phone_value(case["value"], market)}
            score.add(case["id"], want, {s.value for s in page.sightings} & want, set())
    return scores


def _market_of(case: dict[str, Any]) -> str:
    note = case.get("note") or ""
    return "IT" if "Italian" in note else "LT" if "Lithuanian" in note else "NL"


def score_shops() -> Iterator[tuple[str, list[str]]]:
    """For each real shop program: what the truth names and the reading lacks, or the reverse."""
    for truth_file in sorted((SHARED / "shops").glob("*.truth.json")):
        truth = json.loads(truth_file.read_text("utf-8"))
        folder = SHARED / "shops" / truth["folder"]
        seen: list[Sighting] = []
        for file in sorted(folder.rglob("*")):
            if file.is_file() and (file.suffix in (".html", "") or "." not in file.name or "?" in file.name):
                seen += read_page(
                    file.read_bytes(), url=f"http://127.0.0.1/{file.relative_to(folder)}", market="NL"
                ).sightings
        own = {
            s.value
            for s in settle_owners(seen, site="http://127.0.0.1/")
            if s.owner is Owner.SHOP and s.how not in _LEADS
        }
        want = {value for value in (truth["phone"], truth["email"]) if value}
        yield truth["folder"], [f"missed {v}" for v in sorted(want - own)] + [f"wrong {v}" for v in sorted(own - want)]


def main() -> None:
    """Print all scores, and the milliseconds a page."""
    times: list[float] = []
    scores = [*score_printed(times), *score_sites(whole=True), *score_obfuscated().values()]
    for score in scores:
        print(score.line())
        for what, values in (("missed", score.missed_values), ("wrong", score.wrong_values)):
            if values:
                print(f"    {what}: {'; '.join(values[:60])}")
    for shop, faults in score_shops():
        print(f"shop {shop}: {'; '.join(faults) or 'right'}")
    if times:
        print(
            f"static reading: median {statistics.median(times):.1f} ms, worst {max(times):.0f} ms, {len(times)} pages"
        )


if __name__ == "__main__":
    main()
