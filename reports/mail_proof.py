"""What stands behind each line of a shop's mails: what its server said, and of every mail that came in the bytes kept.

Raw mail is never published. Shown is what proves it (hash, size, servers, times) and nothing about who wrote it
(law.md R6): of addresses the domain, of the words only those that a machine wrote, names masked. Pure.
"""

from typing import Any

from mystery_shop.inbox import Mail
from mystery_shop.masking import mask_text
from mystery_shop.model import MailClass, Trace
from mystery_shop.results import Thread
from reports.safe import clean
from reports.wording import Words

BY_MACHINES = frozenset(
    {
        MailClass.RECEIPT, MailClass.INSTANT_ANSWER, MailClass.REFUSAL, MailClass.DEFLECTION, MailClass.BOUNCE,
        MailClass.DELAY_NOTICE,
    }
)  # fmt: skip
"""Whose words may be quoted: people's are not."""


def proof(thread: Thread, words: Words) -> dict[str, Any]:
    """What proves one mail of ours and everything that came of it."""
    return {"sent": _sent(thread, words), "came": [_came(mail, thread, words) for mail in thread.mails]}


def _sent(thread: Thread, words: Words) -> list[tuple[str, str]]:
    """Facts of our own mail, as (label, value)."""
    probe = thread.probe
    answer = _hidden(mask_text(probe.server_reply, keep=(probe.to,)), thread)
    code = str(thread.code or "")
    told = answer if answer.startswith(code) else f"{code} {answer}"
    facts = [
        ("to", clean(probe.to, 200)),
        ("message_id", clean(_hidden(probe.message_id, thread), 250) if thread.code else ""),
        ("taken", words.moment(thread.delay.sent_at) if thread.delay else ""),
        ("server", clean(told, 300)),
    ]
    return [(words(f"mail.proof.{key}"), value) for key, value in facts if value]


def _came(mail: Mail, thread: Thread, words: Words) -> dict[str, Any]:
    """Facts of one mail that came in."""
    arrival, found = mail.arrival, mail.classification
    trace = (found.trace if found else None) or Trace()
    kind = found.mail_class if found else MailClass.UNSURE
    quote = clean(_hidden(found.proof, thread), 300) if found and kind in BY_MACHINES else ""
    match = mail.match
    facts = [
        ("from", clean(mail.sender.rpartition("@")[2], 200)),
        ("belongs", words(f"mail.match.{match.key}") if match and match.key else ""),
        ("quote", quote),
        ("dated", words.moment(trace.dated) if trace.dated else ""),
        ("message_id", clean(_hidden(trace.message_id, thread), 250)),
        ("checked", _checked(trace, words)),
        ("size", words.n("mail.proof.bytes", arrival.size)),
        ("sha256", arrival.id.partition(".")[0]),
        ("kept", _kept(mail, words)),
    ]
    return {
        "kind": words(f"mail.class.{kind}"),
        "at": words.moment(arrival.received_at),
        "junk": arrival.junk,
        "facts": [(key, words(f"mail.proof.{key}"), value) for key, value in facts if value],
        "signs": list(dict.fromkeys(sign.name for sign in found.signs if sign.weight > 0)) if found else [],
        "hops": [
            (clean(hop.by, 200), hop.protocol, words.moment(hop.at) if hop.at else "") for hop in trace.hops
        ],
    }  # fmt: skip


def _hidden(text: str, thread: Thread) -> str:
    """Without the token by which strangers could write to the address that is only for this mail."""
    return text.replace(thread.probe.token, "…") if thread.probe.token else text


def _checked(trace: Trace, words: Words) -> str:
    """What our server said of the sender: SPF, DKIM, DMARC; or that it said nothing."""
    if not trace.recorded_by:
        return str(words("mail.proof.unchecked")) if trace.hops else ""
    told = [
        f"{method.upper()} {result}" + (f" ({domain})" if domain else "") for method, result, domain in trace.checks
    ]
    return clean(f"{', '.join(told)} · {trace.recorded_by}", 400)


def _kept(mail: Mail, words: Words) -> str:
    if mail.purged_at is not None:
        return words("mail.proof.purged", day=words.day(mail.purged_at))
    return words("mail.proof.until", day=words.day(mail.keep_until))
