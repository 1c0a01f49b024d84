"""The pages of a built report as a reader or a browser takes them: parsed, without guessing."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "img", "input", "br", "rect", "base"}


@dataclass
class Parsed:
    """What stands in one page."""

    lang: str = ""
    text: str = ""
    quoted: str = ""
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    open_at_end: list[str] = field(default_factory=list)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Parsed()
        self.stack: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        self.page.tags.append(tag)
        self.page.handlers += [name for name in own if name.startswith("on") or name == "style"]
        if own.get("id"):
            self.page.ids.append(str(own["id"]))
        if tag == "html":
            self.page.lang = own.get("lang") or ""
        if own.get("href") is not None:
            self.page.links.append(str(own["href"]))
        if own.get("src") is not None:
            self.page.sources.append(str(own["src"]))
        foreign = tag in ("bdi", "q", "code", "cite") or ("lang" in own and tag != "html")
        if tag not in VOID:
            self.stack.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.stack and self.stack[-1][0] == tag, f"</{tag}> closes {self.stack[-1:]}"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][0] in ("script", "style"):
            return
        if any(foreign for _, foreign in self.stack):
            self.page.quoted += f"{data} "
        else:
            self.page.text += f"{data} "


def parse(html: str) -> Parsed:
    """The page; an end tag that closes nothing, or the wrong thing, is an error."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    parser.page.open_at_end = [tag for tag, _ in parser.stack]
    return parser.page


def pages_of(folder: Path) -> dict[str, Parsed]:
    """Every page of the report, by its path inside the folder."""
    return {str(p.relative_to(folder)): parse(p.read_text("utf-8")) for p in sorted(folder.rglob("*.html"))}
