"""How far a run is, on standard error: a live display on a terminal, a line a shop elsewhere."""

import time
from collections import Counter, deque
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from audit.model import Finding, Shop
from audit.outcomes import Outcome
from shopcheck.console import Console
from shopcheck.judging import Sum, duties, summed

WINDOW = 50
"""Speed and time left are told from so many shops."""


LONGEST = 60
"""Characters of a name or an address in the progress; the report has them whole."""


def name_of(shop: Shop) -> str:
    """How a shop is called in one line: its name and host, or the host alone."""
    host = shop.url.partition("://")[2].rstrip("/")
    name = " ".join(shop.name.split())
    if not name or name.casefold() == host.casefold():
        return _short(host)
    return f"{_short(name)} ({_short(host)})"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def finding_words(finding: Finding) -> str:
    """One finding in a few words: ``phone-findable met, clear, 1 click``."""
    words = [f"{finding.check} {finding.outcome.replace('_', ' ')}"]
    if finding.place:
        words.append(finding.place.replace("_", " "))
    if finding.clicks is not None:
        words.append(f"{finding.clicks} click" + ("s" if finding.clicks != 1 else ""))
    if finding.reason and finding.outcome is not Outcome.MET:
        words.append(finding.reason.replace("_", " "))
    return ", ".join(words)


def duration(seconds: float) -> str:
    """A length of time in rough words: ``40 s``, ``12 min``, ``2 h 50``."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d}"


class Progress:
    """Counts shops as they are done. A context: the live display stands while it lasts."""

    def __init__(self, console: Console, total: int, before: Iterable[Sum] = ()) -> None:
        """``total``: shops on the list; ``before``: what those add up to that were done in an earlier run."""
        self._console = console
        self._total = total
        self.sums = Counter(before)
        self._times: deque[float] = deque([time.monotonic()], maxlen=WINDOW)
        self._now: dict[str, str] = {}
        self._live: Any = None

    def __enter__(self) -> Self:
        if self._console.live:
            from rich.live import Live

            self._live = Live(
                get_renderable=self._display, console=self._console.rich, refresh_per_second=4, transient=True
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def begin(self, shop: Shop) -> None:
        """A visit begins."""
        self._now[shop.key] = name_of(shop)

    def done(self, shop: Shop, findings: tuple[Finding, ...]) -> None:
        """A visit is judged and stored."""
        self._now.pop(shop.key, None)
        self._times.append(time.monotonic())
        self.sums[summed(findings)] += 1
        if not self._console.live:
            what = "; ".join(finding_words(finding) for finding in duties(findings))
            self._console.say(f"[{self.sums.total():>{len(str(self._total))}}/{self._total}] {name_of(shop)}: {what}")

    def line(self) -> str:
        """The counts in one line: done / total, and what came out."""
        told = [word for word in Sum if self.sums[word] or word is not Sum.CHECKED]
        return "  ".join([f"{self.sums.total()}/{self._total}", *(f"{word.value} {self.sums[word]}" for word in told)])

    def speed(self) -> str:
        """Shops a minute and the time left, once there is something to tell them from."""
        spent = time.monotonic() - self._times[0]
        if len(self._times) < 2 or spent <= 0:
            return ""
        rate = (len(self._times) - 1) / spent
        left = self._total - self.sums.total()
        return f"{rate * 60:.1f} shops a minute" + (f", about {duration(left / rate)} left" if left else "")

    def _display(self) -> Any:
        from rich.console import Group
        from rich.text import Text

        now = list(self._now.values())
        lines = [self.line(), "  ".join(filter(None, [self.speed(), "(Ctrl-C is safe: the same command goes on)"]))]
        busy = "now: " + " | ".join(now[:6]) + (f" and {len(now) - 6} more" if len(now) > 6 else "")
        # figures are worth a second line on a narrow screen, names are not
        return Group(Text("\n".join(lines)), Text(busy, style="dim", overflow="ellipsis", no_wrap=True))
