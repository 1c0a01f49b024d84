"""From what the shop's site answered to a reason, or None for an ordinary page. Pure."""

from audit.outcomes import Reason
from checks.find.reading import PageReading
from crawler.fetch import Fetched

BLOCKED_STATUS = frozenset({403, 406, 451})
NOT_THERE_STATUS = frozenset({404, 410})


def of_status(status: int) -> Reason | None:
    """What an HTTP status says by itself."""
    if 200 <= status < 300:
        return None
    if status in BLOCKED_STATUS:
        return Reason.BLOCKED
    if status in NOT_THERE_STATUS:
        return Reason.NOT_THERE
    if status in (401, 407):
        return Reason.LOGIN_REQUIRED
    if status == 429:
        return Reason.RATE_LIMITED
    if status == 503:
        return Reason.UNAVAILABLE
    if status >= 500:
        return Reason.SERVER_ERROR
    return Reason.REDIRECT_LOOP if 300 <= status < 400 else Reason.HTTP_ERROR


def trouble(fetched: Fetched, reading: PageReading | None) -> Reason | None:
    """Why the page is not what we came for; None when it is.

    reading: the page as read, None when it was not (an error page is read too, to know a bot wall from a plain 503).
    """
    if fetched.reason is not None:
        return fetched.reason
    return of_status(fetched.status or 0)
