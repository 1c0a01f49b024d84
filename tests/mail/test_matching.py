"""Incoming mail is matched to the right probe or to none; never guessed between two."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from mystery_shop.matching import Matcher, registered_domain, same_subject
from mystery_shop.model import MatchKey, Probe, ProbeState
from mystery_shop.parse import parse

SENT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
QUESTIONS = [
    (
        "Vraag over levertijd",
        "Hoe lang duurt het voordat een bestelling bezorgd wordt?\nIk woon op Texel, maakt dat nog uit?",
    ),
    (
        "Retour in de winkel",
        "Kan ik een online bestelling in jullie winkel in Utrecht terugbrengen?\nMoet ik dan iets meenemen?",
    ),
    (
        "Maat wandelschoen",
        "Valt de Trekker 3 normaal qua maat, of kan ik beter een maat groter nemen?\nIk heb brede voeten.",
    ),
    ("Cadeaubon geldig", "Hoe lang is een cadeaubon bij jullie geldig?\nEn kan ik hem ook online gebruiken?"),
    ("Onderhoud leren tas", "Hoe kan ik een leren tas het beste onderhouden?\nVerkopen jullie daar ook iets voor?"),
    ("Garantie lamp", "Hoeveel jaar garantie zit er op de Luna lamp?\nGeldt dat ook voor het snoer?"),
]


def probes(shops: int, each: int = 6) -> list[Probe]:
    chance = random.Random(4)
    made = []
    for shop in range(shops):
        for wave in range(each):
            token = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz234567", k=10))
            subject, text = QUESTIONS[wave % len(QUESTIONS)]
            made.append(
                Probe(
                    id=f"s{shop}w{wave}",
                    campaign="c",
                    shop=f"https://shop{shop}.test",
                    to=f"info@shop{shop}.test",
                    reply_address=f"marleen+{token}@probe.test",
                    token=token,
                    message_id=f"<{wave}x.{token}@probe.test>",
                    subject=subject,
                    text=text,
                    reference=f"V{shop:03d}-{wave}{chance.randint(100, 999)}",
                    domains=(f"helpdesk{shop}.example",),
                    planned_at=SENT,
                    state=ProbeState.ACCEPTED,
                    sent_at=SENT + timedelta(days=4 * wave),
                )
            )
    return made


def mail(headers: dict[str, str], body: str = "Dat kan.\n") -> bytes:
    return ("".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n" + body).encode()


def bounce(probe: Probe, *, attached: bool) -> bytes:
    if attached:
        parts = (
            "Content-Type: text/plain\r\n\r\nundeliverable\r\n",
            (
                "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
                f"Final-Recipient: rfc822; {probe.to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            ),
            f"Content-Type: message/rfc822\r\n\r\nMessage-ID: {probe.message_id}\r\nSubject: x\r\n\r\nhi\r\n",
        )
        body = "".join(f"--b\r\n{part}" for part in parts) + "--b--\r\n"
        kind = 'multipart/report; report-type=delivery-status; boundary="b"'
    else:
        kind = "text/plain"
        body = f"Your mail was not delivered.\r\n\r\n--- original ---\r\nMessage-Id: {probe.message_id}\r\n"
    return mail(
        {"From": "MAILER-DAEMON@mx.example", "To": "marleen@probe.test", "Subject": "failed", "Content-Type": kind},
        body,
    )


def arrivals(all_probes: list[Probe]) -> list[tuple[bytes, str | None, MatchKey | None]]:
    """Each way in which an answer can come back, with the probe it belongs to."""
    found: list[tuple[bytes, str | None, MatchKey | None]] = []
    for probe in all_probes:
        shop = probe.to
        base = {"From": shop, "To": "marleen@probe.test", "Subject": "Uw vraag"}
        quoted = "\n".join(f"> {line}" for line in probe.text.split("\n"))
        found += [
            (mail(base | {"To": f"Marleen <{probe.reply_address.upper()}>"}), probe.id, MatchKey.ALIAS),
            (mail({"Delivered-To": probe.reply_address} | base), probe.id, MatchKey.ALIAS),
            (mail(base | {"To": probe.reply_address.replace("+", "-")}), probe.id, MatchKey.ALIAS),
            (mail(base | {"In-Reply-To": probe.message_id}), probe.id, MatchKey.MESSAGE_ID),
            (mail(base | {"References": f"<x@y>\r\n\t{probe.message_id},<z@q>"}), probe.id, MatchKey.MESSAGE_ID),
            (mail(base | {"x-ms-exchange-parent-message-id": probe.message_id}), probe.id, MatchKey.MESSAGE_ID),
            (mail(base | {"In-Reply-To": probe.message_id.replace(".", ".\r\n ", 1)}), probe.id, MatchKey.MESSAGE_ID),
            (bounce(probe, attached=True), probe.id, MatchKey.MESSAGE_ID_IN_BODY),
            (bounce(probe, attached=False), probe.id, MatchKey.MESSAGE_ID_IN_BODY),
            (mail(base, f"Hoi\r\n\r\nVan: Marleen <{probe.reply_address}>\r\n"), probe.id, MatchKey.MESSAGE_ID_IN_BODY),
            (mail(base | {"Subject": f"[{probe.reference}] antwoord"}), probe.id, MatchKey.REFERENCE),
            (mail(base, f"Over {probe.reference}: dat kan.\r\n"), probe.id, MatchKey.REFERENCE),
            (mail(base, f"Dat kan.\n\nMarleen schreef:\n{quoted}\n"), probe.id, MatchKey.SENDER),
            (mail(base), None, None),
            (mail({"From": "news@elsewhere.test", "To": "marleen@probe.test", "Subject": probe.subject}), None, None),
        ]
    return found


def test_matching_is_right_in_999_of_1000():
    all_probes = probes(60)
    matcher = Matcher(all_probes)
    cases = arrivals(all_probes)
    wrong = [
        (expected, got)
        for raw, expected, key in cases
        if (got := matcher.match(parse(raw), received_at=SENT + timedelta(days=30), raw=raw)).probe != expected
        or got.key != key
    ]
    assert len(cases) > 5000
    assert len(wrong) <= len(cases) / 1000, wrong[:5]


def test_one_open_probe_and_our_subject_is_enough():
    (only,) = probes(1, 1)
    raw = mail(
        {"From": "Sanne <sanne@mail.helpdesk0.example>", "To": "x@probe.test", "Subject": f"RE: [#123] {only.subject}"}
    )
    found = Matcher([only]).match(parse(raw), received_at=SENT + timedelta(days=1))
    assert (found.probe, found.key) == (only.id, MatchKey.SENDER)
    assert "only open mail" in found.proof


@pytest.mark.parametrize(
    ("days", "state"), [(-1, ProbeState.ACCEPTED), (120, ProbeState.ACCEPTED), (1, ProbeState.PLANNED)]
)
def test_a_mail_before_sending_or_long_after_is_no_answer(days, state):
    (only,) = probes(1, 1)
    other = Probe(**{name: getattr(only, name) for name in only.__struct_fields__} | {"state": state})
    raw = mail({"From": only.to, "To": "x@probe.test", "Subject": f"Re: {only.subject}"})
    assert Matcher([other]).match(parse(raw), received_at=SENT + timedelta(days=days)).probe is None


def test_between_two_probes_of_one_shop_a_person_decides():
    two = probes(1, 2)
    raw = mail({"From": two[0].to, "To": "x@probe.test", "Subject": f"Re: {two[0].subject}"})
    found = Matcher(two).match(parse(raw), received_at=SENT + timedelta(days=30))
    assert found.probe is None
    assert set(found.candidates) == {two[0].id, two[1].id}


def test_written_to_two_aliases_the_answered_one_counts():
    two = probes(1, 2)
    both = f"{two[0].reply_address}, {two[1].reply_address}"
    assert Matcher(two).match(parse(mail({"From": two[0].to, "To": both, "Subject": "x"}))).probe is None
    told = mail({"From": two[0].to, "To": both, "Subject": "x", "In-Reply-To": two[1].message_id})
    assert Matcher(two).match(parse(told)).probe == two[1].id


def test_domains_and_subjects():
    assert registered_domain("info@mail.shop.co.uk") == "shop.co.uk"
    assert registered_domain("nobody") == ""
    assert same_subject("Vraag over levertijd", "Antw: [Ticket 4] Vraag over  levertijd")
    assert not same_subject("Vraag over levertijd", "Uw bestelling")
