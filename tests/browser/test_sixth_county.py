"""A county that is none of the five makes the platform its own, in the forms, by clicks alone:
from a blank draft to its own rules, and a matter goes its own way through them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from msgspec import to_builtins
from playwright.sync_api import Browser, Locator, Response, expect

from app.charter.store import checked, write
from app.dates import today
from app.drafting.forms.fields import PARTS
from tests.browser import job
from tests.browser.job import People, form
from tests.browser.person import ON_ITS_WAY, Person, is_post
from tests.processes import LONG
from tests.program import Demo

DOCUMENT = (Path(__file__).parent / "sixth.toml").read_text()
CIRCLE = {
    "convener": {"names": "亭长老林"},
    "member": {"names": "member经办"},
    "fisher": {"names": "渔民代表老陈"},
    "department": {"department": "县住建局"},
}


@pytest.fixture
def people(browser: Browser, program: Demo) -> Iterator[People]:
    with People(browser, program.base, "daishan") as everybody:
        yield everybody


def test_a_sixth_county(people: People) -> None:
    job.signs_up(people, "岱山县", "wudu")
    job.appoints(people, "高亭镇")
    writes_its_rules(people)
    signs_them(people)
    villager = job.raises(people, "高亭镇")
    job.is_screened(people, "township", "office")
    job.is_prepared(people, CIRCLE)
    job.is_talked_over(people)
    job.is_reported(people)
    job.is_carried_out(people)
    job.is_answered_and_rated(people, villager, drawn=5)
    for _visit in range(20):  # a new connection each time: whichever worker answers
        home = httpx.get(f"{people.base}/{people.county}/", timeout=LONG).text
        assert "海岛议事亭" in home
        assert "协商在基层" not in home


def writes_its_rules(people: People) -> None:
    office = people("office")
    office.goes_to(f"/{people.county}/charter")
    office.follows(office.page.get_by_role("link", name="修改规则"))
    where = form(office, "/charter/drafts")
    where.locator("[name=title]").fill("我们自己的规则")
    where.locator('[value="blank"]').check()
    office.presses(where.locator("button.main-action"))
    assert re.search(r"/drafts/\d+$", office.page.url)
    draft = office.page.url
    whole = to_builtins(checked(DOCUMENT))  # in a piece that has just come nothing is chosen
    for part in PARTS:
        office.page.goto(f"{draft}/{part}")
        for name in PARTS[part]:
            puts(office, name, whole.get(name, []))
        presses(office, "save")
        expect(office.page.locator("#problems")).to_contain_text("这一页填写无误。")
    office.page.goto(draft)
    expect(office.page.locator("main")).not_to_contain_text("需修改")


def presses(office: Person, do: str) -> None:
    """A button of the form; the form comes back anew."""

    def is_its_answer(answer: Response) -> bool:
        sent = parse_qs(answer.request.post_data or "", keep_blank_values=True)
        return answer.request.method == "POST" and sent.get("do") == [do]

    office.presses(office.page.locator(f'#part button[value="{do}"]').last, is_its_answer)


def puts(office: Person, name: str, value: Any) -> None:
    """As tests/charter/editor.py, with a mouse and a keyboard."""
    page = office.page
    if value is None:
        return
    if isinstance(value, dict) and page.locator(f'button[value="put:{name}"]').count():
        presses(office, f"put:{name}")
    if page.locator(f'button[value="add:{name}"]').count():
        for _each in value:
            opens(office, f'button[value="add:{name}"]')
            presses(office, f"add:{name}")
    if page.locator(f'#part [name="{name}"]').count():
        chooses(office, name, value)
        return
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in sorted(inside, key=lambda each: each[0] != "method"):  # its fields come by it
        puts(office, f"{name}.{key}", inner)


def opens(office: Person, what: str) -> None:
    folded = office.page.locator(f"#part {what}").last.locator(
        "xpath=ancestor::details[not(@open)]"
    )
    while folded.count():
        folded.first.locator("xpath=summary").click()


def chooses(office: Person, name: str, value: Any) -> None:
    control = office.page.locator(f'#part [name="{name}"]')
    opens(office, f'[name="{name}"]')
    kind = control.first.evaluate("field => field.type")
    if kind == "hidden":  # a code, which nobody is asked for, or what its method does not use
        if name.endswith(".key"):
            control.evaluate("(field, value) => { field.value = value; }", str(value))
    elif kind == "checkbox" and isinstance(value, bool):
        control.set_checked(value)
    elif kind == "checkbox":
        for each in value:
            what, colon, number = each.partition(":")
            office.page.locator(f'#part [name="{name}"][value="{what}"]').check()
            if colon:
                office.page.locator(f'#part [name="{name}#{what}"]').fill(number)
    elif kind.startswith("select") and control.get_attribute("data-hx-vals"):
        if control.input_value() != str(value):
            office.hears(lambda: picks(control, str(value)), is_post)
            expect(office.page.locator(ON_ITS_WAY)).to_have_count(0)
    elif kind.startswith("select"):
        control.select_option(value=str(value))
    else:
        text = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
        control.fill(text)


def picks(control: Locator, value: str) -> None:
    control.select_option(value=value)


def signs_them(people: People) -> None:
    office = people("office")
    draft = office.page.url
    office.page.goto(f"{draft}/preview?look=topic")
    expect(office.page.locator("main")).to_contain_text("两道把关")
    office.page.goto(draft)
    form(office, "/signing").locator("[name=note]").fill("按我们岛上的办法")
    form(office, "/signing").locator("[name=effective_on]").fill(str(today()))
    office.presses(form(office, "/signing").locator("button.main-action"))
    expect(office.page.locator("#differences")).to_contain_text("海岛议事亭")
    office.presses(office.page.locator('button[name="confirmed"]'))
    expect(office.page.locator("main")).to_contain_text("按我们岛上的办法")
    with office.page.expect_download() as file:
        office.page.get_by_role("link", name="导出").first.click()
    saved = Path(file.value.path()).read_text()
    assert checked(saved) == checked(DOCUMENT), write(checked(saved))
