"""A visit's record as WACZ 1.1.1, which replay programs open as it is (specs.webrecorder.net/wacz/1.1.1).

A ZIP with the WARCs as they are, an index that finds every answer in them (CDXJ, in gzip blocks as ZipNum has them), a
list of the pages, and a package description with the SHA-256 of every file. Same input, same bytes.
"""

import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, BinaryIO
from urllib.parse import quote, unquote_to_bytes, urlsplit

from warcio.archiveiterator import ArchiveIterator

VERSION = "1.1.1"
BLOCK = 1024
"""Lines of the index that share a gzip block."""

_PORTS = {"http": 80, "https": 443}
_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_WWW = re.compile(r"^www\d*\.")


@dataclass(frozen=True, kw_only=True)
class WaczPage:
    """One page that was read: its address, title, and when."""

    url: str
    title: str
    at: datetime


def write_wacz(
    target: BinaryIO,
    warcs: Mapping[str, bytes],
    pages: Sequence[WaczPage],
    *,
    title: str,
    software: str,
    created: datetime,
) -> None:
    """Write one WACZ.

    warcs: gzipped WARCs by file name (``20261103092000.warc.gz``, in lower case). pages: the first is the main page.
    created: when the visit ended; it dates all entries, for the same visit gives the same file.
    """
    lines = sorted(line for name, data in warcs.items() for line in index_lines(name, data))
    packed, blocks = _packed(lines)
    files: list[tuple[str, bytes]] = [(f"archive/{name}", data) for name, data in sorted(warcs.items())]
    files += [("indexes/index.cdx.gz", packed), ("indexes/index.idx", blocks), ("pages/pages.jsonl", _pages(pages))]
    package = _package(files, pages, title=title, software=software, created=created)
    digest = _json({"path": "datapackage.json", "hash": _hash(package)})
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in [*files, ("datapackage.json", package), ("datapackage-digest.json", digest)]:
            entry = zipfile.ZipInfo(
                name, max(created.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC)).timetuple()[:6]
            )
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".gz") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)


def index_lines(name: str, warc: bytes) -> Iterator[str]:
    """CDXJ lines (without their end) for the answers in a WARC: key, time, and where the record lies."""
    records = ArchiveIterator(io.BytesIO(warc))
    for record in records:
        if record.rec_type not in ("response", "revisit", "resource"):
            continue
        found = {"url": record.rec_headers.get_header("WARC-Target-URI")}
        if record.http_headers is not None:
            found["mime"] = (record.http_headers.get_header("Content-Type") or "unk").partition(";")[0].strip() or "unk"
            found["status"] = record.http_headers.get_statuscode()
        found["digest"] = record.rec_headers.get_header("WARC-Payload-Digest") or ""
        at = re.sub(r"\D", "", record.rec_headers.get_header("WARC-Date") or "")[:14]
        record.content_stream().read()
        places = {"length": str(records.get_record_length()), "offset": str(records.get_record_offset())}
        yield f"{sort_key(found['url'])} {at} {_line({**found, **places, 'filename': name})}"


def sort_key(url: str) -> str:
    """The address as a sort-friendly key (SURT): host turned round, lower case, query sorted, no ``www.``.

    As the ``surt`` program makes it, which replay programs expect.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if not host:
        return url
    key = _turned(_WWW.sub("", host))
    if port is not None and port != _PORTS.get(parts.scheme):
        key += f":{port}"
    query = "&".join(sorted(_escaped(parts.query).split("&"))) if parts.query else ""
    return f"{key}){_path(parts.path)}{f'?{query}' if query else ''}".lower()


def _turned(host: str) -> str:
    try:
        if ip_address(host).version == 6:
            return host
    except ValueError:
        host = host.encode("idna").decode() if not host.isascii() else host
    return ",".join(reversed(host.split(".")))


def _path(path: str) -> str:
    steps: list[str] = []
    for step in _escaped(path).split("/"):
        if step == "..":
            steps[-1:] = []
        elif step not in ("", "."):
            steps.append(step)
    return "/" + "/".join(steps)


def _escaped(text: str) -> str:
    """Percent-encoded once, whether it was encoded before or not."""
    return quote(unquote_to_bytes(text), safe=_SAFE)


def _packed(lines: Sequence[str]) -> tuple[bytes, bytes]:
    """The index in gzip blocks, and the table that says which block begins with what."""
    packed = bytearray()
    table = [f"!meta 0 {_line({'format': 'cdxj-gzip-1.0', 'filename': 'index.cdx.gz'})}"]
    for start in range(0, len(lines), BLOCK):
        block = gzip.compress("".join(f"{line}\n" for line in lines[start : start + BLOCK]).encode(), 6, mtime=0)
        where = {"offset": len(packed), "length": len(block), "digest": _hash(block), "filename": "index.cdx.gz"}
        table.append(f"{lines[start].partition('{')[0]}{_line(where)}")
        packed += block
    return bytes(packed), "".join(f"{line}\n" for line in table).encode()


def _pages(pages: Iterable[WaczPage]) -> bytes:
    lines = [_line({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"})]
    for page in pages:
        told = {"id": hashlib.sha256(page.url.encode()).hexdigest()[:16], "url": page.url, "ts": _time(page.at)}
        lines.append(_line(told | ({"title": page.title} if page.title else {})))
    return "".join(f"{line}\n" for line in lines).encode()


def _package(
    files: Sequence[tuple[str, bytes]], pages: Sequence[WaczPage], *, title: str, software: str, created: datetime
) -> bytes:
    content: dict[str, Any] = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": title,
        "software": software,
        "created": _time(created),
        "resources": [
            {"name": path.rpartition("/")[2].lower(), "path": path, "hash": _hash(data), "bytes": len(data)}
            for path, data in files
        ],
    }
    if pages:
        content |= {"mainPageURL": pages[0].url, "mainPageDate": _time(pages[0].at)}
    return _json(content)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=True)


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, indent=2, ensure_ascii=True).encode()
