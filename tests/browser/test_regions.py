"""The province's staff in a browser: choosing, sorting, weighing; a county that takes back."""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.job import unfold
from tests.browser.person import Person, is_post
from tests.browser.test_pages import look_at
from tests.browser.test_reached import PUSHED
from tests.processes import LONG
from tests.program import ROOT, Demo

REGION = "regions/51"
PAGES = ("/", "/compare", "/weights", "/coverage", "/indicators", "/keys", "/cases")


@pytest.fixture(scope="module")
def province(program: Demo) -> Demo:
    """A dozen counties of Sichuan beside the demo's own."""
    kept = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "app", "province", "--counties", "12", "--density", "0.1"]
    mine = {"DATA": str(program.data), "PORT": str(program.port)}
    subprocess.run(
        command, cwd=ROOT, env=kept | mine, check=True, capture_output=True, timeout=2 * LONG
    )
    return program


def test_choosing_and_sorting(person: Person, province: Demo) -> None:
    """Each view has an address: it can be sent, and one goes back to the last."""
    assert province
    page = person.page
    page.set_viewport_size({"width": 1280, "height": 900})
    person.signs_in(REGION, "region-51")
    person.follows(page.get_by_role("link", name="各县比较").first)
    compared = page.locator("#compared")
    expect(compared.locator("figure svg").first).to_be_visible()
    expect(compared.locator("figure .chart svg")).to_have_count(3)
    expect(page.locator("[data-unless-scripts]")).to_be_hidden()
    page.locator("select[name=by]").select_option("satisfied")
    page.wait_for_url(re.compile(r"by=satisfied"))
    expect(compared.locator(".now-line")).to_contain_text("满意率")
    expect(compared.locator("figure .chart svg").first).to_be_visible()
    page.locator("th a", has_text="每场群众").click()
    page.wait_for_url(re.compile(r"by=citizens"))
    expect(compared.locator("th[aria-sort]")).to_contain_text("每场群众")
    sent = page.url
    first = compared.locator("tbody th").first.inner_text()
    page.go_back()
    page.wait_for_url(re.compile(r"by=satisfied"))
    expect(page.locator("#compared .now-line")).to_contain_text("满意率")
    page.goto(sent)
    assert page.locator("#compared tbody th").first.inner_text() == first
    page.locator("summary", has_text="数据表").first.click()
    expect(page.locator("figure table").first).to_be_visible()
    person.follows(page.locator("#compared tbody th a").first)
    expect(page.locator("h1")).to_contain_text(first)
    expect(page.locator("figure .chart svg").first).to_be_visible()


FIRST_LETTER = """
    [...document.querySelectorAll('th')]
        .map(each => getComputedStyle(each, '::first-letter').textTransform)
"""


@pytest.mark.parametrize(("width", "lang"), [(390, "zh"), (390, "en"), (1280, "zh"), (1280, "en")])
def test_tables_are_read_without_pushing(
    person: Person, province: Demo, width: int, lang: str
) -> None:
    """On a phone each row is a card; on a laptop English columns break by words."""
    assert province
    person.page.set_viewport_size({"width": width, "height": 900})
    person.signs_in(REGION, "region-51")
    person.page.context.add_cookies([{"name": "lang", "value": lang, "url": person.base}])
    for path in (*PAGES, "/counties/512002", "/audit"):
        person.goes_to(f"/{REGION}{path}")
        assert person.page.evaluate(PUSHED) == [], path
    if lang == "en":
        assert set(person.page.evaluate(FIRST_LETTER)) == {"uppercase"}


def test_weights_while_typing(person: Person, province: Demo) -> None:
    assert province
    person.page.set_viewport_size({"width": 1280, "height": 900})
    person.signs_in(REGION, "region-51")
    person.goes_to(f"/{REGION}/weights")
    ranking = person.page.locator("#weighed")
    expect(ranking).to_contain_text("0 个县位次有变")
    person.page.locator("[name='w.overdue']").fill("100")
    expect(ranking).not_to_contain_text("：0 个县位次有变")
    person.page.locator("[name=name]").fill("看逾期")
    save = person.page.get_by_role("button", name="保存权重")
    person.presses(save, lambda answer: is_post(answer) and answer.url.endswith("/weights"))
    assert re.search(r"like=\d+", person.page.url)
    expect(person.page.locator("main")).to_contain_text("和「看逾期」相比")


def test_a_key_is_shown_once(person: Person, province: Demo) -> None:
    assert province
    person.signs_in(REGION, "region-51")
    person.goes_to(f"/{REGION}/keys")
    person.page.locator("[name=name]").fill("省平台")
    person.presses(person.page.get_by_role("button", name="新建钥匙"))
    expect(person.page.locator("code.key")).to_be_visible()
    person.goes_to(f"/{REGION}/keys")
    expect(person.page.locator("code.key")).to_have_count(0)
    expect(person.page.locator("main")).to_contain_text("省平台")


def test_what_a_county_takes_back_is_gone(person: Person, province: Demo) -> None:
    assert province
    person.signs_in("yanjiang", "yanjiang-office")
    person.goes_to("/yanjiang/desk")
    person.page.locator("label[for=elsewhere-open]").click()
    person.follows(person.page.get_by_role("link", name="和上级政协共享"))
    form = person.page.locator("form.card", has=person.page.locator("[name=region][value='51']"))
    unfold(form.locator("[value=satisfaction]"))
    form.locator("[value=satisfaction]").uncheck()
    person.presses(form.get_by_role("button", name="照此共享"))
    expect(form.locator("[value=satisfaction]")).not_to_be_checked()
    person.signs_in(REGION, "region-51")
    person.goes_to(f"/{REGION}/compare?by=satisfied")
    row = person.page.locator("tr", has_text="雁江区")
    expect(row.locator("td.by")).to_contain_text("未共享")


def test_pages_are_readable_for_all(person: Person, province: Demo) -> None:
    assert province
    person.signs_in(REGION, "region-51")
    found = [each for path in PAGES for each in look_at(person, f"/{REGION}{path}")]
    assert found == []
    assert look_at(person, f"/{REGION}/counties/512002") == []
    person.signs_in("yanjiang", "yanjiang-office")
    for path in ("/sharing", "/sharing/standing"):
        assert look_at(person, f"/yanjiang{path}") == []


NATION = "regions/156"


def test_pages_of_the_nation(person: Person, province: Demo) -> None:
    """Before any county shares with it, and with one that does."""
    assert province
    person.signs_in(NATION, "region-156")
    paths = [*PAGES, "/audit", "/wishes"]
    assert [each for path in paths for each in look_at(person, f"/{NATION}{path}")] == []
    person.signs_in("yanjiang", "yanjiang-office")
    person.goes_to("/yanjiang/sharing")
    form = person.page.locator("form.card", has=person.page.locator("[name=region][value='156']"))
    unfold(form.locator("[type=checkbox]").first)
    for each in form.locator("[type=checkbox]").all():
        each.check()
    person.presses(form.get_by_role("button", name="照此共享"))
    person.signs_in(NATION, "region-156")
    person.goes_to(f"/{NATION}/compare")
    expect(person.page.locator("tbody th", has_text="雁江区").first).to_be_visible()
    person.page.set_viewport_size({"width": 1024, "height": 844})
    row = person.page.locator(".head .nav").bounding_box()
    assert row
    assert row["height"] <= 50
    shared = [*PAGES, "/counties/512002"]
    assert [each for path in shared for each in look_at(person, f"/{NATION}{path}")] == []
    person.goes_to(f"/{NATION}/")
    expect(person.page.locator("header .brand")).to_contain_text("全国")
