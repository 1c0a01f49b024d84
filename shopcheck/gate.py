"""A shop in its own build: what is new since the baseline fails it; what could not be looked at never does."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.model import Shop, ShopResult
from audit.outcomes import Outcome, Reason
from checks.packs import Packs
from reports import ci
from reports.baseline import DUTIES, Baseline, BaselineError, Comparison, compare, dump, parse, renewed
from reports.wording import Words
from shopcheck.arguments import unfinished
from shopcheck.errors import Exit, PlainError, WrongInputError
from shopcheck.settings import CiSection
from shopcheck.visiting import TOOL


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A run in a build. before: the baseline, None where none is used."""

    results: tuple[ShopResult, ...]
    comparison: Comparison
    before: Baseline | None
    settings: CiSection


def read_baseline(settings: CiSection, *, write: bool) -> Baseline | None:
    """The baseline that the settings name, None for none. write: it may not exist yet. Raises WrongInputError."""
    if not settings.baseline:
        if write:
            raise WrongInputError("--write-baseline needs a file to write to: --baseline FILE")
        return None
    path = Path(settings.baseline)
    try:
        return parse(path.read_bytes())
    except FileNotFoundError:
        if write:
            return Baseline()
        raise WrongInputError(f"there is no baseline {path}; write it once with --write-baseline") from None
    except BaselineError as error:
        raise WrongInputError(f"{path} {error}; write it anew with --write-baseline after moving it away") from error
    except OSError as error:
        raise WrongInputError(f"the baseline {path} cannot be read: {error.strerror}") from error


def names(shops: Sequence[Shop], known_as: str) -> dict[str, str]:
    """By which key the baseline knows each shop, where that is another one. Raises WrongInputError."""
    from audit.shoplist import shop_at

    if not known_as:
        return {}
    if len(shops) != 1:
        raise WrongInputError(f"known_as {known_as}: there are {len(shops)} shops, and it can be the name of one only")
    try:
        return {shops[0].key: shop_at(known_as).key}
    except ValueError as error:
        raise WrongInputError(f"known_as: {error}") from error


def judged(results: Sequence[ShopResult], before: Baseline | None, settings: CiSection) -> Gate:
    """The run beside the baseline."""
    called = names([r.shop for r in results], settings.known_as)
    comparison = compare(results, before or Baseline(), fail_on=settings.fail_on, called=called)
    return Gate(results=tuple(results), comparison=comparison, before=before, settings=settings)


def unmeasured(gate: Gate) -> float:
    """Per cent of the points that count that could not be measured. With ``never`` the obligatory ones count."""
    wanted = DUTIES[gate.settings.fail_on] or DUTIES["must"]
    count = [
        f.outcome is Outcome.NOT_MEASURED
        for r in gate.results
        for f in r.findings
        if f.duty in wanted and f.outcome is not Outcome.NOT_APPLICABLE
    ]
    return 100 * sum(count) / len(count) if count else 100.0


def exit_code(gate: Gate) -> Exit:
    """1 for a fault of ours, 2 for new problems, 4 for too much that could not be measured, else 0; 2 goes before 4."""
    if gate.comparison.fresh:
        return Exit.TO_FIX
    gaps = [g.reason for r in gate.results if r.snapshot for g in r.snapshot.gaps]
    if Reason.VISIT_CRASHED in gaps:
        return Exit.OUR_FAILURE
    return Exit.NOT_MEASURED if unmeasured(gate) > gate.settings.max_unmeasured else Exit.DONE


def write_files(gate: Gate, words: Words) -> list[Path]:
    """Write the files that the settings name; returns their paths. Raises WrongInputError and PlainError."""
    settings, packs = gate.settings, Packs()
    results, comparison, known = gate.results, gate.comparison, gate.before is not None
    if settings.badge and len(results) != 1:
        raise WrongInputError(f"a badge is about one shop, and there are {len(results)}; leave {settings.badge} away")
    makers: Mapping[str, Callable[[], str]] = {
        settings.sarif: lambda: ci.sarif(
            results, comparison, packs=packs, words=words, tool=TOOL, baseline=known, source=settings.source
        ),
        settings.junit: lambda: ci.junit(results, comparison.fresh, packs=packs, words=words),
        settings.summary: lambda: ci.markdown(results, comparison, packs=packs, words=words, baseline=known),
        settings.badge: lambda: _badge(results[0], words),
    }
    written = []
    for name, make in makers.items():
        if name:
            _write(Path(name), make())
            written.append(Path(name))
    return written


def write_baseline(gate: Gate) -> Path:
    """Write the baseline as it is after this run; returns its path. Raises PlainError."""
    called = names([r.shop for r in gate.results], gate.settings.known_as)
    path = Path(gate.settings.baseline)
    _write(path, dump(renewed(gate.results, gate.before or Baseline(), tool=TOOL, called=called)))
    return path


def _badge(result: ShopResult, words: Words) -> str:
    assert result.snapshot is not None
    return ci.badge(result.findings, day=result.snapshot.started_at.date(), words=words)


def _write(path: Path, text: str) -> None:
    """Write a file whole. The file of a build service's step summary is added to, for others write there too."""
    data = text.encode("utf-8", "replace")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if str(path) == os.environ.get("GITHUB_STEP_SUMMARY"):
            with path.open("ab") as file:
                file.write(data)
            return
        partial = unfinished(path)
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise PlainError(f"{path} could not be written: {error.strerror}", Exit.WRONG_INPUT) from error
