"""What the work of a clerk, a department and an operator takes on a phone, counted in taps besides
typing, from where they begin. The figures stand there as they are; what is allowed, beside them.
"""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.dates import today
from tests.browser import job
from tests.browser.hand import Hand, of_desk
from tests.browser.job import People, a_photo, sends
from tests.browser.person import PHONE, Person
from tests.browser.places import COUNTY
from tests.program import Demo

OTHER = "jiashan"
HEIGHT = PHONE["height"]
BOX = "each => [each.getBoundingClientRect().top, each.getBoundingClientRect().bottom]"


def test_ten_are_asked_of_those_who_are_known_there(phone: Person) -> None:
    hand, button = of_desk(phone, COUNTY, "convener", "定人员")
    page = phone.page
    hand.follows(button)
    there = page.locator("#circle [name=there]:checked")
    before = there.count()
    free = "#circle .tick:has(input:not(:checked))"
    for _n in range(10):  # as fast as a finger can: some while others are being saved
        hand(page.locator(free).locator("visible=true").first)
    expect(there).to_have_count(before + 10)
    expect(page.locator("#circle [name=was]")).to_have_count(before + 10)
    assert hand.taps == 11  # twelve are allowed
    page.reload()
    expect(there).to_have_count(before + 10)
    assert phone.overflow() == 0


def test_thirty_are_asked_by_a_list_that_is_pasted(phone: Person) -> None:
    """Sixty seconds are allowed: six taps, and none for any of the thirty."""
    hand, button = of_desk(phone, COUNTY, "convener", "定人员")
    page = phone.page
    hand.follows(button)
    there = page.locator("#circle .person-name, #circle li")
    before = there.count()
    pasted = page.locator("#add-list")
    hand(pasted.locator("summary"))
    names = [
        f"{family}{given}"
        for family in "赵钱孙李周"
        for given in ("一", "二", "三", "四", "五", "六")
    ]
    hand(pasted.locator("textarea"))
    page.keyboard.insert_text("\n".join(names))
    hand(pasted.locator("[type=radio]").first)
    hand.sends(pasted.get_by_role("button", name="核对名单"), "/circle")
    head = page.locator("#circle > h2")
    expect(head).to_have_text("核对姓名")
    expect(head).to_be_focused()
    expect(head).to_be_in_viewport()
    hand.sends(page.locator("#circle").get_by_role("button", name="加入", exact=True), "/circle")
    expect(head).not_to_have_text("核对姓名")
    expect(head).to_be_in_viewport()
    for each in (names[0], names[-1]):
        expect(page.locator("#circle")).to_contain_text(each)
    assert there.count() >= before + 30
    assert hand.taps == 6
    assert phone.overflow() == 0


def test_a_first_review_is_one_page(phone: Person) -> None:
    hand, button = of_desk(phone, COUNTY, "township", "审一审")
    page = phone.page
    hand.follows(button)
    top, bottom = page.locator("#turn-title").first.evaluate(BOX)
    form = page.locator('form[action$="/review"]')
    _top, end = form.evaluate(BOX)
    assert end - top <= 2 * HEIGHT
    assert 0 <= top < bottom < HEIGHT  # what is asked stands on the first screen
    thumb = page.locator("[name=passing]")
    for down in (300, 300):
        page.mouse.wheel(0, down)
        expect(thumb).to_be_in_viewport(ratio=0.99)
    hand(form.locator("[name=ticked]").first)
    hand(form.locator("[name=ticked]").last)
    hand.sends(thumb, "/review")
    expect(page.locator("#done")).to_contain_text("决定已记录")
    onward = page.locator("#done").get_by_role("link", name="办下一件")
    expect(onward).to_be_in_viewport()
    assert hand.taps == 4  # five are allowed
    phone.follows(onward)


def stands_in_two_screens(page: Page) -> Locator:
    """What is asked stands on the first screen, and the task ends on the second. → its button"""
    top, bottom = page.locator("#turn-title").first.evaluate(BOX)
    assert 0 <= top < bottom < HEIGHT
    _top, end = page.locator("#turn form").last.evaluate(BOX)
    assert end - top <= 2 * HEIGHT, end - top
    return page.locator("#turn .thumb button")


@pytest.mark.parametrize(
    ("act", "path", "said"),
    [("批一批", "/approval", "审批结果已记录"), ("定采纳", "/adoption", "采纳结果已记录")],
)
def test_a_decision_of_the_party_committee_is_one_page(
    phone: Person, act: str, path: str, said: str
) -> None:
    """From the desk to the next of the desk: the matter, what others said, the button."""
    hand, button = of_desk(phone, COUNTY, "party", act)
    page = phone.page
    hand.follows(button)
    thumb = stands_in_two_screens(page)
    known = page.locator("#turn .task-known")
    expect(known.locator(".prose").first).to_be_visible()
    expect(known.locator(".said > li").first).to_be_visible()
    assert phone.overflow() == 0
    assert phone.shortcomings() == []
    page.locator("#turn form").scroll_into_view_if_needed()
    expect(thumb).to_be_in_viewport(ratio=0.99)
    if path == "/approval":
        hand.writes(page.locator("[name=document]"), "区委〔2026〕9 号")
    hand.sends(thumb, path)
    expect(page.locator("#done")).to_contain_text(said)
    onward = page.locator("#done").get_by_role("link", name="办下一件")
    expect(onward).to_be_in_viewport()
    hand.follows(onward)
    assert hand.taps <= 4, hand.taps  # five are allowed


def test_a_sitting_of_ten_is_filed(phone: Person) -> None:
    """With who was absent, what was said and answered, a photo, and the minutes."""
    hand, button = of_desk(phone, OTHER, "convener", re.compile("去准备|去记录"))
    page = phone.page
    phone.follows(button)
    page.locator("#arrangement summary").click()
    sends(phone, "/record", held_on=today().isoformat())
    ticks = page.locator("#people [name=came]")
    names = page.locator("#people .switch span")
    citizen, department = (names.nth(n).evaluate("each => each.firstChild.data") for n in (2, -1))
    page.get_by_text("添加名单以外的人").click()
    where = page.locator("#people details details").nth(2)
    where.locator("summary").click()
    guests = "甲乙丙丁戊己庚辛壬癸"[: 10 - ticks.count()]
    where.locator("[name^=names]").fill("、".join(f"来宾{each}" for each in guests))
    phone.presses(where.locator("button"))
    expect(ticks).to_have_count(10)

    hand, button = of_desk(phone, OTHER, "convener", "去记录")
    hand.follows(button)
    people = page.locator("#people [data-ticks]")
    hand.sends(people.get_by_role("button", name="全都参加了"), "/attendance")
    expect(page.locator("#people [name=came]:checked")).to_have_count(10)
    hand(page.locator("#people [name=came]").last)  # is saved by itself
    expect(page.locator("#people h2")).to_contain_text("参加 9 人")
    said = page.locator("#saying")
    hand.chooses(said.locator("[name=participant]"), citizen)
    hand.writes(said.locator("textarea"), "后河的水黑了三年")
    hand.chooses(said.locator("[name=asks]"), department)
    hand.sends(said.locator("button"), "/statements")
    expect(page.locator("#statements .tag-now")).to_contain_text(department)
    hand(page.locator("#statements summary", has_text="的答复").first)
    reply = page.locator("#statements [id^=answer-]").first
    hand.writes(reply.locator("textarea"), "下月清淤")
    hand.sends(reply.locator("button"), "/statements")
    hand.taps += 2  # the field, and the photo in what the phone shows of its own
    photo = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": a_photo("seagreen")}
    page.locator("input[name=photo]").set_input_files([photo])  # type: ignore[arg-type]
    expect(page.get_by_text("已完成")).to_have_count(1)
    hand.writes(job.minutes_box(phone), "大家同意先清淤，再截污。")
    hand(page.locator("[name=conclusion][value=consensus]"))
    hand.writes(page.locator("[name=opinion]"), "年底前清淤截污。")
    hand.follows(page.locator("[formaction$='/filing']"))
    expect(page.locator("#conclusion")).to_be_visible()
    assert hand.taps == 18  # twenty are allowed


def test_a_department_says_that_it_is_done(phone: Person) -> None:
    hand, button = of_desk(phone, COUNTY, "department", "报进展")
    page = phone.page
    hand.follows(button)
    where = page.locator('form:has([formaction$="/completion"])')
    hand.writes(where.locator("textarea"), "七栋的管道已经接通，住户看过。")
    hand.sends(where.locator('[formaction$="/completion"]'), "/completion")
    expect(page.locator(".standing-word")).to_contain_text("等着核验")
    assert hand.taps == 3  # and no more are allowed


def test_a_sign_up_is_approved(phone: Person, browser: Browser, program: Demo) -> None:
    with People(browser, program.base, "xiangshan") as people:
        job.asks_to_join(people, "象山县", "wudu")
    phone.signs_in("operator", "operator")
    phone.goes_to("/operator")
    hand, page = Hand(phone), phone.page
    hand.follows(page.get_by_role("link", name="象山县").first)
    hand(page.locator("[name=decision][value=approve]"))
    hand.follows(page.locator("#decision .main-action"))
    expect(page.locator("main")).to_contain_text("已通过")
    assert hand.taps == 3  # and no more are allowed


def test_one_limit_of_the_rules_is_changed_and_signed(phone: Person) -> None:
    """From the page of the rules."""
    phone.signs_in(OTHER, f"{OTHER}-office")
    phone.goes_to(f"/{OTHER}/charter")
    hand, page = Hand(phone), phone.page
    hand.follows(page.locator("main [name=part][value=flow]"))
    step = page.locator("#at-flow-steps-0")
    hand(step.locator("details summary").first)
    days = step.locator("[name$='.days']").first
    hand(days)
    days.fill(str(int(days.input_value() or 5) + 1))
    hand.follows(page.locator("button[name=do][value=done]"))
    expect(page.locator("main")).to_contain_text("有 1 处不同")
    hand.writes(page.locator("[name=note]"), "多给一天核对")
    ahead = page.locator(".day-ahead button").first  # the phone's own calendar takes three taps
    hand(ahead)
    expect(page.locator("[name=effective_on]")).to_have_value(ahead.get_attribute("data-day") or "")
    hand.follows(page.get_by_role("button", name="检查，查看改动"))
    hand.follows(page.locator("[name=confirmed]"))
    expect(page.locator("#done")).to_be_visible()
    assert hand.taps == 8  # and no more are allowed; from which day on nobody else says
