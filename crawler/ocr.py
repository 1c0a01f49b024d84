"""Text in pictures, read by Tesseract where it is installed, at visit time; judging sees only what was written down.

Tesseract is run as a program (Apache-2.0, https://tesseract-ocr.github.io): one picture in, its text out.
"""

import asyncio
import logging
import os
import re
import shutil
import subprocess
from functools import cache
from weakref import WeakKeyDictionary

from audit.words import language, languages

log = logging.getLogger(__name__)

SECONDS = 30
"""So long one picture may take; one that takes longer counts as not read."""

AT_ONCE = 2
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@cache
def tool() -> str | None:
    """Name and version, as ``tesseract 5.3.0``; None when it is not installed or does not run."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\d+(?:\.\d+)+", said.stdout + said.stderr)
    return f"tesseract {version[0]}" if version else "tesseract"


@cache
def installed() -> tuple[str, ...]:
    """Tesseract's names of the installed languages that we have use for."""
    try:
        said = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    known = set(said.stdout.split())
    return tuple(name for name in (language(code)["language"]["iso3"] for code in languages()) if name in known)


async def read(picture: bytes) -> str | None:
    """The text in a PNG, "" when there is none; None when nobody read it: no Tesseract, or it took too long."""
    if tool() is None:
        return None
    names = "+".join(installed()) or "eng"
    command = ("tesseract", "stdin", "stdout", "-l", names, "--psm", "6", "--dpi", "150")
    turn = _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    async with turn:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # several threads are slower for a small picture
        )
        try:
            text, _ = await asyncio.wait_for(process.communicate(picture), SECONDS)
        except (TimeoutError, asyncio.CancelledError) as error:
            process.kill()
            await process.wait()
            if isinstance(error, asyncio.CancelledError):
                raise
            log.info("a picture took longer than %s s to read", SECONDS)
            return None
    return text.decode("utf-8", "replace").strip()
