"""Figures with their targets: printed as they come, and written into ``docs/benchmarks.md``."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Measured by `{command}` on {when} with {machine}. Ratios are measured side by side in one run on one machine: compare
ratios, not seconds. Another load on the machine at the time makes seconds worse and ratios hardly different.
Targets are those of the design ("Speed and size to hold").
"""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured thing. target: what it should be, in words; empty where there is none."""

    what: str
    value: str
    target: str = ""


@dataclass
class Report:
    """Parts with their figures, in the order in which they were measured."""

    parts: dict[str, list[Figure]] = field(default_factory=dict)
    _part: str = ""

    def part(self, title: str) -> None:
        """Begin a part."""
        self._part = title
        self.parts[title] = []
        print(f"== {title}", flush=True)

    def add(self, what: str, value: str, target: str = "") -> None:
        """Note a figure of the part that was begun last, and print it."""
        self.parts[self._part].append(Figure(what=what, value=value, target=target))
        print(f"{what:<58} {value}{f'   (target: {target})' if target else ''}", flush=True)

    def write(self, command: str) -> Path:
        """Write the page and give its path."""
        text = [HEAD.format(command=command, when=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine())]
        for title, figures in self.parts.items():
            text.append(f"\n## {title}\n\n| what | measured | target |\n|---|---|---|\n")
            text += [f"| {figure.what} | {figure.value} | {figure.target} |\n" for figure in figures]
        PAGE.write_text("".join(text), encoding="utf-8")
        return PAGE


def machine() -> str:
    """Kind of machine in words: cores, memory, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, Python {platform.python_version()}"
