"""A villager raises a matter from the code on the wall: on a phone, by touch; without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.job import a_photo, form
from tests.browser.person import PHONE, Finger, Person
from tests.browser.places import COUNTY
from tests.browser.windows import lent
from tests.program import Demo

TITLE, STORY = "巷子里的下水道堵了", "一下雨就往外冒，半个月了，老人出不了门。"
PLACE = {"latitude": 30.1201, "longitude": 104.6502}


@pytest.fixture(scope="module")
def address(browser: Browser, program: Demo) -> str:
    """What the code on some station's wall says."""
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{program.base}/{COUNTY}/raise")
        link = page.locator("main .list a[href*='station=']").first
        return link.get_attribute("href") or ""


def at_home(program: Demo) -> dict[str, Any]:
    """A phone that may tell where it is."""
    told: dict[str, Any] = {"geolocation": PLACE, "permissions": ["geolocation"]}
    return {"locale": "zh-CN", "viewport": PHONE, "base_url": program.base} | told


@pytest.fixture
def villager(browser: Browser, program: Demo) -> Iterator[Person]:
    finger: dict[str, Any] = {"has_touch": True, "is_mobile": True}
    with lent(browser, program.base, Person, **at_home(program), **finger) as someone:
        yield someone


def photos(*colours: str) -> list[Any]:
    return [
        {"name": f"{each}.jpg", "mimeType": "image/jpeg", "buffer": a_photo(each)}
        for each in colours
    ]


def test_from_the_code_on_the_wall_in_three_taps(villager: Person, address: str) -> None:
    page, tap = villager.page, Finger()
    villager.goes_to(address)
    tap(page.locator("[name=title]"))
    page.keyboard.type(TITLE)
    tap(page.locator("[name=story]"))
    page.keyboard.type(STORY)
    page.evaluate("document.documentElement.dataset.left = 'yes'")
    tap(page.locator("main .main-action"))
    villager.arrives()
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator(".code").first).to_be_visible()
    assert tap.taps == 3  # four are allowed
    assert villager.overflow() == 0


def test_with_photos_and_a_category_it_is_one_page(villager: Person, address: str) -> None:
    """Photos are on their way while the rest is written; the form waits for them by itself."""
    page = villager.page
    villager.goes_to(address)
    where = form(villager, "/raise")
    where.locator("[name=photo]").set_input_files(photos("firebrick", "steelblue", "seagreen"))
    expect(where.locator(".held li")).to_have_count(3)
    where.locator(".held li [data-remove]").last.tap()
    expect(where.locator(".held li")).to_have_count(2)
    where.locator("[name=title]").fill(f"{TITLE}又堵了")
    where.locator("[name=story]").fill(STORY)
    where.locator("[name=category]").last.check()
    page.evaluate("document.documentElement.dataset.left = 'yes'")
    where.locator(".main-action").tap()
    villager.arrives()
    expect(page.locator("h1")).to_have_text(f"{TITLE}又堵了")
    expect(page.locator("main")).to_contain_text("您附的照片还有 2 张没有公开")
    assert page.locator("main img").count() == 0


def test_a_refused_form_still_has_what_was_tapped(villager: Person, address: str) -> None:
    """Photos are seen and can be taken off; the phone's place goes along, and can be taken off."""
    page = villager.page
    villager.goes_to(address)
    where = form(villager, "/raise")
    where.locator("[name=photo]").set_input_files(photos("firebrick", "steelblue"))
    expect(where.get_by_text("已完成")).to_have_count(2)
    where.locator("[data-place]").tap()
    expect(where.locator("#phone-place")).to_contain_text("已附上手机的位置")
    expect(where.locator("[data-place]")).to_be_hidden()
    villager.presses(where.locator(".main-action"), refused=422)
    villager.problems.clear()  # the browser's word for a refusal
    expect(where.locator("#phone-place")).to_contain_text("已附上手机的位置")
    expect(where.locator("[name=latitude]")).to_have_value("30.120100")
    expect(where.locator("[data-place-drop]")).to_be_visible()
    expect(where.locator(".held img")).to_have_count(2)
    assert where.locator("[name=drop]").count() == 0  # each is taken off where it is seen
    where.locator(".held [data-remove]").first.tap()
    where.locator("[name=title]").fill("渡口的台阶塌了一级")
    where.locator("[name=story]").fill(STORY)
    villager.presses(where.locator(".main-action"))
    expect(page.locator("main")).to_contain_text("您附的照片还有 1 张没有公开")


def test_a_reviewer_shows_them_one_by_one(
    villager: Person, browser: Browser, program: Demo, address: str
) -> None:
    villager.goes_to(address)
    where = form(villager, "/raise")
    where.locator("[name=photo]").set_input_files(photos("firebrick", "steelblue"))
    where.locator("[name=title]").fill("桥栏杆断了一截")
    where.locator("[name=story]").fill(STORY)
    expect(where.get_by_text("已完成")).to_have_count(2)
    villager.presses(where.locator(".main-action"))
    with lent(browser, program.base, Person, **at_home(program)) as clerk:
        clerk.signs_in(COUNTY, f"{COUNTY}-office")
        clerk.goes_to(f"/{COUNTY}/topics?q=桥栏杆断了一截")
        clerk.follows(clerk.page.locator("main a.title").first)
        expect(clerk.page.locator("#enclosed img")).to_have_count(2)
        clerk.page.locator("#enclosed [name=allowed]").first.check()
        clerk.presses(clerk.page.locator("#enclosed button"))
        expect(clerk.page.locator("#enclosed :checked")).to_have_count(1)
    villager.goes_to(f"/{COUNTY}/follow")
    expect(villager.page.locator("main")).to_contain_text("还有 1 张没有公开")


def test_what_may_be_the_same_is_joined_instead(villager: Person, address: str) -> None:
    page = villager.page
    villager.goes_to(f"/{COUNTY}/topics?shown=open")
    villager.follows(page.locator("main a.title").first)
    title = page.locator("h1").inner_text()
    station = page.locator("article a[href*='/stations/']").first.get_attribute("href") or ""
    villager.goes_to(f"{station}/poster")
    code = page.locator("article .code").inner_text()
    villager.goes_to(f"{address.partition('?')[0]}?station={code}")
    page.locator("[name=title]").tap()
    page.keyboard.type(title)
    expect(page.locator("#alike .notice a.title").first).to_have_text(title)
    villager.presses(page.locator("#alike .notice button").first)
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("main")).to_contain_text("还在办")
    expect(page.locator(".code")).to_be_visible()


def test_the_phone_s_place_goes_along_by_a_tap(
    browser: Browser, villager: Person, program: Demo, address: str
) -> None:
    """Taken off again, and attached again; then whoever has to answer reads it."""
    page = villager.page
    villager.goes_to(address)
    around = page.locator("#phone-place")
    expect(around.locator("[name=latitude]")).to_have_value("")
    around.locator("[data-place]").tap()
    expect(around).to_contain_text("已附上手机的位置")
    expect(around.locator("[name=latitude]")).to_have_value("30.120100")
    around.locator("[data-place-drop]").tap()
    expect(around.locator("[name=latitude]")).to_have_value("")
    expect(around).not_to_contain_text("已附上")
    around.locator("[data-place]").tap()
    expect(around).to_contain_text("已附上手机的位置")
    page.locator("[name=title]").fill("渠上的盖板掉了一块")
    page.locator("[name=story]").fill(STORY)
    villager.presses(page.locator("main .main-action"))
    expect(page.locator("#confirmed h2")).to_have_text("收到了，谢谢您")
    assert "30.12" not in page.content()
    with lent(browser, program.base, Person, **at_home(program)) as office:
        office.signs_in(COUNTY, f"{COUNTY}-office")
        office.goes_to(f"/{COUNTY}/topics?q=渠上的盖板")
        office.follows(office.page.locator("main a.title").first)
        expect(office.page.locator("main .facts a[href^='geo:']").first).to_be_visible()


def test_the_nearest_by_a_tap(villager: Person, browser: Browser, program: Demo) -> None:
    """Its keeper stands there first, and says so."""
    near = {"geolocation": {**PLACE, "accuracy": 20}}
    with lent(browser, program.base, Person, **at_home(program) | near) as keeper:
        keeper.signs_in(COUNTY, f"{COUNTY}-office")
        keeper.goes_to(f"/{COUNTY}/topics")
        keeper.follows(keeper.page.locator("main a.title").first)
        keeper.follows(keeper.page.locator("article a[href*='/stations/']").first)
        name = keeper.page.locator("h1").inner_text()
        keeper.presses(keeper.page.locator("[data-place]"))
        expect(keeper.page.locator("#done")).to_contain_text("位置已记下")
    villager.goes_to(f"/{COUNTY}/raise")
    villager.page.locator("[data-place]").tap()
    expect(villager.page.locator("#near a").first).to_have_text(name)
    villager.follows(villager.page.locator("#near a").first)
    expect(villager.page.locator("main")).to_contain_text(name)


def test_without_scripts_photos_come_along(
    browser: Browser, browser_context_args: Any, program: Demo, address: str
) -> None:
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        page: Page = context.new_page()
        page.goto(f"{program.base}{address}")
        assert not page.locator("[data-remove]").count()
        page.locator("[name=photo]").set_input_files(photos("firebrick"))
        page.locator("[name=title]").fill("灯")
        page.locator("[name=story]").fill(STORY)
        page.locator("main .main-action").click()
        assert page.locator("[name=story]").input_value() == STORY
        assert page.locator("[name=drop]").count() == 1
        page.locator("[name=title]").fill("坝上的灯一个不亮")
        page.locator("main .main-action").click()
        assert page.url.endswith("/follow")
        assert "您附的照片还有 1 张没有公开" in page.locator("main").inner_text()
