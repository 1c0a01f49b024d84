"""Exit codes, and errors that are told to people in one sentence instead of a traceback."""

import difflib
from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    """What the process says when it ends."""

    DONE = 0
    OUR_FAILURE = 1
    TO_FIX = 2  # check: a duty is not met
    WRONG_INPUT = 3  # arguments, list or configuration
    NOT_MEASURED = 4  # check: nothing could be measured; run: too little
    REFUSED = 5  # mail: not sent, for safety
    WAITING = 6  # mail: nothing is due, or answers are still waited for
    INTERRUPTED = 130


class PlainError(Exception):
    """Something a person can act on: the message says what happened, where, and what to do."""

    def __init__(self, message: str, code: Exit = Exit.OUR_FAILURE) -> None:
        super().__init__(message)
        self.code = code


class WrongInputError(PlainError):
    """The arguments, the list or the configuration are wrong."""

    def __init__(self, message: str) -> None:
        super().__init__(message, Exit.WRONG_INPUT)


def meant(name: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: what was probably meant, else all that are known."""
    names = list(known)
    close = difflib.get_close_matches(name, names, 1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(names)}"
