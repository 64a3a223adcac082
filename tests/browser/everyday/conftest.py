"""Two ways to work, each in a county of its own, so that both find everything as it was."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.everyday.hands import Hands, Keys
from tests.browser.windows import lent
from tests.program import Demo


class Way(NamedTuple):
    name: str
    county: str
    station: str  # where a township reads first
    word: str  # of many matters
    hands: Hands


WHERE = {
    "keys": ("yanjiang", "莲花街道", "社区"),
    "plain": ("jiashan", "惠通村", "村"),
}


@pytest.fixture(params=["keys", "plain"])
def way(
    request: pytest.FixtureRequest,
    browser: Browser,
    browser_context_args: dict[str, Any],
    program: Demo,
) -> Iterator[Way]:
    keys = request.param == "keys"
    how = {**browser_context_args, "java_script_enabled": keys}
    with lent(browser, program.base, Keys if keys else Hands, **how) as hands:
        yield Way(request.param, *WHERE[request.param], hands)
