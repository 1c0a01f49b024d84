"""Who a running shop is and where it shows its phone number and e-mail address; the templates ask for these words.

Names, addresses, numbers and domains are invented: no Dutch subscriber number begins with 0 after the area code. Each
variant has an identity of its own, for a number that stands in several shops of an audit is taken for nobody's.
"""

from typing import TypedDict


class Identity(TypedDict):
    """What a shopkeeper fills in. tel: the number in E.164."""

    name: str
    firm: str
    address: str
    phone: str
    tel: str
    mail: str
    register: str
    iban: str


def _shop(name: str, domain: str, phone: str, register: str) -> Identity:
    return Identity(
        name=name,
        firm=f"{name} B.V.",
        address="Weefgetouw 24, 7521 ZZ Enschede",
        phone=phone,
        tel="+31" + "".join(digit for digit in phone if digit.isdigit())[1:],
        mail=f"klantenservice@{domain}",
        register=register,
        iban="NL60 DEMO 0318 0184 50",
    )


SHOWS: dict[str, tuple[str, ...]] = {
    "clear": ("footer", "contact"),
    "desktop_only": ("topbar", "contact_mail"),
    "buried": ("terms_phone", "mail_behind_words"),
    "form_only": (),
}
"""Variant: the places at which something stands."""

SHOPS: dict[str, Identity] = {
    "clear": _shop("Stoffenkabinet Draadwiel", "draadwiel-stoffen.nl", "053 - 018 47 26", "00418272"),
    "desktop_only": _shop("Lapjeshuis Zoomrand", "zoomrand-lapjes.nl", "053 - 018 52 94", "00418273"),
    "buried": _shop("Knopenzaak Kraagkant", "kraagkant-knopen.nl", "053 - 019 36 81", "00418274"),
    "form_only": _shop("Fournituren Spelderwiek", "spelderwiek.nl", "053 - 017 25 63", "00418275"),
}
"""Variant: its identity."""
