"""What a pointer brings out that rests somewhere, and what shows itself to one who waits."""

import json
from dataclasses import dataclass
from typing import Any

from crawler.consent import reveal_words
from crawler.pictures import photograph_window
from crawler.tab import Tab
from crawler.world import TabError

REST_SECONDS = 0.4
MADE_SECONDS = 1.0
"""Kits that make a panel while the pointer rests on its name wait 0.1 to 0.7 s before they do."""
TURNS_SECONDS = 7.0
"""Lines that take turns in a header have shown themselves by then, most often."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A page while a pointer rested on ``words``: as the browser wrote it down, and a picture (JPEG) of its window."""

    words: str
    html: str
    picture: bytes


async def hover(tab: Tab, anchors: list[int]) -> dict[int, str]:
    """Those of the numbered elements that show when a pointer rests near them, with the words on which it rests."""
    shown: dict[int, str] = {}
    try:
        for spot in await tab.ask(f"sc.rests({json.dumps(anchors)})"):
            await tab.ask(f"sc.restAt({spot['down']})")
            await tab.point(spot["x"], spot["y"])
            await tab.ask(f"sc.pause({1000 * REST_SECONDS})")
            for n in await tab.ask(f"sc.visibleOf({json.dumps(anchors)})"):
                shown.setdefault(n, spot["words"])
        await tab.point(0, 0)
    except TabError:
        return shown
    return shown


async def rest_on_what_is_called_contact(tab: Tab, known: set[str]) -> list[Made]:
    """Rest on each element that is called contact: the page as it was then wherever something came into it.

    known: words on what the pointer rested on before; added to.
    """
    came: list[Made] = []
    try:
        named: list[dict[str, Any]] = await tab.ask(f"sc.reveals({reveal_words()}, true)")
        for spot in [spot for spot in named if spot["label"] not in known]:
            known.add(spot["label"])
            if await _rest(tab, spot["n"]):
                came.append(await _as_it_is(tab, spot["label"]))
        await tab.point(0, 0)
    except TabError:
        return came
    return came


async def open_menus(tab: Tab) -> list[Made]:
    """Rest on, then press what may open a menu at the top of the page: the page as it was then wherever something came
    into it. Where a button leads away, the page is loaded again. Raises TabError when it cannot be."""
    came: list[Made] = []
    here, lost = tab.url, False
    try:
        for spot in await tab.ask("sc.menus()"):
            n = spot["n"]
            rested = await _rest(tab, n)
            if rested or await tab.ask(f"sc.pressForMore({n}, {1000 * MADE_SECONDS})"):
                came.append(await _as_it_is(tab, spot["label"] or "☰"))
            if not rested:
                await tab.ask(f"sc.pressBack({n})")
        await tab.point(0, 0)
    except TabError:
        lost = True
    if lost or tab.url != here:
        await tab.come_back(here)
    return came


async def shows_by_script(tab: Tab, url: str) -> bool:
    """Whether a script of the page shows something itself when the link to ``url`` is pressed, though the address gives
    nothing. The page is loaded again after it. Raises TabError when it cannot be."""
    here = tab.url
    try:
        shown = bool(await tab.ask(f"sc.routes({json.dumps(url)})"))
    except TabError:
        shown = False  # the document is gone: the browser asked for the address as we did
    await tab.come_back(here)
    return shown


async def _rest(tab: Tab, n: int) -> bool:
    """Let the pointer rest on a numbered element. Whether something came into the page."""
    at = await tab.ask(f"sc.restOn({n})")
    if at is None:
        return False
    await tab.point(at["x"], at["y"])
    return bool(await tab.ask(f"sc.came({1000 * MADE_SECONDS})"))


async def _as_it_is(tab: Tab, words: str) -> Made:
    """The page written down and photographed."""
    written = await tab.ask("(sc.measure(sc.DESKTOP), sc.serialise())")
    return Made(words=words, html=written["html"], picture=await photograph_window(tab))


async def watch(tab: Tab, anchors: list[int]) -> set[int]:
    """Those of the numbered elements that show themselves within a few seconds."""
    try:
        return set(await tab.ask(f"sc.watch({json.dumps(anchors)}, {1000 * TURNS_SECONDS})"))
    except TabError:
        return set()
