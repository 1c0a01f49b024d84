"""The templates of our pages, with what every one of them needs."""

from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from reports import drawing, views
from reports.heads import outcome_key
from reports.ours import GENERATOR
from reports.permalinks import permalink
from reports.safe import address, clean
from reports.typography import typeset
from reports.wording import Words, words_for


class _Compiled(BytecodeCache):
    """Templates compiled once in a process, for every report and language."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled before, if it was."""
        bucket.code = self._codes.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        if bucket.code is not None:
            self._codes[bucket.key] = bucket.code


_COMPILED = _Compiled()


def environment(words: Words) -> Environment:
    """The templates for one language. Everything is escaped, and a name that nobody gave is an error."""
    env = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    env.globals.update(
        published="", permalink=permalink,
        w=words, lang=words.lang, generator=GENERATOR, address=address, clean=clean,
        outcome_key=outcome_key,
        typeset=lambda text: typeset(text, words.lang),
        country=lambda code: views.country_name(code, words), language=lambda code: views.language_name(code, words),
    )  # fmt: skip
    return env


def write_page(path: Path, html: str) -> None:
    """Write a page as UTF-8; what is no character (half a surrogate pair) becomes a question mark."""
    path.write_text(html.encode("utf-8", "replace").decode("utf-8"), "utf-8", newline="\n")


def prepare(lang: str) -> None:
    """Load what writing a report takes: templates, texts, the engine that draws. Worth a second while one waits."""
    env = environment(words_for(lang))
    for name in env.list_templates():
        env.get_template(name)
    drawing.prepare()
