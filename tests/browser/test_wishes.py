"""A villager wants their number erased, the office does it, and the villager reads the answer."""

import re

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.places import COUNTY
from tests.browser.test_pages import look_at
from tests.browser.test_shared_phone import TYPED, at_the_form, writes


def test_from_the_wish_to_the_answer(person: Person) -> None:
    page = at_the_form(person)
    writes(page)
    person.presses(page.locator("main .main-action"))
    person.follows(page.get_by_role("link", name="更正或删除我的个人信息"))
    person.presses(page.get_by_role("button", name="提出请求"), refused=422)
    expect(page.locator("#notice")).to_be_focused()
    person.problems[:] = [each for each in person.problems if "422" not in each]
    page.locator("#personal [value=erasure]").check()
    person.presses(page.get_by_role("button", name="提出请求"))
    expect(page.locator("#personal .tag-now")).to_contain_text("办理中")
    for path in ("/follow", "/follow/wish", "/follow/withdrawal", "/follow/codes"):
        assert look_at(person, f"/{COUNTY}{path}") == []
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/wishes")
    person.follows(page.locator("main .list .title", has_text="删除我的个人信息").last)
    assert look_at(person, page.url.removeprefix(person.base)) == []
    page.get_by_label("照办").check()
    page.locator("[name=answer]").fill("已经删除。")
    person.presses(page.locator("main .main-action"))
    expect(page.locator("#done [data-said]")).to_be_visible()
    person.goes_to(f"/{COUNTY}/follow")
    expect(page.locator("#personal .prose")).to_have_text("已经删除。")
    person.follows(page.get_by_role("link", name=re.compile("工作台")).first)
    assert TYPED["phone"] not in page.content()
    for path in ("/people/members", "/topics"):
        person.goes_to(f"/{COUNTY}{path}")
        person.follows(page.locator(f"main a[href*='{path}/']").first)
        person.follows(page.get_by_role("link", name="登记个人信息请求"))
        assert look_at(person, page.url.removeprefix(person.base)) == []
