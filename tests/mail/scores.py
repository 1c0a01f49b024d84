"""How well incoming mail is told apart: ``python -m tests.mail.scores`` prints confusion matrices and speed.

Real mail with labels lies in corpora/mail of the shared data; made-up mail of four languages comes from
``tests.mail.synthetic``.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from mystery_shop.classify import classify
from mystery_shop.credentials import Secret
from mystery_shop.desk import Desk
from mystery_shop.mailbox import Mailbox
from mystery_shop.matching import Matcher
from mystery_shop.model import Classification, MailClass, Promise
from mystery_shop.parse import parse
from mystery_shop.settings import Imap, MailSettings
from shopcheck.demo_mail_server import serving
from tests.conftest import shared_folder
from tests.mail.synthetic import LANGUAGES, make

CORPUS = shared_folder() / "corpora" / "mail"
PEOPLE = frozenset({MailClass.ANSWER, MailClass.HOLDING_REPLY})
ANSWERS = PEOPLE | {MailClass.INSTANT_ANSWER}
EXPECTED = {
    "bounce": {MailClass.BOUNCE}, "delayed_dsn": {MailClass.DELAY_NOTICE}, "auto_ack": {MailClass.RECEIPT},
    "out_of_office": {MailClass.OUT_OF_OFFICE}, "human": PEOPLE, "challenge_response": {MailClass.CHALLENGE},
    "mailing_list": {MailClass.UNRELATED, MailClass.MARKETING}, "marketing": {MailClass.MARKETING, MailClass.UNRELATED},
    "spam": {MailClass.MARKETING, MailClass.UNRELATED}, "notification": {MailClass.UNRELATED, MailClass.MARKETING},
    "feedback_loop": {MailClass.UNRELATED}, "mdn": {MailClass.UNRELATED}, "dsn_success": {MailClass.UNRELATED},
}  # fmt: skip


class Row(NamedTuple):
    """One labelled mail as judged."""

    name: str
    label: str
    got: MailClass
    found: Classification


def corpus_rows() -> list[Row]:
    """Every labelled real mail that has a class."""
    rows = []
    for line in (CORPUS / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        if label["label"] in EXPECTED:
            found = classify(parse((CORPUS / label["file"]).read_bytes()))
            rows.append(Row(label["file"], label["label"], found.mail_class, found))
    return rows


def made_rows(code: str, seed: int = 7) -> list[tuple[Row, dict[str, Any] | None]]:
    """The made-up mails of one language, each with the promise in it."""
    rows = []
    for mail in make(code, seed):
        found = classify(parse(mail.raw))
        rows.append((Row(mail.name, mail.label, found.mail_class, found), mail.promise))
    return rows


def same_promise(expected: dict[str, Any] | None, got: Promise | None) -> bool:
    """Whether the promise read is the one that was put in; amount -1 stands for a vague one."""
    if expected is None or got is None:
        return expected is None and got is None
    if expected["amount"] == -1:
        return got.amount is None
    return (got.amount, got.unit, got.working) == (expected["amount"], expected["unit"], expected["working"])


def share(rows: Iterable[Row], label: str, classes: Iterable[MailClass]) -> float:
    """Share of the mails of a label that were put into one of the classes."""
    of_label = [row for row in rows if row.label == label]
    wanted = set(classes)
    return sum(row.got in wanted for row in of_label) / len(of_label) if of_label else 0.0


def matrix(rows: Iterable[Row]) -> Iterator[str]:
    """The confusion matrix as lines of text."""
    counts = Counter((row.label, str(row.got)) for row in rows)
    columns = sorted({got for _, got in counts})
    yield f"{'':<20}" + "".join(f"{column[:9]:>10}" for column in columns)
    for label in sorted({label for label, _ in counts}):
        yield f"{label:<20}" + "".join(f"{counts[label, column] or '.':>10}" for column in columns)


def _raws() -> list[bytes]:
    raws = [mail.raw for code in LANGUAGES for mail in make(code)]
    if CORPUS.exists():
        raws += [path.read_bytes() for path in sorted((CORPUS / "labelled").glob("*"))]
    return raws


def speed(mails: int = 10_000) -> tuple[float, float, int]:
    """(seconds, seconds of the processor, probes) to parse, match and classify so many mails in one process."""
    from tests.mail.test_matching import SENT, probes

    raws, matcher = _raws(), Matcher(probes(100))
    began, worked = time.monotonic(), time.process_time()
    for number in range(mails):
        raw = raws[number % len(raws)]
        message = parse(raw)
        matcher.match(message, received_at=SENT + timedelta(days=30), raw=raw)
        classify(message)
    return time.monotonic() - began, time.process_time() - worked, len(matcher.probes)


def collected(mails: int = 10_000) -> tuple[float, float]:
    """Seconds to collect so many mails by IMAP and keep them, and to match and classify them, as a campaign does."""
    from tests.mail.test_matching import SENT, probes

    known = [replace(probe, wave=number % 6) for number, probe in enumerate(probes(100))]
    raws = _raws()
    with tempfile.TemporaryDirectory() as folder, serving(lambda *_: (250, "ok"), "demo") as server:
        for number in range(mails):
            to = known[number % len(known)].reply_address.encode()
            wire = b"Delivered-To: %s\r\nX-Number: %d\r\n" % (to, number) + raws[number % len(raws)]
            server.put("us", wire, SENT + timedelta(hours=5, seconds=number))
        imap = Imap(host="127.0.0.1", port=server.imap_port, tls="none", user="us")
        desk = Desk(Path(folder), MailSettings(imap=imap, stop_list=f"{folder}/stop.csv"))
        try:
            desk.campaign.write_plan(known, seed=1, settings={}, summary={}, now=SENT - timedelta(days=1))
            began = time.monotonic()
            with Mailbox(imap, Secret("demo")) as box:
                box.collect(desk.inbox, desk.raw, since=SENT - timedelta(days=1), keep_days=180)
            kept = time.monotonic()
            assert len(desk.read_new()) == mails
            return kept - began, time.monotonic() - kept
        finally:
            desk.close()


def main() -> None:
    """Print all scores."""
    if CORPUS.exists():
        rows = corpus_rows()
        print(f"== real mail: {len(rows)}")
        print("\n".join(matrix(rows)))
        for row in rows:
            if row.got not in EXPECTED[row.label]:
                print(f"    {row.label} as {row.got}: {row.name}: {row.found.proof[:80]}")
    for code in LANGUAGES:
        made = made_rows(code)
        print(f"== made-up mail, {code}: {len(made)}")
        print("\n".join(matrix(row for row, _ in made)))
        wrong = [
            row.name for row, promise in made if row.label == "receipt" and not same_promise(promise, row.found.promise)
        ]
        print(f"promises wrong: {len(wrong)} of {sum(row.label == 'receipt' for row, _ in made)} {wrong[:5]}")
    seconds, worked, count = speed()
    print(f"== 10,000 mails against {count} probes: {seconds:.0f} s, {worked:.0f} s of the processor, one process")
    kept, read = collected()
    whole = f"collected and kept in {kept:.0f} s, matched and classified in {read:.0f} s"
    print(f"== 10,000 mails {whole} (target 60 together)")


if __name__ == "__main__":
    main()
