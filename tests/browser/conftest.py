"""A real browser on the real program. Nothing but this machine can be reached."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import chromium
from tests.browser.person import Person
from tests.program import Demo, demo

FLAGS = [
    "--no-sandbox",  # tests may run as root
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo"), counties="jiashan,yanjiang") as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium.find(), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], program: Demo) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 390, "height": 844},
        "base_url": program.base,
    }


@pytest.fixture
def person(page: Page, program: Demo) -> Iterator[Person]:
    """Whoever sits before the browser. In the end nothing may have gone wrong on any page."""
    someone = Person(page, program.base)
    yield someone
    assert someone.problems == []
