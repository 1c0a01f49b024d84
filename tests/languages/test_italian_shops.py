# ruff: noqa: E501 (a page stands on one line)
"""Invented Italian shops on loopback, audited through ``shopcheck run`` as a user does: what comes out of each."""

from __future__ import annotations

from typing import Any

import pytest

from audit.outcomes import Reason, Side
from tests.crawler.farm import Reply
from tests.shops.audited import audited_farms, finding

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

MAIL = "info@bottegasalice.it"
NAV = {
    "Borse": "/borse", "Cinture": "/cinture", "Portafogli": "/portafogli", "Contatti": "/contatti", "Servizio clienti": "/servizio-clienti",
    "Note legali": "/note-legali", "Condizioni di vendita": "/condizioni", "Informativa sulla privacy": "/informativa", "Resi e rimborsi": "/resi",
    "Reclami": "/reclami", "Il mio account": "/account",
}  # fmt: skip
FIRM = "<p>Bottega Salice S.r.l. – Via Garibaldi 12, 28922 Verbania (VB) – P. IVA 00743110157 – REA VB-188776</p>"
FORM = "<form><label>Nome <input name=nome></label><label>Messaggio <textarea name=messaggio></textarea></label><button>Invia</button></form>"
WORDS = (
    "Tutti i nostri articoli sono fatti a mano in pelle italiana e si possono ordinare in ogni colore che ti piace. "
)


def page(title: str, body: str, foot: str = "", nav: dict[str, str] | None = None) -> str:
    links = "".join(f'<a href="{path}">{name}</a> ' for name, path in (NAV if nav is None else nav).items())
    return (
        f'<!doctype html><html lang="it"><head><title>{title} – Bottega Salice</title></head><body><header><a href="/">Bottega Salice</a></header>'
        f"<nav>{links}</nav><main><h1>{title}</h1>{body}</main><footer><p>© 2026 Bottega Salice. Tutti i diritti riservati</p>{foot}</footer></body></html>"
    )


def shop(foot: str = "", nav: dict[str, str] | None = None, **bodies: Any) -> dict[str, Any]:
    """A shop whose pages say nothing of telephone and mail, but for the bodies given by the last word of their path."""
    nav = NAV if nav is None else nav
    pages: dict[str, Any] = {
        "/": page(
            "Borse e cinture in pelle", f"<p>Borsa € 129,00</p><p>{WORDS * 2}</p>{bodies.get('home', '')}", foot, nav
        )
    }
    for name, path in nav.items():
        body = bodies.get(path.strip("/").replace("-", "_"))
        pages[path] = body if isinstance(body, Reply) else page(name, body or f"<p>{name}: {WORDS * 3}</p>", foot, nav)
    return pages


def cover(words: str, *buttons: str) -> str:
    """A layer over the page that a button takes away, and what stands beneath it only then."""
    made = "".join(
        f"<button onclick=\"b.remove(); fetch('/piede').then(r => r.text()).then(t => f.innerHTML = t)\">{b}</button>"
        for b in buttons
    )
    return f'<div id=f></div><div id=b style="position:fixed;inset:0;background:#fff">{words} {made}</div>'


BOTH = f"<p>Telefono: 0323 417 286</p><p>E-mail: {MAIL}</p>"
DEEP = {"Borse": "/borse", "Cinture": "/cinture", "Informazioni": "/info"}
SHOPS: dict[str, dict[str, Any]] = {
    "in the footer": shop(foot=f"{FIRM}<p>Tel. 0323 417 286 – {MAIL}</p>"),
    "on the contact page": shop(contatti=BOTH, note_legali=FIRM),
    "three clicks": {
        **shop(nav=DEEP, info='<p><a href="/aiuto">Servizio clienti</a></p>' + WORDS),
        "/aiuto": page("Servizio clienti", f'<p><a href="/scrivici">Scrivici o chiamaci</a></p><p>{WORDS}</p>', nav=DEEP),
        "/scrivici": page("Contattaci", BOTH, nav=DEEP),
    },
    "only in the terms": shop(condizioni=f"<p>1. {WORDS * 8}</p><p>2. Il venditore è Bottega Salice S.r.l., telefono 0323 417 286, e-mail {MAIL}. {WORDS * 8}</p>"),
    "nothing at all": shop(contatti=f"<p>Vieni a trovarci in via Garibaldi 12, 28922 Verbania (VB).</p><p>{WORDS}</p>"),
    "form only": shop(contatti=f"<p>Compila il modulo di contatto per ogni richiesta.</p>{FORM}"),
    "a dear number": shop(contatti=f"<p>Servizio clienti: 899 284 761 (costo 1,20 €/min)</p><p>{MAIL}</p>"),
    "a wall": {**dict.fromkeys(["/", *NAV.values()], Reply(page("Accesso negato", "<p>Abbiamo rilevato traffico insolito.</p>", nav={})))},
    "soft 404": shop(contatti=Reply(page("Pagina non trovata", "<p>La pagina che stai cercando non esiste.</p>"))),
    "a banner to answer": {**shop(home=cover("Questo sito utilizza cookie e tecnologie simili.", "Scopri di più", "Continua senza accettare", "Accetta tutti")), "/piede": BOTH},
    "behind a button": shop(
        contatti="<button onclick=\"fetch('/numero').then(r => r.text()).then(t => this.nextElementSibling.textContent = t)\">Mostra il numero di telefono</button>"
        f"<span></span><p>Oppure scrivi a {MAIL}</p>",
    ) | {"/numero": Reply("0323 417 286", headers={"Content-Type": "text/plain"})},
    "hours and times": shop(
        contatti=f"{BOTH}<h2>Orari del servizio clienti</h2><p>dal lunedì al venerdì dalle 9:00 alle 13:00 e dalle 14:30 alle 18:00</p>"
        "<p>Rispondiamo alle e-mail entro 24 ore lavorative.</p>",
        note_legali=FIRM,
    ),
}  # fmt: skip
MET, PARTLY, NONE, WRONG = "met", "partly", "not_found", "breached"
EXPECTED: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    # outcome, place, clicks, reason: of the telephone, of the mail
    "in the footer": ((MET, "clear", 0, None), (MET, "clear", 0, None)),
    "on the contact page": ((MET, "clear", 1, None), (MET, "clear", 1, None)),
    "three clicks": ((PARTLY, "hard", 3, "too_many_clicks"), (PARTLY, "hard", 3, "too_many_clicks")),
    "only in the terms": ((WRONG, "terms_only", 1, "only_in_terms"), (WRONG, "terms_only", 1, "only_in_terms")),
    "nothing at all": ((NONE, None, None, "nothing_seen"), (NONE, None, None, "nothing_seen")),
    "form only": ((NONE, None, None, "form_only"), (NONE, None, None, "form_only")),
    "a dear number": ((WRONG, "clear", 1, "premium_only"), (MET, "clear", 1, None)),
    "a banner to answer": ((MET, "clear", 0, None), (MET, "clear", 0, None)),
    "behind a button": ((MET, "clear", 2, None), (MET, "clear", 1, None)),
    "hours and times": ((MET, "clear", 1, None), (MET, "clear", 1, None)),
}
SHUT = {"a wall": Reason.BLOCKED, "soft 404": Reason.SOFT_404}


def own(name: str, text: str) -> str:
    """A text with this shop's number and domain: what several shops print is taken for nobody's."""
    number = list(SHOPS).index(name) + 10
    return text.replace("417 286", f"417 2{number}").replace("bottegasalice.it", f"bottegasalice{number}.it")


def owned(name: str) -> dict[str, Any]:
    """The pages of a shop, with its own number and domain."""
    pages = {}
    for path, answer in SHOPS[name].items():
        changed = answer if isinstance(answer, Reply) else Reply(answer)
        pages[path] = Reply(own(name, str(changed.body)), changed.status, changed.headers)
    return pages


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All of them in one audit: the object of each by its name."""
    return audited_farms({name: owned(name) for name in SHOPS}, "IT", tmp_path_factory.mktemp("it"), seconds=380)


def of_check(found: dict[str, Any], check: str) -> dict[str, Any]:
    return next(f for f in found["findings"] if f["check"] == check)


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("name", EXPECTED)
def test_outcome(name: str, kind: str, shops: dict[str, Any]) -> None:
    got = finding(shops[name], kind)
    want = EXPECTED[name][kind == "email"]
    assert (got["outcome"], got["place"], got["clicks"], got["reason"]) == want, got
    phone = "+39899284761" if name == "a dear number" else "+39" + own(name, "0323 417 286").replace(" ", "")
    value = phone if kind == "phone" else own(name, MAIL)
    assert got["values"] == ([] if want[0] == NONE else [value])


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("name", SHUT)
def test_behind_a_shut_door_nothing_is_absent(name: str, kind: str, shops: dict[str, Any]) -> None:
    got = finding(shops[name], kind)
    assert (got["outcome"], got["reason"]) == ("not_measured", SHUT[name].value)
    assert Reason(got["reason"]).side is not Side.SHOWN


@pytest.mark.parametrize("kind", ["phone", "email"])
def test_an_absence_names_the_pages_that_were_looked_at(kind: str, shops: dict[str, Any]) -> None:
    looked = finding(shops["nothing at all"], kind)["looked_at"]
    paths = {"/" + page.split("/", 3)[3] for page in looked}
    assert {"/", "/contatti", "/servizio-clienti", "/note-legali"} <= paths


def test_hours_answer_time_and_firm(shops: dict[str, Any]) -> None:
    told = shops["hours and times"]
    assert of_check(told, "opening-hours")["values"] == ["Mo-Fr 09:00-13:00,14:30-18:00"]
    assert of_check(told, "answer-time-stated")["outcome"] == "met"
    assert of_check(told, "company-identity")["outcome"] == "met"
