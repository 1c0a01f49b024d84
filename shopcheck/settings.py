"""Everything that can be set, with what each key means, its bounds and its default: the source of the file that
``init`` writes, of the JSON schema and of the errors.

``[mail]`` is the mail half's own (``mystery_shop.settings``); passwords are nowhere here.
"""

from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

Share = Annotated[float, Meta(ge=0, le=100)]
FailOn = Literal["must", "should", "info", "never"]


def _about(text: str, **bounds: Any) -> Meta:
    return Meta(description=text, **bounds)


class Section(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Base of the sections."""


class AuditSection(Section, kw_only=True):
    """What the audit is and who answers for it."""

    preset: Annotated[str, _about("Settings to begin with: consumer-nl, journalist, owner, or none.")] = ""
    title: Annotated[str, _about("Title of the report.")] = ""
    publisher: Annotated[str, _about("Who publishes the report.")] = ""
    contact: Annotated[
        str, _about("Web or mail address at which shops can ask about the visits; part of the user agent.")
    ] = ""
    market: Annotated[
        str,
        _about(
            "Country whose rules apply where the list names none (ISO 3166-1, as NL); empty: what the pages tell.",
            pattern="^([A-Za-z]{2})?$",
            examples=["NL"],
        ),
    ] = ""
    language: Annotated[
        str, _about("Language of the report, as nl; empty: the market's.", pattern="^([a-z]{2})?$", examples=["nl"])
    ] = ""
    seed: Annotated[int, _about("Number from which everything random is drawn; printed in the report.", ge=0)] = 0
    since: Annotated[
        str, _about("Folder of the last round's audit, seen from this one's; what changed gets a page. Empty: none.")
    ] = ""
    since_at: Annotated[
        str,
        _about(
            "Web address of the last round's published report, for links to it; empty: as it lies on this disk.",
            examples=["https://www.example.org/2025/"],
        ),
    ] = ""
    address: Annotated[
        str,
        _about(
            "Web address at which the report will be published; printed on paper with a QR code. Empty: none.",
            pattern="^(https?://.*)?$",
            examples=["https://www.example.org/2026/"],
            max_length=300,
        ),
    ] = ""
    licence: Annotated[str, _about("Licence of the published data, as CC-BY-4.0 (SPDX).", max_length=60)] = ""


class ListSection(Section, kw_only=True):
    """The shops."""

    file: Annotated[str, _about("The list, beside this file: text, CSV, XLSX, ODS or JSON.")] = ""


class CrawlSection(Section, kw_only=True):
    """How shops are visited. robots.txt is respected whatever stands here, and no block is evaded."""

    concurrency: Annotated[int, _about("Visits at a time.", ge=1, le=200)] = 8
    delay: Annotated[float, _about("Seconds between two requests to a host.", ge=0)] = 2.0
    max_pages: Annotated[int, _about("Most pages that are read of a shop.", ge=1, le=1000)] = 40
    time_budget: Annotated[
        float, _about("Seconds for one visit; waiting for our turn at the host does not count.", gt=0)
    ] = 90.0
    thorough: Annotated[
        bool,
        _about(
            "Whether pages that only identity, hours and the like need are shown in a browser: some seconds a shop."
        ),
    ] = False
    second_look: Annotated[
        Annotated[float, Meta(ge=1)] | Literal["off"],
        _about("Minutes after which shops where something was not found are looked at again, or off."),
    ] = "off"
    max_unmeasured: Annotated[
        Share, _about("Per cent of the shops; more than that not measured and a run ends with code 4.")
    ] = 50.0


class ClockSection(Section, kw_only=True):
    """How the time to an answer is judged."""

    norm: Annotated[str, _about("Norm to judge answers by: samr-2018 or bol-24h-90; empty: samr-2018.")] = ""


class DataSection(Section, kw_only=True):
    """The tables for other programs."""

    bom: Annotated[bool, _about("Whether the CSV files of a report begin with a byte order mark, for Excel.")] = False


class CiSection(Section, kw_only=True):
    """The check in a shop's own build (``shopcheck ci``). Empty file names: not written."""

    fail_on: Annotated[FailOn, _about("Least duty whose problems fail the build.")] = "must"
    max_unmeasured: Annotated[
        Share, _about("Per cent of the points that count; more than that not measured and the build ends with code 4.")
    ] = 20.0
    baseline: Annotated[str, _about("File with the problems that are known and do not fail the build.")] = ""
    known_as: Annotated[str, _about("Address under which the baseline knows the shop, where a preview is checked.")] = (
        ""
    )
    sarif: Annotated[str, _about("File for the results as SARIF 2.1.0.")] = ""
    source: Annotated[
        str, _about("File of your own code at which SARIF shows the results, as the footer's template.")
    ] = ""
    junit: Annotated[str, _about("File for the results as JUnit XML.")] = ""
    summary: Annotated[str, _about("File for a summary in Markdown.")] = ""
    badge: Annotated[str, _about("File for a badge (SVG) with its date and the day on which it expires.")] = ""


class Config(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """All sections but ``[mail]``."""

    audit: AuditSection = msgspec.field(default_factory=AuditSection)
    list: ListSection = msgspec.field(default_factory=ListSection)
    crawl: CrawlSection = msgspec.field(default_factory=CrawlSection)
    clock: ClockSection = msgspec.field(default_factory=ClockSection)
    data: DataSection = msgspec.field(default_factory=DataSection)
    ci: CiSection = msgspec.field(default_factory=CiSection)


SECTIONS: dict[str, type[Section]] = {
    name: kind for name, kind in get_type_hints(Config).items() if issubclass(kind, Section)
}


def type_of(section: str, key: str) -> Any:
    """The annotated type of a key."""
    return get_type_hints(SECTIONS[section], include_extras=True)[key]


def about(section: str, key: str) -> str:
    """What the key means."""
    return next((m.description for m in _metas(type_of(section, key)) if m.description), "")


def allowed(kind: Any) -> str:
    """The values of a type in words, as "a number, at least 0"."""
    words = {str: "text in quotes", bool: "true or false", int: "a whole number", float: "a number"}
    metas, bare = _metas(kind), _bare(kind)
    if get_origin(bare) is Literal:
        text = " or ".join(f'"{choice}"' for choice in get_args(bare))
    elif parts := get_args(bare):
        text = " or ".join(allowed(part) for part in parts)
    else:
        text = words.get(bare, "something else")
    for meta in metas:
        bounds = (
            (meta.ge, "at least"),
            (meta.gt, "more than"),
            (meta.le, "at most"),
            (meta.max_length, "no longer than"),
        )
        text += "".join(f", {word} {bound:g}" for bound, word in bounds if bound is not None)
        text += f', as "{meta.examples[0]}"' if meta.examples else ""
    return text


def takes_text(kind: Any) -> bool:
    """Whether a value of this type is text as it stands, as in the environment."""
    bare = _bare(kind)
    return bare is str or (get_origin(bare) is Literal and all(isinstance(c, str) for c in get_args(bare)))


def _metas(kind: Any) -> list[Meta]:
    return [m for m in getattr(kind, "__metadata__", ()) if isinstance(m, Meta)]


def _bare(kind: Any) -> Any:
    return kind.__origin__ if hasattr(kind, "__metadata__") else kind


def json_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of ``audit.toml``, ``[mail]`` included."""
    from mystery_shop.settings import MailSettings

    parts: dict[str, Any] = {**SECTIONS, "mail": MailSettings}
    fields = [(name, kind, msgspec.field(default_factory=kind)) for name, kind in parts.items()]
    whole = msgspec.defstruct("AuditFile", fields, kw_only=True, forbid_unknown_fields=True)
    schema: dict[str, Any] = msgspec.json.schema(whole)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "audit.toml of shopcheck"
    return schema
