"""Was enough looked at to say that something is not there?

A page counts as looked at when it was read to the end, in a browser, in a language that we have words for. A role
counts as looked at when each of its pages was; or when it answered 404 or 410; or when neither home nor sitemap leads
to such a page. Anything else is a gap, and the gap's reason is the answer.

Word lists never name every door that can be shut: a queue, a puzzle, a notice in words that nobody thought of. So it is
not enough that nothing spoke against a page. What was read must also look like a shop: pages that lead to one another,
that differ, and that sell something.
"""

from audit.model import Page, Role, Snapshot
from audit.outcomes import Reason
from audit.words import languages

LEGAL = frozenset({Role.IMPRINT, Role.TERMS, Role.PRIVACY, Role.LOGIN})
"""Pages to which a shut door leads as well."""

LEADS_ON = 3
"""A home page that leads to fewer places is no way into a shop."""

SOME_WORDS = 10
ONE_PAGE_WORDS = 30
"""So many words and prices make a shop on a single page."""

BARE_WORDS, WORDS_A_LINK = 25, 2
"""A page that shows nothing and has no more words than its links and a heading need is only the frame of a page."""

FEW_LINKS, SHARE_OF_LINKS = 6, 4
"""A page that shows nothing and has few links, so many times fewer than the home page, does not stand in its frame."""

_ALIKE = frozenset({Role.CONTACT, Role.SERVICE, Role.IMPRINT, Role.COMPLAINTS})
"""Pages of these roles may be one and the same page."""


def missing_look(snapshot: Snapshot, roles: tuple[Role, ...]) -> Reason | None:
    """Why it cannot be said that pages of these roles were all looked at; None when they were."""
    for role in dict.fromkeys((Role.HOME, *roles)):
        reason = _missing(snapshot, role)
        if reason is not None:
            return reason
    return None if _is_shop(snapshot) else Reason.TOO_LITTLE_SEEN


def looked_at(snapshot: Snapshot, roles: tuple[Role, ...]) -> tuple[str, ...]:
    """Addresses of the pages of these roles that were read, home first."""
    wanted = dict.fromkeys((Role.HOME, *roles))
    return tuple(dict.fromkeys(p.final_url for role in wanted for p in snapshot.pages if p.role is role))


def _missing(snapshot: Snapshot, role: Role) -> Reason | None:
    for gap in snapshot.gaps:
        if gap.role is role:
            return gap.reason
    pages = [p for p in snapshot.pages if p.role is role]
    for page in pages:
        reason = _unread(page, snapshot)
        if reason is not None:
            return reason
    if pages or role in snapshot.searched.absent:
        return None
    return Reason.NOT_VISITED


def _unread(page: Page, snapshot: Snapshot) -> Reason | None:
    if page.truncated:
        return Reason.TOO_LARGE
    if _is_document(page):
        return None
    if not page.rendered:
        return Reason.NO_BROWSER if snapshot.facts.get("browser") == "none" else Reason.NOT_RENDERED
    if page.language and page.language not in languages():
        return Reason.NO_WORDS_FOR_LANGUAGE
    if page.role is not Role.HOME:
        return _unreal(page, snapshot)
    return None


def _unreal(page: Page, snapshot: Snapshot) -> Reason | None:
    """Why a page behind the home page is not what its link promised: a stub, or what every address answers."""
    if not _shows_something(page, snapshot) and _is_stub(page, snapshot) and not _leads_on(page, snapshot):
        return Reason.TOO_LITTLE_SEEN
    if page.role in _ALIKE:
        twins = [p.role for p in snapshot.pages if p.final_url != page.final_url and _alike(p, page)]
        strangers = [role for role in twins if role not in _ALIKE]
        if len(strangers) > 1 or any(role is not Role.OTHER for role in strangers):
            return Reason.SOFT_404
    return None


def _is_stub(page: Page, snapshot: Snapshot) -> bool:
    """Whether a page is only a frame without content, or content without the shop's frame.

    A page that nothing could fill later is what it is, with a heading and a sentence as well.
    """
    heading = 0 if page.static else BARE_WORDS
    if page.words < heading + WORDS_A_LINK * page.links:
        return True
    most = max((p.links for p in snapshot.pages if p.role is Role.HOME), default=0)
    return page.links < FEW_LINKS and page.links * SHARE_OF_LINKS < most


def _shows_something(page: Page, snapshot: Snapshot) -> bool:
    """Whether anything that a contact page would have was read there: a form, a name, a number, opening hours."""
    addresses = {page.url, page.final_url}
    kinds = (snapshot.sightings, snapshot.channels, snapshot.identifiers, snapshot.hours, snapshot.answer_times)
    return any(item.page in addresses for found in kinds for item in found)


def _is_shop(snapshot: Snapshot) -> bool:
    """Whether the pages that were read can be those of an open shop: one leads to others, or sells by itself."""
    homes = [p for p in snapshot.pages if p.role is Role.HOME]
    others = [
        p
        for p in snapshot.pages
        if p.role not in LEGAL and p.words >= SOME_WORDS and not any(_alike(p, home) for home in homes)
    ]
    if others and any(p.links >= LEADS_ON for p in homes):
        return True
    sells = any(kind == "currency" for kind, _ in snapshot.market_signals)
    return sells and any(p.words >= ONE_PAGE_WORDS for p in homes)


def _leads_on(page: Page, snapshot: Snapshot) -> bool:
    """Whether the shortest way to a page that shows something goes through this one: home has no such link, so it was
    the page itself that was read, however few its words."""
    addresses = {page.url, page.final_url}
    return any(
        not addresses.isdisjoint(step.url for step in other.path[:-1]) and _shows_something(other, snapshot)
        for other in snapshot.pages
    )


def _is_document(page: Page) -> bool:
    return page.media_type == "application/pdf"


def _alike(one: Page, other: Page) -> bool:
    """Whether two pages look like one answer to every address, with a number or a saying exchanged."""
    near = abs(one.words - other.words) * 10 <= max(one.words, other.words)
    return one.title == other.title and one.links == other.links and near
