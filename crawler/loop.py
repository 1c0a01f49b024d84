"""One event loop for Scrapy and Playwright: asyncio's, with Twisted's reactor on top of it."""

import asyncio
import atexit
import contextlib
import functools
import gc
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from crawler.guard import PinnedResolver

T = TypeVar("T")

_runner: asyncio.Runner | None = None


def run_async(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run ``main()`` to its end on the process's loop and return its result; may be called again.

    Ctrl-C cancels ``main`` (and raises KeyboardInterrupt when it ends). Raises RuntimeError when another kind of
    reactor is installed already, or inside a running loop.
    """
    global _runner
    if _runner is None:
        _runner = asyncio.Runner(loop_factory=_loop_with_reactor)
        atexit.register(_close)
    return _runner.run(main())


def _loop_with_reactor() -> asyncio.AbstractEventLoop:
    from twisted.internet import asyncioreactor

    if "twisted.internet.reactor" in sys.modules:
        from twisted.internet import reactor

        if not isinstance(reactor, asyncioreactor.AsyncioSelectorReactor):
            raise RuntimeError("another reactor is installed already; import crawler.loop before twisted's reactor")
        loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop
    else:
        loop = asyncio.new_event_loop()
        # Pages are read into tens of thousands of short-lived objects; looking through all that was loaded at the start
        # each time costs a tenth of the time (measured), and none of it ever goes away.
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
    prepare_reactor()
    return loop


def _trust_certificates() -> None:
    """Name the certificates to trust where OpenSSL does not find the system's own (macOS, Windows)."""
    if sys.platform in ("darwin", "win32"):
        import certifi

        os.environ.setdefault("SSL_CERT_FILE", certifi.where())


@functools.cache
def _log_as_others_do() -> None:
    """Give Twisted's log to ``logging``.

    Until somebody takes it, Twisted writes failures such as a certificate for another name to standard error, with a
    traceback, and keeps all else that it had to say in memory.
    """
    from twisted.logger import STDLibLogObserver, globalLogBeginner

    observer: Any = STDLibLogObserver("twisted")  # its interface is one of zope's, which types do not show
    globalLogBeginner.beginLoggingTo([observer], discardBuffer=True, redirectStandardIO=False)


def prepare_reactor() -> None:
    """Mark the reactor as running (asyncio drives it) and let it connect only to addresses that the guard checked.

    Raises RuntimeError when the loop that runs now is not the reactor's.
    """
    if "twisted.internet.reactor" not in sys.modules:
        raise RuntimeError("visits need the loop that crawler.visit.run_async makes: run_async(main)")
    from twisted.internet import reactor

    _trust_certificates()
    _log_as_others_do()
    with contextlib.suppress(AttributeError):
        running = asyncio._get_running_loop()
        if running is not None and running is not reactor._asyncioEventloop:
            raise RuntimeError("visits need the loop that crawler.visit.run_async makes: run_async(main)")

    if not reactor.running:
        reactor.startRunning(installSignalHandlers=False)
    PinnedResolver(reactor).install_on_reactor()


def _close() -> None:
    global _runner
    if _runner is not None:
        _runner.close()
        _runner = None


_waiting: set[asyncio.Task[Any]] = set()


def soon(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Run it without waiting; failing is fine."""

    async def quietly() -> None:
        with contextlib.suppress(Exception):
            await coroutine

    task = asyncio.ensure_future(quietly())
    _waiting.add(task)
    task.add_done_callback(_waiting.discard)
