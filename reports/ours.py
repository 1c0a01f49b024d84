"""Which folders are ours to write a report to: empty ones, and those that hold a report. Light to load."""

from pathlib import Path

GENERATOR = "shopcheck"
"""What a page says that it was made by."""


class NotAReport(ValueError):
    """The folder to write to holds something else. Says which."""


def check_place(out: Path) -> None:
    """Raises NotAReport when ``out`` holds something that is no report, OSError when it cannot be read."""
    if out.exists() and any(out.iterdir()) and not _is_report(out):
        raise NotAReport(f"{out} is not empty and holds no report; choose another folder, or empty it yourself.")


def _is_report(folder: Path) -> bool:
    """Whether a folder is ours to replace: also one out of which somebody took its first page."""
    mark = f'name="generator" content="{GENERATOR}'
    pages = [page for name in ("index.html", "method.html") if (page := folder / name).is_file()]
    return any(mark in page.read_text("utf-8", "replace")[:2000] for page in pages)
