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
            at = await tab.ask(f"sc.restOn({spot['n']})")
            if at is None:
                continue
            await tab.point(at["x"], at["y"])
            if await tab.ask(f"sc.came({1000 * MADE_SECONDS})"):
                written = await tab.ask("(sc.measure(sc.DESKTOP), sc.serialise())")
                picture = await photograph_window(tab)
                came.append(Made(words=spot["label"], html=written["html"], picture=picture))
        await tab.point(0, 0)
    except TabError:
        return came
    return came


async def watch(tab: Tab, anchors: list[int]) -> set[int]:
    """Those of the numbered elements that show themselves within a few seconds."""
    try:
        return set(await tab.ask(f"sc.watch({json.dumps(anchors)}, {1000 * TURNS_SECONDS})"))
    except TabError:
        return set()
