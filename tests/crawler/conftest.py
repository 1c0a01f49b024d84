"""What the tests of the visit share."""

from collections.abc import Iterator

import pytest

from tests.crawler.farm import close_shared_browser


@pytest.fixture(scope="session", autouse=True)
def _shared_browser() -> Iterator[None]:
    """Close the browser that tests share when all are done."""
    yield
    close_shared_browser()
