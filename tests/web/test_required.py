"""What a page marks as required the program requires, and all of it is told at once: since the
browser does not stop at the first empty field, nothing else would.
"""

from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html

from app.access.roles import Role
from app.db import county_tx
from tests import given
from tests.conftest import Browser
from tests.topics.test_raising import code_of

pytestmark = pytest.mark.anyio

PAGES = (
    "/activities/new", "/charter/drafts", "/people", "/people/departments", "/people/members",
    "/sharing", "/stations/new",
)  # fmt: skip
RINGS = ("镇街初筛", "报党委审定", "确定人员", "报送成果", "采纳", "落实", "答复评价")
CHOICES = {"radio", "checkbox"}


def left_empty(form: Any) -> tuple[set[str], list[tuple[str, str]]]:
    """→ the names that are required, and the form as it is sent with none of them filled in."""
    needed = {each.get("name") for each in form.xpath(".//*[@required][@name]")}
    pairs = [
        (name, "" if name in needed else value)
        for name, value in form.form_values()
        if name not in needed or not CHOICES & set(form.xpath(f".//*[@name='{name}']/@type"))
    ]
    return needed, pairs


def pressed(form: Any) -> list[tuple[str, set[str], list[tuple[str, str]]]]:
    """→ of each button: where it sends, what is required of what it means, and what is sent. Of a
    page that is one form each button means its own fields (app/web/forms/pressed.py).
    """
    needed, pairs = left_empty(form)
    if form.get("data-one") is None:
        return [(form.action, needed, pairs)] if needed else []
    found = [(form.action, {name for name in needed if "." not in name}, pairs)]
    for button in form.xpath(".//button[@formaction][@name]"):
        name, value = button.get("name"), button.get("value")
        mine = {each for each in needed if each.endswith(f".{value}")}
        found.append((button.get("formaction"), mine, [*pairs, (name, value)]))
    return [each for each in found if each[1]]


async def test_what_is_required_is_told_all_at_once(client: Browser) -> None:
    station = await given.a_station()
    topics = {ring: f"/topics/{await given.a_topic(station, ring=ring)}" for ring in RINGS}
    pages = [
        f"/raise?station={await code_of(station)}",
        *PAGES,
        *topics.values(),
        f"{topics['确定人员']}/consultations/new",
    ]
    async with county_tx():
        await given.a_department("水务局")
    roles = {Role.OFFICE, Role.TOWNSHIP, Role.CONVENER, Role.COMMITTEE, Role.PARTY, Role.MEMBER}
    await given.signed_in(client, *roles)
    tried, wrong = 0, []
    for page in pages:
        found = await client.get(page)
        assert found.status_code == 200, page
        for form in html.document_fromstring(found.text).forms:
            for action, needed, pairs in pressed(form) if form.method == "POST" else ():
                address = action.removeprefix(client.base_url.path.rstrip("/"))
                sent = await client.post(
                    address,
                    content=urlencode(pairs).encode(),
                    headers={"content-type": "application/x-www-form-urlencoded"},
                )
                marked = html.document_fromstring(sent.text).xpath("//*[@aria-invalid]/@name")
                tried += 1
                if sent.status_code != 422 or needed - set(marked):
                    wrong.append((page, address, sent.status_code, needed - set(marked)))
    assert wrong == []
    assert tried >= 12
