"""The test mails of an audit as its report shows them, where a campaign lies in the audit's folder."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from audit.model import ShopResult
from checks.market import market_of

if TYPE_CHECKING:  # the mail half is loaded only where there is a campaign
    from mystery_shop.calendars import Calendar
    from mystery_shop.model import MailEvent
    from reports.mail import Mails


def mails_of(folder: Path, results: Iterable[ShopResult], *, seed: int = 0) -> "Mails | None":
    """The campaign in ``folder``, None where nothing was sent. Up to when was looked comes from the campaign itself.

    results: the audit's shops; hours that they state are the third clock.
    """
    if not (folder / "mail").is_dir():
        return None
    from mystery_shop.campaign import Campaign
    from mystery_shop.results import threads
    from reports.mail import mails
    from shopcheck.config import load_config, load_mail

    campaign = Campaign(folder)
    try:
        until = _until(campaign.events())
        if until is None:
            return None
        own = {r.shop.key: hours for r in results if (hours := stated_hours(r)) is not None}
        norm = load_config(folder).clock.norm or None
        return mails(threads(campaign, load_mail(folder), until, norm=norm, hours_of=own.get), until, seed=seed)
    finally:
        campaign.close()


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


def _until(events: "list[MailEvent]") -> datetime | None:
    """The moment of the last thing that happened."""
    return max((event.at for event in events), default=None)
