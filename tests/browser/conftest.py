"""A real browser on the real program. Nothing but this machine can be reached."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import chromium, firefox
from tests.browser.person import PHONE, Person
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
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str
) -> dict[str, Any]:
    if browser_name == "firefox":  # the one that people have, not a build of Playwright's own
        own = {"channel": "moz-firefox", "executable_path": shutil.which(firefox.NAME)}
        return {**browser_type_launch_args, **own}
    return {**browser_type_launch_args, "executable_path": chromium.find(), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], program: Demo) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": PHONE,
        "base_url": program.base,
    }


@pytest.fixture(scope="session")
def window(
    browser: Browser, browser_context_args: dict[str, Any], program: Demo
) -> Iterator[Person]:
    with browser.new_context(**browser_context_args) as context:
        yield Person(context.new_page(), program.base)


@pytest.fixture
def person(window: Person) -> Iterator[Person]:
    """Whoever sits before the browser: nothing is left of whoever sat there before, but its window,
    for to open one takes longer than most of what is done in it. In the end nothing may have gone
    wrong on any page.
    """
    window.begins_anew()
    yield window
    assert window.problems == []


@pytest.fixture
def phone(browser: Browser, program: Demo) -> Iterator[Person]:
    with browser.new_context(
        locale="zh-CN", viewport=PHONE, has_touch=True, is_mobile=True, base_url=program.base
    ) as context:
        someone = Person(context.new_page(), program.base)
        yield someone
        assert someone.problems == []
