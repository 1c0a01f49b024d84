"""Was enough looked at to say that something is not there?

A page counts as looked at when it was read to the end, in a browser, in a language that we have words for. A role
counts as looked at when each of its pages was; or when it answered 404 or 410; or when neither home nor sitemap leads
to such a page. Anything else is a gap, and the gap's reason is the answer.
"""

from audit.model import Page, Role, Snapshot
from audit.outcomes import Reason
from audit.words import languages


def missing_look(snapshot: Snapshot, roles: tuple[Role, ...]) -> Reason | None:
    """Why it cannot be said that pages of these roles were all looked at; None when they were."""
    for role in dict.fromkeys((Role.HOME, *roles)):
        reason = _missing(snapshot, role)
        if reason is not None:
            return reason
    return None


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
    if not page.rendered and page.media_type != "application/pdf":
        return Reason.NO_BROWSER if snapshot.facts.get("browser") == "none" else Reason.NOT_RENDERED
    if page.language and page.language not in languages():
        return Reason.NO_WORDS_FOR_LANGUAGE
    return None
