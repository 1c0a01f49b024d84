"""What a page holds back until cookies are accepted, seen by a visitor who did not and accepts them after all."""

from playwright.async_api import Error as PlaywrightError

from audit.outcomes import Reason
from crawler.consent import AFTER_ALL, DONE, WAYS, grants, held_back
from crawler.rendered import Rendered
from crawler.tab import Tab
from crawler.world import TabError, first_line


async def holds_back(tab: Tab) -> bool:
    """Whether the page holds parts back in which contact details may stand. Raises TabError."""
    return bool(await tab.ask(f"sc.holdsBack({held_back()})"))


async def accept_after_all(tab: Tab, rendered: Rendered, seconds: float) -> Rendered:
    """The page loaded again by somebody who accepts all cookies, and goes on so on the pages that follow.

    What stands there only then costs a press. Where nothing accepts, the page as before, loaded anew. seconds: time
    that a load may take. Raises TabError.
    """
    try:
        await tab.forget()
    except PlaywrightError as error:
        raise TabError(Reason.UNREADABLE, first_line(error)) from error
    for tab.ways, tab.grant in ((("accept",), ""), (WAYS, grants())):
        again = await tab.render(rendered.url, seconds)
        if again.consent == DONE["accept"]:
            again.consent = AFTER_ALL
            again.before, again.pressed = rendered.before or rendered.html, [*rendered.pressed, again.answered]
            return again
    tab.grant = ""
    return again
