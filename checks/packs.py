"""The law as data: one TOML file a country in ``checks/packs``.

A pack names the pack it extends and overrides that pack's rules by id, key by key. Every rule has a citation, and
holds from ``since`` up to and including ``until`` on the day of the visit.
"""

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from audit.model import NumberKind, Record, Role, Use
from audit.outcomes import Axis, Duty, Outcome, Place
from checks.rules import checks, options

LANGUAGES = ("nl", "en", "de", "fr")


class PackError(ValueError):
    """A pack that cannot be used. Says which file, which rule and what is wrong."""


class Rule(Record, frozen=True, kw_only=True):
    """One rule of a pack.

    citation: the law's own name and article, without remarks; citations: its names by language, where it has several.
    status: confirmed or unconfirmed (not all of the citation was read in a source; note says which part).
    title, why, note: by language. note: what is to be known about the citation.
    fix: by platform ("any" for all), then by language. fix_for: by what a shop may lack (the names that the check gives
    as ``detail["lacks"]``), then by language; it takes the place of the fix for all where every name has one.
    """

    id: str
    check: str
    duty: Duty
    axis: Axis = Axis.RULE
    since: date
    until: date | None = None
    citation: str
    address: str
    status: str
    citations: dict[str, str] = {}
    note: dict[str, str] = {}
    title: dict[str, str]
    why: dict[str, str]
    fix: dict[str, dict[str, str]] = {}
    fix_for: dict[str, dict[str, str]] = {}
    options: dict[str, Any] = {}

    def in_force(self, day: date) -> bool:
        """Whether the rule holds on that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def cited(self, lang: str) -> str:
        """The citation by the name that the law has in a language, else by its own."""
        return self.citations.get(lang, self.citation)


class Pack(Record, frozen=True, kw_only=True):
    """The rules of one market. market: ISO 3166-1 alpha-2, or EU. title, enforcer: by language."""

    id: str
    market: str
    version: str
    title: dict[str, str]
    enforcer: dict[str, str] = {}
    languages: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id. Raises KeyError."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


@cache
def markets() -> dict[str, str]:
    """Pack ids by market, for every pack there is."""
    names = (f.name for f in resources.files("checks").joinpath("packs").iterdir())
    ids = sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml"))
    return {_read(i)["pack"]["market"]: i for i in ids}


def load_pack(market: str | None) -> Pack | None:
    """The pack of a market (any case), or None when there is none. Raises PackError for a broken pack."""
    pack_id = markets().get((market or "").upper())
    return None if pack_id is None else pack_by_id(pack_id)


@cache
def pack_by_id(pack_id: str) -> Pack:
    """The pack in ``checks/packs/<pack_id>.toml``. Raises PackError."""
    head, rules = _merged(pack_id)
    try:
        return Pack(
            id=head["id"],
            market=head["market"],
            version=head["version"],
            title=head["title"],
            enforcer=head.get("enforcer", {}),
            languages=tuple(head.get("languages", ())),
            rules=tuple(_rule(pack_id, raw) for raw in rules.values()),
        )
    except KeyError as error:
        raise PackError(f"checks/packs/{pack_id}.toml: [pack] has no {error}") from error


class Packs(dict[str, Pack]):
    """Packs by id, read from ``checks/packs`` when first asked for. KeyError for one that is not there or is broken."""

    def __missing__(self, pack_id: str) -> Pack:
        try:
            pack = pack_by_id(pack_id)
        except (PackError, OSError, ValueError) as error:
            raise KeyError(pack_id) from error
        return self.setdefault(pack_id, pack)


_HEAD = ("id", "market", "version", "title")


@cache
def _read(pack_id: str) -> dict[str, Any]:
    path = resources.files("checks").joinpath("packs", f"{pack_id}.toml")
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"checks/packs/{pack_id}.toml is not readable as TOML: {error}") from error
    except FileNotFoundError as error:
        raise PackError(f"there is no pack checks/packs/{pack_id}.toml; who extends it?") from error
    if lacking := [key for key in _HEAD if key not in data.get("pack", {})]:
        raise PackError(f"checks/packs/{pack_id}.toml: [pack] has no {', '.join(lacking)}")
    return data


def _merged(pack_id: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The pack's head and its rules by id, those of the packs it extends first."""
    data = _read(pack_id)
    rules: dict[str, dict[str, Any]] = {}
    if "extends" in data["pack"]:
        _, rules = _merged(data["pack"]["extends"])
    for raw in data.get("rule", ()):
        if "id" not in raw:
            raise PackError(f"checks/packs/{pack_id}.toml: a rule has no id")
        rules[raw["id"]] = _overlay(rules.get(raw["id"], {}), raw)
    for dropped in data["pack"].get("drops", ()):
        rules.pop(dropped, None)
    return data["pack"], rules


def _overlay(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """One rule over another. Another citation leaves what was said of the old one behind."""
    merged = {k: v for k, v in below.items() if k not in ("citation", "note", "status") or "citation" not in above}
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(below.get(key), dict)
        merged[key] = _overlay(below[key], value) if both else value
    return merged


def _rule(pack_id: str, raw: dict[str, Any]) -> Rule:
    where = f"checks/packs/{pack_id}.toml, rule {raw.get('id')}"
    if raw.get("check") not in checks():
        raise PackError(f"{where}: unknown check {raw.get('check')!r}; have {', '.join(checks())}")
    unknown = set(raw.get("options", {})) - set(options(raw["check"]))
    if unknown:
        raise PackError(f"{where}: check {raw['check']} has no option {', '.join(sorted(unknown))}")
    names = raw.get("citation", "")
    if isinstance(names, dict):
        raw = {**raw, "citation": names.get("en", ""), "citations": names}
    try:
        rule = msgspec.convert(raw, Rule)
    except msgspec.ValidationError as error:
        raise PackError(f"{where}: {error}") from error
    if rule.until is not None and rule.until < rule.since:
        raise PackError(f"{where}: ends on {rule.until}, before it begins on {rule.since}")
    if not rule.citation:
        raise PackError(f"{where}: has no citation (one text, or one for each language, en among them)")
    if rule.status not in ("confirmed", "unconfirmed"):
        raise PackError(f"{where}: status is {rule.status!r}, not confirmed or unconfirmed")
    return msgspec.structs.replace(rule, options=_typed(where, rule.options))


_TYPES: dict[str, Any] = {
    "roles": tuple[Role, ...],
    "places": dict[Place, Outcome],
    "costly": tuple[NumberKind, ...],
    "unread": tuple[Use, ...],
    "not_service": tuple[Use, ...],
}


def _typed(where: str, raw: dict[str, Any]) -> dict[str, Any]:
    """Option values as the checks take them."""
    try:
        return {key: msgspec.convert(value, _TYPES[key]) if key in _TYPES else value for key, value in raw.items()}
    except msgspec.ValidationError as error:
        raise PackError(f"{where}: options: {error}") from error
