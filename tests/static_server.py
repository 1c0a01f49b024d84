"""Saved sites on loopback: a folder served as ``python -m http.server`` does it, each on a port of its own.

Pages that software names by a query string are saved as ``index.php@route=information%2Fcontact.html``. Asked for as
they are linked in the saved pages they answer as files do; asked for as the running shop would be
(``/index.php?route=information/contact``) they answer too, and ``/support`` gives ``support.html``, as the usual hosts
of static sites have it. With ``native=True`` the links in the pages are put back into the form of the running shop.
"""

from __future__ import annotations

import contextlib
import mimetypes
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from shopcheck.demo.server import Request, Response, Site, serving

_SAVED_LINK = re.compile(rb'(?<==")([^"@ ]*)@([^"]*)\.html(?=")')


def folder_site(folder: Path, *, native: bool = False) -> Site:
    """The files of ``folder`` as a site. native: links to saved query-string pages get their query string back."""
    root = folder.resolve()
    by_query = _query_pages(root)

    def site(request: Request) -> Response:
        path, _, query = request.target.partition("?")
        file = root / unquote(path).lstrip("/")
        if query and (saved := by_query.get(_wanted(path, query))):
            file = saved
        if file.is_dir():
            if not path.endswith("/"):
                return Response(status=301, headers={"Location": path + "/"})
            file /= "index.html"
        if not file.exists() and not file.suffix:
            file = file.with_suffix(".html")
        if not file.is_file() or not file.resolve().is_relative_to(root):
            return Response(status=404, body=b"<!doctype html><title>404 Not Found</title><h1>Not Found</h1>")
        body = file.read_bytes()
        media = mimetypes.guess_type(file.name)[0] or (
            "text/html" if b"<" in body[:200] else "application/octet-stream"
        )
        return Response(body=_put_back(body) if native and media == "text/html" else body, media_type=media)

    return site


@contextlib.contextmanager
def serve_folders(folders: Sequence[Path], *, native: bool = False) -> Iterator[list[str]]:
    """Serve each folder on a port of its own while the context lasts; yields their addresses in order."""
    with serving([folder_site(folder, native=native) for folder in folders]) as urls:
        yield urls


def counted(site: Site, asked: list[str]) -> Site:
    """The same site, noting each target that is asked for."""

    def counting(request: Request) -> Response:
        asked.append(request.target)
        return site(request)

    return counting


Wanted = tuple[str, frozenset[tuple[str, str]]]


def _query_pages(root: Path) -> dict[Wanted, Path]:
    """Saved query-string pages by path and parameters (in any order)."""
    pages = {}
    for file in root.rglob("*@*.html"):
        path, _, query = file.relative_to(root).as_posix().removesuffix(".html").partition("@")
        pages[_wanted(f"/{path}", query)] = file
    return pages


def _wanted(path: str, query: str) -> Wanted:
    return unquote(path), frozenset(parse_qsl(query, keep_blank_values=True))


def _put_back(body: bytes) -> bytes:
    def native(found: re.Match[bytes]) -> bytes:
        query = unquote(found[2].decode()).replace("%2F", "/")
        return found[1] + b"?" + query.encode()

    return _SAVED_LINK.sub(native, body)
