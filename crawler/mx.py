"""Can mail reach a domain? Asked of the DNS at visit time and written down; judging sees only the answer.

A domain takes mail where its MX record says, or at its own address when it has none (RFC 5321, section 5.1). A single
MX of "." says that it takes none at all (null MX, RFC 7505).
"""

import asyncio
from collections.abc import Iterable

import dns.asyncresolver
import dns.exception
import dns.resolver

SECONDS = 4.0
MOST = 5
"""So many domains of a shop are asked about."""


async def mail_domains(domains: Iterable[str], resolver: dns.asyncresolver.Resolver | None = None) -> dict[str, str]:
    """For each domain mx, a, none or unknown (nobody answered: nothing is said of the domain)."""
    asked = sorted(set(domains))[:MOST]
    try:
        resolver = resolver or dns.asyncresolver.Resolver()
    except dns.exception.DNSException:  # this machine has no name server
        return dict.fromkeys(asked, "unknown")
    answers = await asyncio.gather(*(_ask(domain, resolver) for domain in asked))
    return dict(zip(asked, answers, strict=True))


async def _ask(domain: str, resolver: dns.asyncresolver.Resolver) -> str:
    try:
        answer = await resolver.resolve(domain, "MX", lifetime=SECONDS)
        return "none" if all(str(record.exchange) == "." for record in answer) else "mx"
    except dns.resolver.NXDOMAIN:
        return "none"
    except dns.resolver.NoAnswer:
        return await _address(domain, resolver)
    except (dns.exception.DNSException, OSError, ValueError):
        return "unknown"


async def _address(domain: str, resolver: dns.asyncresolver.Resolver) -> str:
    for kind in ("A", "AAAA"):
        try:
            await resolver.resolve(domain, kind, lifetime=SECONDS)
            return "a"
        except dns.resolver.NoAnswer:
            continue
        except dns.resolver.NXDOMAIN:
            return "none"
        except (dns.exception.DNSException, OSError, ValueError):
            return "unknown"
    return "none"
