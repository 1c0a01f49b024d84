"""``shopcheck read``: saved pages in, contact details out, a page at a time and in order."""

import logging
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from checks.find.files import MAX_BYTES, read_file, read_saved
from reports.exports import dumps
from reports.safe import clean

log = logging.getLogger(__name__)


def read_pages(files: Iterable[Path], market: str | None) -> Iterator[dict[str, Any]]:
    """What each file shows, or why it could not be read; a page that we stumble over stops none of the others."""
    for file in files:
        try:
            yield read_saved(_standard_input(), "-", market) if str(file) == "-" else read_file(file, market)
        except Exception as error:
            log.exception("reading %s failed", file)
            fault = f"{type(error).__name__}: {error}"[:300]
            yield {"file": str(file), "error": f"{file} could not be read, by a fault of shopcheck ({fault})"}


def _standard_input() -> bytes:
    """Standard input to its end, or until it is longer than a page may be."""
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def line(page: dict[str, Any], style: str) -> str:
    """One page as a line of JSON, or as text with a line for each value."""
    if style == "ndjson":
        return dumps(page)
    if "error" in page:
        return f"{_shown(page['file'])}\n  ? {_shown(page['error'])}"
    lines = [_shown(page["file"])]
    for phone in page["phones"]:
        lines.append(f"  phone   {_value(phone)}  {phone['kind']}, of {_whose(phone)}, {_where(phone)}")
    for email in page["emails"]:
        lines.append(f"  e-mail  {_value(email)}  {email['use']}, of {_whose(email)}, {_where(email)}")
    if len(lines) == 1:
        lines.append("  no phone and no e-mail seen")
    if page.get("truncated"):
        lines.append("  ? the page is too large to be read to its end; further on there may be more")
    return "\n".join(lines)


def _value(seen: dict[str, str]) -> str:
    raw = _shown(seen["raw"])
    return seen["value"] if raw == seen["value"] else f"{seen['value']} (“{raw}”)"


def _whose(seen: dict[str, str]) -> str:
    return {"shop": "the shop", "other": "another party"}.get(seen["owner"], "nobody we can tell")


def _where(seen: dict[str, str]) -> str:
    return f"{seen['region']}, {seen['how'].replace('_', ' ')}"


def _shown(text: str) -> str:
    return clean(text, 300)
