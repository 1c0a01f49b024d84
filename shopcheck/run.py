"""One audit on one machine: a list in, every shop visited, judged and stored, the report out.

Safe to stop at any time, by Ctrl-C or by pulling the plug: a visit and its findings are stored together, and the same
command goes on with the shops that have none.
"""

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from audit.evidence import EvidenceStore
from audit.model import Shop, ShopResult, Snapshot, Study
from audit.outcomes import Outcome, Reason
from audit.shoplist import ShopList
from audit.store import AuditStore
from shopcheck.config import Config
from shopcheck.console import Console
from shopcheck.errors import Exit, PlainError, WrongInputError
from shopcheck.judging import JUDGED, Sum, duties, judge_audit, summed
from shopcheck.network import PATIENCE, Network
from shopcheck.opening import open_store
from shopcheck.progress import Progress
from shopcheck.reporting import check_room, lang_for, language_for, load_report, write_report
from shopcheck.visiting import TOOL, Visits, judged, open_visits, run_async

SPREAD = 2.0
"""Seconds over which the first visits begin: at once, all would read while the browser has nothing to do, and then all
would wait for it."""

NOT_BY_LOOKING = frozenset({Reason.NO_PACK, Reason.NO_MARKET, Reason.NOT_IN_FORCE})
"""Reasons that looking again does not change."""


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """What the command line says of a run.

    again: "unmeasured" to look again at shops that could not be measured. max_unmeasured: per cent of the shops;
    more than that and the run ends with code 4. lang: language of the report, None to choose by market.
    second_look: minutes after which shops where something was not found are looked at again, None for never.
    replace_list: whether a list that has none of the audit's shops may take the place of its list.
    """

    out: Path
    market: str | None = None
    allow_private: bool = False
    again: str | None = None
    max_unmeasured: float = 50.0
    lang: str | None = None
    second_look: float | None = None
    study: Study | None = None
    replace_list: bool = False


def run_audit(shops: ShopList, options: RunOptions, config: Config, console: Console) -> Exit:
    """Visit what is to be visited, judge, write the report. Raises PlainError and KeyboardInterrupt."""
    from shopcheck.freezing import seal
    from shopcheck.proof import MANIFEST

    check_room(options.out / "report")
    with open_store(options.out, create=True) as store:
        _check_list(store, shops, options)
        before = store.facts()
        lang = _note_facts(store, shops, options, config)
        renamed = store.facts() != before | {"unsettled": True}
        changes = store.sync(shops.shops)
        _say_changes(changes, shops, console)
        todo = _todo(store, options)
        again = todo or (options.second_look is not None and _not_found(store))
        if again:
            try:
                _visit(store, todo, options, config, console)
            except (PlainError, KeyboardInterrupt):
                seal(store, options.out)  # what was gathered so far stays provable
                raise
        news = again or any(changes) or "unsettled" in before
        if news:
            judge_audit(store)
        else:  # what was judged stays: rules that are newer than the audit are for shopcheck judge
            store.set_facts(unsettled=JUDGED)
        index = options.out / "report" / "index.html"
        if news or renamed or "reported" not in before or not index.is_file():
            index = write_report(store, options.out, lang)
        elif not (options.out / MANIFEST).is_file():
            seal(store, options.out)
        store.set_facts(reported=[lang, TOOL], unsettled=None)
        return _finish(store, index, options, console)


def _note_facts(store: AuditStore, shops: ShopList, options: RunOptions, config: Config) -> str:
    """Write down what the audit is; returns the language of its report.

    ``unsettled`` stands until the report is written: a run that is killed leaves it, and the next one judges anew.
    """
    market = options.market or store.facts().get("market")
    lang = options.lang or config.audit.language or store.facts().get("lang") or language_for(market)
    if options.study is not None:
        store.set_facts(study=msgspec.to_builtins(options.study))
    store.set_facts(
        title=config.audit.title or (options.study.title.get(lang, "") if options.study else ""),
        publisher=config.audit.publisher,
        contact=config.audit.contact,
        market=market,
        tool=TOOL,
        seed=config.audit.seed,
        columns=list(shops.columns),
        lang=lang,
        unsettled=True,
        settings=_settings(options, config),
    )
    return lang


def _settings(options: RunOptions, config: Config) -> dict[str, str]:
    """What a reader of the method page should know of how the audit was set up."""
    told = {
        "delay": f"{config.crawl.delay:g} s",
        "max_pages": str(config.crawl.max_pages),
        "time_budget": f"{config.crawl.time_budget:g} s",
        "second_look": "" if options.second_look is None else f"{options.second_look:g} min",
        "thorough": "true" if config.crawl.thorough else "",
        "preset": config.audit.preset,
        "address": config.audit.address,
        "licence": config.audit.licence,
        "csv_bom": "true" if config.data.bom else "",
    }
    return {name: value for name, value in told.items() if value}


def _check_list(store: AuditStore, shops: ShopList, options: RunOptions) -> None:
    """Refuse a list that has none of the audit's shops: it belongs to another audit. Raises WrongInputError."""
    known = store.listed()
    if known and not options.replace_list and known.isdisjoint(shop.key for shop in shops.shops):
        raise WrongInputError(
            f"{options.out} is the audit of {_other(known)}, and the list names none of them; name another folder with"
            " --out, or say --replace-list if this list is to take the place of theirs (they will be marked as left)"
        )


def _other(keys: frozenset[str]) -> str:
    first = min(keys).partition("://")[2]
    return f"{_shops(len(keys))} ({first}{', …' if len(keys) > 1 else ''})"


def _say_changes(changes: "tuple[tuple[str, ...], ...]", shops: ShopList, console: Console) -> None:
    for duplicate in shops.duplicates:
        console.warn(f"left out, for it stands on the list twice: {duplicate}")
    added, left, returned, _ = changes
    if left or returned or (added and len(added) < len(shops.shops)):
        words = ((added, "new on the list"), (returned, "back on the list"), (left, "taken off it, marked as left"))
        console.say("the list changed: " + ", ".join(f"{len(keys)} {word}" for keys, word in words if keys))


def _todo(store: AuditStore, options: RunOptions) -> list[Shop]:
    """The shops to visit, in list order."""
    shops = {shop.key: shop for shop in store.unvisited()}
    if options.again == "unmeasured":
        shops |= {r.shop.key: r.shop for r in store.results() if not r.left and _worth_another_look(r)}
    return sorted(shops.values(), key=lambda shop: shop.position)


def _worth_another_look(result: ShopResult) -> bool:
    return any(f.outcome is Outcome.NOT_MEASURED and f.reason not in NOT_BY_LOOKING for f in duties(result.findings))


def _visit(store: AuditStore, todo: list[Shop], options: RunOptions, config: Config, console: Console) -> None:
    again = {shop.key for shop in todo}
    before = [summed(r.findings) for r in store.results() if not r.left and r.shop.key not in again]
    evidence = EvidenceStore(str(options.out / "evidence"))
    network = Network()

    async def main() -> None:
        at_once, private = min(config.crawl.concurrency, len(todo)), options.allow_private
        async with open_visits(
            config, evidence, allow_private=private, market=options.market, at_once=at_once
        ) as visits:
            await _visit_all(store, todo, visits, at_once, progress, network)
        if options.second_look is not None and network.failures < PATIENCE:
            await _look_again(store, options, config, console, evidence, network)

    with Progress(console, len(before) + len(todo), before) as progress:
        try:
            run_async(main)
        finally:
            if console.live:
                console.say(progress.line())
    if network.failures >= PATIENCE:
        raise PlainError(
            f"stopped: the names of {network.failures} shops in a row could not be looked up, and the DNS does not"
            " answer: this machine seems to have no network. Nothing is held against those shops; run the same command"
            " again once you are connected."
        )


def _not_found(store: AuditStore) -> list[ShopResult]:
    """Shops where something obligatory was not found, and that were looked at once only."""
    return [
        r
        for r in store.results()
        if not r.left
        and r.snapshot is not None
        and not r.snapshot.second_look
        and any(f.outcome is Outcome.NOT_FOUND for f in duties(r.findings))
    ]


async def _look_again(
    store: AuditStore,
    options: RunOptions,
    config: Config,
    console: Console,
    evidence: EvidenceStore,
    network: Network,
) -> None:
    """A second look at what was not found, some minutes after the first: only then is it certain."""
    assert options.second_look is not None
    results = _not_found(store)
    if not results:
        return
    due = max(r.snapshot.finished_at for r in results if r.snapshot) + timedelta(minutes=options.second_look)
    wait = max(0.0, (due - datetime.now(UTC)).total_seconds())
    console.say(f"{_shops(len(results))} to look at a second time" + (f" in {wait / 60:.0f} min" if wait > 30 else ""))
    await asyncio.sleep(wait)
    shops = [r.shop for r in results]
    private, market = options.allow_private, options.market
    with Progress(console, len(shops), []) as progress:
        async with open_visits(config, evidence, allow_private=private, market=market, second_look=True) as visits:
            await _visit_all(store, shops, visits, config.crawl.concurrency, progress, network)


async def _visit_all(
    store: AuditStore, todo: list[Shop], visits: Visits, concurrency: int, progress: Progress, network: Network
) -> None:
    """Visit shops, some at a time; each is judged and stored as soon as it is done."""
    queue = iter(todo)
    crashes: list[str] = []
    all_begun = asyncio.Event()

    async def worker(wait: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(all_begun.wait(), wait)
        for shop in queue:
            if network.failures >= PATIENCE:
                return
            progress.begin(shop)
            snapshot, findings = await judged(visits, shop, network)
            store.add_visit(snapshot, findings)
            progress.done(shop, findings)
            _count_crashes(snapshot, crashes)
        if not all_begun.is_set():
            all_begun.set()
            # the browser is busy with the last shops, and we are not
            asyncio.get_running_loop().run_in_executor(None, load_report, lang_for(store))

    count = max(1, min(concurrency, len(todo)))
    workers = [asyncio.ensure_future(worker(SPREAD * n / count)) for n in range(count)]
    try:
        await asyncio.gather(*workers)
    finally:
        for task in workers:
            task.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


def _count_crashes(snapshot: Snapshot, crashes: list[str]) -> None:
    """Give up when visit after visit fails by our own fault: then it is not the shops. Raises PlainError."""
    details = [gap.detail for gap in snapshot.gaps if gap.reason is Reason.VISIT_CRASHED]
    crashes[:] = [*crashes, *details] if details else []
    if len(crashes) >= PATIENCE:
        raise PlainError(
            f"stopped: {len(crashes)} visits in a row failed by our own fault, the last with: {crashes[-1]}. Nothing is"
            " held against those shops; see shopcheck doctor, and run the same command again (shopcheck -v run … tells"
            " more)"
        )


def _shops(count: int) -> str:
    return "1 shop" if count == 1 else f"{count} shops"


def _finish(store: AuditStore, index: Path, options: RunOptions, console: Console) -> Exit:
    """Say how it ended, on both streams; returns the exit code."""
    sums = Counter(summed(result.findings) for result in store.results() if not result.left)
    total = sums.total()
    console.say(f"{_shops(total)}: " + ", ".join(f"{sums[word]} {word.value}" for word in Sum if sums[word]))
    console.result(str(index))
    unmeasured = sums[Sum.NOT_MEASURED]
    if total and 100 * unmeasured / total > options.max_unmeasured:
        console.warn(
            f"{unmeasured} of {total} shops could not be measured, more than the {options.max_unmeasured:g} % that"
            " --max-unmeasured allows; the report says why. Look again with: --again unmeasured"
        )
        return Exit.NOT_MEASURED
    return Exit.DONE
