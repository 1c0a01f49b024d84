"""What a machine needs for audits, whether it has it, and the command that mends what it lacks."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.chromium import installed_browser
from shopcheck.browser import starts

DISK_GB = 2.0
"""So much free space: some 500 shops with pictures."""

LANGUAGES = ("deu", "eng", "fra", "nld")


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """One thing looked at. mend: what to do, empty when all is well. needed: whether audits fail without it."""

    what: str
    found: str
    mend: str = ""
    needed: bool = True


def examine(folder: Path) -> list[Symptom]:
    """Everything, in a fixed order. ``folder``: where audits would be written."""
    looks: tuple[Callable[[], Symptom], ...] = (
        _python, _browser, lambda: _write(folder), lambda: _disk(folder), _clock, _ocr, _names,
    )  # fmt: skip
    return [look() for look in looks]


def _python() -> Symptom:
    return Symptom(what="Python", found=f"{sys.version.split()[0]} ({sys.executable})")


def _browser() -> Symptom:
    path = installed_browser()
    if path and starts(path):
        return Symptom(what="browser", found=path)
    found = f"{path} does not start" if path else "none"
    return Symptom(what="browser", found=found, mend="shopcheck doctor --mend   (or: sudo apt install chromium)")


def _write(folder: Path) -> Symptom:
    if folder.exists() and not folder.is_dir():
        return Symptom(what="write access", found=f"{folder} is a file", mend="name a folder with --out")
    place = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.is_dir())
    try:
        with tempfile.TemporaryFile(dir=place):
            return Symptom(what="write access", found=str(place))
    except OSError as error:
        mend = f"choose a folder of your own with --out, or: sudo chown {os.getuid()} {place}"
        return Symptom(what="write access", found=f"{place}: {error.strerror}", mend=mend)


def _disk(folder: Path) -> Symptom:
    place = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.is_dir())
    free = shutil.disk_usage(place).free / 1e9
    mend = "" if free >= DISK_GB else f"make room: an audit of 500 shops with pictures takes about {DISK_GB:g} GB"
    return Symptom(what="disk", found=f"{free:.1f} GB free", mend=mend, needed=False)


def _clock() -> Symptom:
    """A clock that is earlier than our own files is wrong; one in step with them may still be off by minutes."""
    now = time.time()
    built = max(path.stat().st_mtime for path in Path(__file__).parent.glob("*.py"))
    found = f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d %H:%M} UTC"
    wrong = now < built - 86400
    return Symptom(what="clock", found=found, mend="sudo timedatectl set-ntp true" if wrong else "")


def _ocr() -> Symptom:
    """Text in pictures is read by Tesseract; without it a picture is looked at by a person."""
    import subprocess

    path = shutil.which("tesseract")
    command = "sudo apt install tesseract-ocr " + " ".join(f"tesseract-ocr-{lang}" for lang in LANGUAGES)
    if path is None:
        return Symptom(what="text in pictures", found="no tesseract", mend=command, needed=False)
    listed = subprocess.run([path, "--list-langs"], capture_output=True, text=True, timeout=30, check=False).stdout
    lacking = [lang for lang in LANGUAGES if lang not in listed.split()]
    found = f"{path}, without {', '.join(lacking)}" if lacking else path
    return Symptom(what="text in pictures", found=found, mend=command if lacking else "", needed=False)


def _names() -> Symptom:
    from shopcheck.network import dns_answers

    if dns_answers():
        return Symptom(what="network", found="the DNS answers")
    return Symptom(what="network", found="the DNS does not answer", mend="connect to a network", needed=False)
