"""`python -m tests.browser.screens DIR`: every page as a picture at 390 and 1280 px, to look at."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.browser.conftest import FLAGS
from tests.browser.person import Person
from tests.browser.places import COUNTY, OPENED, OUTSIDE, PUBLIC, ROLES, opened_from
from tests.program import demo

WIDTHS = (390, 1280)


def take(person: Person, address: str, file: Path) -> None:
    try:
        person.goes_to(address)
    except AssertionError as error:
        sys.stdout.write(f"{error}\n")
    person.page.screenshot(path=file, full_page=True)


def walk(browser: Browser, base: str, folder: Path, width: int) -> None:
    def someone() -> Person:
        size = {"width": width, "height": 844}
        page = browser.new_context(locale="zh-CN", viewport=size).new_page()  # type: ignore[arg-type]
        return Person(page, base)

    visitor = someone()
    for path in OUTSIDE:
        take(visitor, path, folder / f"outside{name(path)}-{width}.png")
    for path in [*PUBLIC, *(found for each in OPENED if (found := opened_from(visitor, each)))]:
        take(visitor, f"/{COUNTY}{path}", folder / f"public{name(path)}-{width}.png")
    for role, paths in ROLES.items():
        one = someone()
        one.signs_in(COUNTY, f"{COUNTY}-{role}")
        for path in paths:
            take(one, f"/{COUNTY}{path}", folder / f"{role}{name(path)}-{width}.png")
    one = someone()
    one.signs_in("operator", "operator")
    take(one, "/operator", folder / f"operator-{width}.png")


def name(path: str) -> str:
    return path.rstrip("/").replace("/", "-").replace("?", "-") or "-home"


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        demo(Path(data), "jiashan,yanjiang") as program,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        for width in WIDTHS:
            walk(browser, program.base, folder, width)
        browser.close()


if __name__ == "__main__":
    main()
