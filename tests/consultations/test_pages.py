"""Planning, the list and what is typical: strangers, other counties and the wrong person."""

from datetime import timedelta

import pytest

from app.access.roles import Role
from app.access.tables import Appointment
from app.consultations.tables import Consultation
from app.dates import today
from app.db import county_tx, current_realm
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import HTMX, KEPT, PLAN, a_place, a_round, all_of, recorded
from tests.ledger.reasons import reasons
from tests.page import Page, refused

pytestmark = pytest.mark.anyio


async def test_planning_needs_a_sign_in(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), ring="介绍情况")
    assert (await client.post(f"/topics/{topic}/consultations", data=PLAN)).status_code == 401
    person = {"grp": "citizen", "name": "钱小三"}
    assert (await client.post(f"/topics/{topic}/circle", data=person)).status_code == 401


async def test_another_county_finds_nothing(client: Browser, other_county: int) -> None:
    place = await a_place(client)
    county = current_realm.get()
    current_realm.set(other_county)
    await given.signed_in(client, Role.CONVENER, Role.OFFICE)
    current_realm.set(county)
    there = f"http://test/c{other_county}"
    number = place.consultation
    assert (await client.get(f"{there}/consultations/{number}")).status_code == 404
    for path, data in (
        (f"/topics/{place.topic}/consultations", PLAN),
        (f"/topics/{place.topic}/circle", {"grp": "citizen", "name": "钱"}),
        (f"/consultations/{number}/attendance", {}),
        (f"/consultations/{number}/walk-ins", {"grp": "citizen", "name": "钱"}),
        (f"/consultations/{number}/record", PLAN | {"version": "0"}),
        (f"/consultations/{number}/statements", {"participant": "1", "text": "说"}),
        (f"/consultations/{number}/filing", PLAN | {"version": "0", "conclusion": "consensus"}),
        (f"/consultations/{number}/cancellation", {"reason": "下雨"}),
        (f"/consultations/{number}/typical", {"typical": "true"}),
        (f"/consultations/{number}/corrections", {"text": "写错", "reason": "笔误"}),
    ):
        assert (await client.post(there + path, data=data)).status_code == 404, path
    assert "路灯怎么装" not in (await client.get(f"{there}/consultations")).text


async def test_another_station_s_convener_neither_sees_nor_records(client: Browser) -> None:
    place = await a_place(client)
    elsewhere = await given.a_station("关口镇工作站")
    await given.signed_in(client, Role.CONVENER, station=elsewhere)
    number = place.consultation
    assert (await client.get(f"/consultations/{number}")).status_code == 404
    assert "路灯怎么装" not in (await client.get("/consultations")).text
    sent = await client.post(f"/consultations/{number}/attendance", data={"came": []})
    assert sent.status_code == 404
    sent = await client.post(f"/topics/{place.topic}/consultations", data=PLAN)
    assert sent.status_code == 422
    assert "不由您办理" in sent.text


async def test_a_member_may_note_what_is_said_but_not_record(client: Browser) -> None:
    place = await a_place(client)
    await given.sign_in(client, place.member_account)
    number = place.consultation
    page = (await client.get(f"/consultations/{number}")).text
    buttons = [each["formaction"] for each in Page(page).all("#statements [formaction]")]
    assert [each.rsplit("/", 1)[1] for each in buttons] == ["statements"]
    assert Page(page).all('[formaction$="/attendance"]') == []
    said = {"participant": str(place.people["钱小三"]), "text": "晚上太黑"}
    assert (await client.post(f"/consultations/{number}/statements", data=said)).status_code == 303
    for path, data in (
        ("attendance", {}),
        ("walk-ins", {"grp": "citizen", "name": "周"}),
        ("record", PLAN | {"version": "0"}),
        ("filing", KEPT | {"version": "0", "conclusion": "consensus"}),
        ("cancellation", {"reason": "下雨"}),
    ):
        sent = await client.post(f"/consultations/{number}/{path}", data=data)
        assert sent.status_code == 422, path
        assert "不由您记录" in sent.text


async def test_a_consultation_at_the_wrong_ring(client: Browser) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="商前调研")
    await given.signed_in(client, Role.CONVENER, station=station)
    sent = await client.post(f"/topics/{topic}/consultations", data=PLAN)
    assert sent.status_code == 422
    assert "现在轮到「商前调研」这一环" in sent.text
    assert await all_of("consultation") == []


async def test_without_people_there_is_nobody_to_sit_down(client: Browser) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="介绍情况")
    await given.signed_in(client, Role.CONVENER, station=station)
    sent = await client.post(f"/topics/{topic}/consultations", data=PLAN)
    assert refused(sent)[0] == "还没有参加的人，请先确定人员。"
    assert await all_of("consultation") == []


async def test_planned_twice_by_an_impatient_finger(client: Browser) -> None:
    place = await a_place(client)
    await client.post(f"/consultations/{place.consultation}/cancellation", data={"reason": "雨"})
    data = PLAN | {"form_token": client.form_token()}
    twice = [await client.post(f"/topics/{place.topic}/consultations", data=data) for _ in range(2)]
    assert [sent.status_code for sent in twice] == [303, 303]
    assert twice[0].headers["location"] == twice[1].headers["location"]
    rounds = [(each["round"], each["state"]) for each in await all_of("consultation")]
    assert rounds == [(1, "cancelled"), (1, "planned")]
    sent = await client.post(f"/topics/{place.topic}/consultations", data=PLAN)
    assert "已经安排了一次" in sent.text


async def test_a_refused_plan_keeps_what_was_typed(client: Browser) -> None:
    place = await a_place(client)
    await client.post(f"/consultations/{place.consultation}/cancellation", data={"reason": "雨"})
    wrong = PLAN | {"title": "", "held_on": "", "begins": "下午"}
    sent = await client.post(f"/topics/{place.topic}/consultations", data=wrong)
    assert sent.status_code == 422
    page = Page(sent)
    assert [each["name"] for each in page.all("[aria-invalid]")] == ["title", "held_on", "begins"]
    assert page.typed("manner") == ["site"]
    assert page.typed("place") == ["村口"]
    assert page.typed("agenda") == ["看现场\n商量"]


async def test_a_statement_without_speaker_and_text_is_told_at_once(client: Browser) -> None:
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/statements"
    sent = await client.post(path, data={"text": " "}, headers=HTMX)
    fields = [each["data-field"] for each in Page(sent).all("[data-field]")]
    assert (sent.status_code, fields) == (422, ["participant", "text"])
    citizen = str(place.people["钱小三"])
    sent = await client.post(path, data={"participant": citizen, "text": "长" * 2001})
    assert sent.status_code == 422
    page = Page(sent)
    assert [each["value"] for each in page.all("option[selected]")] == [citizen]
    box = page.one("textarea[aria-invalid]")
    assert (box["name"], box.value) == ("text", "长" * 2001)


async def test_the_office_calls_it_typical(client: Browser) -> None:
    place = await a_place(client)
    number = place.consultation
    sent = await client.post(f"/consultations/{number}/typical", data={"typical": "true"})
    assert "典型由" in sent.text
    await recorded(client, number)
    await client.post(
        f"/consultations/{number}/filing", data=KEPT | {"version": "1", "conclusion": "partial"}
    )
    await given.signed_in(client, Role.OFFICE)
    for _ in range(2):
        sent = await client.post(f"/consultations/{number}/typical", data={"typical": "true"})
        assert sent.status_code == 303
    posted = [each["kind"] for each in await all_of("ledger")]
    assert posted.count("consultation.typical") == 1
    path = f"/consultations/{number}/typical"
    assert "已经计入典型，取消要写明缘由。" in refused(
        await client.post(path, data={"typical": ""})
    )
    back = {"typical": "", "reason": "点错了"}
    assert (await client.post(path, data=back)).status_code == 303
    posted = await all_of("ledger")
    found = [each for each in posted if each["kind"] == "consultation.typical"]
    assert [each["quantity"] for each in found] == [1, -1]
    assert await reasons() == ["点错了"]


async def test_who_filed_it_or_speaks_for_the_station_does_not_call_it_typical(
    client: Browser,
) -> None:
    place = await a_place(client)
    number, form = place.consultation, {"typical": "true"}
    path = f"/consultations/{number}/typical"
    await recorded(client, number)
    me = await given.signed_in(client, Role.OFFICE, Role.TOWNSHIP)
    assert "归档以后才能列为典型。" in refused(await client.post(path, data=form))
    said = {"version": "1", "conclusion": "partial"}
    assert (await client.post(f"/consultations/{number}/filing", data=KEPT | said)).is_redirect
    speaks = await given.an_account(Role.COMMITTEE)
    async with county_tx():
        await Appointment.insert(
            Appointment(account=speaks, role=str(Role.CONVENER), station=place.station)
        )
    for who in (me, speaks):
        await given.sign_in(client, who)
        page = Page(await client.get(f"/consultations/{number}"))
        assert not page.all("input[name=typical]")
        sent = await client.post(path, data=form)
        assert any("请由别的账号办理" in each for each in refused(sent)), who == me
    await given.signed_in(client, Role.COMMITTEE)
    page = Page(await client.get(f"/consultations/{number}"))
    assert len(page.all("input[name=typical]")) == 1
    assert (await client.post(path, data=form)).is_redirect


async def test_the_list_opens_by_fifty_and_filters(client: Browser) -> None:
    place = await a_place(client)
    async with county_tx():
        await Consultation.insert(
            *(
                Consultation(
                    topic=place.topic,
                    station=place.station,
                    round=n + 2,
                    title=f"旧事{n:02}号",
                    form="meeting",
                    place="村部",
                    held_on=today() - timedelta(days=400 + n),
                    conclusion="consensus",
                    state="filed",
                )
                for n in range(51)
            )
        )
    client.cookies.clear()
    answer = await client.get("/consultations", params={"form": "meeting"})
    first, older = answer.text, Page(answer).one(".pager a")["href"]
    assert "旧事00号" in first
    assert "旧事49号" in first
    assert "旧事50号" not in first
    month = f"{today() - timedelta(days=400 + 50):%Y-%m}"
    assert f"/consultations/-/form/meeting/month/{month}" in older
    rest = (await client.get(f"http://test{older}")).text
    assert "旧事50号" in rest
    assert "旧事49号" not in rest
    assert "旧事" not in (await client.get("/consultations", params={"form": "site"})).text
    assert "旧事" not in (await client.get(f"/consultations?year={today().year}")).text
    assert "旧事" in (await client.get(f"/consultations?station={place.station}")).text
    elsewhere = await given.a_station("别处")
    assert "旧事" not in (await client.get(f"/consultations?station={elsewhere}")).text


async def test_the_form_that_plans_a_round(client: Browser) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="介绍情况")
    path = f"/topics/{topic}/consultations/new"
    assert (await client.get(path)).status_code == 401
    await given.signed_in(client, Role.CONVENER, station=station)
    assert len(Page(await client.get(path)).texts("main .empty")) == 1
    await client.post(f"/topics/{topic}/circle", data={"grp": "citizen", "name": "钱小三"})
    page = (await client.get(path)).text
    assert 'name="manner" value="site"' in page
    assert 'name="form"' not in page  # it would hide the form itself from htmx
    await a_round(client, topic)
    page = (await client.get(path)).text
    assert "第 1 轮已经安排" in page
    assert 'name="manner"' not in page


async def test_a_round_stands_in_the_topic_s_timeline(client: Browser) -> None:
    place = await a_place(client)
    await recorded(client, place.consultation)
    filing = KEPT | {"version": "1", "conclusion": "consensus", "opinion": "装十盏灯"}
    await client.post(f"/consultations/{place.consultation}/filing", data=filing)
    client.cookies.clear()
    page = (await client.get(f"/topics/{place.topic}")).text
    assert f"/consultations/{place.consultation}" in page
    assert "参加 3 人" in page
    assert "装十盏灯" in page
    assert "装十盏灯" in (await client.get(f"/consultations/{place.consultation}")).text
