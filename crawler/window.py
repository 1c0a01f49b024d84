"""The window of a tab: the two sizes at which a page is looked at, and as little as possible drawn round it."""

from typing import Any

from playwright.async_api import Error as PlaywrightError

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

OPEN_SECONDS = 5.0
STRIP = 240
"""Height in px of the window itself. The page is laid out and photographed at its own size; of what the browser puts on
a screen that nobody looks at, this much is left."""

SIZE_TOLD = """for (const [outer, inner] of [['outerWidth', 'innerWidth'], ['outerHeight', 'innerHeight']]) {
  const own = Object.getOwnPropertyDescriptor(window, outer);
  if (own && own.get) {
    Object.defineProperty(window, outer, {...own, get() { return Math.max(own.get.call(window), window[inner]); }});
  }
}"""
"""Script for every document: the window is never told to be smaller than the page in it. Ours is lower, and Chromium
itself says 0 to scripts that run before the new document's process heard of its window (one in three beside other
work, in common windows too): a page that asks for the outer width then takes a desktop for a telephone."""


async def new_page(context: Any) -> Any:
    """A page in a low window without tab strip and tools: drawing a common one costs a fifth of a render (measured).

    context: of Playwright. The page has no opener, its bars count as visible, its size is as asked for, and with
    ``SIZE_TOLD`` the window's too. Where no such window can be had, a common page is returned. Raises Playwright's
    Error.
    """
    page = await context.new_page()
    size = f"width={DESKTOP['width']},height={DESKTOP['height']}"
    bare = None
    try:
        async with context.expect_page(timeout=1000 * OPEN_SECONDS) as opened:
            await page.evaluate(f"void window.open('about:blank', '', 'popup,noopener,{size}')")
        bare = await opened.value
        await page.close()
        cdp = await context.new_cdp_session(bare)
        window = await cdp.send("Browser.getWindowForTarget")
        bounds = {"width": DESKTOP["width"], "height": STRIP}
        await cdp.send("Browser.setWindowBounds", {"windowId": window["windowId"], "bounds": bounds})
        await cdp.detach()
    except PlaywrightError:
        return page if bare is None else bare
    return bare
