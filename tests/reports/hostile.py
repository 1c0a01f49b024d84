"""A shop that does its worst with all that it can write: name, titles, labels, quotes, addresses, list columns."""

from typing import Any

import msgspec

from audit.model import AuditInfo, Channel, Gap, LinkTried, Page, Proof, Role, Shop, ShopResult, Sighting, Step
from audit.model import Kind as K
from audit.outcomes import Reason
from tests.reports.sample import START, Maker, SampleAudit, clear, gone

MARK = "pwned"
SCRIPT = f"<script>document.documentElement.dataset.{MARK}=1</script>"
PAYLOADS = (
    SCRIPT,
    f'"><img src=x onerror="document.documentElement.dataset.{MARK}=1">',
    f"' onmouseover='document.documentElement.dataset.{MARK}=1' x='",
    f"</title></style></textarea></svg>{SCRIPT}<!--",
    f"{{{{ 7*7 }}}} {{% raw %}} ${{7*7}} {{0.__class__}} %(x)s {SCRIPT}",
    f"javascript:document.documentElement.dataset.{MARK}=1",
    "../../../etc/passwd",
    "\u202eexe.lortnoc\u202c \u2066isolate",
    "\x00\x07\x1b[31mred\x1b[0m\x85line\u2028sep",
    "A" * 10_000,
    "Z\u0351\u0351\u0351\u0351\u0351\u0351\u0351\u0351" * 50,
    '=HYPERLINK("http://evil.example")',
    "\ud800 half",
)
URLS = (
    f"javascript:document.documentElement.dataset.{MARK}=1",
    f"data:text/html,{SCRIPT}",
    f'https://evil.example/"><script>document.documentElement.dataset.{MARK}=1</script>',
    "https://evil.example/" + "a" * 10_000,
    "file:///etc/passwd",
    "https://[broken",
    "//evil.example/x",
    "vbscript:x",
    "https://evil.example/\u202etxt",
)
EVIL_IDS = ("../../../etc/passwd", "a" * 64 + ".svg", "f" * 64 + ".png/../x", "<script>")


def hostile_shop(number: int, text: str, url: str) -> ShopResult:
    """One shop of which every string that a stranger decides is ``text`` or ``url``."""
    base = Maker().shop("x", f"evil-{number}.example", clear("phone"), gone("email"))
    assert base.snapshot is not None
    page = Page(url=url, final_url=url, role=Role.CONTACT, status=200, clicks=1, path=(Step(label=text, url=url),),
                title=text, language=text[:20], fetched_at=START, screenshots=(EVIL_IDS[number % 4],))  # fmt: skip
    snapshot = msgspec.structs.replace(
        base.snapshot,
        pages=(page,), home_url=url, platform=text, user_agent=text, languages=(text,),
        gaps=(Gap(url=url, role=Role.TERMS, reason=Reason.TIMEOUT, detail=text, evidence=EVIL_IDS[number % 4]),),
        channels=(Channel(kind="chat", value=url, page=url, quote=text), Channel(kind="app", value=text)),
        sightings=(Sighting(kind=K.PHONE, value=text, raw=text, page=url, quote=text, label=text, extra_clicks=1),),
        searched=msgspec.structs.replace(
            base.snapshot.searched, words=(text,), buttons_clicked=(text,), languages=(text,),
            links=(LinkTried(url=url, label=text, role=Role.CONTACT, score=1.0, result="read"),)),
    )  # fmt: skip
    proof = Proof(url=url, quote=text, screenshot=EVIL_IDS[number % 4])
    detail = {"other_party": text, "stated": text, "page": url, "channels": text, "week": text, "seen": text}
    findings = tuple(
        msgspec.structs.replace(f, values=(text, url), evidence=(proof,), looked_at=(url,), detail=detail)
        for f in base.findings
    )
    key = f"https://{text}#{number}" if number % 2 else f"{url}#{number}"
    shop = Shop(key=key, url=url, name=text, market=text[:30], sector=text,
                position=number, extra={text: text, "omzet": url})  # fmt: skip
    return replace_shop(base, shop=shop, snapshot=snapshot, findings=findings)


def replace_shop(result: ShopResult, **changes: Any) -> ShopResult:
    return msgspec.structs.replace(result, **changes)


class HostileAudit(SampleAudit):
    """An audit of such shops, whose own title is no better."""

    @property
    def info(self) -> AuditInfo:
        return msgspec.structs.replace(
            super().info, title=PAYLOADS[1], publisher=PAYLOADS[0], contact=URLS[0], tool=PAYLOADS[2],
            columns=(PAYLOADS[0], "omzet"), settings={PAYLOADS[0]: PAYLOADS[3]},
        )  # fmt: skip


def hostile_audit() -> SampleAudit:
    shops = [hostile_shop(n, t, URLS[n % len(URLS)]) for n, t in enumerate(PAYLOADS)]
    shops += [hostile_shop(100 + n, PAYLOADS[n % len(PAYLOADS)], u) for n, u in enumerate(URLS)]
    return HostileAudit(shops)
