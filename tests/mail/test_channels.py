"""Norms per channel, and the clock on the command line."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import typer
from typer.testing import CliRunner

from mystery_shop.calendars import calendar
from mystery_shop.channels import NormError, default_norm, expected, judge_many, norm, norms, reply_delay
from shopcheck import mail_cli

NL = calendar("nl-shop")
ZONE = ZoneInfo("Europe/Amsterdam")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("channel", "sent", "answered", "met"),
    [
        ("email", "2026-06-05T16:50", "2026-06-08T23:59:59", True),
        ("email", "2026-06-05T16:50", "2026-06-09T00:00:00", False),
        ("email", "2026-06-05T17:00", "2026-06-09T10:00:00", True),
        ("email", "2026-06-04T10:00", "2026-06-06T11:00", True),  # Saturday: one working day has passed
        ("phone", "2026-06-05T10:00:00", "2026-06-05T10:00:30", True),
        ("phone", "2026-06-05T10:00:00", "2026-06-05T10:00:31", False),
        ("chat", "2026-06-05T10:00:00", "2026-06-05T10:00:05", True),
        ("whatsapp", "2026-06-05T10:00", "2026-06-05T21:00", True),
        ("Facebook Messenger", "2026-06-05T10:00", "2026-06-08T09:00", False),
        ("website", "2026-06-05T18:00", "2026-06-08T16:00", True),
    ],
)
def test_samr(channel, sent, answered, met):
    assert reply_delay(at(sent), at(answered), NL, channel=channel).met is met


def test_bol_skips_holidays_but_not_weekends():
    over_kings_day = reply_delay(at("2026-04-26T12:00"), at("2026-04-28T11:59"), NL, norm_name="bol-24h-90")
    assert over_kings_day.met is True
    weekend = reply_delay(at("2026-06-05T16:00"), at("2026-06-06T16:01"), NL, norm_name="bol-24h-90")
    assert (weekend.met, weekend.due) == (False, at("2026-06-06T16:00"))


def test_bol_is_judged_from_ten_questions_on():
    rule, sent = norm("bol-24h-90"), at("2026-06-01T10:00")
    fast, slow = (reply_delay(sent, sent + timedelta(hours=h), NL, norm_name=rule.name) for h in (1, 30))
    assert judge_many([fast] * 9, rule) is None
    assert judge_many([fast] * 9 + [slow], rule) is True
    assert judge_many([fast] * 8 + [slow] * 2, rule) is False


def test_silence_is_open_until_due_and_then_not_met():
    sent = at("2026-06-05T10:00")
    assert reply_delay(sent, None, NL, now=at("2026-06-08T12:00")).met is None
    late = reply_delay(sent, None, NL, now=at("2026-06-09T00:00"))
    assert (late.met, late.censored) == (False, True)


def test_norms_are_named_and_sourced():
    assert default_norm() == "samr-2018"
    for name in norms():
        assert norm(name).source and norm(name).title
    with pytest.raises(NormError, match="have samr-2018"):
        norm("samr-1999")
    with pytest.raises(NormError, match="says nothing about channel"):
        expected(norm("bol-24h-90"), "phone")


def app() -> typer.Typer:
    made = typer.Typer()
    made.command("clock")(mail_cli.clock)
    made.add_typer(mail_cli.mail, name="mail")
    return made


def run(*words: str):
    return CliRunner().invoke(app(), ["clock", *words])


CASE = ("--sent", "2026-06-05T16:50", "--answered", "2026-06-08T09:20", "--market", "NL", "--channel", "email")


def test_clock_prints_an_object():
    told = json.loads(run(*CASE, "--format", "json").stdout)
    assert told["elapsed_s"] == 2 * 86400 + 16 * 3600 + 30 * 60
    assert told["working_s"] == 30 * 60
    assert told["due"] == "2026-06-08T23:59:59+02:00"
    assert (told["met"], told["channel"], told["norm"]) == (True, "email", "samr-2018")


def test_clock_explains_line_by_line():
    text = run(*CASE, "--shop-hours", "Mo-Su 08:00-22:00").stdout
    for words in ("2 d 16:30", "0:30 = Fri 05-06 16:50-17:00", "Sat 06-06 weekend", "1 working day later", "samr-2018"):
        assert words in text
    assert "34:" not in text and "shop's hours" in text
    holiday = run("--sent", "2026-04-24T19:40", "--answered", "2026-04-28T09:30", "--market", "NL").stdout
    assert "King's Day" in holiday and "sent at or after the cut-off at 17:00" in holiday
    dst = run("--sent", "2026-03-27T16:00", "--answered", "2026-03-30T10:00", "--market", "NL").stdout
    assert "2 d 17:00 by the clock (clocks went forward 1:00)" in dst


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--sent", "x", "--market", "NL"), "write it like"),
        (("--sent", "2026-06-05T10:00", "--answered", "2026-06-04T10:00", "--market", "NL"), "before it was sent"),
        (("--sent", "2026-06-05T10:00"), "--market NL"),
        ((*CASE, "--norm", "nope"), "unknown norm"),
        ((*CASE, "--closed", "tomorrow"), "day off"),
        (("--sent", "1026-06-05T10:00", "--answered", "2026-06-04T10:00", "--market", "NL"), "ten years"),
    ],
)
def test_bad_arguments_leave_with_3_and_say_what_to_do(words, told):
    result = run(*words)
    assert result.exit_code == 3
    assert told in result.stderr


def test_a_mail_from_the_future_is_told_as_such():
    result = CliRunner().invoke(app(), ["clock", "--sent", "2126-01-04T10:00", "--market", "NL"])
    assert result.exit_code == 3
    assert "give --until later" in result.output
