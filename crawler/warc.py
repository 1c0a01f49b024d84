"""The record of a visit as WARC 1.1: every answer as it was served, redirects and robots.txt included."""

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
        self._buffer = io.BytesIO()
        self._writer = WARCWriter(self._buffer, gzip=True, warc_version="1.1")
        info = {"software": software, "format": "WARC File Format 1.1"}
        self._writer.write_record(self._writer.create_warcinfo_record("shopcheck.warc.gz", info))
        self.answers = 0

    def add(self, request: Request, response: Response) -> None:
        """Write down one answer and the request that it answers."""
        if self._buffer.tell() + len(response.body) > MAX_BYTES:
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
            http_headers=StatusAndHeaders(str(response.status), headers, protocol="HTTP/1.1"),
            warc_headers_dict=named,
        )
        sent = [(n.decode("latin-1"), v.decode("latin-1")) for n, vs in request.headers.items() for v in vs]
        asked = self._writer.create_warc_record(
            request.url,
            "request",
            http_headers=StatusAndHeaders(f"{request.method} {request.url} HTTP/1.1", sent, is_http_request=True),
            warc_headers_dict={"WARC-Date": now},
        )
        self._writer.write_request_response_pair(asked, answered)
        self.answers += 1

    def data(self) -> bytes:
        """The whole file so far."""
        return self._buffer.getvalue()
