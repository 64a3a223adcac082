"""All that strangers may read is there without the program and without its database."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from app.evidence.store.s3 import S3
from app.publishing.addresses import is_published, plain
from app.publishing.places import Bucket
from tests.browser.files import Get, client_of, in_bucket, in_folder, kind_of, published, served
from tests.browser.person import PHONE
from tests.browser.places import COUNTY
from tests.program import Demo
from tests.seaweed import KEY, SECRET, seaweed_in

LINKS = "[...document.querySelectorAll('a[href]')].map(each => each.getAttribute('href'))"
BROKEN = """
    async () => {
        const all = [...document.images];
        for (const each of all) each.loading = "eager";
        await Promise.all(all.map(each => each.decode().catch(() => 0)));
        return all.filter(each => !each.naturalWidth).map(each => each.getAttribute("src"));
    }
"""


def kind(path: str) -> str:
    """/jiashan/en/topics/7 → en /topics/*: of each kind one page is looked at."""
    within = path.removeprefix(f"/{COUNTY}") or "/"
    own = plain(within) or "/"
    return f"{'en' if own != within else ''} {re.sub(r'/[0-9]+|(?<=/-/).*', '/*', own)}"


def walks(page: Any, base: str) -> tuple[set[str], list[str]]:
    """→ which kinds of pages, and what is wrong with them"""
    ahead, seen, wrong = [f"/{COUNTY}", f"/{COUNTY}/en"], set(), []
    while ahead:
        path = ahead.pop(0)
        if kind(path) in seen:
            continue
        seen.add(kind(path))
        answer = page.goto(f"{base}{path}")
        if answer is None or answer.status != 200:
            wrong.append(f"{path}: {answer and answer.status}")
            continue
        language = "en" if kind(path).startswith("en") else "zh-CN"
        if page.locator("html").get_attribute("lang") != language:
            wrong.append(f"{path}: not in {language}")
        if page.evaluate("getComputedStyle(document.body).fontSize") != "18px":
            wrong.append(f"{path}: without its style")
        if "/cases" not in path:  # a case has its photos by their number alone, without their mark
            wrong += [f"{path}: no picture {each}" for each in page.evaluate(BROKEN)]
        found = [urlsplit(each) for each in page.evaluate(LINKS)]
        for each in found:
            inside = each.path.removeprefix(f"/{COUNTY}").rstrip("/") or "/"
            if each.path.startswith(f"/{COUNTY}") and not each.query and is_published(inside):
                ahead.append(each.path.rstrip("/"))
    return seen, wrong


async def taken_to(bucket: Bucket, root: Path, names: set[str]) -> None:
    for name in names:
        body = (root / name).read_bytes()
        await bucket.put(name, body, kind_of(name, body), "no-cache")


def one_without_scripts(browser: Browser, base: str) -> None:
    page = browser.new_context(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(f"{base}/{COUNTY}/topics")
    page.locator(".to-large").click()
    expect(page.locator("body")).to_have_css("font-size", "22px")
    page.locator(".to-standard").click()
    expect(page.locator("body")).to_have_css("font-size", "18px")
    page.context.close()


def letters_stay_large(page: Any, base: str) -> None:
    page.goto(f"{base}/{COUNTY}")
    page.locator(".to-large").click()
    expect(page.locator("body")).to_have_css("font-size", "22px")
    page.goto(f"{base}/{COUNTY}/topics")
    expect(page.locator("body")).to_have_css("font-size", "22px")
    page.locator(".to-standard").click()
    expect(page.locator("body")).to_have_css("font-size", "18px")


def what_needs_the_program_says_so(page: Any, base: str) -> None:
    for path in ("raise", "follow", "login", "search?q=a"):
        for own, said in ((COUNTY, "这一步现在办不了"), (f"{COUNTY}/en", "This cannot be done")):
            page.goto(f"{base}/{own}/{path}")
            expect(page.locator("h1")).to_contain_text(said)


def what_was_typed_stays_if_one_wishes(page: Any, base: str, form: str) -> None:
    """The form was open when the program went away."""
    raising = f"{base}/{COUNTY}/raise?station=x"
    page.route(raising, lambda route: route.fulfill(body=form, content_type="text/html"))
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


def test_without_the_program(browser: Browser, program: Demo, tmp_path: Path) -> None:
    root = tmp_path / "public"
    published(program, COUNTY, str(root))
    asking = browser.new_context(base_url=program.base)
    own = asking.request.get(f"/{COUNTY}/raise").text()
    station = re.findall(r'raise\?station=([^"&]+)', own)[0]
    form = asking.request.get(f"/{COUNTY}/raise?station={station}").text()
    asking.close()
    read: set[str] = set()
    walked(browser, in_folder(root, read), form)
    (tmp_path / "weed").mkdir()
    with seaweed_in(tmp_path / "weed") as endpoint:
        store = S3(endpoint, "public", key=KEY, secret=SECRET, region="us-east-1", origin="")
        client_of(endpoint).create_bucket(Bucket="public")
        with ThreadPoolExecutor(1) as beside:  # here Playwright has a loop of its own
            beside.submit(asyncio.run, taken_to(Bucket(store), root, read)).result()
        walked(browser, in_bucket(endpoint, "public"), form)


def walked(browser: Browser, get: Get, form: str) -> None:
    with served(get) as base:
        context = browser.new_context(locale="zh-CN", viewport=PHONE)
        page, asked = context.new_page(), set[str]()
        page.on("request", lambda each: asked.add(urlsplit(each.url).netloc))
        seen, wrong = walks(page, base)
        assert wrong == []
        own = {each for each in seen if not each.startswith("en")}
        assert {each.removeprefix("en") for each in seen - own} == own
        assert len(own) >= 15, own
        letters_stay_large(page, base)
        what_needs_the_program_says_so(page, base)
        what_was_typed_stays_if_one_wishes(page, base, form)
        assert context.cookies() == []
        assert {each for each in asked if each} == {urlsplit(base).netloc}
        context.close()
        one_without_scripts(browser, base)
