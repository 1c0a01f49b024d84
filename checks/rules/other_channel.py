"""Customers are offered another way to write than e-mail.

Looks for a contact form, live chat, WhatsApp, Messenger, a call-back form and social accounts. Another channel never
replaces the phone number and the e-mail address; it is shown beside them.
"""

from audit.model import Role
from audit.outcomes import Reason
from checks.claims import Claim, met, not_seen
from checks.rules._findable import DEFAULT_ROLES
from checks.view import View, distinct

ID = "other-channel"


def check(
    view: View,
    *,
    roles: tuple[Role, ...] = DEFAULT_ROLES,
    kinds: tuple[str, ...] = ("form", "chat", "whatsapp", "messenger", "callback", "social"),
) -> Claim:
    """See the module. kinds: which channels count."""
    seen = view.channels(*kinds)
    if not seen:
        return not_seen(Reason.NOTHING_SEEN, roles)
    return met(values=distinct(f"{c.kind}: {c.value}" if c.value else c.kind for c in seen), channels=seen)
