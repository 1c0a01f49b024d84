"""The two streams: results on standard output, everything else on standard error, and how much of it."""

import logging
import os
import shutil
import sys
import warnings
from functools import cached_property
from typing import Any

NOISY = ("scrapy", "twisted", "asyncio", "playwright", "alembic", "filelock", "charset_normalizer", "protego")


class Console:
    """What is said to whom. verbosity: -1 quiet, 0 usual, 1 and 2 more."""

    def __init__(self, verbosity: int = 0) -> None:
        self.verbosity = verbosity

    @property
    def live(self) -> bool:
        """Whether a display that changes in place makes sense: a terminal, and not asked to be quiet or to explain."""
        return self.verbosity == 0 and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def colour(self) -> bool:
        """Whether standard output may carry colour (no-color.org)."""
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    @property
    def columns(self) -> int:
        """How many characters fit on a line of standard output; many where it is no terminal."""
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else 1000

    def rows(self, otherwise: int) -> int:
        """How many lines a result may have to be seen at once, with where its report is and the prompt below it.

        otherwise: how many where standard output is no terminal.
        """
        return max(shutil.get_terminal_size().lines - 3, 15) if sys.stdout.isatty() else otherwise

    @cached_property
    def rich(self) -> Any:
        """The console of rich on standard error."""
        from rich.console import Console as Rich

        return Rich(stderr=True, no_color=bool(os.environ.get("NO_COLOR")), highlight=False)

    def result(self, text: str, end: str = "\n") -> None:
        """Write to standard output; characters that its encoding lacks become ``?`` rather than an error."""
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write((text + end).encode(encoding, "replace").decode(encoding))

    def result_or_gone(self, text: str) -> None:
        """As :meth:`result`, for commands whose exit code says more than their screen: a reader that has gone
        (``| head``) takes nothing from it."""
        try:
            self.result(text)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def say(self, text: str) -> None:
        """Tell people how it goes, unless they asked for quiet."""
        if self.verbosity >= 0:
            self.warn(text)

    def warn(self, text: str) -> None:
        """Tell people what they should know even if they asked for quiet."""
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.write((text + "\n").encode(encoding, "replace").decode(encoding))
        sys.stderr.flush()

    def set_up_logging(self) -> None:
        """Our own log on standard error from -v on; other people's libraries only at -vv."""
        level = {-1: logging.CRITICAL, 0: logging.CRITICAL, 1: logging.INFO}.get(self.verbosity, logging.DEBUG)
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root = logging.getLogger()
        root.handlers[:] = [handler]
        root.setLevel(level)
        for name in NOISY:
            # a failed visit is our result, and for Twisted a critical event
            logging.getLogger(name).setLevel(logging.NOTSET if self.verbosity >= 2 else logging.CRITICAL + 1)
        if self.verbosity < 2:
            warnings.simplefilter("ignore")


CONSOLE = Console()
"""The process's console; the options before a command set how much it says."""
