"""A real browser on the real program. Nothing but this machine can be reached."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import chromium, firefox
from tests.browser.person import PHONE, Person
from tests.browser.windows import lent
from tests.program import Demo, demo

# The last word of this kind counts, so what Playwright turns off stands here again. The two of the
# address bar open two pages of the browser's own beside each new window, which cost more than ours.
OFF = """
    AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose DialMediaRouteProvider
    GlobalMediaControls HttpsUpgrades LensOverlay MediaRouter PaintHolding
    ThirdPartyStoragePartitioning BlockOriginHeaderModificationOnRedirect
    AvoidCorsURLLoaderRestartOnRedirect Translate AutoDeElevate OptimizationHints
    NetworkTimeServiceQuerying AimEnabled WebUIOmniboxPopup WebUIOmniboxAimPopup
"""
FLAGS = [
    "--no-sandbox",  # tests may run as root
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    f"--disable-features={','.join(OFF.split())}",
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


@pytest.fixture
def person(
    browser: Browser, browser_context_args: dict[str, Any], program: Demo
) -> Iterator[Person]:
    """Whoever sits before the browser."""
    with lent(browser, program.base, Person, **browser_context_args) as someone:
        yield someone


@pytest.fixture
def phone(browser: Browser, program: Demo) -> Iterator[Person]:
    how: dict[str, Any] = {"has_touch": True, "is_mobile": True, "base_url": program.base}
    with lent(browser, program.base, Person, locale="zh-CN", viewport=PHONE, **how) as someone:
        yield someone
