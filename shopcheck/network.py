"""Is it the shop's name that does not exist, or do we have no network? The difference is printed beside a name."""

import asyncio
import time
from urllib.parse import urlsplit

from msgspec.structs import replace

from audit.model import Gap, Role, Snapshot
from audit.outcomes import Reason

RESERVED = frozenset({"invalid", "test", "example", "localhost", "local", "internal", "onion"})
"""Top-level domains that never exist in the DNS (RFC 6761, 6762, 7686): their failure says nothing about us."""

PATIENCE = 10
"""So many shops in a row without a network, and a run stops."""

KEEP_SECONDS = 15.0


class Network:
    """Tells failed look-ups that are ours from those that are the shop's."""

    def __init__(self) -> None:
        self.failures = 0  # in a row
        self._asked_at = float("-inf")
        self._works = True

    async def honest(self, snapshot: Snapshot) -> Snapshot:
        """The visit, with ``no_network`` for ``dns_failed`` when nothing at all can be looked up from here."""
        home = next((gap for gap in snapshot.gaps if gap.role is Role.HOME), None)
        if home is None or home.reason is not Reason.DNS_FAILED:
            if snapshot.pages:
                self.failures = 0
            return snapshot
        if (urlsplit(home.url).hostname or "").rpartition(".")[2] in RESERVED or await self._up():
            return snapshot
        self.failures += 1
        ours = Gap(url=home.url, role=Role.HOME, reason=Reason.NO_NETWORK, detail=home.detail, tries=home.tries)
        return replace(snapshot, gaps=tuple(ours if gap is home else gap for gap in snapshot.gaps))

    async def _up(self) -> bool:
        """Whether the DNS answers at all; asked anew after a while."""
        if time.monotonic() - self._asked_at > KEEP_SECONDS:
            self._works = await asyncio.to_thread(dns_answers)
            self._asked_at = time.monotonic()
        return self._works


def dns_answers(seconds: float = 4.0) -> bool:
    """Whether the system's resolver answers for the root of the DNS, which always exists."""
    import dns.exception
    import dns.resolver

    try:
        dns.resolver.resolve(".", "NS", lifetime=seconds)
    except (dns.exception.DNSException, OSError, RuntimeError):
        return False
    return True
