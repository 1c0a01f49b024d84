"""What a repeated study would have counted, and how this audit differs from it. Pure."""

import re
from dataclasses import dataclass

from audit.model import ShopResult, Study
from audit.outcomes import Outcome

_OPEN = frozenset({Outcome.NOT_MEASURED, Outcome.UNSURE, Outcome.NOT_APPLICABLE})


@dataclass
class StudyCount:
    """Counts shops by a study's own definition: which have it, which do not, and which could not be told."""

    study: Study
    having: int = 0
    lacking: int = 0
    open: int = 0

    @property
    def published(self) -> tuple[int, int] | None:
        """The study's own two numbers (lacking, all); None where it gave something else than ``n of all``."""
        told = re.fullmatch(r"(\d+) of (\d+)", self.study.published)
        return (int(told[1]), int(told[2])) if told else None

    def add(self, result: ShopResult) -> None:
        """Count one shop; shops that left the list are not counted."""
        if result.left:
            return
        told = {f.check: f.outcome for f in result.findings if f.check in self.study.checks}
        outcomes = [told.get(check, Outcome.NOT_MEASURED) for check in self.study.checks]
        if any(o not in self.study.counted and o not in _OPEN for o in outcomes):
            self.lacking += 1
        elif any(o in _OPEN for o in outcomes):
            self.open += 1
        else:
            self.having += 1
