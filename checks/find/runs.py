"""Runs of alike entries that name different parties: shops that sell the goods, inns nearby, makers, members.

Who trades is told by kinship: the name, the domain, the frame of the page, a part headed contact. An entry of a run
that has none of it, where the own details stand elsewhere on the page or each entry has a domain of its own, is of
nobody we can tell.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

import msgspec

from audit.model import Kind, Owner, Region, Sighting
from audit.words import words
from checks.find.brands import firm
from checks.find.dom import Stream
from checks.find.emails import domain_of, free_mail
from checks.find.layout import data
from checks.find.lexicon import every, pattern, quick
from checks.find.owner import kin, name_of
from checks.find.phrases import loose
from checks.find.places import heading_at
from checks.find.titles import TITLE, contact_word, unaccented

ONE_OF_A_RUN = "one of alike entries that name others"
LEAST, APART, MANY = 2, 3, 6
"""Entries of a run where the own details stand elsewhere, those with own domains where not, names of a directory."""
ROOM = 240
"""A name further before a value heads something else."""
MOST_LINES = 7
DIRECT = 3
LEAST_NAME, OWN_NAME = 4, 6
PIECES, ARTICLE = 4, 4
_PIECE = re.compile(r"\s?[–—|·•]\s|\s-\s|[,:;(@]|\d+|\bwww\b|(?<=[^\W\d_]{4})\.\s")
_MORE = re.compile(r"[^\W_][\w'’&.-]*\s(?:[&+] )?[^\W_]")
_VALUE = re.compile(r"\d(?:[ ()/.–-]{0,3}\d){7}|[^\W_]@[^\W_]")
_WORD = re.compile(r"[^\W_]+")
Key = tuple[object, ...]
Place = tuple[int, int]


class Entry(msgspec.Struct):
    """Values that stand together below or beside one name. kind: what the name is, a heading's rank or 0 for a line's
    first words. heading: where the heading above begins. word: the name is a single word, which tells nothing alone.
    contact: the heading is one of contact."""

    name: str
    kind: int
    heading: int
    keys: list[Key]
    word: bool = False
    contact: bool = False


def runs(
    found: Mapping[Key, Sighting],
    places: Mapping[Key, Place],
    stream: Stream,
    text: str,
    titles: Iterable[str],
    names: Sequence[str],
) -> dict[Key, Sighting]:
    """The values in the main part of a page that are of a run of others, marked as of unknown owner.

    ``places``: where each stands in ``text``, that of the ``stream``. ``titles``: of the page; one about us, of
    contact or is an imprint's lists ourselves. ``names``: what the site may be called, bare.
    """
    framed = {s.value for s in found.values() if s.region in (Region.HEADER, Region.FOOTER) and s.owner is Owner.SHOP}
    listed = {
        s.value: key
        for key, s in found.items()
        if s.region is Region.MAIN and s.owner is Owner.SHOP and not s.owner_reason and s.value not in framed
        if key in places
    }
    if len(listed) < LEAST or any(map(_own_page, titles := list(titles))):
        return {}
    possessed = any(map(_possessed, titles))
    own = [name for name in names if len(name) >= LEAST_NAME]
    domains = {s.value for s in found.values() if s.owner_reason == "domain"}
    main = {key: place for key, place in places.items() if found[key].region is Region.MAIN}
    changed: dict[Key, Sighting] = {}
    entries = _entries(main, stream, text, own)
    anchors = framed | domains | {found[key].value for entry in entries if entry.contact for key in entry.keys}
    of_others = [
        (run, len(run) < len(whole))
        for whole in _alike(entries)
        if (run := _without_own(whole, found, own)) and not all(_like_own(entry.name, own) for entry in run)
        if not any(_named(entry.name, own) or _kin(entry, found, framed | domains) for entry in run)
    ]
    many = not possessed and len(_names_in(of_others)) >= MANY
    for run, shortened in of_others:
        if not many and len({entry.name for entry in run if not entry.word}) < LEAST:
            continue
        inside = {found[key].value for entry in run for key in entry.keys}
        ours = not possessed and (shortened or anchors - inside)
        if many or ours or _apart(run, found):
            changed |= {listed[value]: _unknown(found[listed[value]]) for value in inside & listed.keys()}
    return changed


def columns(
    found: Mapping[Key, Sighting], places: Mapping[Key, Place], stream: Stream, text: str, names: Sequence[str]
) -> dict[Key, Sighting]:
    """The values in parts of a footer that name other firms, marked as of unknown owner: two at least, each with an
    address at a domain that is called as the part is, beside what is the shop's own."""
    foot = {key: place for key, place in places.items() if found[key].region is Region.FOOTER}
    addresses = {found[key].value for key in foot if found[key].kind is Kind.EMAIL}
    own = [name for name in names if len(name) >= LEAST_NAME]
    if len({domain_of(value.rpartition("@")[2]) for value in addresses if not free_mail(value)}) < LEAST:
        return {}
    entries = _entries(foot, stream, text, own)
    firms = [entry for entry in entries if entry.name and not _named(entry.name, own) and _own_domain(entry, found)]
    inside = {found[key].value for entry in firms for key in entry.keys}
    open_to_us = {key: found[key] for key in foot if found[key].owner is Owner.SHOP and not found[key].owner_reason}
    ours = any(s.owner is Owner.SHOP and s.value not in inside for key, s in found.items() if key in foot)
    if len({entry.name for entry in firms}) < LEAST or not ours:
        return {}
    return {key: _unknown(seen) for key, seen in open_to_us.items() if seen.value in inside}


def _own_domain(entry: Entry, found: Mapping[Key, Sighting]) -> bool:
    """Whether an entry has an address at a domain that is called as it is, and none of the shop's."""
    seen = [found[key] for key in entry.keys]
    hosts = {s.value.rpartition("@")[2] for s in seen if s.kind is Kind.EMAIL and not free_mail(s.value)}
    called = any(_is_called(name_of(host), entry.name) for host in hosts)
    return called and not any(s.owner_reason == "domain" for s in seen)


def among_others(
    found: Mapping[Key, Sighting], places: Mapping[Key, Place], stream: Stream, text: str, names: Sequence[str]
) -> dict[Key, Sighting]:
    """The values that stand in a part of a page right behind those of two other parties or more (a doctor on duty, a
    hospital), beside a name that is not the shop's (a pharmacy), marked as of unknown owner."""
    main = {key: place for key, place in places.items() if found[key].region is Region.MAIN}
    after = [key for key in main if found[key].owner_reason.startswith("after: ")]
    if len({found[key].value for key in after}) < LEAST:
        return {}
    own = [name for name in names if len(name) >= LEAST_NAME]
    title = _title_at(stream)
    changed: dict[Key, Sighting] = {}
    others: Counter[int] = Counter()
    for entry in _entries(main, stream, text, own):
        seen = [found[key] for key in entry.keys]
        if all(s.owner is Owner.OTHER for s in seen):
            others[entry.heading] += len({s.value for s in seen})
        elif (
            entry.heading in (-1, title)
            or others[entry.heading] < LEAST
            or not entry.name
            or _named(entry.name, own)
            or entry.contact
        ):
            others[entry.heading] = 0
        else:
            open_to_us = (key for key, s in zip(entry.keys, seen, strict=True) if s.owner is Owner.SHOP)
            changed |= {key: _unknown(found[key]) for key in open_to_us if not found[key].owner_reason}
    return changed


def _names_in(of_others: Iterable[tuple[list[Entry], bool]]) -> set[str]:
    """The different names that runs of at least two entries have, none of a single word."""
    named = ({entry.name for entry in run if not entry.word} for run, _ in of_others)
    return set().union(*(names for names in named if len(names) >= LEAST))


def _without_own(run: list[Entry], found: Mapping[Key, Sighting], own: Sequence[str]) -> list[Entry]:
    """A run without the shop's own name and address at its end, or its agent below firms with domains of their own."""
    *others, last = run
    agent = any(found[key].owner_reason == "domain" for key in last.keys)
    ours = _named(last.name, own) or (agent and any(_own_domain(entry, found) for entry in others))
    return others if ours and not any(_named(entry.name, own) for entry in others) else run


def _unknown(seen: Sighting) -> Sighting:
    return msgspec.structs.replace(seen, owner=Owner.UNKNOWN, owner_reason=ONE_OF_A_RUN)


@lru_cache(maxsize=4_096)
def _own_page(title: str) -> bool:
    """Whether a title is one of contact, of an imprint, or about the shop, its people and places."""
    folded = " ".join(_WORD.findall(unaccented(title.lower())))
    return folded in _about() or contact_word(title) or _people().search(title.lower()) is not None


def _possessed(title: str) -> bool:
    """Whether a title says that what the page lists is ours: "Our stations", not "Find our honey"."""
    found = quick("possessive").search(title.lower())
    return found is not None and found.start() <= ARTICLE


@lru_cache(maxsize=4_096)
def _own_part(heading: str) -> bool:
    """Whether a heading is of a part about ourselves: contact, about us, our shops."""
    own = _own_page(heading) or _possessed(heading) or pattern("stores").search(heading) is not None
    return bool(heading) and own


@cache
def _about() -> frozenset[str]:
    return frozenset(words("roles", "about"))


@cache
def _people() -> re.Pattern[str]:
    return loose((*words("roles", "imprint"), *data("parties")["around"]["own_people"]))


def _entries(places: Mapping[Key, Place], stream: Stream, text: str, own: Sequence[str]) -> list[Entry]:
    """The values of the main part in reading order, each with the name it stands beside.

    Below a name that is a heading or in bold, the first words of a line begin no entry, unless they are the site's own
    name. Where headings of a rank are names, one that is a single word is one too.
    """
    entries: list[Entry] = []
    title = _title_at(stream)
    beside = _beside(places, stream, text)
    ranks = Counter(rank for rank, _ in {(kind, name) for _, _, name, kind, *_ in beside if kind})
    for key, start, name, kind, word, rank in beside:
        single = bool(word) and ranks[rank] >= LEAST
        if single:
            name, kind = word, rank
        heading = heading_at(stream, start)
        last = entries[-1] if entries else None
        if last is not None and last.heading == heading:
            below = last.kind > 0 and kind == 0 and not _named(name, own)
            if not name or name == last.name or below:
                last.keys.append(key)
                continue
        said = text[heading : heading + 120].partition("\n")[0] if heading not in (-1, title) else ""
        name = "" if _own_part(said) else name
        contact = bool(said) and contact_word(said)
        entries.append(Entry(name=name, kind=kind, heading=heading, keys=[key], word=single, contact=contact))
    return entries


def _title_at(stream: Stream) -> int:
    """Where the first heading of the first rank begins; -1 without one."""
    return next((at for at, rank in zip(stream.headings, stream.ranks, strict=True) if rank == 1), -1)


def _beside(places: Mapping[Key, Place], stream: Stream, text: str) -> list[tuple[Key, int, str, int, str, int]]:
    """Each value in reading order with its place, the name that the words since the value before give and its kind,
    and where a heading among those words is a single word, that word and the heading's rank."""
    found: list[tuple[Key, int, str, int, str, int]] = []
    floor = 0
    for key, (start, end) in sorted(places.items(), key=lambda item: item[1]):
        given = _name(stream, text, max(floor, start - ROOM), start) if start > floor else ("", 0, "", 0)
        found.append((key, start, *given))
        floor = max(floor, end)
    return found


def _name(stream: Stream, text: str, low: int, start: int) -> tuple[str, int, str, int]:
    """The name that the words from ``low`` to a value give, and the rank of the heading that it is, 0 for a line's
    first words: the nearest heading, else the first line that names a firm. Then the heading's single word and rank."""
    heads = range(bisect_left(stream.headings, low), bisect_left(stream.headings, start))
    at = heads[-1] if heads else -1
    begin, rank = (stream.headings[at], stream.ranks[at]) if at >= 0 else (low, 0)
    lines = text[begin:start].split("\n")
    if at < 0:
        lines = lines[1:] if text[begin - 1 : begin] not in ("", "\n") else lines
    skipped = rank == 1 and stream.ranks.count(1) <= LEAST  # the first heading of a page names none of its entries
    word = single(lines[0]) if rank and not skipped else ""
    for number, line in enumerate(lines[:MOST_LINES]):
        name = "" if skipped and not number else firm_in(line)
        if name:
            return name, 0 if number else rank, word, rank
    return "", 0, word, rank


@lru_cache(maxsize=4_096)
def single(line: str) -> str:
    """A heading of one word that is a name, no department's and no title of a part."""
    said = _small().sub(" ", line).strip()
    plain = _WORD.fullmatch(said) is None or said.lower() in _departments() or _own_part(said)
    return "" if plain or len(said) < LEAST_NAME else firm(said)


@lru_cache(maxsize=4_096)
def firm_in(line: str) -> str:
    """The name of a firm or person among the first words of a line, of two words at least; empty for a department."""
    for piece in _PIECE.split(line, maxsplit=PIECES)[:PIECES]:
        parts = _small().sub(" ", piece).split()
        said = " ".join(part.capitalize() if part in _small_forms() else part for part in parts)
        if _MORE.match(said) is None or len(said) > TITLE:
            continue
        left = firm(said).lower().split()
        if left and all(word[0].isupper() or not word[0].isalpha() for word in said.split()):
            return "" if all(part.strip(".") in _departments() for part in left) else piece.strip()
    return ""


@cache
def _small() -> re.Pattern[str]:
    """Small words inside names, and what persons are called before theirs."""
    around, found = data("parties")["around"], data("identity")
    small = {*found["own"]["small"], *found["streets"]["joins"], *around["the"], *around["of_the"], *around["by"]}
    small |= {*around["and"], *data("parties")["officer"]["of"], *around["inside_names"]}
    either = "|".join(re.escape(word) for word in sorted({*small, *around["titles_of_persons"]}, key=len, reverse=True))
    return re.compile(rf"(?<!\S)(?:{either})\.?(?=[\s'’]|$)|(?<!\S)[dl]['’](?=\w)", re.IGNORECASE)


@cache
def _small_forms() -> frozenset[str]:
    """Legal forms that are written with a small letter first."""
    return frozenset(data("parties")["around"]["small_forms"])


@cache
def _departments() -> frozenset[str]:
    return frozenset(data("parties")["around"]["departments"])


def _alike(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Runs of named entries, one after another, whose names are headings of one rank, or first words of lines under
    one heading, or under headings of which each has one."""
    under = Counter(entry.heading for entry in entries)
    run: list[Entry] = []
    for entry in entries:
        if run and not (entry.name and entry.kind == run[0].kind and _goes_on(run[-1], entry, under)):
            yield run
            run = []
        if entry.name:
            run.append(entry)
    if run:
        yield run


def _goes_on(last: Entry, entry: Entry, under: Mapping[int, int]) -> bool:
    same = last.heading == entry.heading
    return same or entry.kind > 0 or under[last.heading] == under[entry.heading] == 1


def _named(name: str, own: Sequence[str]) -> bool:
    """Whether a name is the site's own, or one holds the other."""
    bare = unaccented("".join(filter(str.isalnum, name.lower())))
    return any(known in bare or bare in known for known in own) if bare else False


def _kin(entry: Entry, found: Mapping[Key, Sighting], ours: set[str]) -> bool:
    """Whether an entry has a value that is the shop's, or that differs from such a number in its last digits only."""
    lines = {value[:-DIRECT] for value in ours if value.startswith("+")}
    seen = [found[key] for key in entry.keys]
    return any(s.value in ours or s.value[:-DIRECT] in lines or s.owner_reason.startswith("beside") for s in seen)


def _like_own(name: str, own: Sequence[str]) -> bool:
    """Whether a name is called as branches are, or has a word of the site's own name: holiday homes of "Les Gîtes"."""
    around = data("parties")["around"]
    parts = [unaccented(word) for word in _WORD.findall(name.lower())]
    known = {*around["branch"], *around["own_places"]}
    return any(word in known or (len(word) >= LEAST_NAME and any(word in called for called in own)) for word in parts)


def _apart(run: Sequence[Entry], found: Mapping[Key, Sighting]) -> bool:
    """Whether entries have domains of their own: two that are called as their entry is, or three of any name."""
    hosts: dict[str, str] = {}
    for entry in run:
        for value in (found[key].value for key in entry.keys if found[key].kind is Kind.EMAIL):
            if not free_mail(value):
                hosts.setdefault(domain_of(value.rpartition("@")[2]), entry.name)
    called = sum(_is_called(name_of(host), name) for host, name in hosts.items())
    return called >= LEAST or len(hosts) >= APART


def _is_called(host: str, name: str) -> bool:
    """Whether a domain's name has a word of a firm's, or is like it."""
    parts = [unaccented(word) for word in _WORD.findall(name.lower())]
    return kin(host, ["".join(parts)]) or any(len(word) > LEAST_NAME and word in host for word in parts)


def from_own_name(before: str, names: Iterable[str]) -> str:
    """The words that end in a value from the line on that begins with the site's own name, since the value before;
    empty where none does.

    ``before``: the text up to the value. ``names``: bare of all but letters and digits.
    """
    own = tuple(unaccented(name) for name in names if len(name) >= OWN_NAME and not _a_title(name))
    lines = before.split("\n")
    for number in range(len(lines) - 1, max(-1, len(lines) - 1 - MOST_LINES), -1) if own else ():
        said = _VALUE.split(lines[number])[-1]
        if unaccented("".join(_WORD.findall(said[:TITLE].lower()))).startswith(own):
            return "\n".join([said, *lines[number + 1 :]])
        if said != lines[number]:
            break
    return ""


@lru_cache(maxsize=4_096)
def _a_title(name: str) -> bool:
    """Whether a name is a word for dealers or the like, that a page's own title gave."""
    return any(unaccented("".join(_WORD.findall(word))) == unaccented(name) for word in _listing_titles())


@cache
def _listing_titles() -> tuple[str, ...]:
    """Titles of pages and parts that list others."""
    return (*every("dealers"), *every("resellers"), *every("directories"), *data("parties")["around"]["dealer_titles"])
