"""The templates of our pages, with what every one of them needs."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports import views
from reports.permalinks import permalink
from reports.safe import address, clean
from reports.typography import typeset
from reports.wording import Words

GENERATOR = "shopcheck"


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
    )
    env.globals.update(
        published="", permalink=permalink,
        w=words, lang=words.lang, generator=GENERATOR, address=address, clean=clean,
        typeset=lambda text: typeset(text, words.lang),
        country=lambda code: views.country_name(code, words), language=lambda code: views.language_name(code, words),
    )  # fmt: skip
    return env
