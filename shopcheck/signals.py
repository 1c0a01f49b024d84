"""SIGTERM told to the program as what Ctrl-C is: servers are closed, files kept, and the code is 130."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def term_as_interrupt() -> Iterator[None]:
    """Within the block SIGTERM raises KeyboardInterrupt. Without effect in other threads than the main one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def term_in_loop() -> Iterator[None]:
    """As :func:`term_as_interrupt`, within a coroutine: SIGTERM is to asyncio's runner what Ctrl-C is.

    A loop that kept the handler would run it once more when it is closed at the end of the program.
    """
    import asyncio  # only where there is a loop: help must answer at once

    loop, task, ended = asyncio.get_running_loop(), asyncio.current_task(), False

    def end() -> None:
        nonlocal ended
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN or task is None:
            signal.raise_signal(signal.SIGINT)
        else:  # a script's job in the background: nobody hears SIGINT
            ended = True
            task.cancel()

    before = signal.getsignal(signal.SIGTERM)
    try:
        loop.add_signal_handler(signal.SIGTERM, end)
    except (NotImplementedError, RuntimeError, ValueError):  # not on Windows, nor in another thread
        yield
        return
    try:
        yield
    except asyncio.CancelledError:
        if ended:
            raise KeyboardInterrupt from None
        raise
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
