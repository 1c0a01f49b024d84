"""What an incoming mail is: the signs of :mod:`mystery_shop.evidence` weighed against each other.

First what the mail's structure says beyond doubt (delivery reports, read receipts, complaint reports), then mail
servers that write in prose, then everything else by weight. No class wins narrowly: then a person must look.
"""

from __future__ import annotations

import re
from functools import lru_cache

from audit.model import Record
from mystery_shop.evidence import Evidence, answers_to_nobody, gather
from mystery_shop.masking import masked
from mystery_shop.model import Classification, MailClass, Message, Probe
from mystery_shop.quoted import cut_quoted
from mystery_shop.receipts import asked_again, facts_answered, receipt_facts
from mystery_shop.servers import by_server, by_structure
from mystery_shop.wording import flatten, fold, lower, words

ENOUGH = 1.2
"""Weight that a class needs before a mail can be called one."""
LITTLE, LITTLE_ENOUGH = 0.3, 0.8
"""Where next to nothing speaks for any other class, less is enough: people write short mails."""
MARGIN = 0.45
"""By how much it must lead the next class."""
AT_ONCE_S = 90
"""No person reads a question, knows the answer and writes it in less."""
FAST_S = 180
SHORT = 40
"""Words up to which a person who promises an answer for later has not answered yet."""
LONG = 300
"""Words beyond which nobody answers a short question without quoting it, or at least its subject."""
RESPONDER = 2.5
"""Weight of the headers that only automatic replies carry (signs.toml)."""
MOST_COMPARED = 6_000


class Context(Record, frozen=True, kw_only=True):
    """What is known about a mail besides the mail.

    probe: the test mail that it answers, None when not matched (or not known). delay_s: seconds since the shop's
    server took the probe. earlier: texts (:func:`masked_text`) of other mails from the same shop to other probes.
    matched: whether it came to a probe's own address or names a probe's Message-ID.
    """

    probe: Probe | None = None
    delay_s: float | None = None
    earlier: tuple[str, ...] = ()
    matched: bool = False


def classify(message: Message, context: Context | None = None) -> Classification:
    """Judge one mail. Names of staff and other personal data are masked in what comes out. Never raises."""
    context = context or Context()
    return masked(_judge(message, context), message, context.probe)


def _judge(message: Message, context: Context) -> Classification:
    by_mime = by_structure(message)
    if by_mime:
        return by_mime
    found = gather(message, context.probe.text if context.probe else "")
    _circumstances(found, context)
    by_prose = by_server(found)
    if by_prose:
        return by_prose
    return _weighed(found, context)


def masked_text(message: Message, sent_text: str = "") -> str:
    """A mail's own text with names of days, numbers and addresses masked: equal for the same template."""
    return masked_own(cut_quoted(message.text, quoted_html=message.quoted_html, sent_text=sent_text).own)


def masked_own(own: str) -> str:
    """The same where the quotation is cut already."""
    flat = lower(flatten(own[:MOST_COMPARED]))
    flat = re.sub(r"\S+@\S+|https?://\S+", "@", flat)
    return " ".join(re.sub(r"\w*\d[\w.:/-]*", "#", flat).split())[:4000]


def _circumstances(found: Evidence, context: Context) -> None:
    """Delay and sameness, where they are known."""
    if context.delay_s is not None and context.delay_s < AT_ONCE_S:
        found.add("at once", "delay", f"{context.delay_s:.0f} s", "machine", 2.5)
    elif context.delay_s is not None and context.delay_s < FAST_S:
        found.add("within minutes", "delay", f"{context.delay_s:.0f} s", "machine", 1.0)
    elif context.delay_s is not None:
        found.add("took its time", "delay", f"{context.delay_s:.0f} s", "person", 0.6)
    if context.earlier:
        mine = masked_own(found.cut.own)
        same = next((text for text in context.earlier if _alike(mine, text)), None)
        if same is not None:
            found.add("same text as to another probe", "sameness", same[:120], "machine", 2.5)
        else:
            found.add("other text than to other probes", "sameness", "", "person", 0.6)


@lru_cache(maxsize=1024)
def _word_set(text: str) -> frozenset[str]:
    return frozenset(words(text))


def _alike(one: str, other: str) -> bool:
    """Whether two masked texts are the same template: nine of ten words in common, and not very short."""
    first_words, other_words = _word_set(one), _word_set(other)
    if min(len(first_words), len(other_words)) < 8:
        return fold(one) == fold(other)
    return len(first_words & other_words) >= 0.9 * max(len(first_words), len(other_words))


def _weighed(found: Evidence, context: Context) -> Classification:
    scores = _scores(found, context)
    ranked = sorted(scores, key=lambda kind: -scores[kind])
    top, second = ranked[0], ranked[1]
    lead = scores[top] - scores[second]
    kind = top
    if scores[top] < (ENOUGH if scores[second] > LITTLE else LITTLE_ENOUGH) or (
        lead < MARGIN and not _same_side(top, second)
    ):
        kind = MailClass.UNSURE
    speaks_for = _SPEAKS_FOR.get(kind, (str(kind),))
    proof = found.best(*speaks_for) or next(iter(found.content), found.message.subject)
    if kind is MailClass.UNSURE:
        proof = f"{top} {scores[top]:.1f} against {second} {scores[second]:.1f}"
    probe = context.probe
    answered = kind in (MailClass.ANSWER, MailClass.INSTANT_ANSWER)
    return Classification(
        mail_class=kind,
        proof=proof[:240],
        confidence=round(min(0.99, 0.5 + lead / 8 + scores[top] / 20), 2),
        language=found.language,
        promise=found.promise,
        signs=tuple(found.signs),
        reply=found.cut.own[:8000],
        receipt=receipt_facts(found, probe) if kind is MailClass.RECEIPT else None,
        facts=facts_answered(found, probe) if answered and probe and probe.facts else None,
        asked_again=asked_again(found, probe) if probe else (),
        marks=found.message.marks,
    )


_MACHINES = frozenset({MailClass.RECEIPT, MailClass.REFUSAL, MailClass.DEFLECTION, MailClass.OUT_OF_OFFICE})
_BULK = frozenset({MailClass.MARKETING, MailClass.UNRELATED})
_PEOPLE = frozenset({MailClass.ANSWER, MailClass.HOLDING_REPLY})
_SPEAKS_FOR = {
    MailClass.RECEIPT: ("receipt", "ticket"),
    MailClass.INSTANT_ANSWER: ("assistant", "machine"),
    MailClass.UNRELATED: ("bulk", "marketing"),
    MailClass.MARKETING: ("marketing", "bulk"),
    MailClass.ANSWER: ("answer", "person"),
}


def _same_side(one: MailClass, other: MailClass) -> bool:
    """Whether confusing two classes changes nothing that is published: both no answer, or both a person's."""
    return any({one, other} <= side for side in (_MACHINES, _BULK, _PEOPLE))


def _scores(found: Evidence, context: Context) -> dict[MailClass, float]:
    """How much speaks for each class, all signs together."""
    scores = dict.fromkeys(MailClass, 0.0)
    scores |= _machine_scores(found)
    scores |= _human_scores(found, context)
    scores |= _bulk_scores(found, context)
    return scores


def _machine_scores(found: Evidence) -> dict[MailClass, float]:
    """Receipt, absence, refusal, deflection, challenge: what mailboxes and helpdesks send by themselves."""
    total, machine = found.total, min(found.total("machine"), 5.0)
    promised = 1.3 if found.promise else 0.0
    absence, deflection, refusal = total("out_of_office"), total("deflection"), total("refusal")
    acknowledged = _acknowledged(found)
    receipt = total("receipt")
    if acknowledged >= 1.5:
        receipt += 0.4 + promised + total("ticket") + 0.45 * machine + 0.3 * bool(found.has("next_step"))
    elif found.promised_in_body and not found.has("singular") and not found.has("holding"):
        receipt += (
            1.9 + 0.6 * bool(found.has("thanks")) + 0.45 * machine
        )  # a shop that only promises to answer has only acknowledged
    elif found.has("your_message") and not found.content and not found.has("singular"):
        receipt += 1.2 + 0.45 * machine  # it speaks of nothing but our mail
    elif promised and machine + receipt >= 2:
        receipt += 0.6 * promised + 0.45 * machine
    if receipt and refusal and not promised:
        receipt -= 0.5 * refusal
    if absence:
        absence += 0.25 * machine - 0.4 * total("holding_reply") + (1.0 if found.hits.get("auto_subject") else 0.0)
    elif receipt < 1.5 and not total("assistant") and (found.hits.get("auto_subject") or _responds(found)):
        absence = 1.5 + 0.15 * machine  # what else do mailboxes send by themselves
    if found.promised_in_body and found.has("singular") and machine < 1:
        absence -= 1.2  # "I am out this morning and write to you today"
    if found.has("singular") and absence:
        refusal *= 0.5  # "I am ill and cannot read your mail"
    if refusal and deflection and _place(found, "deflection") < _place(found, "refusal"):
        refusal, deflection = 0.5 * refusal, deflection + 0.5 * refusal  # another way is offered, e-mail then ruled out
    elif refusal:
        refusal += 0.3 * deflection - promised - 0.7 * min(acknowledged, 2.0) - 0.6 * total("out_of_office")
    if deflection:
        deflection += 0.15 * machine - promised - 0.5 * min(acknowledged, 3.0) - 0.35 * _content(found)
    # What asks to be released or verified uses words that shops do not; two of them decide.
    challenge = total("challenge") + (2.0 if total("challenge") >= 4 else 0.0)
    receipt -= 0.5 * challenge + 0.5 * total("assistant")
    return {
        MailClass.RECEIPT: receipt if receipt >= 1 else 0.0,
        MailClass.OUT_OF_OFFICE: max(0.0, absence),
        MailClass.REFUSAL: max(0.0, refusal),
        MailClass.DEFLECTION: max(0.0, deflection),
        MailClass.CHALLENGE: challenge,
    }


def _responds(found: Evidence) -> bool:
    """Whether a header says that a mailbox answered by itself; helpdesks' marks on all their mail do not."""
    return any(
        sign.for_class == "machine" and sign.source == "header" and sign.weight >= RESPONDER for sign in found.signs
    )


def _place(found: Evidence, category: str) -> int:
    """Where the first phrase of a category stands; behind everything where there is none."""
    return min((hit.start for hit in found.hits.get(category, ())), default=len(found.flat))


def _acknowledged(found: Evidence) -> float:
    """How clearly the text itself says that our mail has come in."""
    return sum(
        sign.weight for sign in found.signs if sign.name in ("receipt", "receipt_subject") and sign.source == "text"
    ) + (
        2.2
        * bool(found.hits.get("receipt_subject"))
        * bool(found.has("receipt") or found.has("thanks") or found.promise)
    )


def _human_scores(found: Evidence, context: Context) -> dict[MailClass, float]:
    """Answer, holding reply, and an answer that no person can have written."""
    total, machine = found.total, found.total("machine")
    content = _content(found)
    others = total("out_of_office") + total("refusal") + total("deflection") + total("holding_reply")
    answer = 0.4 + content + min(total("answer"), 0.6 + content) + min(total("person"), 1.5)
    answer -= 0.35 * total("receipt") + 0.3 * _said_automatic(found) + 0.3 * others
    answer -= (0.6 if found.has("singular") else 1.2) * found.promised_in_body + 0.6 * (
        _acknowledged(found) >= 1.5 and not found.has("singular")
    )
    if _writes_by_itself(found, context):
        answer *= 0.4
    if not content:
        # A reply of which every word is a set phrase ("Hi, gladly! Bye, Wim") was still written by somebody.
        alone = machine < 1 and others < LITTLE and found.flat and not found.has("your_message")
        answer = LITTLE_ENOUGH if alone and _reply(found, context) else 0.0
    elif not _is_personal(found, context) or _is_conversation_of_others(found, context):
        answer *= 0.4
    holding = total("holding_reply")
    if holding:
        holding += 0.5 * min(total("person"), 1.5) - 0.45 * machine - 0.3 * total("receipt")
    if found.promised_in_body and machine < 3 and (holding or found.has("singular")):
        later = found.promise is not None and found.promise.amount is not None and found.content_words < SHORT
        holding += 1.4 + 0.8 * bool(found.has("singular")) + 1.0 * (later and bool(found.has("singular")))
    at_once = context.delay_s is not None and context.delay_s < AT_ONCE_S
    instant = 0.0
    if content and (machine >= 4.0 or at_once or total("assistant") >= 2.5):
        instant, answer = answer + 0.3 * total("assistant") + 0.2, 0.5 * answer
        if _acknowledged(found) >= 1.5 or found.promised_in_body:
            instant -= 1.0
        if _responds(found) and not total("assistant"):
            instant *= 0.5  # mailboxes answer by themselves; they do not know the answer
    return {
        MailClass.ANSWER: max(0.0, answer),
        MailClass.HOLDING_REPLY: max(0.0, holding),
        MailClass.INSTANT_ANSWER: max(0.0, instant),
    }


_OFFERS = frozenset({"advertising", "advertising subject", "review"})


def _bulk_scores(found: Evidence, context: Context) -> dict[MailClass, float]:
    """Advertising, and mail that has nothing to do with us."""
    bulk, advertising = found.total("bulk"), found.total("marketing")
    less = 1.2 * _reply(found, context) + 0.4 * found.is_letter
    offers = sum(sign.weight for sign in found.signs if sign.for_class == "marketing" and sign.name in _OFFERS)
    posted = any(sign.name in ("list post", "mailing list") for sign in found.signs)  # people write to lists
    marketing = (1.0 if offers >= 1.1 and not posted else 0.7) * bulk + advertising - less
    unrelated = bulk + 0.55 * advertising - less if bulk or advertising else 0.0
    if found.flat and (not _is_personal(found, context) or _writes_by_itself(found, context)):
        # Nothing in it answers anything, is addressed to anybody or comes from a person's mail program.
        unrelated += 2.4
        marketing += 1.9 if advertising >= 1 else 0.0
    return {MailClass.MARKETING: max(0.0, marketing), MailClass.UNRELATED: max(0.0, unrelated)}


def _content(found: Evidence) -> float:
    return min(found.content_words / 12, 2.6)


def _reply(found: Evidence, context: Context) -> float:
    return 1.2 if found.is_reply or context.matched else 0.0


def _is_personal(found: Evidence, context: Context) -> bool:
    """Whether the mail answers something, is built like a letter, or comes from a person's mail program."""
    written = found.has("your_message") or found.total("receipt") >= 1 or found.hits.get("auto_subject")
    plain = found.total("marketing") < 1 and found.total("bulk") < 1
    greets = found.language and found.has("greeting") and plain
    program = sum(sign.weight for sign in found.signs if sign.for_class == "person" and sign.source == "header")
    built = found.is_letter or greets or program >= 0.4 or (written and found.total("marketing") < 1.5)
    return bool(_reply(found, context) or (built and found.total("marketing") < 2.5))


def _writes_by_itself(found: Evidence, context: Context) -> bool:
    """Whether a program wrote from an address that nobody reads, in answer to nothing: alerts, newsletters."""
    machine = any(sign.for_class == "machine" and sign.source == "header" for sign in found.signs)
    alert = machine and answers_to_nobody(found.message)
    return not found.is_reply and (alert or (found.content_words > LONG and not context.matched))


def _is_conversation_of_others(found: Evidence, context: Context) -> bool:
    """Whether it came over a mailing list and not to us."""
    return found.total("bulk") >= 4 and not (context.matched or found.cut.quotes_us)


def _said_automatic(found: Evidence) -> float:
    return sum(sign.weight for sign in found.signs if sign.name in ("automatic", "noreply", "auto_subject"))
