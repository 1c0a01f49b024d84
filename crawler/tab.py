"""One visit's browser tab: load a page once, look at two widths, answer the banner, press, mark, photograph."""

import asyncio
import base64
import contextlib
import json
from functools import partial
from operator import ne
from typing import Any
from urllib.parse import urldefrag, urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from audit.outcomes import Reason
from crawler.consent import DONE, WAYS, consent_arguments, consent_words, reveal_words
from crawler.loop import soon
from crawler.proxy import GuardedProxy
from crawler.rendered import Rendered
from crawler.trouble import of_load_error
from crawler.window import DESKTOP, PHONE, SIZE_TOLD
from crawler.world import LOAD_SECONDS, SCRIPT_SECONDS, TabError, World, first_line

PICTURES_SECONDS = 3.0
QUIET_SECONDS = 2.5
MAX_HTML = 8_000_000

BROKEN_TOLD = """{const note = (e) => {
  const script = e.target instanceof HTMLScriptElement || e instanceof ErrorEvent || e.type === 'unhandledrejection';
  if (script && document.documentElement) document.documentElement.setAttribute('data-sc-broken', '');
};
addEventListener('error', note, true);
addEventListener('unhandledrejection', note);}"""
"""Script for every document: notes on its root that a script could not be loaded or ended in an error."""

STIR = ((620, 420), (640, 450), (1, 450))
"""Where the pointer goes, in px, before somebody goes down a page: many pages run their scripts only when it moves."""

TOLD_TO_PROGRAMS = ("mailto:", "tel:")

_DRAWN = "(async () => { if (sc.scripted()) { await new Promise(requestAnimationFrame); await sc.pause(60); } })()"
"""Script that waits until a page with scripts has answered a change of its width."""


class Tab:
    """A tab with a context of its own. Every call is bounded in time; failures are TabError.

    ways: how a consent banner is answered, in their order. grant: script for the page's own world that accepts cookies.
    """

    def __init__(self, context: Any, page: Any, proxy: GuardedProxy, user_agent: str) -> None:
        self.context = context
        self._user_agent = user_agent
        self._tags: tuple[str, ...] | None = ()
        self.proxy = proxy
        self.uses = 0
        self._page = page
        self._cdp: Any = None
        self._world: World  # made by prepare()
        self._width = DESKTOP["width"]
        self._may_press = True
        self.ways = WAYS
        self.grant = ""
        self._frozen = False
        self._origins: set[str] = set()
        self._windows: list[str] = []
        self._errors = 0
        self._tripped = False
        self.crashed = False

    async def prepare(self) -> None:
        """Closed shadow roots are read like open ones; popups, dialogs and downloads end at once."""
        await self.context.add_init_script(SIZE_TOLD)
        await self.context.add_init_script(BROKEN_TOLD)
        await self.context.add_init_script(
            "{const old = Element.prototype.attachShadow;"
            "Element.prototype.attachShadow = function (how) { return old.call(this, {...how, mode: 'open'}); };}"
        )
        self.context.on("page", self._shut)
        self._page.on("dialog", lambda dialog: soon(dialog.dismiss()))
        self._page.on("download", lambda download: soon(download.cancel()))
        self._page.on("crash", self._note_crash)
        self._page.on("pageerror", self._note_error)
        self._page.on("framenavigated", self._note_origin)
        self._cdp = await self.context.new_cdp_session(self._page)
        await self._cdp.send("Page.enable")
        self._cdp.on("Page.frameRequestedNavigation", self._note_program)
        tree = await self._cdp.send("Page.getFrameTree")
        self._world = World(self._page, self._cdp, tree["frameTree"]["frame"]["id"])

    async def speak(self, tags: tuple[str, ...]) -> None:
        """Ask pages for these languages (BCP 47), and tell their scripts so; none: as the browser does by itself."""
        if tags == self._tags:
            return
        self._tags = None  # until both are told
        told = {"acceptLanguage": ",".join(tags)} if tags else {}
        await self._cdp.send("Emulation.setUserAgentOverride", {"userAgent": self._user_agent, **told})
        await self._cdp.send("Emulation.setLocaleOverride", {"locale": tags[0]} if tags else {})
        self._tags = tags

    async def empty(self) -> None:
        """Leave nothing of the visit behind: no cookies, no cache, no storage, and the last page at a standstill.

        Going to an empty page instead would cost 0.1 s of a core (measured).
        """
        await self._cdp.send("Page.setWebLifecycleState", {"state": "frozen"})
        await self.forget()
        self._origins.clear()
        await self._cdp.send("Network.clearBrowserCache")
        self._world.leave()
        self._frozen = self._may_press = True
        self.ways, self.grant = WAYS, ""
        await self.proxy.cut()

    async def forget(self) -> None:
        """Take away what the visit's pages left: cookies and storage."""
        for origin in sorted(self._origins):
            how = {"origin": origin, "storageTypes": "all"}
            await self._cdp.send("Storage.clearDataForOrigin", how)
        await self._cdp.send("Network.clearBrowserCookies")

    def _shut(self, page: Any) -> None:
        """A window of its own that a page opens is closed; where it leads is told."""
        if page is not self._page:
            self._windows.append(page.url)
            soon(page.close())

    def _note_program(self, asked: dict[str, str]) -> None:
        """A script that asks for the program for telephoning or mail: what it is told is what the visitor is shown."""
        if asked["url"].lower().startswith(TOLD_TO_PROGRAMS):
            self._windows.append(asked["url"])

    def _note_origin(self, frame: Any) -> None:
        parts = urlsplit(frame.url)
        if parts.scheme in ("http", "https"):
            self._origins.add(f"{parts.scheme}://{parts.netloc}")

    def _note_crash(self, *_: object) -> None:
        self.crashed = True

    def _note_error(self, *_: object) -> None:
        self._errors += 1

    async def stumbled(self) -> bool:
        """Whether a script of the page failed over what was pressed, or after what it asked of the shop was not to be
        had. The page itself is not told of every error, so it cannot be asked. Raises TabError."""
        failed = "sc.fetched().some((e) => e.responseStatus >= 400)"
        return self._tripped or (self._errors > 0 and bool(await self.ask(failed)))

    async def render(self, url: str, seconds: float) -> Rendered:
        """Load ``url`` and write down what can be seen of it at both widths. seconds: time that it may take."""
        try:
            return await asyncio.wait_for(self._render(url, seconds), seconds)
        except TimeoutError as error:
            raise TabError(Reason.TIMEOUT, f"the page was not ready within {seconds:.0f} s") from error
        except PlaywrightError as error:
            self._note_closed(error)
            raise TabError(Reason.UNREADABLE, first_line(error)) from error

    def _note_closed(self, error: Exception) -> None:
        """A tab whose page or browser is gone is of no more use."""
        self.crashed = self.crashed or "closed" in str(error) or "crashed" in str(error)

    async def _render(self, url: str, seconds: float) -> Rendered:
        await self._widen(DESKTOP)  # nobody waits for a page that is left
        response = await self._goto(url, min(LOAD_SECONDS, seconds))
        headers = {k.lower(): v for k, v in response.headers.items()} if response else {}
        await self._ready()
        consent, tool, answered = await self._answer_consent()
        if self.grant and (answered := await self._call(self.grant)):
            consent = DONE["accept"]
        found = await self._world.value(f"(sc.measure(sc.DESKTOP), sc.reveals({reveal_words()}, false))")
        first = await self._written()
        rendered = Rendered(
            html=first["html"],
            url=first["url"],
            status=response.status if response else 200,
            headers=headers,
            shadow_roots=first["shadows"],
            frames=first["frames"],
            narrow=first.get("narrow"),
            consent=consent,
            tool=tool,
            answered=answered,
            refused=_refused(first),
        )
        if found and self._may_press and not await self._press(rendered, found):
            self._may_press = False
            again = await self._render(url, seconds)
            again.led += rendered.led
            return again
        return rendered

    async def _goto(self, url: str, seconds: float) -> Any:
        self._world.leave()
        self._errors, self._tripped = 0, False
        if self._frozen:
            await self._cdp.send("Page.setWebLifecycleState", {"state": "active"})
            self._frozen = False
        try:
            response = await self._page.goto(url, wait_until="domcontentloaded", timeout=seconds * 1000)
        except PlaywrightTimeoutError as error:
            raise TabError(Reason.TIMEOUT, f"the page did not load within {seconds:.0f} s") from error
        except PlaywrightError as error:
            self._note_closed(error)
            said = first_line(error)
            if "ERR_SOCKS_CONNECTION" in said:  # what our proxy tells the browser
                said = "no connection to an address that may be reached"
            raise TabError(of_load_error(said), said) from error
        return response

    async def _ready(self) -> None:
        """Wait until pictures and scripts are done, but not for ever."""
        with contextlib.suppress(PlaywrightTimeoutError):
            await self._page.wait_for_load_state("load", timeout=PICTURES_SECONDS * 1000)
        scripted, busy = await self._world.value("[sc.scripted(), sc.busy()]")
        if not scripted:
            return
        if busy:
            with contextlib.suppress(PlaywrightTimeoutError):
                await self._page.wait_for_load_state("networkidle", timeout=QUIET_SECONDS * 1000)
        await self._world.value("sc.settle(150, 1500)")

    async def _answer_consent(self) -> tuple[str, str, str]:
        """What was done about a consent banner, whose banner it was, and the words on the button."""
        answer = await self._world.value(f"sc.consent({consent_arguments(self.ways)})")
        if not answer["did"]:
            return ("not passed", "", "") if answer["walled"] else ("none seen", "", "")
        await self._world.value("sc.pause(250)", again=True)
        await self._world.value("sc.settle(200, 1500)", again=True)
        walled = await self._world.value(f"sc.walled({consent_words()})")
        return ("not passed" if walled else DONE[answer["did"]]), answer["tool"], answer["label"][:80]

    async def _call(self, script: str) -> str:
        """What a script in the page's own world gives, told when the page is quiet again; "" where it fails."""
        try:
            said = str(await asyncio.wait_for(self._page.evaluate(script), SCRIPT_SECONDS) or "")
            await self._world.value("sc.settle(300, 2000)", again=True)
        except (PlaywrightError, TabError, TimeoutError):
            return ""
        return said

    async def _written(self) -> Any:
        """The page as both screens show it. Measured on the wide one before; ends on either."""
        await self._resize(PHONE)
        written = await self._world.value("(sc.measure(sc.PHONE), { ...sc.serialise(), lost: sc.lost() })")
        if written["lost"]:
            await self._resize(DESKTOP)
            anew = "sc.settle(100, 600).then(() => (sc.measure(sc.DESKTOP), sc.serialise()))"
            written = {**await self._world.value(anew), "narrow": written["html"]}
        if len(written["html"]) > MAX_HTML:
            raise TabError(Reason.TOO_LARGE, "the page as rendered is larger than we read")
        return written

    async def _press(self, rendered: Rendered, buttons: list[dict[str, Any]], *, eager: bool = False) -> bool:
        """Press buttons and write the page down again. False when that led away from the page."""
        await self._resize(DESKTOP)
        self._windows.clear()
        numbers, errors = [button["n"] for button in buttons], self._errors
        try:
            await self._world.value(f"sc.pressAll({json.dumps(numbers)}, {json.dumps(eager)})")
            self._tripped |= self._errors > errors
            await self._world.value("sc.measure(sc.DESKTOP)")
            second = await self._written()
        except (PlaywrightError, TabError):
            second = None
            with contextlib.suppress(PlaywrightError):  # the page goes elsewhere: where to is known when it is there
                other = partial(ne, self._page.url)
                await self._page.wait_for_url(other, wait_until="commit", timeout=QUIET_SECONDS * 1000)
        here = second["url"] if second else self._page.url
        words = " / ".join(button["label"] for button in buttons[:3])
        left = urldefrag(here).url != urldefrag(rendered.url).url
        rendered.led += [(words, url) for url in (*self._windows, *([here] if left else []))]
        if second is None or left:
            return False
        rendered.before, rendered.html = rendered.before or rendered.html, second["html"]
        rendered.narrow = second.get("narrow")
        rendered.pressed += [button["label"] for button in buttons]
        rendered.refused = _refused(second)
        return True

    async def scroll_through(self, rendered: Rendered, anchors: list[int]) -> tuple[bool, set[int]]:
        """Go down to the end of the page. Whether something came with that, which is written down then; and those of
        the numbered elements that could be seen on the way."""
        try:
            await self._resize(DESKTOP)
            await self._world.value("sc.noteHowMuch()")
            for x, y in STIR:
                await self._page.mouse.move(x, y)
            told = await self._world.value(f"sc.scrollThrough({json.dumps(anchors)})")
            shown = set(told["seen"])
            if not told["more"]:
                return False, shown
            await self._world.value("sc.measure(sc.DESKTOP)")
            written = await self._written()
        except (PlaywrightError, TimeoutError) as error:
            raise TabError(Reason.UNREADABLE, first_line(error)) from error
        rendered.narrow = written.get("narrow")
        rendered.html, rendered.before = written["html"], None  # what costs a click was told by the page as it was
        rendered.refused = _refused(written)
        return True, shown

    async def press_panels(self, rendered: Rendered) -> bool:
        """Press what may open a panel with contact details ("Contact", "Call us"). False when nothing came of it."""
        if not self._may_press:
            return False
        try:
            await self._resize(DESKTOP)
            found = await self._world.value(f"sc.reveals({reveal_words()}, true)")
            if not found or await self._press(rendered, found, eager=True):
                return bool(found)
            await self.come_back(rendered.url)
        except (PlaywrightError, TimeoutError) as error:
            raise TabError(Reason.UNREADABLE, first_line(error)) from error
        return False

    async def open_hidden(self, anchors: list[int]) -> tuple[dict[int, str], list[str]]:
        """Open what hides the numbered elements: those that can be seen then, each with the words on what was pressed.
        Second: the words on all that was pressed."""
        try:
            await self._resize(DESKTOP)
            answer = await self._world.value(f"sc.open({json.dumps(anchors)})", again=True)
        except (PlaywrightError, TimeoutError, TabError):
            return {}, []
        return dict(answer["opened"]), answer["labels"]

    async def bring_back(self, anchors: list[int], values: list[list[str]]) -> tuple[set[int], list[str]]:
        """Open on the narrow screen what may hide there what the wide one shows, and close it again.

        anchors: elements that hold it. values: the ways in which each may be written. Gives the places in ``values``
        of those that came back, and the words on what brought them. Where a button leads away, nothing came back, and
        the page is loaded again. Raises TabError when it cannot be.
        """
        script = f"sc.bringBack({json.dumps(anchors)}, {json.dumps(values)})"
        here = self._page.url
        try:
            await self._resize(PHONE)
            answer = await self._world.value(f"{script}.then((told) => ({{ ...told, url: location.href }}))")
            if urldefrag(answer["url"]).url == urldefrag(here).url:
                return set(answer["back"]), answer["labels"]
        except (PlaywrightError, TimeoutError, TabError):
            pass  # its document is gone
        await self.come_back(here)
        return set(), []

    async def come_back(self, url: str) -> None:
        """Load the page that was written down again, and press nothing on it any more. Raises TabError."""
        self._world.leave()
        self._may_press = False
        await self.render(url, LOAD_SECONDS)

    @property
    def url(self) -> str:
        """Where the tab is."""
        return str(self._page.url)

    async def ask(self, script: str, size: dict[str, int] = DESKTOP) -> Any:
        """What a script of our own world says of the page, on the wide screen unless ``size`` is another. Raises
        TabError."""
        try:
            await self._resize(size)
            return await self._world.value(script)
        except (PlaywrightError, TimeoutError) as error:
            raise TabError(Reason.UNREADABLE, first_line(error)) from error

    def frames(self) -> tuple[Any, ...]:
        """The frames of the page shown, those inside others too."""
        return tuple(frame for frame in self._page.frames if frame is not self._page.main_frame)

    async def point(self, x: float, y: float) -> None:
        """Move the pointer there, in px of the window. Raises TabError."""
        try:
            await self._page.mouse.move(x, y)
        except PlaywrightError as error:
            raise TabError(Reason.UNREADABLE, first_line(error)) from error

    async def shoot(self, clip: dict[str, Any], *, form: str = "jpeg") -> bytes:
        """A picture of a part of the page. clip: as the DevTools protocol has it. form: "png" also takes what lies
        outside of the window. Raises TabError."""
        more = {"captureBeyondViewport": True} if form == "png" else {"quality": 62, "optimizeForSpeed": True}
        how = {"format": form, "clip": clip, **more}
        try:
            shot = await asyncio.wait_for(self._cdp.send("Page.captureScreenshot", how), SCRIPT_SECONDS)
        except (PlaywrightError, TimeoutError) as error:
            raise TabError(Reason.UNREADABLE, f"no picture could be taken: {first_line(error)}") from error
        return base64.b64decode(shot["data"])

    async def _resize(self, size: dict[str, int]) -> None:
        """Change the width, and wait until the page has answered that."""
        if await self._widen(size):
            await self._world.value(_DRAWN)

    async def _widen(self, size: dict[str, int]) -> bool:
        """Change the width. False when it was so."""
        if self._width == size["width"]:
            return False
        how = {**size, "deviceScaleFactor": 1, "mobile": False}
        await self._cdp.send("Emulation.setDeviceMetricsOverride", how)
        self._width = size["width"]
        return True


def _refused(written: dict[str, Any]) -> tuple[tuple[int, str], ...]:
    return tuple((int(status), str(url)) for status, url in written.get("refused", ()))
