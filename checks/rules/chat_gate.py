"""Contact details stand beside the chat, not behind it.

Looks at shops with a chat on their pages: can a customer read a phone number or an e-mail address without chatting
first? The tool does not chat. That contact pages lead straight to a chatbot was the concern of the Dutch privacy and
consumer regulators (joint opinion, 2 October 2025). Information; nothing is said where no chat was seen.
"""

from audit.model import Kind, Owner, Role
from audit.outcomes import Outcome, Place, Reason
from checks.claims import Claim, does_not_apply, met
from checks.place import place
from checks.rules._findable import DEFAULT_ROLES
from checks.view import View, distinct

ID = "chat-gate"


def check(view: View, *, roles: tuple[Role, ...] = DEFAULT_ROLES, max_clicks: int = 2) -> Claim:
    """See the module."""
    chats = view.channels("chat")
    if not chats:
        return does_not_apply(Reason.NOTHING_SEEN)
    own = (*view.owned(Kind.PHONE, Owner.SHOP), *view.owned(Kind.EMAIL, Owner.SHOP))
    readable = [s for s in own if place(s, max_clicks=max_clicks).place is Place.CLEAR]
    products = distinct(c.value for c in chats if c.value)
    if readable:
        return met(*readable, values=products, channels=chats)
    return Claim(outcome=Outcome.PARTLY, reason=Reason.CHAT_ONLY, values=products, channels=chats, needs=roles)
