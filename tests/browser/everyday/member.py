"""What a member does here, from the code of an invitation to the way out."""

from datetime import timedelta

from playwright.sync_api import expect

from app.dates import today
from tests.browser.everyday.hands import Hands
from tests.browser.everyday.villager import photo

STATION = "保和镇“有事来协商·乡邻协商”工作站"
SAID = "先把巷口这一段修通"


def accepts(hands: Hands, county: str, code: str, subject: str) -> None:
    """Signs in for the first time, as somebody whom nobody here knows yet."""
    page = hands.page
    hands.goes_to(f"/{county}/invitation")
    hands.writes(page.locator("main [name=code]"), code)
    hands.presses(page.locator("main form.card button"))
    hands.follows(page.locator("main .card").get_by_role("link", name="登录"))
    provider = page.get_by_role("link", name="演示身份服务")
    if provider.count():
        hands.follows(provider)
    other = page.locator("main details [name=subject]")
    hands.unfolds(other)
    hands.writes(other, subject)
    hands.follows(page.locator("main details button"))
    assert page.url.startswith(f"{hands.base}/{county}/"), page.url


def signs_out(hands: Hands) -> None:
    """By what lies folded at the lower edge of a phone."""
    page = hands.page
    hands.touches(page.locator("nav.low summary"))
    hands.presses(page.locator("nav.low form button"))


def signs_in(hands: Hands, county: str, subject: str) -> None:
    page = hands.page
    hands.goes_to(f"/{county}/login")
    provider = page.get_by_role("link", name="演示身份服务")
    if provider.count():
        hands.follows(provider)
    hands.follows(page.locator(f'button[name=subject][value="{subject}"]'))
    expect(page.locator("h1")).to_contain_text("工作台")


def takes_part(hands: Hands, county: str) -> None:
    """At today's sitting: there, and heard; with a photo of it."""
    page = hands.page
    hands.goes_to(f"/{county}/desk")
    hands.follows(page.get_by_role("link", name="去签到").first)
    hands.presses(page.locator("#sign-in button"))
    expect(page.locator("#sign-in")).to_contain_text("您已签到")
    if page.locator("#saying select").count():
        hands.picks(page.locator("#saying [name=participant]"), 1)
    hands.writes(page.locator("#saying textarea"), SAID)
    hands.presses(page.locator("#saying button"))
    expect(page.locator("#statements")).to_contain_text(SAID)
    hands.sends_a_photo(page.locator("form[action$='/photos/form']"), photo("steelblue"))


def records(hands: Hands, county: str) -> None:
    """What they did besides, with a day of their own."""
    page = hands.page
    hands.goes_to(f"/{county}/activities")
    hands.follows(page.get_by_role("link", name="登记一件"))
    hands.picks(page.locator("[name=kind]"), 1)
    hands.writes(page.locator("[name=title]"), "走访了二十户人家")
    hands.days(page.locator("[name=happened_on]"), today() - timedelta(days=3))
    hands.chooses(page.locator("[name=station]"), STATION)
    hands.ticks(page.locator("[name=me]"))
    hands.writes(page.locator("[name=quantity]"), "1")
    hands.presses(page.locator("main .main-action"))
    expect(page.locator("h1")).to_contain_text("走访了二十户人家")


def reviews(hands: Hands, county: str) -> None:
    """Looks back at a matter, as a member may."""
    page = hands.page
    hands.goes_to(f"/{county}/desk")
    hands.follows(page.get_by_role("link", name="去回访").first)
    hands.writes(page.locator("form[action$='/passage'] [name=opinion]"), "去看过了，都好")
    hands.presses(page.locator("form[action$='/passage'] .main-action"))
    expect(page.locator("#done")).to_contain_text("办")


def sees_what_is_kept(hands: Hands, county: str) -> bytes:
    """Their record, and all that is kept about them. → the file"""
    page = hands.page
    hands.goes_to(f"/{county}/desk")
    hands.opens_fold("elsewhere-open")
    hands.follows(page.get_by_role("link", name="我的履职档案"))
    expect(page.locator("h1")).to_be_visible()
    hands.goes_to(f"/{county}/account")
    hands.follows(page.locator("main").get_by_role("link", name="我的个人信息"))
    with page.expect_download() as found:
        hands.touches(page.get_by_role("link", name="下载我的个人信息"))
    return found.value.path().read_bytes()
