"""What headers prove of a mail's way, and that nothing of it names a person."""

from datetime import UTC, datetime

import pytest

from mystery_shop.model import Hop
from mystery_shop.parse import parse
from mystery_shop.traces import trace_of
from tests.mail.scores import CORPUS

MAIL = (
    b"Received: from mail.shop.example (mail.shop.example [192.0.2.7])\r\n"
    b"\tby mx.meting.example (Postfix) with ESMTPS id 4Ab for <r1.geheim@meting.example>;\r\n"
    b"\tTue, 3 Nov 2026 10:21:30 +0100 (CET)\r\n"
    b"Authentication-Results: mx.meting.example; dkim=pass (2048-bit key) header.d=shop.example header.s=k1;\r\n"
    b"\tspf=pass smtp.mailfrom=lisa.jansen@shop.example; dmarc=pass (p=none) header.from=shop.example; foo=bar\r\n"
    b"Authentication-Results: elsewhere.example; spf=fail smtp.mailfrom=x@y.example\r\n"
    b"Received: from LISA-LAPTOP.home ([203.0.113.9]) by lisa-laptop.shop.example with HTTP;\r\n"
    b"\tTue, 3 Nov 2026 10:21:00 +0100\r\n"
    b"Received: by 10.0.0.1 with SMTP id z; Tue, 3 Nov 2026 10:20:59 +0100\r\n"
    b"From: Lisa Jansen <lisa.jansen@shop.example>\r\nTo: r1.geheim@meting.example\r\n"
    b"Date: Tue, 3 Nov 2026 10:20:58 +0100\r\nMessage-ID: <8f3a.1730@shop.example>\r\nSubject: Re: vraag\r\n\r\n"
    b"Dat kan.\r\n\r\nMet vriendelijke groet,\r\nLisa Jansen\r\n"
)


def test_servers_times_and_checks_are_kept() -> None:
    found = trace_of(parse(MAIL))
    assert found.hops == (
        Hop(by="mx.meting.example", at=datetime(2026, 11, 3, 9, 21, 30, tzinfo=UTC), protocol="ESMTPS"),
        Hop(by="", at=datetime(2026, 11, 3, 9, 21, tzinfo=UTC), protocol="HTTP"),
        Hop(by="", at=datetime(2026, 11, 3, 9, 20, 59, tzinfo=UTC), protocol="SMTP"),
    )
    assert found.recorded_by == "mx.meting.example"
    assert found.checks == tuple((method, "pass", "shop.example") for method in ("dkim", "spf", "dmarc"))
    assert (found.message_id, found.dated) == ("<8f3a.1730@shop.example>", datetime(2026, 11, 3, 9, 20, 58, tzinfo=UTC))


def test_nothing_of_it_names_a_person_or_our_address() -> None:
    told = repr(trace_of(parse(MAIL))).lower()
    for word in ("lisa", "jansen", "laptop", "geheim", "192.0.2.7", "203.0.113.9", "10.0.0.1"):
        assert word not in told


@pytest.mark.parametrize("name", [b"<lisa.17@shop.example>", b"<1.Jansen@shop.example>", b"<lisa.jansen.9@x.example>"])
def test_a_message_id_that_names_somebody_is_left_out(name: bytes) -> None:
    assert trace_of(parse(MAIL.replace(b"<8f3a.1730@shop.example>", name))).message_id == ""


def test_only_a_server_of_ours_is_believed_about_the_sender() -> None:
    forged = MAIL.replace(b"Authentication-Results: mx.meting.example", b"X-Old: mx.meting.example")
    assert (trace_of(parse(forged)).recorded_by, trace_of(parse(forged)).checks) == ("", ())


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"Received: ;;;\r\nReceived: by\r\nDate: soon\r\n\r\n", b"\xff" * 3000])
def test_headers_of_any_kind_are_borne(raw: bytes) -> None:
    found = trace_of(parse(raw))
    assert not found.checks and all(not hop.by for hop in found.hops)


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real mail is not on this machine")
def test_real_mail_names_no_mailbox_of_its_sender() -> None:
    seen = 0
    for path in sorted(CORPUS.rglob("*.eml"))[:250]:
        message = parse(path.read_bytes()[:200_000])
        found = trace_of(message)
        seen += bool(found.hops)
        mailbox = message.from_.partition("@")[0]
        if len(mailbox) > 4:
            assert mailbox not in found.message_id.lower(), path.name
        assert not any("@" in text for hop in found.hops for text in (hop.by, hop.protocol)), path.name
    assert seen > 100
