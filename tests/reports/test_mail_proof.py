"""The proof behind a shop's mails: hash, servers and times to check by; nothing about who wrote, nothing that runs."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from mystery_shop.inbox import Mail
from mystery_shop.model import Arrival, Classification, Hop, MailClass, Match, MatchKey, Sign, Trace
from reports.mail import Mails, mails, share_told, timeline
from reports.site import build
from reports.wording import report_languages, words_for
from tests.reports.campaign import START, campaign, many
from tests.reports.foreign import generated, leaks
from tests.reports.hostile import PAYLOADS
from tests.reports.pages import Parsed, pages_of
from tests.reports.sample import sample, store_in

HASH = "ab12" * 16


def came(kind: MailClass, at: datetime, *, text: str = "Wij hebben uw bericht ontvangen.", junk: bool = False) -> Mail:
    trace = Trace(
        message_id=f"<{text[:40]}@shop.example>", dated=at, recorded_by="mx.meting.example",
        hops=(Hop(by="mx.meting.example", at=at, protocol="ESMTPS"), Hop(at=at - timedelta(seconds=3))),
        checks=(("spf", "pass", "sokken.nl"), ("dkim", "fail", "")),
    )  # fmt: skip
    found = Classification(
        mail_class=kind, proof=text, trace=trace, signs=(Sign(name="auto-replied", source="header", weight=2.0),)
    )
    return Mail(
        arrival=Arrival(id=f"{HASH}.eml", received_at=at, size=4321, junk=junk), keep_until=at + timedelta(days=180),
        match=Match(probe="m5", key=MatchKey.ALIAS), classification=found, sender=f"{text[:20]}lisa@sokken.nl",
    )  # fmt: skip


def with_mails(text: str = "Wij hebben uw bericht ontvangen.", *, purged: bool = False) -> Mails:
    """The sample campaign, a receipt and an answer to each mail that was answered."""
    made = campaign()
    threads = []
    for thread in made.threads:
        if thread.outcome == "answered":
            receipt = came(MailClass.RECEIPT, START + timedelta(minutes=1), text=text, junk=True)
            answer = came(MailClass.ANSWER, START + timedelta(hours=3), text=text)
            gone = replace(receipt, purged_at=START + timedelta(days=200)) if purged else receipt
            probe = replace(
                thread.probe, server_reply=f"2.0.0 Ok: queued as 4Ab for jan@elders.nl {thread.probe.token}"
            )
            thread = replace(thread, mails=(gone, answer), probe=probe)
        threads.append(thread)
    return mails(threads, made.until, seed=7)


def page(folder: Path, found: Mails, lang: str = "nl") -> Parsed:
    report = build(sample(), store_in(folder / "ev"), folder / "r", lang=lang, mails=found).parent
    return pages_of(report)["shop/sokken.nl.html"]


def test_what_proves_a_mail_is_on_the_shops_page(tmp_path: Path) -> None:
    told = page(tmp_path, with_mails())
    words = " ".join(f"{told.text} {told.quoted}".split())
    for said in (
        HASH, "4.321 bytes", "mx.meting.example", "ESMTPS", "computer niet getoond", "SPF pass (sokken.nl), DKIM fail",
        "ontvangstbevestiging (lag in de map met ongewenste mail)", "tot 2 mei 2027", "auto-replied",
        "het adres dat alleen voor deze mail bestaat", "250 2.0.0 Ok: queued as 4Ab for [address]",
    ):  # fmt: skip
        assert said in words, said
    assert told.tags.count("script") == 1 and told.handlers == []


def test_nobody_who_wrote_is_named_and_people_are_not_quoted(tmp_path: Path) -> None:
    found = with_mails("Lisa zegt dat het kan")
    told = page(tmp_path, found)
    words = f"{told.text} {told.quoted}"
    assert "lisa@" not in words and "jan@elders.nl" not in words
    assert words.count("Lisa zegt dat het kan") == 3  # the machine's words once, two Message-IDs of this sample
    for thread in found.threads:
        if thread.mails:
            assert f"{thread.probe.token} " not in words and f"{thread.probe.token}@" not in words


def test_thrown_away_bytes_leave_their_hash(tmp_path: Path) -> None:
    told = page(tmp_path, with_mails(purged=True))
    words = " ".join(f"{told.text} {told.quoted}".split())
    assert "weggegooid op 22 mei 2027; de hash blijft" in words and HASH in words


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_a_mail_says_stays_words(tmp_path: Path, text: str) -> None:
    told = page(tmp_path, with_mails(text))
    assert told.tags.count("script") == 1 and told.handlers == [] and "img" not in told.tags


@pytest.mark.parametrize("lang", report_languages())
def test_the_proof_speaks_one_language(tmp_path: Path, lang: str) -> None:
    report = build(sample(), store_in(tmp_path / "ev"), tmp_path / "r", lang=lang, mails=with_mails("x")).parent
    assert not leaks(generated((report / "shop" / "sokken.nl.html").read_text("utf-8")), lang)


@pytest.mark.parametrize(
    ("met", "key"),
    [
        ([True] * 9, "few"),
        ([True] * 9 + [False], "met"),
        ([True] * 8 + [False] * 2, "not_met"),
        ([True] * 8 + [None] * 2, "open"),
    ],
)
def test_a_norm_for_a_share_of_the_questions_is_judged_for_the_shop(met: list[bool | None], key: str) -> None:
    made = many(["https://sokken.nl"], len(met))
    found = [
        replace(t, delay=replace(t.delay, met=one, norm="bol-24h-90")) for t, one in zip(made.threads, met, strict=True)
    ]
    for lang in report_languages():
        words = words_for(lang)
        said = share_told(mails(found, made.until), "https://sokken.nl", words)
        wanted = words(
            f"mail.share.{key}",
            share=words.percent(0.9),
            n="10",
            yes=str(sum(x is True for x in met)),
            sent=str(len(met)),
        )
        assert said == wanted and "{" not in said
        assert share_told(made, "https://sokken.nl", words) == "", "a norm without a share"


def test_a_receipt_that_a_mailbox_may_have_held_back_is_not_counted_as_missing(tmp_path: Path) -> None:
    first, second = many(["https://sokken.nl"], 2).threads
    lines = timeline(
        mails([first, replace(second, receipt_held_back=True)], START), "https://sokken.nl", words_for("nl")
    )
    assert [line["held_back"] for line in lines] == [False, True]
    held = mails([first, replace(second, receipt_held_back=True)], START)
    report = build(sample(), store_in(tmp_path / "ev"), tmp_path / "r", lang="nl", mails=held).parent
    assert (report / "shop/sokken.nl.html").read_text().count("telt niet: kort na een eerdere mail") == 1
    rows = list(csv.DictReader((report / "data/mails.csv").read_text("utf-8").splitlines()))
    assert [row["receipt_held_back"] for row in rows] == ["false", "true"]
    package = json.loads((report / "data/datapackage.json").read_text("utf-8"))
    (table,) = (r for r in package["resources"] if r["name"] == "mails")
    (field,) = (f for f in table["schema"]["fields"] if f["name"] == "receipt_held_back")
    assert field["type"] == "boolean" and "ontvangstbevestiging" in field["description"]
