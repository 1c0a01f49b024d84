"""The questions that are asked, as data (``questions/<language>.toml``), and the letter made of one."""

from __future__ import annotations

import random
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from audit.model import Record
from mystery_shop.letters import LetterError, check_letter, one_line

MAX_WORDS = 90
"""A longer mail takes more of somebody's time than a question is worth."""


class QuestionError(ValueError):
    """A file of questions that cannot be used. The message says where and why."""


class Question(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to ask, in several wordings. facts: what a full answer holds; words that say the same parted by "|"."""

    id: str
    subjects: tuple[str, ...]
    texts: tuple[str, ...]
    facts: tuple[str, ...] = ()


class Questions(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A language's questions, and the words around them. markets: where this language is written to shops first."""

    language: str
    markets: tuple[str, ...] = ()
    greetings: tuple[str, ...]
    thanks: tuple[str, ...]
    closings: tuple[str, ...]
    question: tuple[Question, ...]


class Asked(Record, frozen=True, kw_only=True):
    """One question put into words for one shop."""

    question: str
    subject: str
    text: str
    facts: tuple[str, ...] = ()


@cache
def languages() -> tuple[str, ...]:
    """Languages that we have questions in, sorted."""
    files = resources.files("mystery_shop").joinpath("questions").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


@cache
def questions(language: str) -> Questions:
    """Our questions in a language. Raises KeyError where there are none."""
    if language not in languages():
        raise KeyError(language)
    text = resources.files("mystery_shop").joinpath("questions", f"{language}.toml").read_text("utf-8")
    return _checked(tomllib.loads(text), f"questions/{language}.toml")


def read_questions(path: Path) -> Questions:
    """Somebody's own questions. Raises QuestionError."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise QuestionError(f"the questions in {path} cannot be read: {error}") from error
    return _checked(table, str(path))


def language_for(market: str | None, spoken: tuple[str, ...] = ()) -> str:
    """The language to write in: the first that the shop's site speaks and we do, else the market's, else English."""
    have = languages()
    for code in spoken:
        if code.split("-")[0].lower() in have:
            return code.split("-")[0].lower()
    for code in have:
        if (market or "").upper() in questions(code).markets:
            return code
    return "en"


def ask(bank: Questions, question: Question, *, shop: str, signed: str, reference: str, rng: random.Random) -> Asked:
    """The question as a letter to ``shop``, signed with a name; wording by chance. Raises LetterError."""
    name = shop_name(shop)
    subject = one_line(rng.choice(question.subjects).replace("{shop}", name))
    body = rng.choice(question.texts).replace("{shop}", name)
    lines = [rng.choice(bank.greetings), "", body, "", rng.choice(bank.thanks), "", rng.choice(bank.closings)]
    lines.append(one_line(signed, 60))
    if reference:
        lines += ["", f"({reference})"]
    text = "\n".join(lines) + "\n"
    check_letter(subject, text)
    return Asked(question=question.id, subject=subject, text=text, facts=question.facts)


def shop_name(name: str) -> str:
    """A shop's name as a customer would write it: one line, short, without scheme, braces or angle brackets."""
    plain = one_line(name, 60).replace("https://", "").replace("http://", "").removeprefix("www.").rstrip("/")
    return "".join(c for c in plain if c not in "<>{}|\\") or "?"


def _checked(table: dict[str, Any], where: str) -> Questions:
    try:
        bank = msgspec.convert(table, Questions)
    except msgspec.ValidationError as error:
        raise QuestionError(f"{where}: {error}") from error
    if not bank.question or not (bank.greetings and bank.thanks and bank.closings):
        raise QuestionError(f"{where}: there must be at least one question, greeting, thanks and closing")
    seen: set[str] = set()
    for question in bank.question:
        if question.id in seen or not question.subjects or not question.texts:
            raise QuestionError(f"{where}: question {question.id!r} stands there twice, or has no subject or text")
        seen.add(question.id)
        for text in (*question.subjects, *question.texts):
            if len(text.split()) > MAX_WORDS:
                raise QuestionError(f"{where}: question {question.id!r} is longer than {MAX_WORDS} words")
            try:
                check_letter(one_line(question.subjects[0]), text)
            except LetterError as error:
                raise QuestionError(f"{where}: question {question.id!r}: {error}") from error
    return bank
