"""Starts the django-oscar shop in a process of its own and stops it again."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.oscar.project.shows import SHOWS

ROOT = Path(__file__).parents[2]


class ShopDidNotStartError(RuntimeError):
    """The shop's process ended, or was silent for too long."""


@contextlib.contextmanager
def running_shop(folder: Path, *, seconds: float = 120) -> Iterator[dict[str, str]]:
    """The shop on loopback: variant and address. ``folder`` keeps its database and its log."""
    environment = os.environ | {"SHOP_FOLDER": str(folder), "PYTHONWARNINGS": "ignore"}
    with (folder / "shop.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.oscar.project.start"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        too_long = threading.Timer(seconds, process.kill)
        too_long.start()
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline().split() for _ in SHOWS]
            too_long.cancel()
            if not all(lines):
                raise ShopDidNotStartError((folder / "shop.log").read_text()[-2000:])
            yield {line[0]: line[1] for line in lines}
        finally:
            too_long.cancel()
            process.kill()
            process.communicate(timeout=60)
