"""Reported, verified, counted; and taken back where it was wrong."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from msgspec import structs

from app.access.own import OTHERS
from app.access.roles import Role
from app.access.tables import Appointment
from app.activities.rules import Report, check_report
from app.charter import store
from app.charter.model import ActivityKind
from app.charter.sheets import Indicator, Scoring, Sheet
from app.dates import today
from app.db import county_tx, row, rows, value
from app.evidence.tables import Photo
from app.people.tables import Member
from tests import given
from tests.conftest import Browser
from tests.page import Page, refused

DAY = date(2026, 5, 6)
CASE = ActivityKind("case", "案例", levels=["市级", "省级"])
PROPOSAL = ActivityKind("proposal", "提案", together=True)
KINDS = {"case": CASE, "proposal": PROPOSAL}
FINE = Report("proposal", "一件提案", DAY, 1, "", "", [1, 2])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"members": []}, None),
        ({"kind": "none"}, "kind"),
        ({"title": ""}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"happened_on": None}, "happened_on"),
        ({"happened_on": DAY + timedelta(1)}, "happened_on"),
        ({"happened_on": DAY - timedelta(367)}, "happened_on"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 101}, "quantity"),
        ({"level": "市级"}, "level"),
        ({"kind": "case", "members": [1], "level": "市级"}, None),
        ({"kind": "case"}, "members"),
        ({"members": [1, 1]}, "members"),
        ({"members": list(range(11))}, "members"),
        ({"note": "长" * 1001}, "note"),
    ],
)
def test_what_may_be_reported(changes: dict[str, Any], field: str | None) -> None:
    report = Report(**{**vars(FINE), **changes})
    found = check_report(report, KINDS, DAY)
    assert [each.field for each in found] == ([field] if field else [])


pytestmark = pytest.mark.anyio
SHEET = Sheet(
    "members",
    "委员履职",
    "member",
    "year",
    indicators=[
        Indicator(
            "proposal",
            "提案",
            100,
            "shared",
            counts="activity.done",
            form="proposal",
            points=10,
            share="fixed",
            other=3,
        )
    ],
)


async def a_member(name: str, station: int, account: int | None = None) -> int:
    async with county_tx():
        member = Member(name=name, sector="农业", station=station, account=account)
        await Member.insert(member)
    return int(member.id)


async def send(client: AsyncClient, path: str, **form: Any) -> Response:
    return await client.post(f"/activities{path}", data=form)


async def ready(client: AsyncClient) -> dict[str, Any]:
    charter = structs.replace(
        given.charter(), activities=list(KINDS.values()), scoring=Scoring(sheets=[SHEET])
    )
    async with county_tx():
        text = store.write(charter)
        await store.save(text, author="李", note="活动", effective_on=date(2021, 1, 1))
    station = await given.a_station()
    account = await given.an_account(Role.MEMBER, name="王一")
    first = await a_member("王一", station, account)
    second = await a_member("李二", station)
    await given.sign_in(client, account)
    form = {
        "kind": "proposal",
        "title": "修路提案",
        "happened_on": str(today()),
        "station": str(station),
        "quantity": "1",
        "members": "王一、李二",
    }
    return {"form": form, "first": first, "second": second, "station": station}


async def the_one() -> Any:
    async with county_tx(readonly=True):
        return await row('SELECT * FROM "activity" WHERE "activity"."county" = $1')


async def posted() -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(
            'SELECT * FROM "ledger" WHERE "ledger"."county" = $1'
            """ AND "kind" = 'activity.done' ORDER BY "id" """
        )


async def test_what_is_verified_counts_by_place(client: AsyncClient) -> None:
    """Minhang: the first has 10 (here), others 3."""
    case = await ready(client)
    answer = await send(client, "", **case["form"])
    assert answer.status_code in (200, 303)
    one = await the_one()
    assert await posted() == []
    await given.signed_in(client, Role.COMMITTEE)
    await send(client, f"/{one['id']}/verification", accepted="true", reason="")
    found = await posted()
    assert [(each["member"], each["role"]) for each in found] == [
        (case["first"], "1/2"),
        (case["second"], "2/2"),
    ]
    await given.signed_in(client, Role.OFFICE)
    ranking = (await client.get("/scores/members")).text
    assert 'value="10.0"' in ranking
    assert 'value="3.0"' in ranking
    opened = (await client.get(f"/scores/members/{case['second']}/proposal")).text
    assert f"/activities/{one['id']}" in opened
    assert "2/2" in opened


async def test_whoever_reports_says_that_they_took_part(client: Browser) -> None:
    """The field of names begins empty; ticked, one stands first, unless one stands in the list."""
    case = await ready(client)
    page = Page(await client.get("/activities/new"))
    assert page.one("textarea[name=members]").text == ""
    assert "checked" not in page.one("[name=me]").node.attrib
    lacking = Page(await send(client, "", **case["form"] | {"members": "李二"}))
    assert "我参加了" in lacking.one(".wrong-here").text
    for names in ("李二", "李二、王一"):
        sent = await send(client, "", **case["form"] | {"members": names, "me": "true"})
        assert sent.status_code == 303
    async with county_tx(readonly=True):
        took_part = [each["member"] for each in await rows(TOOK_PART)]
    first, second = case["first"], case["second"]
    assert took_part == [first, second, second, first]


TOOK_PART = """
    SELECT "member" FROM "activity_member" WHERE "activity_member"."county" = $1
    ORDER BY "activity", "place"
"""


async def test_what_turns_out_wrong_is_taken_back(client: AsyncClient) -> None:
    case = await ready(client)
    await send(client, "", **case["form"])
    one = await the_one()
    await given.signed_in(client, Role.OFFICE)
    await send(client, f"/{one['id']}/verification", accepted="true", reason="")
    silent = await send(client, f"/{one['id']}/withdrawal", reason=" ")
    assert "请写明理由" in silent.text
    await send(client, f"/{one['id']}/withdrawal", reason="重复登记")
    assert [each["quantity"] for each in await posted()] == [1, 1, -1, -1]
    assert 'value="0.0"' in (await client.get("/scores/members")).text
    again = await send(client, f"/{one['id']}/withdrawal", reason="又一个理由")
    assert again.status_code == 409
    assert "什么都没有改" in Page(again).notice
    assert "又一个理由" in Page(again).notice
    assert len(await posted()) == 4


async def test_no_party_to_it_withdraws_what_was_verified(client: AsyncClient) -> None:
    """Neither whoever reported it, nor who sent its photos, whom it credits, or whose station it
    is; whoever verified it is none.
    """
    case = await ready(client)
    reporter = await given.signed_in(client, Role.OFFICE)
    await send(client, "", **case["form"])
    one = await the_one()
    path = f"/{one['id']}/withdrawal"
    sender = await given.an_account(Role.COMMITTEE)
    credited = await given.an_account(Role.COMMITTEE)
    keeper = await given.an_account(Role.COMMITTEE)
    async with county_tx():
        await Photo.insert(Photo(activity=one["id"], object="proof", account=sender))
        await Member.update({Member.account: credited}).where(Member.id == case["second"])
        await Appointment.insert(
            Appointment(account=keeper, role=Role.TOWNSHIP, station=case["station"])
        )
    other = await given.signed_in(client, Role.OFFICE)
    assert (await send(client, f"/{one['id']}/verification", accepted="true")).is_redirect
    for party in (reporter, sender, credited, keeper):
        await given.sign_in(client, party)
        page = Page(await client.get(f"/activities/{one['id']}"))
        assert page.all('form[action$="/withdrawal"]') == []
        assert refused(await send(client, path, reason="不算")) == [OTHERS]
    assert [each["quantity"] for each in await posted()] == [1, 1]
    await given.sign_in(client, other)
    assert Page(await client.get(f"/activities/{one['id']}")).all('form[action$="/withdrawal"]')
    assert (await send(client, path, reason="不算")).is_redirect
    assert [each["quantity"] for each in await posted()] == [1, 1, -1, -1]


async def test_what_was_turned_down_by_mistake_waits_again_and_counts_once(
    client: AsyncClient,
) -> None:
    case = await ready(client)
    await send(client, "", **case["form"])
    one = await the_one()
    office = await given.signed_in(client, Role.OFFICE)
    again, verify = f"/{one['id']}/taking-up", f"/{one['id']}/verification"

    async def taken_up() -> None:
        """By nobody but those who decide, and with a reason."""
        assert (await the_one())["state"] == "refused"
        assert Page(await client.get(f"/activities/{one['id']}")).all('form[action$="/taking-up"]')
        assert refused(await send(client, again, reason=" ")) == ["请写明重新核实的缘由。"]
        await given.sign_in(client, one["account"])
        assert (await send(client, again, reason="我要")).status_code == 403
        await given.sign_in(client, office)
        assert (await send(client, again, reason="点错了")).status_code == 303
        found = await the_one()
        assert (found["state"], found["reason"], found["decided_at"]) == (
            "reported",
            "点错了",
            None,
        )

    assert (await send(client, again, reason="还没核实")).status_code == 409
    await send(client, verify, accepted="false", reason="看错了")
    await taken_up()
    await send(client, verify, accepted="true")
    assert (await send(client, again, reason="已经核实")).status_code == 409
    await send(client, f"/{one['id']}/withdrawal", reason="又看错了")
    await taken_up()
    await send(client, verify, accepted="true")
    assert [each["quantity"] for each in await posted()] == [1, 1, -1, -1, 1, 1]
    log = Page(await client.get("/audit?act=put_back")).texts("tbody tr")
    assert len(log) == 2
    assert all("点错了" in each for each in log)


async def test_nobody_verifies_their_own_and_only_once(client: AsyncClient) -> None:
    case = await ready(client)
    office = await given.signed_in(client, Role.OFFICE)
    await send(client, "", **case["form"])
    one = await the_one()
    own = await send(client, f"/{one['id']}/verification", accepted="true")
    assert "请由别的账号办理" in own.text
    await given.signed_in(client, Role.OFFICE)
    for neither in ("", "maybe"):
        sent = await send(client, f"/{one['id']}/verification", accepted=neither, reason="不清楚")
        assert refused(sent) == ["请选是否属实。"]
    contrary = {"accepted": "false", "passing": "yes", "reason": "不清楚"}
    assert refused(await send(client, f"/{one['id']}/verification", **contrary))
    both = await asyncio.gather(
        send(client, f"/{one['id']}/verification", accepted="true"),
        send(client, f"/{one['id']}/verification", accepted="true"),
    )
    assert sorted(each.status_code for each in both) == [303, 409]
    assert sum("什么都没有改" in each.text for each in both) == 1
    assert len(await posted()) == 2
    assert office


async def test_who_sent_its_photos_does_not_verify_it(client: AsyncClient) -> None:
    case = await ready(client)
    await send(client, "", **case["form"])
    one = await the_one()
    other, sender = await given.an_account(Role.OFFICE), await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        await Photo.insert(Photo(activity=one["id"], object="proof", account=sender))
    path = f"/{one['id']}/verification"
    assert "请由别的账号办理" in (await send(client, path, accepted="true")).text
    assert (await client.get("/desk")).text.count("/activities?only=mine") == 0
    await given.sign_in(client, other)
    assert (await client.get("/desk")).text.count("/activities?only=mine") > 0
    assert (await send(client, path, accepted="true")).is_redirect


async def test_who_may_report_and_see(client: AsyncClient) -> None:
    case = await ready(client)
    others = {**case["form"], "members": "李二"}
    assert "请勾选“我参加了”" in (await send(client, "", **others)).text
    await given.signed_in(client, Role.PARTY)
    assert (await send(client, "", **case["form"])).status_code == 403
    assert (await client.get("/activities/new")).status_code == 403
    elsewhere = await given.a_station("别处")
    await given.signed_in(client, Role.TOWNSHIP, station=elsewhere)
    assert "只能登记自己的" in (await send(client, "", **case["form"])).text
    await given.signed_in(client, Role.TOWNSHIP, station=case["station"])
    await send(client, "", **case["form"])
    one = await the_one()
    await given.signed_in(client, Role.TOWNSHIP, station=elsewhere)
    assert (await client.get(f"/activities/{one['id']}")).status_code == 403
    assert "修路提案" not in (await client.get("/activities")).text
    await given.signed_in(client, Role.COMMITTEE)
    assert "修路提案" in (await client.get("/activities?only=reported")).text
    assert "修路提案" not in (await client.get("/activities?only=verified")).text


async def test_sent_twice_it_is_one(client: Browser) -> None:
    case = await ready(client)
    token = client.form_token()
    for _n in range(2):
        sent = await send(client, "", **case["form"], form_token=token)
        assert sent.status_code == 303
    other = await send(client, "", **{**case["form"], "title": "另一件"}, form_token=token)
    assert other.status_code == 409
    assert "内容与这次不同" in Page(other).notice
    assert Page(other).typed("title") == ["另一件"]
    async with county_tx(readonly=True):
        assert await value('SELECT count(*) FROM "activity" WHERE "activity"."county" = $1') == 1
    bad = {**case["form"], "title": "", "station": "", "quantity": "0", "members": "某某"}
    all_of_it = Page(await send(client, "", **bad)).wrong
    assert all_of_it.keys() == {"title", "station", "quantity"}


async def test_of_two_of_one_name_one_is_credited_and_strangers_are_guests(
    client: AsyncClient,
) -> None:
    case = await ready(client)
    twin = await a_member("李二", case["station"])
    form = case["form"] | {"members": "王一、李二、某某"}
    sent = await send(client, "", **form)
    page = Page(sent)
    assert (sent.status_code, await the_one()) == (200, None)
    first, second = page.all("li select")
    said = first.texts("option")
    assert said[0] == "请选"
    assert [each[:3] for each in said[1:3]] == ["李二（"] * 2
    assert second.texts("option") == ["请选", "作为一起参加的人写上，不计分", "不加入"]
    assert page.typed("title") == ["修路提案"]
    chosen = [*page.typed("chosen"), f"{twin} 李二", "guest 某某"]
    assert (await send(client, "", **form, chosen=chosen)).status_code == 303
    one = await the_one()
    assert list(one["guests"]) == ["某某"]
    shown = Page(await client.get(f"/activities/{one['id']}"))
    told = dict(zip(shown.texts("dt"), shown.texts("dd"), strict=True))
    assert told["一起参加的"] == "某某"
    await given.signed_in(client, Role.OFFICE)
    await send(client, f"/{one['id']}/verification", accepted="true")
    assert [(each["member"], each["role"]) for each in await posted()] == [
        (case["first"], "1/2"),
        (twin, "2/2"),
    ]


async def test_a_whole_label_needs_no_second_look(client: AsyncClient) -> None:
    case = await ready(client)
    await a_member("李二", case["station"])
    label = next(
        each["data-label"]
        for each in Page(await client.get("/choose/member?q=李")).all("[role=option]")
    )
    sent = await send(client, "", **case["form"] | {"members": f"王一、{label}"})
    assert sent.status_code == 303
