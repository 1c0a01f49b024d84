"""At least one number is a call within the customer's own country.

Looks at the country code of the shop's own numbers. A national shop with only a foreign number makes its customers
pay for a call abroad; Consumentenbond criticised that in 2023. Information, never a breach. Nothing is said where no
number was seen.
"""

import phonenumbers

from audit.model import Kind, NumberKind, Owner
from audit.outcomes import Outcome, Reason
from checks.claims import Claim, does_not_apply, met
from checks.place import place
from checks.rules._findable import DEFAULT_ROLES
from checks.view import View, distinct

ID = "foreign-number"


def check(view: View, *, neighbours: tuple[str, ...] = ()) -> Claim:
    """See the module. neighbours: country codes (digits) that cost the same as a national call."""
    home = {str(phonenumbers.country_code_for_region(view.market)), *neighbours}
    numbers = [s for s in view.owned(Kind.PHONE, Owner.SHOP) if s.number_kind is not NumberKind.FAX]
    numbers.sort(key=lambda s: place(s).order)
    known = [s for s in numbers if s.value.startswith("+")]
    if not known or home == {"0"}:
        return does_not_apply(Reason.NOTHING_SEEN, DEFAULT_ROLES)
    national = [s for s in known if any(s.value.startswith(f"+{code}") for code in home)]
    if national:
        return met(*national, values=distinct(s.value for s in national))
    return Claim(
        outcome=Outcome.PARTLY,
        reason=Reason.FOREIGN_ONLY,
        sightings=tuple(known),
        values=distinct(s.value for s in known),
    )
