"""Raw mail read safely: hostile MIME, charsets, size, depth; nothing fetched, nothing run, nothing raised."""

import base64
import json
import random
import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mystery_shop import htmltext, mime
from mystery_shop.classify import classify
from mystery_shop.model import MailClass
from mystery_shop.parse import clean, ids, parse
from tests.conftest import shared_folder

CORPUS = shared_folder() / "corpora" / "mail"
needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real mail is not on this machine")


def mail(body: str | bytes = "Dat kan.\n", **headers: str) -> bytes:
    lines = {"From": "Sanne <sanne@shop.test>", "To": "probe+k7@probe.test", "Subject": "Re: vraag"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode("utf-8", "surrogateescape")
    return head + b"\r\n" + (body.encode() if isinstance(body, str) else body)


def multipart(*parts: str, kind: str = "mixed") -> bytes:
    body = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n"
    return mail(body, Content_Type=f'multipart/{kind}; boundary="b"')


def test_ordinary_mail():
    read = parse(
        mail(
            Reply_To="klantenservice@shop.test", Message_ID="<a@shop.test>", In_Reply_To="<1.k7@probe.test>",
            References="<x@y> <1.k7@probe.test>", Return_Path="<>", Delivered_To="probe+K7@probe.test",
        )
    )  # fmt: skip
    assert (read.from_, read.from_name, read.reply_to) == ("sanne@shop.test", "Sanne", "klantenservice@shop.test")
    assert read.parents == ("<1.k7@probe.test>", "<x@y>")
    assert read.recipients == ("probe+k7@probe.test",)
    assert read.return_path == ""
    assert read.text.strip() == "Dat kan."
    assert read.marks == ()


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ({"Content_Type": "text/plain; charset=iso-8859-1"}, "café".encode("latin-1"), "café"),
        ({"Content_Type": "text/plain; charset=utf-8", "Content_Transfer_Encoding": "base64"}, b"Y2Fmw6k=", "café"),
        (
            {"Content_Type": "text/plain", "Content_Transfer_Encoding": "quoted-printable"},
            b"caf=C3=A9 =\r\nja",
            "café ja",
        ),
        ({"Content_Type": "text/plain; charset=windows-1252"}, b"\x80 5", "€ 5"),
        ({"Content_Type": "text/html; charset=utf-8"}, "<p>café</p><p>ja</p>".encode(), "café\n\nja"),
        (
            {"Content_Type": "text/plain; charset=utf-8"},
            "Mit freundlichen GrÃ¼ÃŸen".encode(),
            "Mit freundlichen Grüßen",
        ),
        ({}, b"<html><body><p>ja</p><p>nee</p><br></body></html>", "ja\n\nnee"),
    ],
)
def test_charsets_and_encodings(headers, body, text):
    assert parse(mail(body, **headers)).text.strip() == text


@pytest.mark.parametrize(
    "charset", ["x-unknown", "zip", "hex", "rot13", "undefined", "utf-8\0", "idna", "'", "é", "a" * 999]
)
def test_charsets_that_are_none(charset):
    read = parse(mail("caf\xe9".encode("latin-1"), Content_Type=f"text/plain; charset={charset}"))
    assert read.text.strip() == "café"
    assert "broken_charset" in read.marks


def test_html_is_read_without_what_nobody_sees():
    html = (
        "<html><head><title>t</title><style>p{color:red}</style></head><body onload='x()'>"
        "<div style='display:none'>verborgen</div><script>fetch('https://evil.test')</script>"
        "<p>Dat kan</p><img src='https://track.test/1.gif'><a href='https://shop.test'>hier</a>"
        "<blockquote>uw vraag</blockquote></body></html>"
    )
    read = parse(mail(html, Content_Type="text/html"))
    assert read.text == "Dat kan\nhier"
    assert read.quoted_html == "uw vraag"
    assert {"remote_content", "script"} <= set(read.marks)


def test_the_plain_part_is_read_and_attachments_are_listed_unopened():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 10_000_000)
    read = parse(
        multipart(
            "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\nplat\r\n"
            "--c\r\nContent-Type: text/html\r\n\r\n<p>plat</p>\r\n--c--",
            "Content-Type: application/zip; name*=utf-8''bom%2Ezip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(buffer.getvalue()).decode(),
            'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="win.exe"\r\n\r\nMZ',
            "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nbijlage",
        )
    )
    assert read.text.strip() == "plat"
    assert [a.name for a in read.attachments] == ["bom.zip", "win.exe", ""]
    assert {"archive", "program"} <= set(read.marks)


def test_encrypted_mail_is_marked():
    kind = 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"'
    raw = mail("--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--\r\n", Content_Type=kind)
    assert "encrypted" in parse(raw).marks


def test_nesting_bombs_stop_at_a_depth():
    deep = b"Content-Type: text/plain\r\n\r\nhoi\r\n"
    for level in range(3000):
        deep = f'Content-Type: multipart/mixed; boundary="{level}"\r\n\r\n--{level}\r\n'.encode() + deep
    started = time.process_time()
    read = parse(b"From: a@b.test\r\n" + deep)
    assert "too_deep" in read.marks
    assert time.process_time() - started < 2


def test_messages_within_messages_stop_at_a_depth():
    raw = b"From: a@b.test\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"hoi"
    assert "too_deep" in parse(raw).marks


def test_part_bombs_stop_at_a_number():
    read = parse(mail("--b\r\n\r\nx\r\n" * 50_000, Content_Type="multipart/mixed; boundary=b"))
    assert "too_many_parts" in read.marks
    assert classify(read).mail_class is not None


def test_header_bombs_stop_at_a_size():
    started = time.process_time()
    many = parse(b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\nhoi")
    long = parse(mail(Content_Type="text/plain; " + 'a="' * 200_000))
    endless = parse(b"A" * 3_000_000)
    folded = parse(mail(Subject="a" + "\r\n b" * 200_000))
    assert "too_many_headers" in many.marks
    assert all("long_header" in read.marks for read in (long, endless, folded))
    assert time.process_time() - started < 5


def test_a_hundred_megabytes_cost_little_memory_and_time():
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nDat kan.\r\n--b\r\nContent-Type: application/pdf\r\n"
    raw = mail(
        part + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 19 * 1_400_000 + b"\r\n--b--\r\n",
        Content_Type="multipart/mixed; boundary=b",
    )
    assert len(raw) > 100_000_000
    tracemalloc.start()
    started = time.process_time()
    read = parse(raw)
    spent = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read.text.strip() == "Dat kan."
    assert "too_large" in read.marks
    assert read.attachments[0].media_type == "application/pdf"
    assert peak < mime.MAX_BYTES + 20_000_000
    assert spent < 10


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "hoi",
        "<table><tr><td>" * 20_000,
        "<p style='" + "a" * 500_000 + "'>hoi",
        "<!--" * 50_000,
        "<" * 300_000,
        "&#" * 100_000,
        "<img src=" * 50_000,
    ],
    ids=["deep", "tables", "attribute", "comments", "open", "entities", "images"],
)
def test_html_bombs(html):
    started = time.process_time()
    read = parse(mail(html, Content_Type="text/html"))
    assert classify(read).mail_class is not None
    assert time.process_time() - started < 4


def test_header_injection_in_encoded_words_is_flattened_and_marked():
    word = base64.b64encode(b"vraag\r\nBcc: all@shop.test\r\n\r\nbody").decode()
    read = parse(mail(Subject=f"=?utf-8?B?{word}?="))
    assert "\n" not in read.subject and "\r" not in read.subject
    assert "header_injection" in read.marks
    assert not any(name == "bcc" for name, _ in read.headers)


@pytest.mark.parametrize(
    "raw",
    [b"", b"\n", b"\r\n\r\n", b"From nobody Mon Jan 1\nFrom: a@b.test\n\nhoi", b"\xff\xfe\x00", b":",
     b"no headers at all", b"From: a@b.test\rSubject: x\r\rhoi", b"Content-Type: multipart/mixed\n\n--x\n",
     b"\xef\xbb\xbfFrom: a@b.test\n\nhoi"],
)  # fmt: skip
def test_broken_mail_is_read_as_far_as_it_goes(raw):
    read = parse(raw)
    assert read.size == len(raw)
    assert classify(read).mail_class in MailClass


def test_carriage_returns_and_mbox_lines():
    assert parse(b"From: a@b.test\rSubject: x\r\rhoi").text == "hoi"
    assert parse(b"From x@y Mon Jan 1\nFrom: a@b.test\n\nhoi").from_ == "a@b.test"


def test_ids():
    assert ids("<a@b>,<c@d>\n <e@f>") == ("<a@b>", "<c@d>", "<e@f>")
    assert ids("<a.\r\n b@c>") == ("<a.b@c>",)
    assert ids("a@b") == ("<a@b>",)
    assert clean("zo\xadn vra\u200bag") == "zon vraag"


@pytest.mark.parametrize(
    ("action", "code", "kind", "hard"),
    [("failed", "5.1.1", "bounce", True), ("failed", "4.2.2", "bounce", False),
     ("delayed", "4.4.1", "delay_notice", False), ("delivered", "2.0.0", "unrelated", None)],
)  # fmt: skip
def test_delivery_reports(action, code, kind, hard):
    status = (
        f"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@b.test\r\nAction: {action}\r\nStatus: {code}\r\n"
    )
    raw = multipart(
        "Content-Type: text/plain\r\n\r\nreport",
        f"Content-Type: message/delivery-status\r\n\r\n{status}",
        "Content-Type: message/rfc822\r\n\r\nMessage-ID: <1.k7@probe.test>\r\n\r\nhoi",
        kind="report; report-type=delivery-status",
    )
    read = parse(raw)
    found = classify(read)
    assert read.inner_ids == ("<1.k7@probe.test>",)
    assert (found.mail_class, found.status, found.hard) == (kind, code, hard)


def test_a_report_inside_an_attached_mail_is_not_a_bounce():
    inner = (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="i"\r\n\r\n'
        "--i\r\nContent-Type: message/delivery-status\r\n\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n--i--\r\n"
    )
    raw = multipart(
        "Content-Type: text/plain\r\n\r\nHoi, deze mail kwam terug. Heb je een ander adres?",
        f"Content-Type: message/rfc822\r\n\r\n{inner}",
    )
    assert classify(parse(raw)).mail_class is not MailClass.BOUNCE


pieces = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"\r\n", b"\n\n", b"\r\n\r\n", b"--b\r\n", b"--b--\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n",
         b"Content-Type: message/rfc822\r\n", b"Content-Type: text/html; charset=utf-7\r\n",
         b"From: =?utf-8?Q?=00=0A?= <a@b>\r\n", b"Content-Type: message/delivery-status\r\n", b"Action: failed\r\n",
         b"<div><p>", b"</p>", b"Subject: =?x?B?////?=\r\n",
         b"Content-Transfer-Encoding: base64\r\n", b"> ", b"On Mon, 1 Jan, x wrote:\n",
         b"Date: Mon, 99 Foo 20260 99:99\r\n",
         b"binnen 2 werkdagen ", b"Message-ID: <<>@>\r\n", b"References: <a@b> , <\r\n", b"Return-Path: <>\r\n"]
    ),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(pieces, max_size=30))
def test_nothing_in_a_mail_makes_it_raise(parts):
    raw = b"".join(parts)
    read = parse(raw)
    assert read.size == len(raw)
    assert classify(read).mail_class in MailClass


@needs_corpus
def test_real_and_mutilated_mail_is_read_without_raising():
    chance = random.Random(5)
    files = sorted([*(CORPUS / "robustness").glob("*"), *(CORPUS / "labelled").glob("*")])
    assert len(files) > 900
    for path in files[::8]:
        raw = path.read_bytes()
        cut = raw[: chance.randint(0, len(raw))] + chance.randbytes(20) + raw[chance.randint(0, len(raw)) :]
        for each in (raw, cut):
            read = parse(each)
            assert read.size == len(each)
            assert classify(read).mail_class in MailClass


@needs_corpus
def test_no_real_mail_is_read_slowly():
    labels = [json.loads(line) for line in (CORPUS / "labels.jsonl").read_text().splitlines()]
    slow = []
    for label in labels:
        if label["label"] == "robustness":
            raw = (CORPUS / label["file"]).read_bytes()
            started = time.process_time()
            classify(parse(raw))
            if time.process_time() - started > 1:
                slow.append(label["file"])
    assert slow == []


def test_nothing_is_fetched_for_html(monkeypatch):
    import socket

    def no_network(*_args, **_more):
        raise AssertionError("a mail was about to be fetched for")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    html = "<link rel=stylesheet href='http://127.0.0.1:9/x.css'><img src='http://127.0.0.1:9/x.png'><p>hoi</p>"
    assert htmltext.html_text(html)[0] == "hoi"
