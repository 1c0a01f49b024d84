"""What the documents tell owners to type exists, and the workflow to copy is one."""

import re
from pathlib import Path

import pytest
import typer.main
import yaml

from reports.platforms import fix, paste
from reports.typography import typeset
from reports.wording import report_languages
from shopcheck.cli import app
from shopcheck.config import preset_names
from tests.commands import shopcheck
from tests.owner.build import DOUBT, FINE, MISSING, SHUT, TERMS, finding

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "docs" / "examples" / "shopcheck.yml"
DOCS = [ROOT / "README.md", ROOT / "docs" / "ci.md", WORKFLOW]


def commands(text: str) -> list[list[str]]:
    """The shopcheck commands in a text, their continuation lines included."""
    whole = re.sub(r"\\\n\s*", " ", text)
    found = [m[1] for m in re.finditer(r"^[ \-]*shopcheck ([^\n#|]+)", whole, re.M)]
    return [re.split(r"\s+", line.strip()) for line in found]


def code(path: Path) -> str:
    """A workflow as it is; of a page the code in it, a line for each piece."""
    text = path.read_text("utf-8")
    if path.suffix == ".yml":
        return text
    fenced = re.findall(r"```[a-z]*\n(.*?)```", text, re.S)
    return "\n".join([*fenced, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))])


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.name)
def test_commands_and_options_exist(path: Path) -> None:
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    found = commands(code(path))
    assert found
    for name, *arguments in found:
        assert name in known, name
        options = {opt for p in known[name].params for opt in (*p.opts, *p.secondary_opts)} | {"--help"}
        used = {word for word in arguments if word.startswith("--")}
        group = getattr(known[name], "commands", None)
        assert group is not None or used <= options, (name, used - options)


def test_the_workflow_is_one_and_never_fails_for_a_closed_door() -> None:
    flow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    assert set(flow[True]) == {"push", "schedule", "workflow_dispatch"}  # YAML 1.1 reads "on" as yes
    steps = flow["jobs"]["shopcheck"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    script = next(step["run"] for step in steps if "shopcheck ci" in step.get("run", ""))
    assert 'if [ "$code" -eq 4 ]' in script and 'exit "$code"' in script
    assert all(f"${{{name}}}" in script or f"${name}" in script for name in flow["env"])


def test_the_gitlab_piece_is_yaml() -> None:
    block = re.search(r"```yaml\n(.*?)```", (ROOT / "docs" / "ci.md").read_text("utf-8"), re.S)
    assert block is not None
    assert yaml.safe_load(block[1])["reachability"]["allow_failure"] == {"exit_codes": 4}


def test_the_read_me_names_every_preset() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert all(name in text for name in preset_names())


PLATFORMS = ["WooCommerce", "Shopify", "Magento", "PrestaShop", "OpenCart", "Lightspeed", "Shopware"]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("check", ["phone-findable", "email-findable"])
def test_every_program_has_its_fix_in_every_language(platform: str, check: str) -> None:
    texts = fix(platform, check)
    assert set(texts) >= {"nl", "en", "de", "fr", *report_languages()}
    assert fix(platform.upper(), check) == texts
    assert all(text.startswith(platform) and " > " in text for text in texts.values())
    assert len(set(texts.values())) == len(texts)


def test_explain_tells_them_all(capsys) -> None:
    assert shopcheck("explain", "email-findable", "--market", "nl", "--lang", "nl") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert all(typeset(fix(platform, "email-findable")["nl"], "nl") in told for platform in PLATFORMS)


def test_texts_say_for_which_version_they_hold_and_where_that_stands() -> None:
    from reports.platforms import _texts

    for name, entry in _texts().items():
        if "checks" in entry:
            assert entry["version"] and entry["source"].startswith("https://"), name


def test_no_fix_for_programs_and_checks_without_one() -> None:
    assert fix("", "phone-findable") == fix("Hugo", "phone-findable") == fix("WooCommerce", "opening-hours") == {}
    assert fix("WordPress", "phone-findable") == fix("WooCommerce", "phone-findable")


def test_paste_holds_the_shop_s_own_value_and_nothing_else() -> None:
    from audit.outcomes import Outcome, Place, Reason

    assert paste(TERMS) == '<a href="mailto:info@winkel.nl">info@winkel.nl</a>'
    number = finding(
        outcome=Outcome.BREACHED, place=Place.TERMS_ONLY, reason=Reason.ONLY_IN_TERMS, values=("+31384211001",)
    )
    assert paste(number) == '<a href="tel:+31384211001">038 421 1001</a>'
    assert [paste(f) for f in (MISSING, FINE, SHUT, DOUBT)] == [""] * 4
    for evil in ('a@b.nl"><script>', "javascript:alert(1)", "+31<b>", "info@winkel.nl\nx"):
        assert paste(finding("contact-email", Outcome.BREACHED, values=(evil,))) == ""
        assert paste(finding("contact-phone", Outcome.BREACHED, values=(evil,))) == ""
