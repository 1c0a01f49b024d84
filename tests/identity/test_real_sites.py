"""Real shop sites with truth of others: the register and VAT numbers that their readers wrote down as no phones."""

import json
import re
from pathlib import Path

import pytest

from audit.model import Identifier, Owner, Role
from checks.find import read_page
from checks.find.identity import settle_identifiers

LABELS = re.compile(r"^(?:KvK|BTW|USt|SIREN) ?(?P<value>.+)$")
BLANKS = re.compile(r"[\s.]")


def identified(folder: Path, country: str) -> tuple[Identifier, ...]:
    found: list[Identifier] = []
    for file in sorted(f for f in folder.rglob("*") if f.is_file() and f.suffix in (".html", ".htm", "")):
        url = f"https://{folder.name}.test/{file.relative_to(folder)}"
        found += read_page(file.read_bytes(), url=url, market=country, role=Role.CONTACT).identifiers
    return settle_identifiers(found)


@pytest.mark.slow
def test_every_number_that_people_saw_is_found(shared: Path) -> None:
    truth = shared / "corpora" / "sites.gold.jsonl"
    if not truth.is_file():
        pytest.skip(f"no {truth}")
    wanted = seen = 0
    missed = []
    for line in truth.read_text("utf-8").splitlines():
        site = json.loads(line)
        traps = [m for trap in site.get("id_number_traps") or () if (m := LABELS.match(trap))]
        if not traps:
            continue
        own = identified(shared / "corpora" / "sites" / site["site"], site["country"])
        values = {i.value for i in own if i.owner is Owner.SHOP and i.kind in ("register", "vat")}
        for trap in traps:
            wanted += 1
            value = BLANKS.sub("", trap["value"])
            hit = any(v.endswith(value) for v in values)
            seen += hit
            missed += [] if hit else [f"{site['site']}: {trap[0]}"]
    assert wanted >= 12
    assert seen == wanted, missed


@pytest.mark.parametrize("name", ["opencart", "oscar", "wordpress"])
def test_shops_on_real_software(shared: Path, name: str) -> None:
    truth = shared / "shops" / f"{name}.truth.json"
    if not truth.is_file():
        pytest.skip(f"no {truth}")
    told = json.loads(truth.read_text("utf-8"))
    numbers = {BLANKS.sub("", n["value"]) for n in told["not_a_phone_of_the_shop"] if n["what"][:3] in ("KvK", "btw")}
    found: list[Identifier] = []
    for file in sorted((shared / "shops" / name).rglob("*")):
        source = file.read_bytes() if file.is_file() and file.suffix in (".html", "") else b""
        if b"<html" in source[:3000].lower() and any(v.encode() in source for v in (told["address"], *numbers)):
            url = f"https://{name}.test/{file.relative_to(shared)}"
            found += read_page(source, url=url, market="NL", role=Role.CONTACT).identifiers
    own = [i for i in settle_identifiers(found) if i.owner is Owner.SHOP]
    assert {i.value for i in own if i.kind in ("register", "vat")} == numbers
    assert [i.value for i in own if i.kind == "address" and not i.po_box] == [told["address"]]
    assert told["company"] in {i.value for i in own if i.kind == "name"}
    assert all(i.valid is not False and not i.dummy for i in own)
