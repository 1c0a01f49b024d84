"""What a visit could not look at, told at its end: budgets spent, no sitemap, unknown language, another host."""

from audit.model import Role
from audit.outcomes import Reason
from audit.words import languages
from crawler.frontier import NEEDED
from crawler.trouble import Trouble
from crawler.walk import Walk


def note_left_over(walk: Walk) -> None:
    """Turn it into gaps, so that nobody takes it for an absence."""
    have = {page.role for page in walk.pages}
    _note_budget(walk, have)
    if walk.missing():
        _note_untold(walk)
        for role, url in walk.known.documents.items():
            detail = "a document of a kind that we do not read"
            walk.gap(url, role, Trouble(reason=Reason.NOT_HTML, detail=detail))
    for role in NEEDED:
        if role in have or walk.known.leads_to(role):
            continue
        if other := walk.known.elsewhere.get(role):
            detail = "the link with that name leads to another host, which a visit does not enter"
            walk.gap(other, role, Trouble(reason=Reason.NOT_VISITED, detail=detail))
        if walk.sitemap == "gap":
            detail = "no link leads there, and the sitemap could not be read"
            walk.gap(walk.home_url, role, Trouble(reason=Reason.UNREADABLE, detail=detail))
        language = walk.pages[0].reading.language
        if language and language not in languages():
            detail = f"no words for this language: {language}"
            walk.gap(walk.home_url, role, Trouble(reason=Reason.NO_WORDS_FOR_LANGUAGE, detail=detail))


def _note_untold(walk: Walk) -> None:
    """No contact page was read, and not every link that may have led to it was followed."""
    left = [] if walk.known.contact_read else walk.known.untold()
    if left:
        words = left[0].label or left[0].url
        detail = f"no contact page was read, and {len(left)} links of header and footer were not followed: {words} …"
        walk.gap(left[0].url, Role.CONTACT, Trouble(reason=_end(walk), detail=detail))


def _end(walk: Walk) -> Reason:
    """Why the visit read no more."""
    return walk.stopped or (Reason.TIME_BUDGET if walk.clock.left() <= 0 else Reason.PAGE_BUDGET)


def _note_budget(walk: Walk, have: set[Role]) -> None:
    reason = _end(walk)
    if reason is Reason.PAGE_BUDGET and len(walk.pages) < walk.settings.max_pages:
        return
    for role in NEEDED:
        left = walk.known.left_over(role)
        if left and (role not in have or role is not Role.SERVICE):
            walk.known.settle(left[0], "over_budget")
            detail = "known, but the visit ended before it was its turn"
            walk.gap(left[0].url, role, Trouble(reason=reason, detail=detail))
