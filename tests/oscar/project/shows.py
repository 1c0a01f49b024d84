"""Where a running shop shows its phone number and e-mail address; the templates ask for these words.

Name, address, numbers and domain are invented: no Dutch subscriber number begins with 0 after the area code.
"""

SHOP = {
    "name": "Stoffenkabinet Draadwiel",
    "firm": "Stoffenkabinet Draadwiel B.V.",
    "address": "Weefgetouw 24, 7521 ZZ Enschede",
    "phone": "053 - 018 47 26",
    "tel": "+31530184726",
    "mail": "klantenservice@draadwiel-stoffen.nl",
    "register": "00418272",
    "iban": "NL60 DEMO 0318 0184 50",
}

SHOWS: dict[str, tuple[str, ...]] = {
    "clear": ("footer", "contact"),
    "desktop_only": ("topbar", "contact_mail"),
    "buried": ("terms_phone", "mail_behind_words"),
    "form_only": (),
}
"""Variant: the places at which something stands."""
