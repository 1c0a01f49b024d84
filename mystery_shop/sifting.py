"""Phrases that mean something else where they stand: sifted out before anything is weighed.

"I was away last week" announces no absence, "our chatbot helps you on our website" is no assistant's answer, and what
stands under the closing is the shop's footer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mystery_shop.promises import grammar
from mystery_shop.wording import Hit, find, flatten, lower, mail_words, sentences, words

if TYPE_CHECKING:
    from mystery_shop.evidence import Evidence

FINDING = 5
"""Words behind a colon from which they are what was found out."""


def sift(found: Evidence, codes: frozenset[str]) -> None:
    """Drop from ``found.hits`` what does not mean what it says. codes: languages whose phrases count."""
    _first_person(found, codes)
    _drop_below_closing(found)
    _count_once(found)
    _drop_found_out(found, codes)
    _drop_past_absence(found, codes)


def _drop(found: Evidence, category: str, places: Iterable[int]) -> None:
    """Take out the phrases of a category in every sentence in which one of the places lies."""
    hits = found.hits.get(category)
    at = list(places)
    if not hits or not at:
        return
    over = [place for place in sentences(found.flat) if any(place[0] <= one < place[1] for one in at)]
    found.hits[category] = [hit for hit in hits if not any(start <= hit.start < end for start, end in over)]


def _starts(found: Evidence, *categories: str) -> list[int]:
    return [hit.start for category in categories for hit in found.hits.get(category, ())]


def _first_person(found: Evidence, codes: frozenset[str]) -> None:
    """Who says "I" is a person: such a sentence is no receipt, whatever else it says."""
    ends = [hit.start for hit in found.hits.get("disclaimer", ())]  # "sent from my phone"
    said = [hit for hit in find(("singular",), found.low, codes) if not any(0 <= hit.start - at < 40 for at in ends)]
    if not said or found.has("assistant"):
        return
    closing = next((hit.start for hit in found.hits.get("closing", []) if hit.start > 60), len(found.flat))
    _drop(found, "receipt", [hit.start for hit in said])
    if any(hit.start < closing for hit in said):
        found.hits["singular"] = said
        found.add("speaks in the first person", "text", said[0].words, "person", 0.4)


def _count_once(found: Evidence) -> None:
    """A sentence that sends us elsewhere, or says that nobody is in, does not answer as well."""
    _drop(found, "answer", _starts(found, "refusal", "deflection", "absence", "holding"))
    _drop(found, "assistant", _starts(found, "deflection"))  # "our chatbot helps you on our website"
    if found.has("unreceived") or not found.has("thanks"):
        _drop(found, "receipt", _starts(found, "refusal", "deflection", "unreceived"))


def _drop_found_out(found: Evidence, codes: frozenset[str]) -> None:
    """ "I asked our baker: they contain nuts" and "I checked, and they confirm it" answer; nobody is still looking."""
    held = found.hits.get("holding", [])
    if not held:
        return
    told = [hit.start for hit in find(("told",), found.low, codes)]
    known = [grammar(code) for code in codes if "promise" in mail_words(code)]
    over = []
    for start, end in sentences(found.flat):
        colon = found.flat.find(": ", start, end)
        said = colon > 0 and len(words(found.flat[colon:end])) >= FINDING
        said = said or any(speaks.is_of_others(found.low[start:end]) for speaks in known)  # the carrier will call
        if said or any(start <= at < end for at in told):
            over.append(start)
            found.hits.setdefault("answer", []).append(Hit("answer", "", start, end, found.flat[start:end].strip()))
    _drop(found, "holding", over)


def _drop_past_absence(found: Evidence, codes: frozenset[str]) -> None:
    """ "I was away last week" excuses a late answer; it announces no absence."""
    if not found.hits.get("absence"):
        return
    over = [hit.start for hit in find(("was",), found.low, codes)]
    if found.promise and found.promise.amount is not None:  # "because of the holidays we answer within five days"
        over.append(found.low.find(lower(flatten(found.promise.text))[:60]))
    _drop(found, "absence", over)


def _drop_below_closing(found: Evidence) -> None:
    """What stands under the closing is the shop's footer and says nothing about this mail."""
    closing = next((hit.start for hit in found.hits.get("closing", []) if hit.start > 60), None)
    if closing is None:
        return
    for category in ("deflection", "refusal", "absence", "holding", "answer", "selfhelp", "review"):
        found.hits[category] = [hit for hit in found.hits.get(category, []) if hit.start <= closing]
