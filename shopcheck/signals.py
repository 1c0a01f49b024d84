"""SIGTERM and SIGHUP told to the program as what Ctrl-C is: servers are closed, files kept, and the code is 130."""

import _thread
import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any


def _stops() -> list[signal.Signals]:
    """The signals that mean "stop": SIGTERM, and SIGHUP (the terminal has gone) where nobody (``nohup``) ignores it."""
    hang_up = getattr(signal, "SIGHUP", None)  # not on Windows
    heard = hang_up is not None and signal.getsignal(hang_up) is not signal.SIG_IGN
    return [signal.SIGTERM, hang_up] if hang_up is not None and heard else [signal.SIGTERM]


AGAIN_S = 0.01
"""After how many seconds a lost interrupt is told again: the callback that lost it has ended by then."""


@contextlib.contextmanager
def term_as_interrupt() -> Iterator[None]:
    """Within the block SIGTERM and SIGHUP raise KeyboardInterrupt. Without effect in any but the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _interrupt) for number in _stops()}
    try:
        with _lost_interrupts_told_again():
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _lost_interrupts_told_again() -> Iterator[None]:
    """Within the block a KeyboardInterrupt that nobody could catch is raised once more, a moment later.

    A signal may arrive while Python runs a finaliser or the callback of a weak reference (a library's own, say of a
    database). What is raised there is printed and forgotten, and the program would go on as if nobody had said stop
    (https://docs.python.org/3/library/sys.html#sys.unraisablehook).
    """
    before, timers = sys.unraisablehook, list[threading.Timer]()

    def hook(lost: Any) -> None:
        if lost.exc_type is None or not issubclass(lost.exc_type, KeyboardInterrupt):
            before(lost)
            return
        again = threading.Timer(AGAIN_S, _wake_main_thread)
        again.daemon = True
        timers.append(again)
        again.start()

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before
        for again in timers:
            again.cancel()


def _wake_main_thread() -> None:
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGTERM)  # as a real one: it also ends a wait for the system
    else:
        _thread.interrupt_main(signal.SIGTERM)


@contextlib.contextmanager
def term_in_loop() -> Iterator[None]:
    """As :func:`term_as_interrupt`, within a coroutine: these signals are to asyncio's runner what Ctrl-C is.

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

    before = {number: signal.getsignal(number) for number in _stops()}
    try:
        for number in before:
            loop.add_signal_handler(number, end)
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
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
