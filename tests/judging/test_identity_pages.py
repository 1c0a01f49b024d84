"""From an imprint as printed to the verdict on who the company is: legal name, PO box, checksums, samples."""

import pytest

from audit.model import Role
from audit.outcomes import Outcome, Reason
from checks.find import read_page
from checks.find.identity import settle_identifiers
from checks.judge import judge
from checks.packs import load_pack
from tests.judging.build import page, snapshot

ROLES = (Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT, Role.TERMS)
NL = ("Fietsenhuis De Gouden Bal B.V.", "Lindelaan 12|3581 KL Utrecht", "KvK-nummer: 63598248")
NL_VAT = "Btw-nummer: NL126515852B02"
DE = ("Impressum|Lindenhof Fahrräder GmbH", "Lindenstraße 12|10969 Berlin", "Amtsgericht Charlottenburg HRB 86891")
DE_VAT = "USt-IdNr.: DE136695976"
BE = ("Fietspunt BV", "Kerkstraat 8|9000 Gent")
FR = ("Mentions légales|Vélo Lumière SARL", "12 rue des Lilas|75011 Paris")
GB = ("Company details|Lantern Cycles Ltd", "12 Mill Lane, Leeds LS1 4AP", "Company number: 07645321")
IT = ("Company details|Bici Luce S.r.l.", "Via Garibaldi 12|20121 Milano")
MET, WRONG = (Outcome.MET, None), (Outcome.BREACHED, Reason.INVALID)
IN_PART = (Outcome.PARTLY, Reason.INCOMPLETE)

CASES = {
    "NL complete": ("NL", "nl", (*NL, NL_VAT), MET),
    "NL only a PO box": ("NL", "nl", (NL[0], "Postbus 412|3500 AK Utrecht", NL[2], NL_VAT), IN_PART),
    "NL sample VAT": ("NL", "nl", (*NL, "Btw-nummer: NL123456789B01"), WRONG),
    "NL VAT with a wrong checksum": ("NL", "nl", (*NL, "Btw-nummer: NL126515853B02"), WRONG),
    "NL sample KvK": ("NL", "nl", (*NL[:2], "KvK-nummer: 12345678", NL_VAT), (Outcome.UNSURE, Reason.INVALID)),
    "NL name without the rest": ("NL", "nl", (f"Bedrijfsnaam: {NL[0]}",), IN_PART),
    "NL nothing": ("NL", "nl", ("Stel uw vraag met het formulier.",), (Outcome.NOT_FOUND, Reason.NOTHING_SEEN)),
    "DE complete": ("DE", "de", (*DE, DE_VAT), MET),
    "DE sample VAT": ("DE", "de", (*DE, "USt-IdNr.: DE123456789"), WRONG),
    "DE only a PO box": ("DE", "de", (DE[0], "Postfach 10 12 34|10969 Berlin", DE[2], DE_VAT), IN_PART),
    "BE complete": ("BE", "nl", (*BE, "Ondernemingsnummer: BE 0403.019.261"), MET),
    "BE number with a wrong checksum": ("BE", "nl", (*BE, "Ondernemingsnummer: BE 0403.019.262"), WRONG),
    "FR complete": ("FR", "fr", (*FR, "SIREN : 552 008 443|TVA : FR40303265045"), MET),
    "FR wrong SIREN": ("FR", "fr", (*FR, "SIREN : 552 008 444"), WRONG),
    "UK complete": ("GB", "en", (*GB, "VAT number: GB 980 7806 84"), MET),
    "UK wrong VAT": ("GB", "en", (*GB, "VAT number: GB 980 7806 85"), WRONG),
    "IT complete": ("IT", "en", (*IT, "P. IVA: 00743110157"), MET),
    "IT wrong P.IVA": ("IT", "en", (*IT, "P. IVA: 01234567890"), WRONG),
}


@pytest.mark.parametrize(("market", "lang", "lines", "expected"), CASES.values(), ids=CASES)
def test_an_imprint_has_its_verdict(
    market: str, lang: str, lines: tuple[str, ...], expected: tuple[Outcome, Reason | None]
) -> None:
    body = "".join(f"<p>{line}</p>" for line in "|".join(lines).split("|"))
    html = f'<html lang="{lang}"><title>Contact</title><body><main><h1>Contact</h1>{body}</main></body></html>'
    reading = read_page(html, url="https://winkel.test/imprint", market=market, role=Role.IMPRINT)
    pages = tuple(page(role, language=lang) for role in ROLES)
    snap = snapshot(pages=pages, identifiers=settle_identifiers(reading.identifiers))
    finding = next(f for f in judge(snap, load_pack(market)) if f.check == "company-identity")
    assert (finding.outcome, finding.reason) == expected, finding.detail
    assert finding.evidence or finding.outcome is Outcome.NOT_FOUND
