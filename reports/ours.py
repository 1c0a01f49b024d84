"""Which folders are ours to write a report to: empty ones, and those that hold a report. Light to load."""

import re
import shutil
from pathlib import Path

GENERATOR = "shopcheck"
"""What a page says that it was made by."""


class NotAReport(ValueError):
    """The folder to write to holds something else. Says which."""


def check_place(out: Path) -> None:
    """Raises NotAReport when ``out`` holds something that is no report, OSError when it cannot be read."""
    if out.exists() and any(out.iterdir()) and not _is_report(out):
        raise NotAReport(f"{out} is not empty and holds no report; choose another folder, or empty it yourself.")


def beside(out: Path) -> str:
    """How the folders begin in which a report for ``out`` is made, beside it: a move within a disk is whole."""
    return f".{out.name}."


def sweep(out: Path) -> None:
    """Take away what killed processes left of reports for ``out``. Only for who alone may write there."""
    made = re.compile(rf"{re.escape(beside(out))}[a-z0-9_]{{8}}")
    for left in out.parent.glob(f"{beside(out)}*"):
        if made.fullmatch(left.name) and left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)


def _is_report(folder: Path) -> bool:
    """Whether a folder is ours to replace: also one out of which somebody took its first page."""
    mark = f'name="generator" content="{GENERATOR}'
    pages = [page for name in ("index.html", "method.html") if (page := folder / name).is_file()]
    return any(mark in page.read_text("utf-8", "replace")[:2000] for page in pages)
