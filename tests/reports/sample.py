"""A small audit with every outcome, place and kind of shop that a report must be able to show."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audit.evidence import EvidenceStore
from audit.model import (
    AuditInfo,
    Channel,
    Finding,
    Gap,
    How,
    Kind,
    LinkTried,
    Owner,
    Page,
    Proof,
    Region,
    Role,
    Searched,
    Shop,
    ShopResult,
    Sighting,
    Snapshot,
    Step,
)  # fmt: skip
from audit.outcomes import Axis, Confidence, Duty, Outcome, Place, Reason

START = datetime(2026, 11, 3, 9, 20, tzinfo=UTC)
AGENT = "shopcheck/0.1 (+https://consumentenblad.example/meting)"


@dataclass
class SampleAudit:
    """An audit that lives in memory."""

    shops: list[ShopResult]
    title: str = "Bereikbaarheid van webwinkels 2026"
    columns: tuple[str, ...] = ("omzet",)
    settings: dict[str, str] = field(default_factory=lambda: {"crawl.delay": "2.0", "crawl.pages": "12"})

    @property
    def info(self) -> AuditInfo:
        seen = [r.snapshot.started_at for r in self.shops if r.snapshot]
        return AuditInfo(
            title=self.title,
            publisher="Consumentenblad",
            contact="https://consumentenblad.example/meting",
            market="NL",
            tool="shopcheck 0.1.0",
            seed=7,
            settings=self.settings,
            columns=self.columns,
            first_visit=min(seen, default=None),
            last_visit=max(seen, default=None),
            shops=len(self.shops),
        )

    def results(self) -> Iterator[ShopResult]:
        yield from self.shops


def picture(width: int = 640, height: int = 400, *, seed: int = 0) -> bytes:
    """A PNG that looks a little like a page with a marked place."""

    def row(y: int) -> bytes:
        pixels = bytearray(bytes((60, 90 + seed * 9, 140) if y < height // 8 else (252, 252, 252)) * width)
        if y % 24 < 7 and y > height // 5:
            pixels[120 : 3 * (width - 150)] = bytes((200, 205, 210)) * (width - 190)
        if y in (300, 301, 350, 351):
            pixels[180:900] = bytes((214, 40, 60)) * 240
        return b"\0" + bytes(pixels)

    rows = b"".join(row(y) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Maker:
    """Makes shops one after the other, with their evidence."""

    def __init__(self, store: EvidenceStore | None = None, *, pictures: int = 3) -> None:
        self.store = store
        self.number = 0
        self._shots: list[str] = []
        for n in range(pictures if store else 0):
            assert store is not None
            made = store.put(
                picture(seed=n), kind="screenshot", url="https://x.example/", media_type="image/png", taken_at=START
            )
            self._shots.append(made.id)

    def shot(self) -> str | None:
        return self._shots[self.number % len(self._shots)] if self._shots else None

    def shop(
        self,
        name: str,
        host: str,
        phone: Finding | None = None,
        email: Finding | None = None,
        *,
        gaps: tuple[Gap, ...] = (),
        visited: bool = True,
        left: bool = False,
        market: str | None = "NL",
        sector: str | None = None,
        channels: tuple[Channel, ...] = (),
        second_look: bool = False,
        others: tuple[Finding, ...] = (),
        scheme: str = "https",
    ) -> ShopResult:
        """One shop; findings get their addresses and evidence here."""
        self.number += 1
        home = f"{scheme}://{host}/"
        shop = Shop(
            key=f"{scheme}://{host}", url=home, name=name, market=market, rank=self.number, sector=sector,
            position=self.number, extra={"omzet": f"{self.number * 3},5 mln"},
        )  # fmt: skip
        if not visited:
            return ShopResult(shop=shop, left=left)
        contact = f"{home}klantenservice/contact"
        blocked = any(g.role is Role.HOME for g in gaps)
        pages = () if blocked else self._pages(home, contact)
        findings = tuple(self._at(f, home, contact) for f in (phone, email, *others) if f is not None)
        started = START + timedelta(minutes=4 * self.number)
        snapshot = Snapshot(
            shop=shop, started_at=started, finished_at=started + timedelta(seconds=41), tool="shopcheck 0.1.0",
            user_agent=AGENT, home_url=home, languages=("nl",), pages=pages,
            gaps=tuple(g if g.url else Gap(url=home, role=g.role, reason=g.reason, status=g.status, tries=g.tries)
                       for g in gaps),
            sightings=tuple(s for f in findings for s in _sightings(f, contact)), channels=channels,
            searched=Searched(
                links=(LinkTried(url=contact, label="Klantenservice", role=Role.CONTACT, score=9.0, result="read"),
                       LinkTried(url=f"{home}over-ons", label="Over ons", role=Role.IMPRINT, score=4.0,
                                 result="not_there")),
                words=("contact", "klantenservice", "bel ons", "e-mail"), languages=("nl", "en"),
                sitemap="not needed", absent=(Role.IMPRINT,), consent="rejected", frames=1,
                buttons_clicked=("Toon telefoonnummer",),
            ),
            platform="woocommerce", requests=14, second_look=second_look,
        )  # fmt: skip
        return ShopResult(shop=shop, snapshot=snapshot, findings=findings, left=left)

    def _pages(self, home: str, contact: str) -> tuple[Page, ...]:
        shot = self.shot()
        step = Step(label="Klantenservice & contact", url=contact)
        return (
            Page(url=home, final_url=home, role=Role.HOME, status=200, clicks=0, title="Welkom", language="nl",
                 words=412, rendered=True, fetched_at=START, screenshots=(shot,) if shot else ()),
            Page(url=contact, final_url=contact, role=Role.CONTACT, status=200, clicks=1, path=(step,),
                 title="Contact", language="nl", words=180, rendered=True, fetched_at=START,
                 screenshots=(shot,) if shot else ()),
        )  # fmt: skip

    def _at(self, finding: Finding, home: str, contact: str) -> Finding:
        looked = (home, contact) if finding.outcome is Outcome.NOT_FOUND else ()
        proofs = tuple(Proof(url=contact, quote=p.quote, screenshot=self.shot()) for p in finding.evidence)
        return Finding(**{n: getattr(finding, n) for n in finding.__struct_fields__} | {
            "looked_at": looked, "evidence": proofs})  # fmt: skip


def _sightings(finding: Finding, contact: str) -> tuple[Sighting, ...]:
    kind = Kind.PHONE if finding.check.startswith("phone") else Kind.EMAIL
    return tuple(
        Sighting(kind=kind, value=v, raw=v, page=contact, role=Role.CONTACT, region=Region.FOOTER, how=How.TEXT,
                 quote=finding.evidence[0].quote if finding.evidence else "", clicks=1, owner=Owner.SHOP,
                 visible_phone=True, visible_desktop=True)
        for v in finding.values
    )  # fmt: skip


def found(kind: str, outcome: Outcome, place: Place | None = None, reason: Reason | None = None, *,
          clicks: int | None = 1, confidence: Confidence = Confidence.CERTAIN, detail: dict[str, str] | None = None,
          ) -> Finding:  # fmt: skip
    """A finding about ``phone`` or ``email``."""
    seen = place is not None
    value = "+31201234567" if kind == "phone" else "klantenservice@winkel.example"
    return Finding(
        rule=f"nl/contact-{kind}", check=f"{kind}-findable", duty=Duty.MUST, outcome=outcome, place=place,
        clicks=clicks if seen else None, reason=reason, values=(value,) if seen else (),
        evidence=(Proof(url="", quote=f"Vragen? Bel of mail ons: {value} (ma-vr 9-17 uur)"),) if seen else (),
        confidence=confidence, detail=detail or {},
    )  # fmt: skip


def clear(kind: str, clicks: int = 1) -> Finding:
    return found(kind, Outcome.MET, Place.CLEAR, clicks=clicks)


def gone(kind: str, reason: Reason = Reason.NOTHING_SEEN, *, sure: bool = False) -> Finding:
    return found(kind, Outcome.NOT_FOUND, reason=reason, confidence=Confidence.CERTAIN if sure else Confidence.LIKELY)


def unmeasured(kind: str, reason: Reason) -> Finding:
    return found(kind, Outcome.NOT_MEASURED, reason=reason)


def home_gap(reason: Reason, status: int | None = None) -> tuple[Gap, ...]:
    return (Gap(url="", role=Role.HOME, reason=reason, status=status, tries=2),)


def others() -> tuple[Finding, ...]:
    """Findings of checks that are not about phone and e-mail."""
    should, info, norm = Duty.SHOULD, Duty.INFO, Axis.NORM
    return (
        Finding(rule="nl/contact-two-clicks", check="contact-in-two-clicks", duty=should, outcome=Outcome.MET, clicks=1,
                values=("https://sokken.nl/klantenservice/contact",),
                detail={"way": "Klantenservice & contact", "page": "https://sokken.nl/klantenservice/contact"}),
        Finding(rule="nl/phone-tariff", check="phone-tariff", duty=should, outcome=Outcome.PARTLY,
                reason=Reason.PREMIUM_TOO, values=("+319001234567",), detail={"stated": "lokaal tarief"}),
        Finding(rule="nl/opening-hours", check="opening-hours", duty=info, axis=norm, outcome=Outcome.PARTLY,
                reason=Reason.OFFICE_HOURS_ONLY, values=("phone: Mo-Fr 09:00-17:00",),
                detail={"week": "40", "outside": "0", "quote": "ma t/m vr 9-17 uur"}),
        Finding(rule="nl/other-channel", check="other-channel", duty=info, axis=norm, outcome=Outcome.MET,
                values=("form", "whatsapp: +31612345678")),
        Finding(rule="nl/company-identity", check="company-identity", duty=should, outcome=Outcome.PARTLY,
                reason=Reason.INCOMPLETE, values=("12345678",),
                detail={"seen": "name, register", "not_seen": "vat", "name": "Sokken B.V.", "register": "12345678"}),
        Finding(rule="nl/chat-gate", check="chat-gate", duty=info, outcome=Outcome.NOT_APPLICABLE,
                reason=Reason.NOTHING_SEEN),
    )  # fmt: skip


def sample(store: EvidenceStore | None = None) -> SampleAudit:
    """The whole sample."""
    m, shops = Maker(store), []
    P, E, O, R = "phone", "email", Outcome, Reason  # noqa: E741
    shops.append(m.shop("De Fietsenmaker", "www.defietsenmaker.nl", clear(P, 0), clear(E, 0), sector="Fietsen"))
    shops.append(m.shop("Ängström Elektra", "angstrom-elektra.nl", clear(P), clear(E, 2), sector="Elektronica"))
    shops.append(
        m.shop(
            "Boekhandel Zuid",
            "boekhandelzuid.nl",
            clear(P, 2),
            found(E, O.PARTLY, Place.HARD, R.TOO_MANY_CLICKS, clicks=3),
            sector="Boeken",
        )
    )
    shops.append(
        m.shop(
            "Kaarsenwinkel",
            "kaarsenwinkel.nl",
            found(P, O.PARTLY, Place.HARD, R.HIDDEN_ON_PHONE),
            clear(E),
            sector="Wonen",
        )
    )
    shops.append(m.shop("Plantjes & Zo", "plantjesenzo.nl", found(P, O.PARTLY, Place.HARD, R.BEHIND_LINK), clear(E)))
    shops.append(
        m.shop(
            "Lampenkoning",
            "lampenkoning.nl",
            found(P, O.PARTLY, Place.IMAGE_ONLY, R.ONLY_IN_IMAGE),
            found(E, O.PARTLY, Place.PDF_ONLY, R.ONLY_IN_PDF),
            sector="Wonen",
        )
    )
    shops.append(
        m.shop(
            "Sokken.nl",
            "sokken.nl",
            clear(P),
            found(E, O.BREACHED, Place.TERMS_ONLY, R.ONLY_IN_TERMS),
            sector="Kleding",
            others=others(),
        )
    )
    shops.append(
        m.shop(
            "Jurkenparadijs",
            "jurkenparadijs.nl",
            found(P, O.BREACHED, Place.CLEAR, R.PREMIUM_ONLY),
            found(E, O.BREACHED, Place.PRIVACY_ONLY, R.ONLY_IN_PRIVACY),
            sector="Kleding",
        )
    )
    shops.append(
        m.shop(
            "Gadgethuis",
            "gadgethuis.nl",
            found(P, O.BREACHED, Place.MARKUP_ONLY, R.ONLY_IN_MARKUP),
            found(E, O.BREACHED, Place.CLEAR, R.NOREPLY_ONLY),
            sector="Elektronica",
        )
    )
    shops.append(
        m.shop(
            "Keukengerei Online",
            "keukengerei-online.nl",
            found(P, O.BREACHED, Place.LOGIN_ONLY, R.ONLY_AFTER_LOGIN),
            found(E, O.BREACHED, Place.AFTER_CHAT, R.ONLY_AFTER_CHAT),
            sector="Wonen",
        )
    )
    shops.append(
        m.shop(
            "Speelgoedreus",
            "speelgoedreus.nl",
            gone(P, R.FORM_ONLY),
            gone(E, R.FORM_ONLY),
            channels=(
                Channel(kind="form", page="https://speelgoedreus.nl/contact"),
                Channel(kind="whatsapp", value="https://wa.me/31612345678", page="https://speelgoedreus.nl/contact"),
            ),
            sector="Speelgoed",
        )
    )
    shops.append(
        m.shop(
            "Matras Direct",
            "matrasdirect.nl",
            gone(P, sure=True),
            clear(E),
            second_look=True,
            sector="Wonen",
            gaps=(Gap(url="https://matrasdirect.nl/retour", role=Role.RETURNS, reason=R.TIMEOUT),),
        )
    )
    shops.append(
        m.shop(
            "Verfshop",
            "verfshop.nl",
            found(P, O.NOT_FOUND, reason=R.OTHER_PARTY_ONLY, detail={"other_party": "+31701234567"}),
            gone(E, R.CHAT_ONLY),
            channels=(Channel(kind="chat", value="Tawk.to"),),
        )
    )
    shops.append(
        m.shop(
            "Grote Elektronicazaak",
            "www.grote-elektronicazaak.nl",
            unmeasured(P, R.BLOCKED),
            unmeasured(E, R.BLOCKED),
            gaps=home_gap(R.BLOCKED, 403),
            sector="Elektronica",
        )
    )
    shops.append(
        m.shop(
            "Tuinland",
            "tuinland.nl",
            unmeasured(P, R.ROBOTS_UNREACHABLE),
            unmeasured(E, R.ROBOTS_UNREACHABLE),
            gaps=home_gap(R.ROBOTS_UNREACHABLE, 503),
        )
    )
    shops.append(m.shop("Brillen Express", "brillenexpress.nl", clear(P), unmeasured(E, R.NOT_RENDERED)))
    shops.append(m.shop("Horlogehoek", "horlogehoek.nl", found(P, O.UNSURE, reason=R.OWNER_UNKNOWN), clear(E)))
    shops.append(
        m.shop("Magasin du Monde", "magasin.example.be:8443", found(P, O.NOT_APPLICABLE), clear(E), market="BE")
    )
    shops.append(
        m.shop("Sklep Polski", "sklep.example.pl", unmeasured(P, R.NO_PACK), unmeasured(E, R.NO_PACK), market="PL")
    )
    shops.append(m.shop("", "127.0.0.1:8017", clear(P), clear(E), scheme="http"))
    shops.append(m.shop("Nog te gaan", "nogtegaan.nl", visited=False))
    shops.append(m.shop("Opgeheven winkel", "opgeheven.nl", clear(P), gone(E), left=True))
    return SampleAudit(shops)


def store_in(folder: Path) -> EvidenceStore:
    return EvidenceStore(str(folder))
