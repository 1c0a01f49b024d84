"""Core-seconds of a process with all its children (a browser has many): a figure that other load hardly moves."""

from __future__ import annotations

import contextlib
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 0.25  # seconds between two looks; what a process does after the last look at it is lost


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a command cost. seconds: by the clock. cores: core-seconds of it and its children; own: of it alone.
    peak: MB of the command's own process at its largest, children left out."""

    seconds: float
    cores: float
    own: float
    peak: float
    output: str


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a command to its end in ``folder``. Raises SystemExit with its last words when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True)
        meter = _Meter(process.pid)
        meter.start()
        output, _ = process.communicate()
        seconds = time.monotonic() - began
        meter.done.set()
        meter.join()
        errors.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command[:6])}… ended with {process.returncode}:\n{errors.read()[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    waited = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds=seconds, cores=max(waited, meter.total()), own=meter.own(), peak=meter.peak, output=output)


class _Meter(threading.Thread):
    """Looks at a process and its children until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.peak = 0.0
        self._root = psutil.Process(pid)
        self._spent: dict[tuple[int, float], float] = {}

    def run(self) -> None:
        """Look, wait, look again."""
        while not self.done.wait(EVERY):
            with contextlib.suppress(psutil.Error):
                self.peak = max(self.peak, self._root.memory_info().rss / 2**20)
                for process in (self._root, *self._root.children(recursive=True)):
                    with contextlib.suppress(psutil.Error):
                        times = process.cpu_times()
                        self._spent[process.pid, process.create_time()] = times.user + times.system

    def own(self) -> float:
        """Core-seconds of the command's own process."""
        return self._spent.get((self._root.pid, self._root.create_time()), 0.0)

    def total(self) -> float:
        """Core-seconds seen, of processes that ended as well."""
        return sum(self._spent.values())
