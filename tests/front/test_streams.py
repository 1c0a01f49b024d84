"""What reaches standard error when a connection fails: our sentence, never another's traceback."""

import subprocess
import sys

FAILS = """
import logging
from twisted.logger import Logger
from crawler.loop import run_async
from shopcheck.console import Console

Console({verbosity}).set_up_logging()

async def main():
    try:
        raise ValueError("a certificate for another name")
    except ValueError:
        Logger().failure("while verifying certificate")

run_async(main)
"""


def _said(verbosity: int) -> str:
    code = FAILS.format(verbosity=verbosity)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return done.stderr


def test_failures_inside_twisted_are_not_printed_but_for_those_who_ask_for_libraries() -> None:
    assert _said(0) == ""
    assert _said(1) == ""
    assert "a certificate for another name" in _said(2)
