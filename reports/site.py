"""The report as a folder of static pages that open from disk: no request to anywhere, no script needed.

The folder is built beside its place and moved there when it is whole. Same audit, same language, same bytes.
"""

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from importlib import resources
from pathlib import Path
from typing import IO, Any

from audit.evidence import EvidenceStore
from audit.model import Audit, AuditInfo, Correction, ShopResult
from audit.outcomes import Confidence, Outcome, Place, Reason
from audit.reviews import decided
from checks.packs import Pack, Packs, load_pack
from reports import (
    changes_page,
    dataset,
    exports,
    fair_play,
    history_view,
    mail,
    mail_charts,
    ranking_views,
    views,
)
from reports.by_hand import limits
from reports.changes import Changes
from reports.charts import Chart, outcome_bar
from reports.heads import CONTACT, ShopHead, shop_head
from reports.history import History
from reports.mail import Mails
from reports.ours import beside, check_place
from reports.permalinks import base_of
from reports.pictures import Pictures
from reports.ranking import MEASURED_SHARE, alphabetical, rank
from reports.rendering import environment, write_page
from reports.safe import clean
from reports.standings import Result, Standings, standings_of
from reports.study import StudyCount
from reports.tally import Tally
from reports.uncertainty import Standing
from reports.wording import Words, words_for

GRID_ROWS = 1000
STATIC = ("report.css", "report.js")


def build(
    audit: Audit,
    evidence: EvidenceStore,
    out: Path,
    *,
    lang: str = "nl",
    packs: Mapping[str, Pack] | None = None,
    mails: Mails | None = None,
    revisions_at: str = "",
    bom: bool = False,
    changes: Changes | None = None,
    history: History | None = None,
) -> Path:
    """Write the report of ``audit`` into the folder ``out`` and return the path of its ``index.html``.

    An earlier report in ``out`` is replaced once the new one is whole. lang: a language with a catalogue.
    packs: rules by pack id, for audits whose rules are not the bundled ones. mails: the test mails, if any.
    revisions_at: where frozen revisions are to be read, from this report's folder; ``{n}`` stands for the number.
    bom: give every CSV table a byte order mark.
    changes: what is not as in the last round, for a page of its own and a column of the ranking. history: what was seen
    of the shops before.
    Raises ValueError for an unknown language and NotAReport when ``out`` holds something that is no report.
    """
    words = words_for(lang)
    out = Path(out)
    check_place(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=beside(out), dir=out.parent) as work:
        fresh = Path(work) / "new"
        site = Site(
            audit, evidence, fresh, words, packs=packs, mails=mails, changes=changes, history=history,
            revisions_at=revisions_at, bom=bom,
        )  # fmt: skip
        site.write()
        if out.exists():
            out.rename(Path(work) / "old")
        fresh.rename(out)
    return out / "index.html"


class Site:
    """One report being written."""

    def __init__(
        self,
        audit: Audit,
        evidence: EvidenceStore,
        out: Path,
        words: Words,
        *,
        packs: Mapping[str, Pack] | None = None,
        mails: Mails | None = None,
        changes: Changes | None = None,
        history: History | None = None,
        revisions_at: str = "",
        bom: bool = False,
    ) -> None:
        self.audit, self.out, self.words = audit, out, words
        self.mails, self.changes, self.history, self.bom = mails, changes, history, bom
        self.info = audit.info
        self.packs = Packs(packs or {})
        self.pictures = Pictures(evidence, out / "evidence")
        self.tally = Tally(words=words)
        self.standings = Standings()
        self.corrections: dict[str, list[Correction]] = defaultdict(list)
        for correction in self.info.corrections:
            self.corrections[correction.shop].append(correction)
        self.study = StudyCount(study) if (study := self.info.study) else None
        self.env = environment(words)
        self.env.globals.update(
            revisions_at=revisions_at,
            has_changes=changes is not None,
            change_of=ranking_views.change_cells(changes, words),
            gone=changes_page.gone(changes),
        )

    def write(self) -> None:
        """Place every shop, then write each one's page and data in one walk, then the pages about all of them."""
        for folder in ("shop", "check", "evidence", "static", "data", "embed/shop"):
            (self.out / folder).mkdir(parents=True)
        static = resources.files("reports").joinpath("static")
        for name in STATIC:
            (self.out / "static" / name).write_bytes(static.joinpath(name).read_bytes())
        info = self.info
        self.standings = standings_of(self.audit, self.mails.batch if self.mails else None)
        revision = fair_play.revision_of(info)
        self.env.globals.update(
            has_mail=self.mails is not None,
            mails_sent=mail.summary(self.mails)["sent"] if self.mails else 0,
            has_ranking=bool(self.standings.results) and info.shops > 1,
            info=info,
            title=clean(info.title, 120) or self.words("site.title"),
            revision=revision,
            published=base_of(info.settings.get("address", "")),
            revision_day=fair_play.day_of(revision.frozen_on, self.words) if revision else "",
        )
        with ExitStack() as stack:
            data = self.out / "data"
            results, shops, everything = (
                stack.enter_context((data / n).open("w", encoding="utf-8", newline=""))
                for n in ("results.csv", "shops.csv", "shopcheck.json")
            )
            results.write(exports.csv_line(exports.results_header(info)))
            shops.write(exports.csv_line(exports.shops_header(info)))
            everything.writelines(exports.json_text(info, self._each(results, shops)))
        self._pages(info)

    def _each(self, results: IO[str], shops: IO[str]) -> Iterator[ShopResult]:
        for result in decided(self.audit.results()):
            results.writelines(exports.csv_line(row) for row in exports.result_rows(result, self.info))
            shops.write(exports.csv_line(exports.shop_row(result, self.info)))
            self._shop(result)
            if self.study is not None:
                self.study.add(result)
            yield result

    def _render(self, name: str, template: str, **values: Any) -> None:
        text = self.env.get_template(template).render(root="../" * name.count("/"), here=name, **values)
        write_page(self.out / name, text)

    def _shop(self, result: ShopResult) -> None:
        words, snapshot = self.words, result.snapshot
        head = shop_head(result, words)
        self.tally.add(result, head)
        self._render(
            f"embed/shop/{head.slug}.html",
            "card.html",
            piece="card",
            head=head,
            visited=words.moment(snapshot.started_at) if snapshot else "",
            open=bool(snapshot and snapshot.pages),
        )
        pictures = {i: p for i in views.shown_pictures(result) if (p := self.pictures.copy(i))}
        findings = [
            views.finding_view(f, snapshot, packs=self.packs, pictures=pictures, words=words)
            for f in result.findings
            if snapshot is not None
        ]
        self._render(
            f"shop/{head.slug}.html",
            "shop.html",
            head=head,
            shop=result.shop,
            left=result.left,
            snapshot=snapshot,
            findings=findings,
            sentence=views.sentence(result, findings, head, words),
            pages=views.page_rows(snapshot, pictures, words) if snapshot else [],
            links=views.link_rows(snapshot.searched.links, words) if snapshot else [],
            gaps=views.gap_rows(snapshot.gaps, pictures, words) if snapshot else [],
            files=views.file_rows(snapshot, words) if snapshot else [],
            channels=views.channel_rows(snapshot, words) if snapshot else [],
            looked=views.looked_facts(snapshot, words) if snapshot else [],
            side=self.tally.sides.get(head.slug),
            corrections=fair_play.corrections(self.corrections.get(head.key, ()), {}, words),
            stands=ranking_views.stands(self.standings, head.key, words),
            **history_view.of_shop(
                self.history, result, findings, f"{head.slug}.html", words, self.corrections.get(head.key, ())
            ),
            extra=[(clean(k, 60), clean(v, 200)) for k, v in result.shop.extra.items() if v],
            **(mail.of_shop(self.mails, result.shop.key, words) if self.mails else mail.NOTHING),
        )

    def _pages(self, info: AuditInfo) -> None:
        tally, words = self.tally, self.words
        groups, unranked = rank(tally.heads)
        checks = [self._check_view(c) for c in tally.check_ids()]
        columns = [c for c in CONTACT if c in tally.checks] or tally.check_ids()[:2]
        self.env.globals.update(
            limits=limits(self.mails.attempts if self.mails else (), chatted=tally.chatted),
            tally=tally, groups=groups, unranked=unranked, checks=checks, share=MEASURED_SHARE, columns=columns,
            first=info.first_visit or tally.first_visit, last=info.last_visit or tally.last_visit,
            sectors=sorted({h.sector for h in tally.heads} - {""}),
            markets=sorted({h.market for h in tally.heads} - {""}), outcomes=list(Outcome),
            standing_counts=ranking_views.standing_counts(self.standings, len(tally.heads)),
        )  # fmt: skip
        if self.env.globals["has_ranking"]:
            self._ranking_page()
            self._grid(checks)
        self._render("index.html", "index.html")
        for piece in ("ranking", "chart"):
            self._render(f"embed/{piece}.html", "embed.html", piece=piece, head=None)
        self._people(info)
        for check in checks:
            self._render(f"check/{check['id']}.html", "check.html", check=check)
        aside = [
            (key, sorted(heads, key=alphabetical))
            for key, heads in (
                ("nm.unsure", tally.unsure.values()), ("nm.not_visited", tally.not_visited), ("nm.left", tally.left),
            )
            if heads
        ]  # fmt: skip
        self._render("not-measured.html", "not-measured.html", sides=tally.by_side(), aside=aside)
        self._render("method.html", "method.html", packs=self._used_packs(), places=list(Place),
                     confidences=list(Confidence), study=self.study)  # fmt: skip
        if self.mails is not None:
            self._mail_page(self.mails)
        if self.changes is not None:
            heads = {h.key: h for h in tally.heads}
            self._render(
                "changes.html", "changes.html", **changes_page.context(self.changes, words, heads, self.history)
            )
        self._data(info)

    def _data(self, info: AuditInfo) -> None:
        """The tables of figures and scores, what describes all tables, and the page about them."""
        made = dataset.complete(
            self.out / "data", info, self.words, self.tally,
            standings=self.standings, mails=self.mails, study=self.study, changes=self.changes, bom=self.bom,
        )  # fmt: skip
        codes = {"outcome": list(Outcome), "place": list(Place), "reason": list(Reason)}
        self._render("data.html", "data.html", tables=made.tables, codes=codes, sizes=made.sizes, words=self.words)

    def _mail_page(self, found: Mails) -> None:
        """The page about all test mails."""
        names = {h.key: (h.name, h.slug) for h in self.tally.heads}
        self._render(
            "mail.html",
            "mail.html",
            **mail.of_all(found, names, self.words),
            charts=[
                c
                for c in (mail_charts.curve_chart(found, self.words), mail_charts.promise_chart(found, self.words))
                if c
            ],
        )

    def _people(self, info: AuditInfo) -> None:
        """What shops replied, and what was put right."""
        known = {h.key: h for h in (*self.tally.heads, *self.tally.left)}
        corrected = fair_play.corrections(info.corrections, known, self.words)
        revisions = [
            (r, fair_play.day_of(r.frozen_on, self.words)) for r in sorted(info.revisions, key=lambda r: -r.number)
        ]
        sides = [(h, s) for h in sorted(known.values(), key=alphabetical) if (s := self.tally.sides.get(h.slug))]
        silent: dict[tuple[str, ...], list[ShopHead]] = defaultdict(list)
        for head, side in sides:
            if side.silent:
                silent[side.asked].append(head)
        self._render("replies.html", "replies.html", sides=sides, silent=list(silent.items()))
        self._render("corrections.html", "corrections.html", corrections=corrected, revisions=revisions)
        self._render("print.html", "print.html", corrections=corrected)

    def _check_view(self, check_id: str) -> dict[str, Any]:
        """What the page of one check shows."""
        words, tally = self.words, self.tally.checks[check_id]
        rules: list[dict[str, Any]] = []
        for name in sorted(tally.rules):
            pack_id, _, rule_id = name.rpartition("/")
            try:
                pack = self.packs[pack_id]
                rule = pack.rule(rule_id)
            except KeyError:
                continue
            rules.append({"pack": pack, "rule": rule, "text": views.rule_texts(name, rule, "", words)})
        noun = views.noun(check_id, words, rules[0]["text"] if rules else None)
        key = f"check.{check_id}.title"
        return {
            "id": re.sub(r"[^a-z0-9-]", "-", check_id),
            "check": check_id,
            "noun": noun,
            "title": words(key) if words.has(key) else noun,
            "how": words(f"check.{check_id}.how") if words.has(f"check.{check_id}.how") else "",
            "rules": rules,
            "parts": tally.parts(),
            "chart": self._bar(check_id, str(words(key) if words.has(key) else noun)),
            "counts": {o.value: sum(p.count for p in tally.parts() if p.outcome == o) for o in Outcome},
            "total": sum(len(s) for s in tally.shops.values()),
            "shops": [(outcome, label, sorted(shops, key=alphabetical)) for outcome, label, shops in tally.bins()],
        }

    def _bar(self, check_id: str, title: str) -> Chart | None:
        """The outcomes of a check as a bar; one shop is no distribution."""
        if len(self.tally.heads) < 2:
            return None
        parts = self.tally.checks[check_id].parts()
        name = "bar-" + re.sub(r"[^a-z0-9-]", "-", check_id)
        return outcome_bar(name, parts, title=title, locale=self.words.locale)

    def _grid(self, checks: list[dict[str, Any]]) -> None:
        """Every shop and every check in one table, in parts that a browser opens at once."""
        heads = sorted(self.tally.heads, key=alphabetical)
        parts = [heads[n : n + GRID_ROWS] for n in range(0, len(heads), GRID_ROWS)]
        for number, part in enumerate(parts, start=1):
            name = "grid.html" if number == 1 else f"grid-{number}.html"
            self._render(name, "grid.html", heads=part, checks=checks, part=number, parts=len(parts))

    def _ranking_page(self) -> None:
        """The three results of every shop, and how sure the list is."""
        rows = self.standings.rows(self.tally.heads)
        self._render(
            "ranking.html",
            "ranking.html",
            standings=self.standings,
            results=self.standings.results,
            rows=rows,
            levels=[[r for r in rows if r.order(Result.DUTY) == level] for level in range(4)],
            level_names=[*Standing, None],
            mail=ranking_views.mail_cells(self.mails, self.words),
            gone_cell=ranking_views.gone_cell(self.words),
            chart=ranking_views.interval_chart(Result.DUTY, rows, self.words),
            mail_chart=ranking_views.interval_chart(Result.MAIL, rows, self.words),
        )

    def _used_packs(self) -> list[Pack]:
        """Packs whose rules were used, and those of the shops' countries."""
        ids = {r.rpartition("/")[0] for c in self.tally.checks.values() for r in c.rules}
        found = {i: self.packs[i] for i in sorted(ids) if _has(self.packs, i)}
        if not found:
            found = {p.id: p for h in self.tally.heads if (p := load_pack(h.market)) is not None}
        return [found[i] for i in sorted(found)]


def _has(packs: Packs, pack_id: str) -> bool:
    try:
        return bool(packs[pack_id])
    except KeyError:
        return False
