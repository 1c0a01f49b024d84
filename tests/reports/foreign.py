"""Which words of a built page are of another language than the page: runs of words that only others' texts have."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import html

from checks.packs import LANGUAGES
from reports.wording import catalogue, report_languages

ROOT = Path(__file__).parents[2]
RUN = 4  # words in a row: fewer occur in several languages by chance (names, "1280 × 900 px", "HTTP 403")
INLINE = frozenset({"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "q", "small", "span", "strong", "time", "wbr"})
GIVEN = frozenset({"bdi", "q", "code", "script", "style", "pre"})  # what shops, lists and programs wrote
SPOKEN = ("alt", "title", "aria-label", "placeholder", "label", "summary")
_WORD = re.compile(r"[^\W_]+(?:['’.:-][^\W_]+)*")
_BREAK = "\n"


def catalogue_texts(lang: str) -> Iterator[str]:
    """Every text of the report's catalogue, plural forms apart."""
    for message in catalogue(lang):
        if message.id:
            yield from map(str, message.string if isinstance(message.string, tuple | list) else (message.string,))


@cache
def all_texts(lang: str) -> frozenset[str]:
    """The catalogue and whatever else readers get to see in several languages: rules, studies, norms, the screen."""
    texts = set(catalogue_texts(lang))
    for data in written().values():
        texts.update(_by_language(data, lang))
    return frozenset(texts)


@cache
def written() -> dict[str, Any]:
    """The data files that hold texts for readers by language, parsed, under their names."""
    files = [f for folder in ("checks/packs", "shopcheck/studies") for f in ROOT.joinpath(folder).glob("*.toml")]
    files += [ROOT / name for name in ("shopcheck/screen.toml", "mystery_shop/norms.toml", "reports/platforms.toml")]
    return {str(f.relative_to(ROOT)): tomllib.loads(f.read_text("utf-8")) for f in files}


def half_translated(data: Any, where: str) -> Iterator[str]:
    """Texts that stand there in English but not in every language of the report, or with other keys than in English."""
    if isinstance(data, list):
        for part in data:
            yield from half_translated(part, f"{where}: {part.get('id', '')}" if isinstance(part, dict) else where)
    elif isinstance(data, dict) and "en" in data:
        for lang in report_languages():
            if lang not in data or (isinstance(data["en"], dict) and set(data[lang]) != set(data["en"])):
                yield f"{where}: {lang}"
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from half_translated(value, f"{where}: {key}")


def _by_language(data: Any, lang: str) -> Iterator[str]:
    if isinstance(data, list):
        for part in data:
            yield from _by_language(part, lang)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in LANGUAGES:
                if key == lang:
                    yield from _strings(value)
            else:
                yield from _by_language(value, lang)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


@cache
def laws() -> frozenset[str]:
    """Names of laws and rulings in the law's own language, given alike in every report."""
    rules = [rule for data in written().values() for rule in data.get("rule", ())]
    return frozenset(r["citation"] for r in rules if isinstance(r.get("citation"), str))


def runs(text: str, length: int = RUN) -> Iterator[tuple[str, ...]]:
    """All runs of so many words in the text; none goes over a break (a value set in, another block)."""
    for part in re.split(rf"{{\w*}}|{_BREAK}", text):
        words = _WORD.findall(part.casefold())
        for start in range(len(words) - length + 1):
            yield tuple(words[start : start + length])


@cache
def own_runs(lang: str) -> frozenset[tuple[str, ...]]:
    """Every run of words in the texts of one language."""
    return frozenset(run for text in all_texts(lang) for run in runs(text))


@cache
def foreign_runs(lang: str) -> dict[tuple[str, ...], str]:
    """Runs of words that stand in texts of other languages only, with the language."""
    own = own_runs(lang) | {run for law in laws() for run in runs(law)}
    return {run: other for other in report_languages() if other != lang for run in own_runs(other) if run not in own}


def generated(page: str) -> str:
    """What the program itself says on a page, attributes that are read aloud included; blocks are parted by breaks.

    Left out: values and quotes of others (``bdi``, ``q``, ``code``) and whatever says its own language.
    """
    root = html.document_fromstring(page)
    return "".join(_spoken(root, str(root.get("lang") or "")))


def _spoken(node: html.HtmlElement, lang: str) -> Iterator[str]:
    if not isinstance(node.tag, str):
        return
    if node.tag in GIVEN or node.get("lang", lang) != lang:
        yield _BREAK
        return
    edge = "" if node.tag in INLINE else _BREAK
    yield edge
    for name, value in node.attrib.items():
        if name in SPOKEN or (name.startswith("data-") and " " in value):  # a script shows it; one word may be a code
            yield f"{_BREAK}{value}{_BREAK}"
    yield _on_one_line(node.text)
    for child in node:
        yield from _spoken(child, lang)
        yield _on_one_line(child.tail)
    yield edge


def _on_one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def leaks(text: str, lang: str) -> list[str]:
    """What in a text of one language is another's: runs of words, and whole pieces that only another catalogue has."""
    foreign = foreign_runs(lang)
    found = [f"{foreign[run]}: {' '.join(run)}" for run in runs(text) if run in foreign]
    own = set(all_texts(lang))
    labels = {t: other for other in report_languages() if other != lang for t in catalogue_texts(other) if t not in own}
    return found + [f"{labels[piece]}: {piece}" for piece in map(str.strip, text.split(_BREAK)) if piece in labels]


@cache
def vocabulary(lang: str) -> frozenset[str]:
    """Every word in the texts of one language."""
    return frozenset(word for text in all_texts(lang) for word in _WORD.findall(text.casefold()) if word.isalpha())


def strange(text: str, lang: str, given: Iterable[str] = ()) -> list[str]:
    """Pieces that no catalogue holds and that still are of another language: written into a template, say.

    At least three of their words, and half of them, stand in texts of other languages only. given: names and titles
    that people gave, to be left out.
    """
    others = frozenset().union(*(vocabulary(code) for code in report_languages() if code != lang)) - vocabulary(lang)
    found = []
    for piece in text.split(_BREAK):
        for name in given:
            piece = piece.replace(name, "")
        words = _WORD.findall(piece.casefold())
        foreign = sum(word in others for word in words)
        if foreign >= 3 and foreign * 2 >= len(words):
            found.append(piece.strip())
    return found


def pages_in(folder: Path) -> Iterable[Path]:
    """Every page of a built report."""
    return sorted(folder.rglob("*.html"))
