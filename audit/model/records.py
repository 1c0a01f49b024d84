"""The base of all nouns, and how they are written down as JSON."""

from typing import TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """Base of all nouns."""


def encode(record: msgspec.Struct) -> bytes:
    """The record as canonical JSON bytes: the same record gives the same bytes."""
    return msgspec.json.encode(record, order="deterministic")


def decode(data: bytes | str, kind: type[T]) -> T:
    """The record in ``data``. Raises msgspec.ValidationError when it does not fit."""
    return msgspec.json.decode(data, type=kind)
