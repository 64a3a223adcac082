"""A department's name that was mistyped is put right, everywhere; the log has both."""

import pytest

from app.access.roles import Role
from app.audit.pages import lines
from app.dates import today
from app.db import bound_to, county_tx, rows
from tests import given
from tests.conftest import Browser
from tests.page import Page, as_a_browser_sends

pytestmark = pytest.mark.anyio

PAGE = "/people/departments"
NOTED = """
    SELECT "before"::text, "after"::text FROM "audit" WHERE "audit"."county" = $1
      AND "act" = 'department'
"""


async def noted() -> list[tuple[list[str], list[str]]]:
    async with county_tx(readonly=True):
        return [(lines(before), lines(after)) for before, after in await rows(NOTED)]


async def named() -> list[str]:
    async with county_tx(readonly=True):
        sql = 'SELECT "name" FROM "department" WHERE "department"."county" = $1 ORDER BY "id"'
        return [each["name"] for each in await rows(sql)]


async def test_it_is_renamed_wherever_it_stands(client: Browser) -> None:
    async with county_tx():
        department = await given.a_department("县主建局")
    topic = await given.a_topic(await given.a_station(), ring="落实")
    async with county_tx():
        one = await given.a_commitment(topic, department, today())
    await given.signed_in(client, Role.OFFICE)
    page = Page(await client.get(PAGE))
    path = f"{PAGE}/{department}/name"
    (button,) = [e for e in page.all("button") if e.get("formaction", "").endswith(path)]
    assert (button["name"], button["value"]) == ("department", f"n{department}")
    assert page.typed(f"name.n{department}") == ["县主建局"]
    assert page.one(f"input[name='was.n{department}']")["value"] == "县主建局"
    sent = await client.post(path, data={"name": " 县住建局 ", "was": "县主建局"})
    assert sent.status_code == 303
    assert "县住建局" in Page(await client.get(f"/commitments/{one}")).one("#commitment").text
    assert await noted() == [(["单位: 县主建局"], ["单位: 县住建局"])]
    again = await client.post(path, data={"name": "县住建局", "was": "县住建局"})
    assert again.status_code == 303  # nothing changed: nothing is noted
    assert len(await noted()) == 1


@pytest.mark.parametrize(
    ("name", "was", "why"),
    [
        ("", "县主建局", "请填名称"),
        ("主" * 31, "县主建局", "30"),
        ("县水利局", "县主建局", "已经有这个名称"),
        ("县住建局", "县住房局", "别人刚刚改过这个名称"),
    ],
)
async def test_what_is_refused(client: Browser, name: str, was: str, why: str) -> None:
    async with county_tx():
        department = await given.a_department("县主建局")
        await given.a_department("县水利局")
    await given.signed_in(client, Role.OFFICE)
    sent = await client.post(f"{PAGE}/{department}/name", data={"name": name, "was": was})
    assert sent.status_code in {409, 422}
    assert why in Page(sent).one("#flash").text
    assert (await named(), await noted()) == (["县主建局", "县水利局"], [])


async def test_nobody_else_renames(client: Browser, other_county: int) -> None:
    async with county_tx():
        department = await given.a_department("县主建局")
    form = {"name": "县住建局", "was": "县主建局"}
    for role in (Role.DEPARTMENT, Role.LEADERSHIP, Role.COMMITTEE, Role.PARTY):
        await given.signed_in(client, role)
        assert (await client.post(f"{PAGE}/{department}/name", data=form)).status_code == 403
    with bound_to(other_county):
        async with county_tx():
            theirs = await given.a_department("县主建局")
    await given.signed_in(client, Role.OFFICE)
    assert (await client.post(f"{PAGE}/{theirs}/name", data=form)).status_code == 404
    assert await named() == ["县主建局"]


async def test_what_is_typed_for_others_stays_whichever_button_is_pressed(client: Browser) -> None:
    """Without scripts: a number, a name and a new department typed at once."""
    async with county_tx():
        one, two = await given.a_department("县主建局"), await given.a_department("县水利局")
    await given.signed_in(client, Role.OFFICE)
    page = Page(await client.get(PAGE))
    typed = {"name": "县民政局", f"phone.p{one}": "0573-84120000", f"name.n{two}": "县水务局"}
    path = f"{PAGE}/{one}/phone"
    (button,) = [e for e in page.all("button") if e.get("formaction", "").endswith(path)]
    sent = await client.post(
        path, data=as_a_browser_sends(page.one("form[data-one]"), button, **typed)
    )
    assert sent.status_code == 303
    shown = Page(await client.get(f"http://test{sent.headers['location']}"))
    assert {name: shown.typed(name) for name in typed} == {
        name: [text] for name, text in typed.items()
    }
    assert shown.one(f"input[name='was.p{one}']")["value"] == "0573-84120000"
    assert await named() == ["县主建局", "县水利局"]
    path = f"{PAGE}/{two}/name"
    (button,) = [e for e in shown.all("button") if e.get("formaction", "").endswith(path)]
    again = await client.post(path, data=as_a_browser_sends(shown.one("form[data-one]"), button))
    assert again.status_code == 303
    assert await named() == ["县主建局", "县水务局"]
    shown = Page(await client.get(f"http://test{again.headers['location']}"))
    assert shown.typed("name") == ["县民政局"]
