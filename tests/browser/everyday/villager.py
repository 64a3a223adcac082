"""What a villager does here, from the code on a wall to the stars."""

from playwright.sync_api import expect

from tests.browser.everyday.hands import Hands
from tests.browser.job import a_photo

STORY = "一下雨就往外冒，半个月了，老人出不了门。"


def photo(colour: str) -> list[dict[str, object]]:
    return [{"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": a_photo(colour)}]


def raises(hands: Hands, county: str, station: str, title: str) -> str:
    """From the code of a station, with a photo, a name and a number. → the code to follow it"""
    page = hands.page
    hands.goes_to(f"/{county}/raise?q={station}")
    hands.follows(page.locator("main .list a[href*='station=']", has_text=station).first)
    hands.writes(page.locator("[name=title]"), title)
    hands.writes(page.locator("[name=story]"), STORY)
    hands.brings(page.locator("main [name=photo]"), photo("firebrick"))
    hands.writes(page.locator("[name=spot]"), "小学后门")
    hands.writes(page.locator("[name=name]"), "渔民老张")
    hands.writes(page.locator("[name=phone]"), "13900001234")
    hands.ticks(page.locator("[name=category]").nth(1))
    hands.presses(page.locator("main .main-action"))
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("main")).to_contain_text("您附的照片还有 1 张没有公开")
    return page.locator(".code").first.inner_text()


def follows_by_code(hands: Hands, county: str, code: str) -> None:
    """In a browser that does not know it, from the front page."""
    page = hands.page
    hands.goes_to(f"/{county}/")
    hands.follows(page.locator("main").get_by_role("link", name="查一查"))
    hands.writes(page.locator("main [name=code]"), code)
    hands.presses(page.locator("main .main-action"))
    shown = page.locator("main .code").first.inner_text()
    assert shown.replace(" ", "") == code.replace(" ", "")


def forgets(hands: Hands) -> None:
    hands.presses(hands.page.get_by_role("button", name="看完了"))
    expect(hands.page.locator("main [name=code]")).to_have_value("")


def answers_a_return(hands: Hands, title: str) -> None:
    page = hands.page
    story = page.locator("form[action$='/resubmission'] [name=story]")
    hands.writes(story, "在小学后门，第三根电杆旁边。")
    hands.presses(page.get_by_role("button", name="补充后再提交"))
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("form[action$='/resubmission']")).to_have_count(0)


def rates(hands: Hands) -> None:
    """And again, better thought over."""
    page = hands.page
    for stars in (4, 2):
        hands.ticks(page.locator("#rating [name=solved][value=true]"))
        hands.ticks(page.locator(f"#rating [name=stars][value='{stars}']"))
        hands.presses(page.locator("#rating button"))
        expect(page.locator("#rated")).to_contain_text(f"{stars} 分")
        if stars == 4:
            hands.follows(page.locator("#rated").get_by_role("link", name="重新评价"))
            hands.writes(page.locator("main [name=reason]"), "后来又坏了")
            hands.presses(page.locator("main .main-action"))


def joins(hands: Hands, county: str) -> None:
    """What somebody else said at the same place already: offered while the title is written, and
    without scripts on the matter's own page.
    """
    page = hands.page
    hands.goes_to(f"/{county}/topics?shown=open")
    hands.follows(page.locator("main a.title").first)
    title = page.locator("h1").inner_text()
    hands.presses(page.get_by_role("button", name="我也遇到"))
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".code").first).to_be_visible()


def looks_around(hands: Hands, county: str, word: str) -> None:
    """A matter is looked up, read, and its photos; a station; numbers; the search."""
    page = hands.page
    hands.goes_to(f"/{county}/topics")
    hands.writes(page.locator("main [name=q]"), word)
    hands.follows(page.locator("main .search button").first)
    expect(page.locator("main [name=q]")).to_have_value(word)
    hands.goes_to(f"/{county}/")
    hands.follows(page.locator("main .solved a").first)
    hands.looks_at(page.locator("main .photos a").first)
    hands.follows(page.locator("article a[href*='/stations/']").first)
    expect(page.locator("main a[href*='/raise?station=']").first).to_be_visible()
    more = page.locator("nav.low summary")
    hands.touches(more)
    hands.follows(page.locator("nav.low").get_by_role("link", name="数字"))
    figure = page.locator("main a.figure").first
    hands.follows(figure)
    hands.touches(page.locator("nav.low summary"))
    hands.follows(page.locator("nav.low a[href$='/search']"))
    hands.writes(page.locator("main [name=q]"), word)
    hands.follows(page.locator("main form[role=search] button").first)
    expect(page.locator("main a.title").first).to_be_visible()


def reads_otherwise(hands: Hands, county: str) -> None:
    page = hands.page
    hands.goes_to(f"/{county}/")
    hands.touches(page.locator(".to-large"))
    expect(page.locator("html[data-size=large], html:target")).to_be_attached()
    hands.follows(page.locator(".tools a[lang]"))
    expect(page.locator("html[lang=en]")).to_be_attached()
    hands.follows(page.locator(".tools a[lang]"))
    expect(page.locator("html[lang=zh-CN]")).to_be_attached()
