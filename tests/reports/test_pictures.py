"""Sizes of pictures, read off their first bytes."""

import struct

import pytest

from reports.pictures import picture_size
from tests.reports.sample import picture


def jpeg(width: int, height: int, *segments: bytes) -> bytes:
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 8, 8, height, width, 3)
    return b"\xff\xd8" + b"".join(segments) + frame + b"\xff\xda"


def test_a_png_says_its_size() -> None:
    assert picture_size(picture(320, 200)) == (320, 200)


@pytest.mark.parametrize(
    "segments",
    [(), (b"\xff\xe0\x00\x04JF",), (b"\xff\xff\xff\xe1\x00\x06Exif", b"\xff\xdb\x00\x03\x00"), (b"\xff\x01",)],
)
def test_a_jpeg_says_its_size_behind_whatever_comes_first(segments: tuple[bytes, ...]) -> None:
    assert picture_size(jpeg(1280, 520, *segments)) == (1280, 520)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n\0\0\0\0IHDR", b"\xff\xd8\xff\xc0\x00", b"\xff\xd8\xff\xe0\xff\xff", b"RIFF0000WEBP"],
)
def test_what_is_cut_off_or_something_else_has_none(data: bytes) -> None:
    assert picture_size(data) == (None, None)
