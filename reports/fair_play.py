"""Right of reply and corrections as pages and tables show them. Pure; the shop's own words stay as they are."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.model import AuditInfo, Correction, Letter, Reply, Revision, ShopResult
from reports.heads import ShopHead
from reports.safe import clean
from reports.slugs import shop_id
from reports.wording import Words

KINDS = ("answer", "objection", "repaired", "no_comment")
PARAGRAPHS = 40
REPLY_COLUMNS = ["reply", "shop_id", "shop", "received_on", "kind", "language", "text", "by", "revision"]
CORRECTION_COLUMNS = [
    "correction", "shop_id", "shop", "rule", "check", "corrected_on", "was", "now", "why", "since_revision", "revision",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReplyView:
    """One reply: what came when, and the shop's own text in paragraphs."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    language: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Side:
    """A shop's side of the matter: when it was asked, and what it said."""

    asked: tuple[str, ...]
    replies: tuple[ReplyView, ...]

    @property
    def silent(self) -> bool:
        """Asked, and nothing came before this report was made."""
        return bool(self.asked) and not self.replies


@dataclass(frozen=True, kw_only=True)
class CorrectionView:
    """One correction; ``head`` is None for a shop that is no longer in the audit."""

    day: str
    head: ShopHead | None
    was: str
    now: str
    why: str
    revision: int
    about: str = ""


def side_of(result: ShopResult, words: Words) -> Side | None:
    """The shop's side, or None when it was not asked and said nothing."""
    if not result.letters and not result.replies:
        return None
    return Side(
        asked=tuple(_asked(letter, words) for letter in result.letters),
        replies=tuple(_reply(reply, words) for reply in result.replies),
    )


def _asked(letter: Letter, words: Words) -> str:
    return words("reply.asked", day=day_of(letter.sent_on, words), deadline=day_of(letter.deadline, words))


def _reply(reply: Reply, words: Words) -> ReplyView:
    kind = reply.kind if reply.kind in KINDS else "answer"
    lines = [clean(line, 2000) for line in reply.text.splitlines()]
    return ReplyView(
        heading=words(f"reply.{kind}", day=day_of(reply.received_on, words)),
        paragraphs=tuple(line for line in lines if line)[:PARAGRAPHS],
        language=clean(reply.language, 12),
        by=clean(reply.by, 120),
    )


def day_of(text: str, words: Words) -> str:
    """An ISO day in the report's language; what is no day, as it is."""
    try:
        return str(words.value(date.fromisoformat(text)))
    except ValueError:
        return clean(text, 40)


def corrections(entries: Iterable[Correction], heads: dict[str, ShopHead], words: Words) -> tuple[CorrectionView, ...]:
    """The corrections, latest first. heads: what is known of the shops, by key."""
    latest = sorted(entries, key=lambda c: (c.corrected_on, c.revision), reverse=True)
    return tuple(
        CorrectionView(
            day=day_of(c.corrected_on, words), head=heads.get(c.shop), was=clean(c.was, 600), now=clean(c.now, 600),
            why=clean(c.why, 2000), revision=c.revision, about=_about(c, words),
        )
        for c in latest
    )  # fmt: skip


def _about(correction: Correction, words: Words) -> str:
    """The point that a correction is about, in the report's language where it has a word for it."""
    key = f"check.{correction.check}.noun"
    return str(words(key)) if correction.check and words.has(key) else clean(correction.rule, 80)


def revision_of(info: AuditInfo) -> Revision | None:
    """The latest frozen revision."""
    revisions: Sequence[Revision] = info.revisions
    return max(revisions, key=lambda r: r.number, default=None)


def reply_rows(replies: Iterable[tuple[ShopHead, Reply]], revision: int) -> Iterator[list[Any]]:
    """Rows of ``replies.csv``, one a reply. revision: the publication's."""
    seen: Counter[str] = Counter()
    for head, r in replies:
        name = _id(seen, head.key, r.received_on, r.kind, r.text)
        yield [name, shop_id(head.key), head.name, r.received_on, r.kind, r.language, r.text, r.by, revision]


def correction_rows(entries: Iterable[Correction], names: Mapping[str, str], revision: int) -> Iterator[list[Any]]:
    """Rows of ``corrections.csv``, one a correction, oldest first. names: of the shops, by key."""
    seen: Counter[str] = Counter()
    for c in sorted(entries, key=lambda c: (c.corrected_on, c.revision)):
        name = _id(seen, c.shop, c.corrected_on, c.rule, c.why)
        yield [
            name, shop_id(c.shop), names.get(c.shop, c.shop), c.rule, c.check, c.corrected_on, c.was, c.now, c.why,
            c.revision, revision,
        ]  # fmt: skip


def _id(seen: Counter[str], *parts: str) -> str:
    """Twelve hex digits for an entry by what it says, so the same in every report; equal entries are numbered."""
    said = "\n".join(parts)
    seen[said] += 1
    return hashlib.sha256(f"{said}\n{seen[said]}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
