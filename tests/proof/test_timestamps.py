"""Timestamps of a third party: they hold for what was stamped, offline, and for nothing else."""

import shutil
import socket
from pathlib import Path

import pytest

from shopcheck.errors import PlainError, WrongInputError
from shopcheck.timestamps import TokenError, ask, check
from tests.proof.authority import serving, set_up

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to be a timestamp authority with")
DATA = b"a manifest"


@pytest.fixture(scope="module", params=["root alone", "with its chain", "elliptic"])
def stamped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """The folder of an authority, and a token that it gave."""
    key = ("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1") if request.param == "elliptic" else ("rsa:2048",)
    folder = set_up(tmp_path_factory.mktemp("tsa") / "a", chain=request.param == "with its chain", key=key)
    with serving(folder) as address:
        return folder, ask(address, DATA)


def kept(folder: Path, token: bytes, data: bytes = DATA) -> tuple[Path, Path]:
    (folder / "token").write_bytes(token)
    (folder / "data").write_bytes(data)
    return folder / "token", folder / "data"


def test_a_token_holds_for_what_was_stamped(stamped: tuple[Path, bytes], tmp_path: Path) -> None:
    folder, token = stamped
    stamp = check(*kept(tmp_path, token))
    assert stamp.authority == "CN=Test TSA" and not stamp.known
    assert check(*kept(tmp_path, token), (folder / "ca.pem").read_bytes()).known


def test_it_holds_for_nothing_else(stamped: tuple[Path, bytes], tmp_path: Path) -> None:
    _, token = stamped
    with pytest.raises(TokenError, match="something else"):
        check(*kept(tmp_path, token, b"a Manifest"))


def test_no_byte_of_what_was_signed_can_be_changed(stamped: tuple[Path, bytes], tmp_path: Path) -> None:
    _, token = stamped
    signed = token.find(bytes.fromhex("060b2a864886f70d0109100104"))  # id-ct-TSTInfo: the content follows
    for place in range(signed, signed + 150, 3):
        other = bytearray(token)
        other[place] ^= 1
        with pytest.raises(TokenError):
            check(*kept(tmp_path, bytes(other)))


@pytest.mark.parametrize("token", [b"", b"x", b"0\x80", b"0\x84\xff\xff\xff\xff", b"<html></html>", bytes(400)])
def test_what_is_no_token_does_not_hold(token: bytes, tmp_path: Path) -> None:
    with pytest.raises(TokenError):
        check(*kept(tmp_path, token))


def test_who_is_not_trusted_stamps_nothing(stamped: tuple[Path, bytes], tmp_path: Path) -> None:
    folder, token = stamped
    other = set_up(tmp_path / "other", chain=True)
    with pytest.raises(TokenError, match="none of those"):
        check(*kept(tmp_path, token), (other / "ca.pem").read_bytes())
    assert (folder / "ca.pem").read_bytes() != (other / "ca.pem").read_bytes()


def test_an_authority_that_answers_with_something_else_is_named(tmp_path: Path) -> None:
    folder = set_up(tmp_path / "a", chain=True)
    with serving(folder, broken=True) as address, pytest.raises(PlainError, match="no timestamp from http"):
        ask(address, DATA)


def test_an_authority_that_is_not_there_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(PlainError, match=f"no timestamp from http://127.0.0.1:{port}"):
        ask(f"http://127.0.0.1:{port}/", DATA)


@pytest.mark.parametrize("address", ["tsa.example", "ftp://tsa.example/", "file:///etc/passwd", ""])
def test_an_address_must_be_one(address: str) -> None:
    with pytest.raises(WrongInputError, match="--timestamp"):
        ask(address, DATA)
