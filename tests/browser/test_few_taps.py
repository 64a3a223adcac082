"""What a committee, a member and the office do most, on a phone: at most four taps besides typing,
from their desk to what they are told.
"""

import re

from playwright.sync_api import Locator, expect

from tests.browser.hand import Hand, of_desk
from tests.browser.person import Person
from tests.browser.places import COUNTY

OTHER = "jiashan"
MOST = 4


def ends(
    phone: Person, hand: Hand, button: Locator, path: str, said: str | re.Pattern[str]
) -> None:
    """By the last tap; it says so, and the page fits."""
    hand.sends(button, path)
    expect(phone.page.locator("main")).to_contain_text(said)
    assert phone.overflow() == 0
    assert hand.taps <= MOST, hand.taps


def on_desk(phone: Person, county: str, role: str, leads: str) -> tuple[Hand, Locator]:
    """→ a finger, and the first button of the desk that leads there"""
    hand, _any = of_desk(phone, county, role, "")
    return hand, phone.page.locator(f"a.button[href*='{leads}']").first


def test_an_activity_is_verified(phone: Person) -> None:
    hand, button = on_desk(phone, COUNTY, "committee", "/activities?only=mine")
    page = phone.page
    hand.follows(button)
    hand.follows(page.locator("main .list a[href*='/activities/']").first)
    thumb = page.locator("#turn .thumb button")
    ends(phone, hand, thumb, "/verification", "已核实")
    assert hand.taps == 3


def test_a_solved_matter_is_rated(phone: Person) -> None:
    hand, button = of_desk(phone, OTHER, "member", "去评价")
    hand.follows(button)
    asked = phone.page.locator("#rating")
    hand(asked.locator("[name=solved][value=true]"))
    hand(asked.locator("[name=stars][value='5']"))
    ends(phone, hand, asked.locator(".thumb button"), "/rating", "谢谢您的评价")
    assert hand.taps == 4


def test_research_is_written(phone: Person) -> None:
    hand, button = of_desk(phone, COUNTY, "member", "写调研")
    hand.follows(button)
    turn = phone.page.locator("#turn")
    hand.writes(turn.locator("[name=visits]"), "3")
    hand.writes(turn.locator("[name=report]"), "走访了二十户，都说先修码头那一段。")
    ends(phone, hand, turn.locator(".thumb button"), "/passage", "这一环已完成")
    assert hand.taps == 4


def test_an_appeal_is_answered(phone: Person) -> None:
    hand, button = on_desk(phone, COUNTY, "leadership", "/answers/")  # the office verified it
    page = phone.page
    hand.follows(button)
    hand(page.locator("[name=upheld][value=false]"))
    hand.writes(page.locator("[name=text]"), "现场看过，还差两项，补齐以后下季再报。")
    ends(
        phone,
        hand,
        page.locator("main form .main-action").last,
        page.url.rsplit("/", 1)[-1],
        "申诉已答复",
    )
    assert hand.taps == 4


def test_a_result_is_published(phone: Person) -> None:
    hand, button = of_desk(phone, COUNTY, "office", re.compile("^公开$"))
    hand.follows(button)
    ends(phone, hand, phone.page.locator("#turn .thumb button"), "/passage", "已完成")
    assert hand.taps == 2
