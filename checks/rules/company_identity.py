"""The shop says which company it is: name, geographic address, register number, VAT number.

Looks at what a visitor can read on every page that was read. An address that is only a PO box does not count. A VAT or
register number with a wrong checksum, and a sample such as 12345678 or "[number]", is shown as not valid unless a valid
one stands there too. Where the pack says so, a register number is expected only of firms whose legal form is
registered; a shop that says it need not have a VAT number needs none. A trading name is a name (Directive 2011/83/EU
art. 6(1)(b)), in a copyright line too; one that only may be the shop's is not said to be missing. Whether the numbers
are the shop's is not looked up in any register.
"""

from audit.model import Identifier, Owner, Proof, Region, Role
from audit.outcomes import Outcome, Reason
from checks.claims import Claim, met, not_seen, unsure
from checks.find.identity import FRAME, UNSURE
from checks.find.identity_names import form_of
from checks.view import View, distinct

ID = "company-identity"
SHOWN, TERMS, PRIVACY, HIDDEN, BOX, WRONG, UNKNOWN, MAYBE, NONE = (
    "shown", "terms", "privacy", "hidden", "po_box", "wrong", "unknown", "maybe", "none",
)  # fmt: skip
_PLACES = {Role.TERMS: TERMS, Role.PRIVACY: PRIVACY, Role.LOGIN: PRIVACY}
_REASONS = {TERMS: Reason.ONLY_IN_TERMS, PRIVACY: Reason.ONLY_IN_PRIVACY, HIDDEN: Reason.ONLY_IN_MARKUP}
_BEST_FIRST = (SHOWN, TERMS, PRIVACY, HIDDEN, BOX)
DEFAULT_ROLES = (Role.HOME, Role.CONTACT, Role.SERVICE, Role.IMPRINT, Role.TERMS)


def check(
    view: View,
    *,
    roles: tuple[Role, ...] = DEFAULT_ROLES,
    wants: tuple[str, ...] = ("name", "address", "register", "vat"),
    register_for: str = "all",
) -> Claim:
    """See the module. wants: what to look for, of these four. register_for: ``all`` or ``companies``."""
    seen = view.snapshot.identifiers
    wanted = tuple(kind for kind in wants if _applies(kind, seen, register_for))
    states = {kind: _state(kind, seen) for kind in dict.fromkeys((*wanted, "register", "vat"))}
    looked_for = {kind: states[kind] for kind in wanted}
    missing = {state for state, _ in looked_for.values()} - {SHOWN}
    values = distinct(i.value or i.raw for state, items in states.values() if state != MAYBE for i in items)
    detail = _detail(looked_for, states)
    proofs = tuple(view.proof(i.page, i.quote, i.raw, i.value) for i in _pointed_at(states))
    wrong = [i for kind, (state, items) in states.items() if state == WRONG for i in items if kind in wanted or i.value]
    if wrong:
        return _not_valid(view, wrong, values, tuple(roles), detail, proofs)
    if not missing:
        return met(values=values, proofs=proofs, detail=detail)
    if all(state == NONE for state, _ in looked_for.values()):
        return not_seen(Reason.NOTHING_SEEN, tuple(roles), detail=detail)
    if missing == {MAYBE}:
        return unsure(Reason.OWNER_UNKNOWN, proofs=proofs, detail=detail)
    if UNKNOWN in missing and (missing == {UNKNOWN} or not any(state == SHOWN for state, _ in looked_for.values())):
        return unsure(Reason.OWNER_UNKNOWN, proofs=proofs, detail=detail)
    reason = _REASONS.get(missing.pop(), Reason.INCOMPLETE) if len(missing) == 1 else Reason.INCOMPLETE
    return Claim(outcome=Outcome.PARTLY, reason=reason, values=values, needs=tuple(roles), proofs=proofs, detail=detail)


def _pointed_at(states: dict[str, tuple[str, tuple[Identifier, ...]]]) -> tuple[Identifier, ...]:
    """One of each kind that was seen."""
    return tuple(items[0] for _, items in states.values() if items)


def _not_valid(
    view: View,
    wrong: list[Identifier],
    values: tuple[str, ...],
    roles: tuple[Role, ...],
    detail: dict[str, str],
    proofs: tuple[Proof, ...],
) -> Claim:
    """Not valid where a checksum or an unfilled mark proves it; a sample without a checksum goes to a person."""
    shown = distinct(i.value or i.raw for i in wrong)
    detail = {**detail, "not_valid": ", ".join(shown)}
    proofs = (*(view.proof(i.page, i.quote, i.raw, i.value) for i in wrong), *proofs)
    if not any(i.valid is False or not i.value or i.kind == "address" for i in wrong):
        return unsure(Reason.INVALID, proofs=proofs, detail=detail)
    values = distinct((*shown, *values))
    return Claim(
        outcome=Outcome.BREACHED, reason=Reason.INVALID, values=values, needs=roles, proofs=proofs, detail=detail
    )


def _applies(kind: str, seen: tuple[Identifier, ...], register_for: str) -> bool:
    """Whether this shop must show it, as far as what it shows tells."""
    own = [i for i in seen if i.owner is Owner.SHOP]
    if kind == "vat":
        return not any(i.scheme == "exempt" for i in own)
    if kind == "register" and register_for == "companies":
        forms = [form_of(i.value) for i in own if i.kind == "name"]
        return any(form is not None and form.registered for form in forms)
    return True


def _state(kind: str, seen: tuple[Identifier, ...]) -> tuple[str, tuple[Identifier, ...]]:
    """How the shop shows one kind, at its best, and what shows it."""
    of_kind = [i for i in seen if i.kind == kind and i.scheme != "exempt"]
    own = [i for i in of_kind if i.owner is Owner.SHOP]
    good = [i for i in own if not i.dummy and i.valid is not False]
    by_place: dict[str, list[Identifier]] = {}
    for identifier in good:
        by_place.setdefault(_place(identifier), []).append(identifier)
    for place in _BEST_FIRST:
        if place in by_place:
            rest = [
                i for i in good if kind == "name" and _place(i) != place
            ]  # the firm of the terms, beside its site's
            return place, (*by_place[place], *rest)
    if own:
        return WRONG, tuple(own)
    unknown = tuple(i for i in of_kind if i.owner is Owner.UNKNOWN and not i.dummy)
    if unknown and all(i.scheme in UNSURE for i in unknown):
        return MAYBE, unknown
    return (UNKNOWN, unknown) if unknown else (NONE, ())


def _place(identifier: Identifier) -> str:
    if identifier.po_box:
        return BOX
    if identifier.region is Region.HEAD:
        return HIDDEN
    return SHOWN if identifier.region in FRAME else _PLACES.get(identifier.role, SHOWN)


def _lack(kind: str, state: str) -> str:
    """What is to be done about one kind, by the name of its fix in the pack; nothing where it is or may be shown."""
    if state in (BOX, WRONG):
        return state
    return kind if state in (NONE, TERMS, PRIVACY, HIDDEN) else ""


def _detail(
    looked_for: dict[str, tuple[str, tuple[Identifier, ...]]], states: dict[str, tuple[str, tuple[Identifier, ...]]]
) -> dict[str, str]:
    """What was seen and what was not, and where each thing stands."""
    detail = {
        "seen": ", ".join(kind for kind, (state, _) in looked_for.items() if state == SHOWN),
        "not_seen": ", ".join(kind for kind, (state, _) in looked_for.items() if state == NONE),
        "lacks": ", ".join(
            dict.fromkeys(lack for kind, (state, _) in looked_for.items() if (lack := _lack(kind, state)))
        ),
    }
    for kind, (state, items) in states.items():
        if items:
            detail[kind] = items[0].value or items[0].raw
            detail[f"{kind}_page"] = items[0].page
            if state != SHOWN:
                detail[f"{kind}_state"] = state
            elif kind == "name" and items[0].scheme in UNSURE:
                detail["name_from"] = items[0].scheme
    return {key: value for key, value in detail.items() if value}
