"""All that strangers may read is there without the program and without its database: both have
ended before anybody reads. From a folder in Chinese, from a bucket in English.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from app.publishing.addresses import PUBLISHED, is_published, pattern, plain
from tests.browser.files import in_bucket, in_folder, names_in, served
from tests.browser.person import PHONE
from tests.browser.small_county import BUCKET, FORM
from tests.history.county import SLUG
from tests.processes import LONG
from tests.program import ROOT
from tests.publishing.files import astray
from tests.seaweed import seaweed_in

PAGES = {
    each: re.compile(pattern(each))
    for each in PUBLISHED - {"/photos/{photo_id:int}/{size:int}/{mark:str}"}
    if not re.search(r"\.(atom|xml)$|\{file:", each)
}
UNLED = {"/files/of/{kind:str}/{subject_id:int}"}  # where no page of strangers leads
LINKS = "[...document.querySelectorAll('a[href]')].map(each => each.getAttribute('href'))"
# A case's photos lie with its county by their number alone, and are asked of the program.
BROKEN = """
    async () => {
        const all = [...document.images].filter(each => !/\\/photos\\/\\d+\\/1280$/.test(each.src));
        for (const each of all) each.loading = "eager";
        await Promise.all(all.map(each => each.decode().catch(() => 0)));
        return all.filter(each => !each.naturalWidth).map(each => each.getAttribute("src"));
    }
"""
SAID = {"": "这一步现在办不了", "/en": "This cannot be done"}
FOUND = {"": ("ludeng", "村口路灯"), "/en": ("ldh", "村口路灯")}


class Files(NamedTuple):
    root: Path
    form: str
    of: dict[str, str]  # the address of each language's server
    in_bucket: set[str]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Files]:
    folder = tmp_path_factory.mktemp("alone")
    (folder / "weed").mkdir()
    root = folder / "public"
    with seaweed_in(folder / "weed") as endpoint:
        command = [sys.executable, "-m", "tests.browser.small_county", str(root), endpoint]
        made = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=LONG, check=False)
        assert made.returncode == 0, made.stderr[-2000:]
        with served(in_folder(root)) as plainly, served(in_bucket(endpoint, BUCKET)) as bucket:
            form = (folder / FORM).read_text()
            yield Files(root, form, {"": plainly, "/en": bucket}, names_in(endpoint, BUCKET))


def test_no_link_leads_astray(files: Files) -> None:
    assert astray(files.root, SLUG) == set()
    every = {path.relative_to(files.root).as_posix() for path in files.root.rglob("*.*")}
    names = {each for each in every if not each.endswith(".gz") and (files.root / each).is_file()}
    assert {each for each in files.in_bucket if "." in each} == names


@pytest.mark.parametrize("language", SAID)
def test_all_pages_are_read(browser: Browser, files: Files, language: str) -> None:
    """One of each kind, as links lead there: with its words, its look and its pictures."""
    base = files.of[language]
    context = browser.new_context(locale="zh-CN", viewport=PHONE)
    page, asked = context.new_page(), set[str]()
    page.on("request", lambda each: asked.add(urlsplit(each.url).netloc))
    seen, wrong = walks(page, base, language)
    assert wrong == []
    assert PAGES.keys() - seen == UNLED, language
    finds(page, base, language)
    letters_stay_large(page, base, language)
    what_needs_the_program_says_so(page, base, language)
    assert context.cookies() == []
    assert {each for each in asked if each} == {urlsplit(base).netloc}
    context.close()


def kind(path: str) -> str | None:
    """None: no page, but what one takes along."""
    own = plain(path.removeprefix(f"/{SLUG}")).partition("/-/")[0] or "/"
    return next((name for name, each in PAGES.items() if each.fullmatch(own)), None)


def walks(page: Page, base: str, language: str) -> tuple[set[str | None], list[str]]:
    """→ which kinds of pages, and what is wrong with them"""
    home = f"/{SLUG}{language}"
    ahead, seen, wrong = [home], set[str | None]({None}), list[str]()
    while ahead:
        path = ahead.pop(0)
        if (one := kind(path)) in seen:
            continue
        seen.add(one)
        answer = page.goto(f"{base}{path}")
        if answer is None or answer.status != 200:
            wrong.append(f"{path}: {answer and answer.status}")
            continue
        if page.locator("html").get_attribute("lang") != ("en" if language else "zh-CN"):
            wrong.append(f"{path}: not in its language")
        if page.evaluate("getComputedStyle(document.body).fontSize") != "18px":
            wrong.append(f"{path}: without its style")
        wrong += [f"{path}: no picture {each}" for each in page.evaluate(BROKEN)]
        for each in map(urlsplit, page.evaluate(LINKS)):
            own = each.path.rstrip("/").removeprefix(home)
            inside = each.path.startswith(f"{home}/") and not each.query
            if inside and not own.startswith("/en") and is_published(own or "/"):
                ahead.append(f"{home}{own}")
    return seen, wrong


def finds(page: Page, base: str, language: str) -> None:
    """By pinyin, or its initials."""
    typed, title = FOUND[language]
    page.goto(f"{base}/{SLUG}{language}/search")
    page.locator("form[data-find] [name=q]").fill(typed)
    page.locator("form[data-find] button").first.click()
    found = page.locator("[data-find-into] a").first
    expect(found).to_contain_text(title)
    found.click()
    expect(page.locator("h1")).to_contain_text(title)
    assert f"/{SLUG}{language}/topics/" in page.url


def letters_stay_large(page: Page, base: str, language: str) -> None:
    page.goto(f"{base}/{SLUG}{language}")
    page.locator(".to-large").click()
    expect(page.locator("body")).to_have_css("font-size", "22px")
    page.goto(f"{base}/{SLUG}{language}/topics")
    expect(page.locator("body")).to_have_css("font-size", "22px")
    page.locator(".to-standard").click()
    expect(page.locator("body")).to_have_css("font-size", "18px")


def what_needs_the_program_says_so(page: Page, base: str, language: str) -> None:
    for path in ("raise", "search?q=a"):
        page.goto(f"{base}/{SLUG}{language}/{path}")
        expect(page.locator("h1")).to_contain_text(SAID[language])


def test_letters_are_large_without_scripts(browser: Browser, files: Files) -> None:
    page = browser.new_context(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(f"{files.of['']}/{SLUG}/topics")
    page.locator(".to-large").click()
    expect(page.locator("body")).to_have_css("font-size", "22px")
    page.locator(".to-standard").click()
    expect(page.locator("body")).to_have_css("font-size", "18px")
    page.context.close()


def test_what_was_typed_stays_if_one_wishes(browser: Browser, files: Files) -> None:
    """The form was open when the program went away."""
    page = browser.new_context(locale="zh-CN", viewport=PHONE).new_page()
    raising = f"{files.of['']}/{SLUG}/raise?station=x"
    page.route(raising, lambda way: way.fulfill(body=files.form, content_type="text/html"))
    page.goto(raising)
    page.locator("[name=title]").fill("路灯坏了")
    page.locator("form[data-then] button:not([type=button])").last.click()
    page.locator("#flash [data-keep]").click()
    expect(page.locator("#flash")).to_contain_text("留下了")
    page.goto(raising)
    expect(page.locator("[name=title]")).to_have_value("")
    page.locator("#flash [data-keep=back]").click()
    expect(page.locator("[name=title]")).to_have_value("路灯坏了")
    assert page.evaluate("localStorage.getItem('kept')") is None
    page.context.close()
