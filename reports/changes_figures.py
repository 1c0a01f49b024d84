"""The figures of the page about changes, and what changed at each shop, for other programs. Pure."""

from collections.abc import Iterator
from typing import Any

from audit.model import AuditInfo, Finding
from mystery_shop.compared import Compared, Difference, Line, MailRounds
from reports.changes import LEVELS, Change, Changes, Course
from reports.changes_page import rounds_of
from reports.exports import revision
from reports.figures import Figure
from reports.heads import outcome_key
from reports.mail_changes import PARTS, shown_rounds
from reports.safe import clean
from reports.slugs import shop_id
from reports.wording import Words

PAGE = "changes.html"
CHANGE_COLUMNS = [
    "shop_id", "shop", "rule", "check", "duty", "course", "before", "before_place", "before_reason", "after",
    "after_place", "after_reason", "revision",
]  # fmt: skip
MAIL_COLUMNS = [
    "shop_id", "round", "mails", "settled", "answered", "answered_low", "answered_high", "on_time", "on_time_low",
    "on_time_high", "wait25_s", "wait50_s", "wait75_s", "difference", "difference_low", "difference_high", "course",
    "revision",
]  # fmt: skip
LISTS = ("better", "worse", "moved", "entered", "gone")


def figures(changes: Changes | None, words: Words) -> Iterator[Figure]:
    """Every figure of the page, under its name there."""
    if changes is None:
        return
    for key in ("same", "apart", "other_rules", "by_person"):
        yield _figure(f"changes.{key}", _said(words, f"figures.changes.{key}"), getattr(changes, key), unit="results")
    for key in LISTS:
        yield _figure(f"changes.{key}", _said(words, f"changes.{key}"), len(getattr(changes, key)), unit="results")
    for course in Course:
        count = sum(shop.duty is course for shop in changes.courses.values())
        count = len(changes.gone) if course is Course.GONE else count
        name = f"{_said(words, 'rank.result.duty')}{words.mark(':')} {_said(words, f'course.{course}')}"
        yield _figure(f"changes.duty.{course}", name, count, page="ranking.html")
    yield from _points(changes, words)
    yield from _mails(changes.mail, words)


def _points(changes: Changes, words: Words) -> Iterator[Figure]:
    for check, lines in sorted(changes.checks.items()):
        key = f"check.{check}.noun"
        noun = _said(words, key) if words.has(key) else clean(check, 60)
        for place, label in rounds_of(changes):
            counts = getattr(lines, place)
            told = f"{noun}, {_said(words, label)}"
            yield _figure(
                f"changes.{check}.{place}.shops",
                f"{told}{words.mark(':')} {_said(words, 'check.col.shops')}",
                counts.total(),
            )
            for outcome in LEVELS:
                name = f"{told}{words.mark(':')} {_said(words, outcome_key(outcome, check))}"
                yield _figure(f"changes.{check}.{place}.{outcome}", name, counts[outcome])
        for (before, after), count in sorted(lines.flows.items()):
            was, now = (_said(words, outcome_key(o, check)) for o in (before, after))
            name = f"{noun}{words.mark(':')} {was} → {now}"
            yield _figure(f"changes.{check}.{before}.{after}", name, count)
        for end, value in zip(("", ".low", ".high"), lines.difference(), strict=True):
            name = f"{noun}{words.mark(':')} {_said(words, 'figures.changes.difference' + end)}"
            yield _figure(f"changes.{check}.difference{end}", name, value)


def _mails(found: MailRounds | None, words: Words) -> Iterator[Figure]:
    if found is None or not found.shops:
        return
    mail = _said(words, "rank.result.mail")
    yield _figure(
        "changes.mail.shops", f"{mail}{words.mark(':')} {_said(words, 'figures.changes.mail.shops')}", len(found.shops)
    )
    for place, label in shown_rounds(found):
        line: Line = getattr(found.overall, place)
        told = f"{mail}, {_said(words, label)}"
        for key, name in (("mails", "mail.count.delivered"), ("settled", "figures.changes.mail.settled"),
                          ("answered", "mail.col.answered"), ("on_time", "mail.col.on_time")):  # fmt: skip
            yield _figure(
                f"changes.mail.{place}.{key}",
                f"{told}{words.mark(':')} {_said(words, name)}",
                getattr(line, key),
                "mails",
            )
        for key, name in (("answered", "mail.col.answered"), ("on_time", "mail.col.on_time")):
            for end in ("low", "high"):
                said = f"{told}{words.mark(':')} {_said(words, name)}, {_said(words, f'figures.changes.{end}')}"
                value = round(getattr(line, f"{key}_{end}"), 4)
                yield _figure(f"changes.mail.{place}.{key}.{end}", said, value, "share")
        yield from _waits(line, f"changes.mail.{place}", told, words)
    for key, name in (("on_time", "mail.col.on_time"), ("answered", "mail.col.answered")):
        one: Difference | None = getattr(found.overall, key)
        for end in ("value", "low", "high") if one else ():
            label = f"{mail}, {_said(words, name)}"
            said = f"{label}{words.mark(':')} {_said(words, f'figures.changes.mail.difference.{end}')}"
            place = "" if end == "value" else f".{end}"
            yield _figure(f"changes.mail.difference.{key}{place}", said, round(getattr(one, end), 4), "share")


def _waits(line: Line, place: str, told: str, words: Words) -> Iterator[Figure]:
    for part, wait in zip(PARTS, line.waits, strict=True):
        name = f"{told}{words.mark(':')} {words('changes.mail.wait', share=part).unescape()}"
        for end, value in (("", wait.seconds), (".low", wait.low), (".high", wait.high)):
            if value is not None:
                said = f"{name}, {_said(words, f'figures.changes{end}')}" if end else name
                yield _figure(f"{place}.wait{part}{end}", said, round(value), "seconds")


def change_rows(changes: Changes, info: AuditInfo) -> Iterator[list[Any]]:
    """Rows of ``changes.csv``: one a point that is not as it was, and one a shop that came or went."""
    for course, found in (
        (Course.BETTER, changes.better),
        (Course.WORSE, changes.worse),
        (Course.MOVED, changes.moved),
    ):
        for change in found:
            yield _change_row(change, course, info)
    for course, shops in ((Course.NEW, changes.entered), (Course.GONE, changes.gone)):
        for shop in shops:
            yield [shop_id(shop.key), clean(shop.name, 100), *[None] * 3, course, *[None] * 6, revision(info)]


def _change_row(change: Change, course: Course, info: AuditInfo) -> list[Any]:
    def side(finding: Finding) -> list[Any]:
        return [finding.outcome, finding.place, finding.reason]

    after = change.after
    return [
        shop_id(change.shop.key), clean(change.shop.name, 100), after.rule, after.check, after.duty, course,
        *side(change.before), *side(after), revision(info),
    ]  # fmt: skip


def mail_rows(found: MailRounds | None, info: AuditInfo) -> Iterator[list[Any]]:
    """Rows of ``mail_rounds.csv``: a shop's mails in each round that they are shown for."""
    for one in found.shops if found else ():
        for place, _ in shown_rounds(found) if found else ():
            yield _mail_row(one, place, info)


def _mail_row(one: Compared, place: str, info: AuditInfo) -> list[Any]:
    line: Line = getattr(one, place)
    waits = [None if wait.seconds is None else round(wait.seconds) for wait in line.waits] or [None] * len(PARTS)
    found = one.on_time if place == "after" else None
    apart = [round(v, 4) for v in (found.value, found.low, found.high)] if found else [None] * 3
    shares = [
        line.answered, round(line.answered_low, 4), round(line.answered_high, 4),
        line.on_time, round(line.on_time_low, 4), round(line.on_time_high, 4),
    ]  # fmt: skip
    course = one.course if place == "after" else None
    return [shop_id(one.shop), place, line.mails, line.settled, *shares, *waits, *apart, course, revision(info)]


def _figure(name: str, said: str, value: float, unit: str = "shops", page: str = PAGE) -> Figure:
    return Figure(id=name, name=said, value=value, unit=unit, page=page)


def _said(words: Words, key: str) -> str:
    return str(words(key).unescape())
