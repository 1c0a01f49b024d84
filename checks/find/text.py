"""Read plain text that was taken out of a PDF or a picture at visit time."""

from audit.model import How, Kind, Region, Role, Sighting, Use
from checks.find.emails import find_emails, use_of
from checks.find.ourselves import CONTEXT
from checks.find.owner import first_look, site_name
from checks.find.phones import find_phones
from checks.find.places import quote_of


def read_text(
    text: str,
    *,
    url: str,
    market: str | None,
    how: How,
    role: Role = Role.OTHER,
    tool: str = "",
    evidence: str | None = None,
) -> tuple[Sighting, ...]:
    """Phones and e-mails in ``text``, each value once. Pure; never raises.

    url: address of the PDF, or of the page that shows the picture. market: ISO 3166-1 alpha-2 code or None.
    how: ``How.PDF`` or ``How.IMAGE``. tool: the reader and its version, as ``tesseract 5.3``. evidence: id of the
    stored file.
    """
    market = market.upper() if market else None
    names = tuple(name for name in (site_name(url),) if name)
    found: dict[tuple[Kind, str], Sighting] = {}
    for address in find_emails(text):
        key = (Kind.EMAIL, address.value)
        owner, reason = first_look(*key, text[max(0, address.start - CONTEXT) : address.start], "", names)
        found.setdefault(key, Sighting(
            kind=Kind.EMAIL, value=address.value, raw=address.raw, page=url, role=role, region=Region.MAIN, how=how,
            quote=quote_of(text, address.start, address.end), owner=owner, owner_reason=reason,
            use=use_of(address.value), tool=tool, screenshot=evidence,
        ))  # fmt: skip
    for phone in find_phones(text, market):
        key = (Kind.PHONE, phone.value)
        owner, reason = first_look(*key, text[max(0, phone.start - CONTEXT) : phone.start], "", names)
        found.setdefault(key, Sighting(
            kind=Kind.PHONE, value=phone.value, raw=phone.raw, page=url, role=role, region=Region.MAIN, how=how,
            quote=quote_of(text, phone.start, phone.end), label=phone.label, owner=owner, owner_reason=reason,
            number_kind=phone.kind, use=Use.OTHER, tool=tool, screenshot=evidence,
        ))  # fmt: skip
    return tuple(found.values())
