"""What to read next: the links seen so far, the pages read so far, and the clicks between them. Pure, deterministic."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from audit.model import LinkTried, Region, Role, Step
from checks.find.reading import Link
from crawler.links import FAINT, LIKELY, STRONG, Guess, guess, is_goods, is_unread_document, role_of_title, usable
from crawler.urls import clean, file_name, is_help_desk, is_no_page, key, site

FIRST = (
    Role.CONTACT,
    Role.IMPRINT,
    Role.SERVICE,
    Role.TERMS,
    Role.PRIVACY,
    Role.RETURNS,
    Role.COMPLAINTS,
    Role.PRODUCT,
)
"""One page of each of these is always read, in this order."""

NEEDED = (Role.CONTACT, Role.SERVICE, Role.IMPRINT)
"""Roles, besides home, in which contact details are looked for."""

SECOND = {Role.CONTACT: 2, Role.SERVICE: 2, Role.IMPRINT: 2}
DEEP = {Role.CONTACT: 4, Role.SERVICE: 6, Role.IMPRINT: 3, Role.OTHER: 3, Role.COMPLAINTS: 2, Role.RETURNS: 2}
"""How many pages of a role are read at most: when all goes well, and when a contact detail is still missing."""

DOCUMENT_ROLES = frozenset({*NEEDED, Role.TERMS, Role.COMPLAINTS, Role.RETURNS, Role.PRIVACY})
CONTINUED = frozenset({Role.CONTACT, Role.IMPRINT})
"""Pages whose content may go on in a document, whatever the link to it is called."""

FRAME = frozenset({Region.HEADER, Region.NAV, Region.FOOTER})
"""Parts that stand on every page: what they link to is no part of this one."""

DOORS = 2
"""So many other addresses of the home page are read when something is missing."""

WANDER = 6
"""So many pages of any kind are read when all that looks like contact has been read and something is still missing."""

SOME_PAGES = 3
"""What stands on so many pages, and on most that were read, is the frame of the pages."""


@dataclass(kw_only=True)
class Candidate:
    """A page that is known and not yet read."""

    url: str
    key: str
    label: str
    guess: Guess
    clicks: int | None
    order: int
    region: Region = Region.UNKNOWN
    result: str = ""


class Hop(NamedTuple):
    """A link on the way: its words, where it stands, and how many links to different pages stand there with it."""

    label: str
    region: Region
    around: int


Route = tuple[tuple[Hop, str], ...]
"""Links from home to a page, each with the key of the page that it leads to."""


@dataclass
class _Node:
    links: dict[str, Hop] = field(default_factory=dict)  # by key of the target


class Frontier:
    """One shop's frontier.

    home: the address where home led. language: language part of that address.
    """

    def __init__(self, home: str, *, asked: str = "", language: str = "") -> None:
        self.home = key(home)
        self.language = language
        self._sites = {site(home), site(asked or home)}
        self._candidates: dict[str, Candidate] = {}
        self._home_files = {file_name(home), file_name(asked or home)}
        self._doors: dict[str, Candidate] = {}
        self._nodes: dict[str, _Node] = {}
        self._same: dict[str, str] = {}  # key of an address that led elsewhere: key of where it led
        self._read: dict[Role, int] = {}
        self._wandered = 0
        self.contact_read = False
        """Whether a page that is plainly the contact page was read."""
        self._links: dict[tuple[str, str], tuple[str | None, int | None]] = {}  # links repeat on every page
        self._clean: dict[str, tuple[str, str]] = {}
        self._routes: dict[str, Route] = {}
        self.elsewhere: dict[Role, str] = {}
        """Where links that are called contact or service lead, when that is another host."""
        self.documents: dict[Role, str] = {}
        """The same, when that is a document of a kind that we do not read."""
        if asked:
            self._same[key(asked)] = self.home

    def on_site(self, url: str) -> bool:
        """Whether an address belongs to the shop."""
        return site(url) in self._sites or is_help_desk(url)

    def add_page(self, url: str, links: Sequence[Link], role: Role = Role.OTHER) -> None:
        """Take in the links of a page that was read, of this role."""
        node = self._nodes.setdefault(self._resolve(key(url)), _Node())
        base = self.clicks().get(self._resolve(key(url)))
        clicks = None if base is None else base + 1
        targets: dict[str, Link] = {}
        for link in links:
            name, nearest = self._links.get((link.url, link.label), (None, None))
            if name is None or _nearer(clicks, nearest):
                address, name = self._cleaned(link.url) if usable(link) else ("", "")
                self._links[link.url, link.label] = name, clicks
                if address:
                    self._add(address, name, link.label, link.region, clicks, on=role)
                else:
                    self._note_unread(link)
            if name:
                name = self._resolve(name)
                if name not in targets or not targets[name].label.strip():
                    targets[name] = link
        around = Counter(link.region for link in targets.values())
        for name, link in targets.items():
            before = node.links.get(name)
            label = (before.label if before else "") or " ".join(link.label.split())[:120]
            node.links[name] = Hop(label, link.region, around[link.region])
        self._routes = {}

    def _note_unread(self, link: Link) -> None:
        """A link to another host, or to what we do not read, that is called contact or service."""
        role = role_of_title(link.label) if link.label else Role.OTHER
        if role not in (Role.CONTACT, Role.SERVICE):
            return
        if is_unread_document(link.url):
            self.documents.setdefault(role, link.url)
        elif usable(link) and not is_no_page(link.url):
            self.elsewhere.setdefault(role, link.url)

    def add_listed(self, urls: Iterable[str]) -> None:
        """Take in addresses that a sitemap lists: known, but no way leads there."""
        for url in urls:
            address, name = self._cleaned(url)
            if address:
                self._add(address, name, "", Region.UNKNOWN, None)

    def _cleaned(self, url: str) -> tuple[str, str]:
        """The address as we ask for it and its key; empty when it is no page of the shop. Kept: links repeat."""
        if url not in self._clean:
            try:
                address = clean(url)
                self._clean[url] = (address, key(address)) if self.on_site(address) else ("", "")
            except ValueError:
                self._clean[url] = ("", "")
        return self._clean[url]

    def _add(
        self, url: str, name: str, label: str, region: Region, clicks: int | None, *, on: Role = Role.OTHER
    ) -> None:
        name = self._resolve(name)
        label = " ".join(label.split())[:120]
        if name == self.home:
            self._add_door(url, label, region, clicks)
            return
        new = guess(label, url, region=region, language=self.language)
        if new.role not in DOCUMENT_ROLES and url.lower().endswith(".pdf"):
            if on not in CONTINUED or region in FRAME:
                return
            new = Guess(role=on, score=FAINT)
        known = self._candidates.get(name)
        if known is None:
            self._candidates[name] = Candidate(
                url=url, key=name, label=label, guess=new, clicks=clicks, order=len(self._candidates), region=region
            )
            return
        if _nearer(clicks, known.clicks):
            known.clicks = clicks
        if new.score > known.guess.score and not known.result:
            known.guess, known.label, known.region = new, label, region

    def _add_door(self, url: str, label: str, region: Region, clicks: int | None) -> None:
        """Keep another address of the home page: most often the same page, but it may be the shop behind a splash."""
        if len(self._doors) < DOORS and file_name(url) not in self._home_files:
            sure = Guess(role=Role.HOME, score=LIKELY)
            door = Candidate(url=url, key=self.home, label=label, guess=sure, clicks=clicks, order=0, region=region)
            self._doors.setdefault(file_name(url), door)

    def _resolve(self, name: str) -> str:
        return self._same.get(name, name)

    def resolve(self, url: str) -> str:
        """The key under which the page at ``url`` is known."""
        return self._resolve(key(url))

    def next(self, *, missing: bool = False) -> Candidate | None:
        """The page to read next, None when enough was read.

        missing: a contact detail is still missing, so look further: more pages of a kind, fainter links, any page.
        """
        for role in FIRST:
            if self._read.get(role, 0) == 0 and (best := self._best(role, LIKELY)):
                return best
        for role, most in SECOND.items():
            if self._read.get(role, 0) < most and (best := self._best(role, STRONG)):
                return best
        if not missing:
            return None
        for role, most in DEEP.items():
            least = LIKELY if role is Role.SERVICE else FAINT
            if self._read.get(role, 0) < most and (best := self._best(role, least)):
                return best
        return self._anything()

    def _best(self, role: Role, least: float) -> Candidate | None:
        fits = (
            c for c in self._candidates.values() if not c.result and c.guess.role is role and c.guess.score >= least
        )
        return min(fits, key=_preference, default=None)

    def _anything(self) -> Candidate | None:
        """A page that no word speaks for: near home first, header and footer before the rest; then what is untold."""
        if self._wandered >= WANDER:
            return min(self.untold(), key=_nearness, default=None)
        door = next((d for d in self._doors.values() if not d.result), None)
        if door is not None:
            return door
        fits = (c for c in self._candidates.values() if not c.result and c.clicks is not None and _may_tell(c))
        best = min(fits, key=_nearness, default=None)
        self._wandered += best is not None
        return best

    def untold(self) -> list[Candidate]:
        """Unread pages to which the home page's frame leads by words that name no other kind: any may be contact's.

        What stands on nearly every page is the frame, whatever part of it is called header. Where a contact page was
        read, only the footer's.
        """
        on = Counter(name for node in self._nodes.values() for name in node.links)
        most = max(SOME_PAGES, len(self._nodes) * 3 // 4)
        left = [c for c in self._candidates.values() if not c.result and c.clicks == 1]
        if self.contact_read:
            framed = [c for c in left if c.region is Region.FOOTER]
        else:
            framed = [c for c in left if c.region in FRAME or on[c.key] >= most]
        return [c for c in framed if _may_be_contact(c)]

    def settle(
        self, candidate: Candidate, result: str, *, role: Role | None = None, led_to: str = "", sure: bool = True
    ) -> None:
        """Note what came of a candidate: read, not_there, gap, skipped, over_budget.

        sure: whether its role was told plainly.
        """
        candidate.result = result
        if led_to and (target := key(led_to)) != candidate.key:
            self._same[candidate.key] = self._resolve(target)
            self._routes = {}
            if (other := self._candidates.get(target)) is not None and not other.result:
                other.result = "skipped"
        if result == "read":
            role = role or candidate.guess.role
            self._read[role] = self._read.get(role, 0) + 1
            self.contact_read |= sure and role is Role.CONTACT

    def move(self, old: str, new: str) -> None:
        """Note that the page at ``old`` leads on to ``new`` by itself: both are one page."""
        before, after = self._resolve(key(old)), key(new)
        for name in [name for name, to in self._same.items() if to == before] + [before]:
            self._same[name] = after
        self._same.pop(after, None)
        if before in self._nodes:
            self._nodes.setdefault(after, _Node()).links.update(self._nodes.pop(before).links)
        if self.home == before:
            self.home = after
        if (other := self._candidates.get(after)) is not None and not other.result:
            other.result = "skipped"
        self._routes = {}

    def was_read(self, url: str) -> bool:
        """Whether the page at ``url`` was read already, perhaps under another address."""
        name = self._resolve(key(url))
        known = self._candidates.get(name)
        return name in self._nodes or (known is not None and known.result == "read")

    def leads_to(self, role: Role) -> bool:
        """Whether any link (or the sitemap) leads to a page of this role."""
        return any(c.guess.role is role and c.guess.score >= LIKELY for c in self._candidates.values())

    def dead(self, role: Role) -> list[str]:
        """The addresses of this role, where all of them answered 404 or 410."""
        found = [c for c in self._candidates.values() if c.guess.role is role and c.guess.score >= LIKELY]
        return [c.url for c in found] if all(c.result == "not_there" for c in found) else []

    def left_over(self, role: Role) -> list[Candidate]:
        """Unread candidates that plainly are of this role, best first."""
        found = [
            c for c in self._candidates.values() if not c.result and c.guess.role is role and c.guess.score >= STRONG
        ]
        return sorted(found, key=_preference)

    def tried(self) -> tuple[LinkTried, ...]:
        """Every link that looked as if it could lead to contact details, best first."""
        shown = [c for c in self._candidates.values() if c.result not in ("", "skipped") or _looks_contact_like(c)]
        return tuple(
            LinkTried(
                url=c.url,
                label=c.label,
                role=c.guess.role,
                score=c.guess.score,
                result=c.result or ("skipped" if self._read.get(c.guess.role, 0) else "over_budget"),
            )
            for c in sorted(shown, key=_preference)[:60]
        )

    def clicks(self) -> dict[str, int]:
        """Fewest clicks from home for the key of every known page."""
        return {name: len(path) for name, path in self.routes().items()}

    def routes(self) -> dict[str, Route]:
        """For every known page the shortest way from home."""
        if self._routes:
            return self._routes
        routes: dict[str, Route] = {self.home: ()}
        queue = deque([self.home])
        while queue:
            here = queue.popleft()
            node = self._nodes.get(here)
            for name, hop in node.links.items() if node else ():
                target = self._resolve(name)
                if target not in routes:
                    routes[target] = (*routes[here], (hop, target))
                    if target in self._nodes:
                        queue.append(target)
        self._routes = routes
        return routes

    def path_to(self, url: str, addresses: dict[str, str]) -> tuple[Step, ...] | None:
        """The clicks from home to a page, None when no way is known. addresses: address of each key, where known."""
        route = self.routes().get(self._resolve(key(url)))
        if route is None:
            return None
        known = {c.key: c.url for c in self._candidates.values()}
        return tuple(
            Step(
                label=hop.label or addresses.get(name, known.get(name, name)),
                url=addresses.get(name, known.get(name, name)),
                region=hop.region,
                around=hop.around,
            )
            for hop, name in route
        )


def _may_tell(c: Candidate) -> bool:
    """Whether a page of no telling name may hold contact details: no product, but footers link to none."""
    if c.guess.role is Role.PRODUCT:
        return c.region is Region.FOOTER and c.guess.score < STRONG
    return c.guess.role is not Role.LOGIN


def _may_be_contact(c: Candidate) -> bool:
    """Whether the words on a link leave open that it leads to the contact page: they name no other kind of page, and
    outside of the footer its address is not that of a list of goods."""
    named = c.guess.score >= LIKELY and c.guess.role not in (*NEEDED, Role.OTHER)
    return not named and _may_tell(c) and (c.region is Region.FOOTER or not is_goods(c.url))


def _nearer(clicks: int | None, known: int | None) -> bool:
    return clicks is not None and (known is None or clicks < known)


def _preference(c: Candidate) -> tuple[float, int, int]:
    """Best score first; among equals the nearest, then the first seen."""
    return (-c.guess.score, 99 if c.clicks is None else c.clicks, c.order)


def _nearness(c: Candidate) -> tuple[int, float, int, int]:
    edge = {Region.FOOTER: 0, Region.HEADER: 1}.get(c.region, 2)
    return (99 if c.clicks is None else c.clicks, -c.guess.score, edge, c.order)


def _looks_contact_like(c: Candidate) -> bool:
    return c.guess.role in NEEDED and c.guess.score >= LIKELY
