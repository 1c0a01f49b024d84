"""The test mails of an audit as its report shows them, where a campaign lies in the audit's folder."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from audit.model import ShopResult
from checks.market import market_of

if TYPE_CHECKING:  # the mail half is loaded only where there is a campaign
    from mystery_shop.by_hand import Measured
    from mystery_shop.calendars import Calendar
    from mystery_shop.campaign import Campaign
    from mystery_shop.settings import MailSettings
    from reports.by_hand import Attempt
    from reports.mail import Mails


def mails_of(folder: Path, results: Iterable[ShopResult], *, seed: int = 0, norm: str | None = None) -> "Mails | None":
    """The campaign in ``folder``, None where nothing was sent. Up to when was looked comes from the campaign itself.

    results: the audit's shops; hours that they state are the third clock. norm: to judge by, if not the audit's own.
    """
    if not (folder / "mail").is_dir():
        return None
    from mystery_shop.aftermath import kept
    from mystery_shop.by_hand import all_measured
    from mystery_shop.results import threads
    from reports.mail import mails
    from shopcheck.config import load_config, load_mail

    with _campaign(folder) as campaign:
        events, measured = campaign.events(), all_measured(campaign)
        until = max([e.at for e in events] + [m.ended_at or m.started_at for m in measured], default=None)
        if until is None:
            return None
        own = {r.shop.key: hours for r in results if (hours := stated_hours(r)) is not None}
        norm, settings = norm or load_config(folder).clock.norm or None, load_mail(folder)
        return mails(
            threads(campaign, settings, until, norm=norm, hours_of=own.get), until, seed=seed, after=kept(events),
            attempts=[_attempt(m, settings) for m in measured], watch_days=settings.watch_days,
        )  # fmt: skip


@contextmanager
def _campaign(folder: Path) -> "Iterator[Campaign]":
    """The campaign in ``folder``; from a copy of its database where nothing can be written (an archive)."""
    from mystery_shop.campaign import Campaign

    with readable(folder) as place, closing(Campaign(place)) as campaign:
        yield campaign


@contextmanager
def readable(folder: Path) -> "Iterator[Path]":
    """Where the campaign of ``folder`` can be opened: there, or a copy of its database where nothing can be written.

    To read only: what is written to a copy is lost.
    """
    if not (folder / "mail").is_dir() or os.access(folder / "mail", os.W_OK):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="shopcheck-") as work:
        (Path(work) / "mail").mkdir()
        for path in (folder / "mail").glob("campaign.sqlite*"):
            if not path.name.endswith("-shm"):
                shutil.copyfile(path, Path(work) / "mail" / path.name)
        yield Path(work)


def stated_hours(result: ShopResult) -> "Calendar | None":
    """The hours that a shop states for e-mail, or for all channels alike; None for none that we can count."""
    from mystery_shop.calendars import CalendarError, calendar

    market = market_of(result).code
    told = result.snapshot.hours if result.snapshot else ()
    for channel in ("email", ""):
        for hours in told:
            if hours.channel == channel and hours.osm and market:
                try:
                    return calendar(market=market, hours=hours.osm)
                except CalendarError:
                    continue
    return None


def _attempt(item: "Measured", settings: "MailSettings") -> "Attempt":
    """A record with how it stands against the norm for its channel, where there is one."""
    from mystery_shop.by_hand import against_norm
    from mystery_shop.channels import NormError
    from mystery_shop.clock import ClockError
    from mystery_shop.results import calendar_of
    from reports.by_hand import Attempt

    try:
        return Attempt(item, against_norm(item, calendar_of(item.market, settings)))
    except (NormError, ClockError):
        return Attempt(item, None)
