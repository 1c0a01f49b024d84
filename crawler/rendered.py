"""What a browser wrote down of a page."""

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Rendered:
    """A page as the browser wrote it down.

    narrow: the same on a narrow screen, None where ``html`` tells that too: most pages are one for both, but some
    scripts draw another. before: ``html`` before buttons were pressed, None when none were. pressed: words on those
    buttons. consent: none seen, rejected, closed, accepted, accepted after all, not passed. answered: words on the
    button that answered. refused: what its scripts asked of the shop's own site and did not get, as (status, address).
    led: where pressing led away from the page, as (words on what was pressed, address).
    """

    html: str
    url: str
    status: int
    headers: dict[str, str]
    shadow_roots: int = 0
    frames: int = 0
    narrow: str | None = None
    before: str | None = None
    pressed: list[str] = field(default_factory=list)
    consent: str = "none seen"
    tool: str = ""
    answered: str = ""
    refused: tuple[tuple[int, str], ...] = ()
    led: list[tuple[str, str]] = field(default_factory=list)
