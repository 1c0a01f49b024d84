"""The record of a visit as WARC 1.1: every answer as it was served, redirects and robots.txt included."""

import gzip
import io
from datetime import UTC, datetime

from scrapy import Request
from scrapy.http import Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

MAX_BYTES = 30 * 1024 * 1024
"""Answers beyond this are left out; their pages are in the evidence all the same."""


class Recorder:
    """Writes answers into one gzipped WARC in memory. ``software`` names us in its first record."""

    def __init__(self, software: str) -> None:
        self._plain = io.BytesIO()
        self._members = io.BytesIO()
        self._writer = WARCWriter(self._plain, gzip=False, warc_version="1.1")
        info = {"software": software, "format": "WARC File Format 1.1"}
        self._writer.write_record(self._writer.create_warcinfo_record("shopcheck.warc.gz", info))
        self._pack()
        self.answers = 0

    def add(self, request: Request, response: Response) -> None:
        """Write down one answer and the request that it answers."""
        if self._members.tell() + len(response.body) > MAX_BYTES:
            return
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, vs in response.headers.items() for v in vs]
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        named = {"WARC-Date": now}
        if response.ip_address is not None:
            named["WARC-IP-Address"] = str(response.ip_address)
        answered = self._writer.create_warc_record(
            response.url,
            "response",
            payload=io.BytesIO(response.body),
            length=len(response.body),
            http_headers=StatusAndHeaders(str(response.status), headers, protocol="HTTP/1.1"),
            warc_headers_dict=named,
        )
        sent = [(n.decode("latin-1"), v.decode("latin-1")) for n, vs in request.headers.items() for v in vs]
        named["WARC-Concurrent-To"] = answered.rec_headers.get_header("WARC-Record-ID")
        asked = self._writer.create_warc_record(
            request.url,
            "request",
            http_headers=StatusAndHeaders(f"{request.method} {request.url} HTTP/1.1", sent, is_http_request=True),
            warc_headers_dict=named,
        )
        for record in (answered, asked):
            self._writer.write_record(record)
            self._pack()
        self.answers += 1

    def _pack(self) -> None:
        """Each record is a gzip member of its own (WARC 1.1, annex D); a fast level, for a visit has many."""
        self._members.write(gzip.compress(self._plain.getvalue(), 3, mtime=0))
        self._plain.seek(0)
        self._plain.truncate()

    def data(self) -> bytes:
        """The whole file so far."""
        return self._members.getvalue()
