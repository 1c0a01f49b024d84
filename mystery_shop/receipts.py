"""Facts about a receipt and about an answer, as far as words can tell; what they are worth, people decide."""

from __future__ import annotations

import re

from mystery_shop.evidence import Evidence, answers_to_nobody, signs_data
from mystery_shop.model import Probe, ReceiptFacts
from mystery_shop.wording import find, fold, lower, sentences, words


def receipt_facts(found: Evidence, probe: Probe | None) -> ReceiptFacts:
    """What a receipt gives a customer: a number, a term, a next step, hours; and whether it can be answered."""
    ticket = signs_data()["ticket"]["pattern"].search(f"{found.message.subject}\n{found.flat}")
    names = probe is not None and _names_subject(found, probe)
    closing = found.hits.get("closing", [])
    after = words(found.flat[closing[-1].end :]) if closing else []
    facts = {
        "term": found.promise is not None and found.promise.amount is not None,
        "next_step": bool(found.has("next_step") or found.has("selfhelp")),
        "names_subject": names,
        "hours": bool(found.has("hours")),
    }
    return ReceiptFacts(
        noreply=answers_to_nobody(found.message) or bool(found.has("noreply")),
        ticket=ticket[0] if ticket else "",
        signed=bool(after),
        bland=not ticket and not any(facts.values()),
        **facts,
    )


def _names_subject(found: Evidence, probe: Probe) -> bool:
    own = fold(found.cut.own + found.message.subject)
    return len(fold(probe.subject)) > 5 and fold(probe.subject) in own


def facts_answered(found: Evidence, probe: Probe) -> int:
    """0, 1 or 2: none, some or all of the facts asked for stand in the answer. A proposal; two people decide."""
    own = lower(found.flat)
    held = sum(bool(_fact(fact).search(own)) for fact in probe.facts)
    return 0 if not held else 2 if held == len(probe.facts) else 1


def _fact(fact: str) -> re.Pattern[str]:
    """A fact as it may be written: alternatives by "|", any spacing, plain or accented."""
    choices = [r"\s*".join(re.escape(word) for word in choice.split()) for choice in fact.lower().split("|")]
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)")


def asked_again(found: Evidence, probe: Probe) -> tuple[str, ...]:
    """Names of data that the question already gave and that the answer asks for."""
    asked = []
    low = found.low
    spans = [low[start:end] for start, end in sentences(found.flat)]
    requests = [span for span in spans if find(("ask_again",), span)]
    for name, value in probe.given:
        if any(re.search(rf"\b{re.escape(name.lower())}", span) and fold(value) not in fold(span) for span in requests):
            asked.append(name)
    return tuple(asked)
