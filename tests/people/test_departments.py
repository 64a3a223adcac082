"""A department's name that was mistyped is put right, everywhere; the log has both."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.access.holding import SILENT
from app.access.roles import Role
from app.access.tables import Appointment
from app.audit.pages import lines
from app.dates import today
from app.db import bound_to, county_tx, rows, tx, value
from app.ledger.sealing import wait_alone
from app.outcomes.tables import Commitment
from app.refusal import Refused
from app.scoring.counts.subjects import found_in
from tests import given
from tests.conftest import Browser
from tests.page import Page, as_a_browser_sends, refused
from tests.people.conftest import Twice

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


async def owed(one: int) -> int:
    async with county_tx(readonly=True):
        (found,) = await Commitment.select(Commitment.department).where(Commitment.id == one)
    return int(found["department"])


async def speaks(account: int) -> list[int]:
    """For which departments."""
    async with county_tx(readonly=True):
        found = await Appointment.select(Appointment.department).where(
            (Appointment.account == account) & Appointment.ended_at.is_null()
        )
    return [each["department"] for each in found]


async def test_one_that_was_entered_twice_ends_and_its_open_work_goes_over(
    client: Browser, twice: Twice
) -> None:
    here = f"{PAGE}/{twice.one}/ending"
    assert here in (await client.get(PAGE)).text
    page = Page(await client.get(here))
    assert "登记在这里的有 1 人，没有办完的有 1 件。" in page.one("main").text
    form = {"reason": "录重了", "department": str(twice.right)}
    assert (await client.post(here, data=form)).status_code == 303
    assert (await owed(twice.open), await owed(twice.kept)) == (twice.right, twice.one)
    assert await speaks(twice.account) == [twice.right]
    listed = Page(await client.get(PAGE))
    assert listed.texts("#ended a") == ["县主建局"]
    assert not listed.all(f"[name='name.n{twice.one}']")
    kept = Page(await client.get(f"/commitments/{twice.kept}"))
    assert "县主建局" in kept.one("#commitment").text  # what it did keeps its name
    chosen = await client.get("/choose/department", params={"q": "建局"})
    assert ("县住建局" in chosen.text, "县主建局" in chosen.text) == (True, False)
    role = {"role": "department", "department": str(twice.one)}
    refusal = await client.post(f"/people/{twice.account}/appointments", data=role)
    assert refusal.status_code == 422
    taken = await client.post(PAGE, data={"name": "县主建局"})
    assert "“县主建局”停用了，没有删除。" in Page(taken).one("#flash").text
    assert Page(taken).texts("#ended a") == ["县主建局"]  # to which it points
    renamed = {"name": "县主建局", "was": "县住建局"}
    taken = await client.post(f"{PAGE}/{twice.right}/name", data=renamed)
    assert "“县主建局”停用了，没有删除。" in Page(taken).one("#flash").text
    taken = await client.post(PAGE, data={"name": "县住建局"})
    assert "已经有这个名称" in Page(taken).one("#flash").text
    assert await noted() == [
        (["单位: 县主建局", "状态: 在用"], ["单位: 县住建局", "理由: 录重了", "状态: 已结束"])
    ]
    again = await client.post(here, data=form)
    assert again.status_code == 409


async def test_without_one_that_takes_over_it_is_the_office_s(
    client: Browser, twice: Twice
) -> None:
    assert (await client.post(f"{PAGE}/{twice.one}/ending", data={"reason": "撤并"})).is_redirect
    assert (await owed(twice.open), await speaks(twice.account)) == (twice.one, [])
    async with county_tx(readonly=True):
        silent = [each["id"] for each in await rows(SILENT)]
    assert twice.one in silent
    report = await client.post(f"/commitments/{twice.open}/progress", data={"text": "办公室在催"})
    assert report.status_code == 303


async def test_ended_by_mistake_it_comes_back_with_its_people_and_what_is_open(
    client: Browser, twice: Twice
) -> None:
    here = f"{PAGE}/{twice.one}/ending"
    back = f"{here}/taking-up"
    assert (await client.post(back, data={"reason": "没有停用"})).status_code == 409
    matter = await a_matter()
    async with county_tx():
        own = await given.a_commitment(matter, twice.right, today())
    await client.post(here, data={"reason": "录重了", "department": str(twice.right)})
    assert "请写明恢复的缘由。" in refused(await client.post(back))
    assert (await client.post(back, data={"reason": "不是同一个"})).status_code == 303
    assert [await owed(each) for each in (twice.open, twice.kept, own)] == [
        twice.one, twice.one, twice.right,
    ]  # fmt: skip
    assert await speaks(twice.account) == [twice.one]
    assert Page(await client.get(PAGE)).all("#ended") == []
    assert (await noted())[-1][1] == ["理由: 不是同一个", "状态: 在用"]


@pytest.mark.parametrize("whose", ["itself", "ended"])
async def test_whoever_takes_over_is_another_that_is_there(
    client: Browser, twice: Twice, whose: str
) -> None:
    await client.post(f"{PAGE}/{twice.right}/ending", data={"reason": "撤并"})
    other = twice.one if whose == "itself" else twice.right
    form = {"reason": "", "department": str(other)}
    sent = await client.post(f"{PAGE}/{twice.one}/ending", data=form)
    assert set(Page(sent).wrong) == {"department", "reason"}


async def test_what_takes_over_is_offered_without_itself(client: Browser, twice: Twice) -> None:
    page = Page(await client.get(f"{PAGE}/{twice.one}/ending"))
    offered = [each["value"] for each in page.all("[name=department] option")]
    assert offered == ["", str(twice.right)]


async def test_whoever_waits_for_what_is_being_counted_is_told(county: int, superuser: Any) -> None:
    await superuser.execute(f"SELECT pg_advisory_lock(20091, {county})")
    with pytest.raises(Refused, match="请过几秒再提交一次"):
        async with county_tx():
            await tx().connection.execute("SET LOCAL lock_timeout = '50ms'")
            await wait_alone()
    await superuser.execute("SELECT pg_advisory_unlock_all()")
    async with county_tx():
        await wait_alone()


async def test_two_who_end_each_other_s_successor_take_turns(client: Browser, twice: Twice) -> None:
    one, right = twice.one, twice.right
    sent = await asyncio.gather(
        client.post(f"{PAGE}/{one}/ending", data={"reason": "a", "department": str(right)}),
        client.post(f"{PAGE}/{right}/ending", data={"reason": "b", "department": str(one)}),
    )
    assert sorted(each.status_code for each in sent) == [303, 422]


async def test_it_is_scored_as_long_as_it_was_there(client: Browser, twice: Twice) -> None:
    await client.post(f"{PAGE}/{twice.one}/ending", data={"reason": "撤并"})
    async with county_tx(readonly=True):
        found = {
            day: [each.name for each in await found_in("department", day, day)]
            for day in (today(), today() + timedelta(days=1))
        }
    assert found == {today(): ["县主建局", "县住建局"], today() + timedelta(days=1): ["县住建局"]}


async def a_matter() -> int:
    async with county_tx(readonly=True):
        station = await value('SELECT max("id") FROM "station" WHERE "station"."county" = $1')
    return await given.a_topic(station, ring="落实")
