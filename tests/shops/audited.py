"""Run ``shopcheck run`` as a user does, in a process of its own, and read what ``shopcheck export`` prints."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.crawler.farm import farm

UNHURRIED = {"SHOPCHECK_CRAWL__TIME_BUDGET": "600"}
"""A machine that is busy with other tests is no reason for a gap."""

CHECKS = {"phone": "phone-findable", "email": "email-findable"}


class AuditFailedError(AssertionError):
    """The command ended otherwise than it should."""


def shopcheck(*arguments: str, folder: Path, seconds: float, accept: Iterable[int] = (0,)) -> str:
    """Standard output of ``shopcheck ARGUMENTS``, run in ``folder``. Raises AuditFailedError and TimeoutExpired."""
    done = subprocess.run(
        [sys.executable, "-m", "shopcheck", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
        env={**os.environ, **UNHURRIED},
    )
    if done.returncode not in set(accept):
        raise AuditFailedError(f"shopcheck {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


def audited(rows: Iterable[Mapping[str, str]], folder: Path, *, seconds: float, at_once: int = 4) -> dict[str, Any]:
    """Audit the shops of a list through ``shopcheck run`` and export: the object of each shop by its address.

    rows: url, name and market of each shop. seconds: how long the run may take.
    """
    with (folder / "shops.csv").open("w", newline="", encoding="utf-8") as out:
        table = csv.DictWriter(out, ["url", "name", "market"])
        table.writeheader()
        table.writerows(rows)
    shopcheck(
        *("run", "shops.csv", "--out", "audit", "--allow-private", "--delay", "0"),
        *("--concurrency", str(at_once), "--max-unmeasured", "100"),
        folder=folder,
        seconds=seconds,
    )
    exported = json.loads(shopcheck("export", "audit", "--format", "json", folder=folder, seconds=60))
    return {shop["shop"]["url"]: shop for shop in exported["shops"]}


def audited_farms(
    shops: Mapping[str, Mapping[str, Any]], market: str, folder: Path, *, seconds: float
) -> dict[str, Any]:
    """Serve shops on loopback, each as :func:`tests.crawler.farm.farm` takes its pages, and audit them in one run.

    shops: pages of each shop by its name. Gives the object of each by its name.
    """
    with ExitStack() as stack:
        urls = {name: stack.enter_context(farm(dict(pages))).url for name, pages in shops.items()}
        rows = [{"url": url, "name": name, "market": market} for name, url in urls.items()]
        objects = audited(rows, folder, seconds=seconds)
    return {name: objects[url] for name, url in urls.items()}


def finding(shop: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The finding of ``phone`` or ``email`` in a shop's object."""
    return next(found for found in shop["findings"] if found["check"] == CHECKS[kind])
