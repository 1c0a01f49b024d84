"""The mail half's settings lie in the same file and are its own business."""

from pathlib import Path

import pytest

from shopcheck.config import load_config
from shopcheck.errors import WrongInputError


def test_the_mail_section_is_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_text('[crawl]\ndelay = 3\n[mail]\nwaves = 6\n[mail.sender]\nname = "Robin"\n')
    assert load_config(tmp_path, {}).crawl.delay == 3


def test_any_other_unknown_section_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_text("[crawll]\ndelay = 3\n")
    with pytest.raises(WrongInputError, match="did you mean 'crawl'"):
        load_config(tmp_path, {})
