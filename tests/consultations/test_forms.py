"""Each form of consultation in its own words of the charter: a letter, a talk at somebody's door
and a chat are no meeting, and nothing on their pages says so.
"""

import re

import pytest
from httpx import Response
from msgspec import structs

from app.access.roles import Role
from app.charter import presets, rules, store
from app.charter.model import Charter, SittingForm
from app.dates import today
from app.db import county_tx
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import PLAN, a_circle, all_of
from tests.page import Page, refused
from tests.test_wording import invented

pytestmark = pytest.mark.anyio

FORMS = [
    SittingForm(
        "letter", "飞鸽", note="寄出去等回音", fewest=1, place=False, photo=False, member=False
    ),
    SittingForm("door", "叩门", note="一户一户走", fewest=2, photo=False),
    SittingForm("hall", "满堂", note="都坐到一起", fewest=4),
]
OF_A_ROOM = re.compile("召开|开会|到场|到会|到了|在场|出席|准时|会场|会议")


def own_words() -> Charter:
    """Every word is invented; the forms with what this test looks for."""
    charter = invented(given.charter())
    return structs.replace(
        charter, consultations=structs.replace(charter.consultations, forms=FORMS)
    )


async def a_circle_under(client: Browser, charter: Charter) -> tuple[int, int, int]:
    """→ its topic, the account of who keeps it, and of a member who is invited"""
    async with county_tx():
        await store.save(store.write(charter), author="李", note="形式", effective_on=today())
    station = await given.a_station()
    topic = await given.a_topic(station, ring="介绍情况")
    account = await given.an_account(Role.MEMBER)
    async with county_tx():
        member = await given.a_member(station=station, account=account, name="李委员")
        department = await given.a_department("住建局")
    convener = await given.signed_in(client, Role.CONVENER, station=station)
    await a_circle(client, topic, member, department)
    return topic, convener, account


def says_nothing_of_a_room(answer: Response) -> None:
    text = Page(answer).one("main").text
    found = [text[max(each.start() - 20, 0) : each.end() + 20] for each in OF_A_ROOM.finditer(text)]
    assert found == []


async def test_who_plans_chooses_among_them_with_what_the_charter_says_of_each(
    client: Browser,
) -> None:
    assert rules.check(own_words()) == []
    topic, *_accounts = await a_circle_under(client, own_words())
    page = Page(await client.get(f"/topics/{topic}"))
    choices = [each.above.text for each in page.all("[name=manner]")]
    assert choices == ["飞鸽 寄出去等回音", "叩门 一户一户走", "满堂 都坐到一起"]
    sent = await client.post(f"/topics/{topic}/consultations", data=PLAN | {"manner": "site"})
    assert "请选一种形式。" in refused(sent)


def test_whoever_takes_part_signs_in_where_people_come_together() -> None:
    """Of what the five counties do: a letter and a talk at somebody's door are told by who keeps
    the record.
    """
    forms = [form for each in presets.presets().values() for form in each.consultations.forms]
    alone = {form.key for form in forms if not form.gathers}
    assert alone == {"written", "talk"}
    assert {form.key for form in forms if form.gathers}.isdisjoint(alone)
    assert "online" in {form.key for form in forms if form.gathers}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
async def test_its_pages_refusals_and_lists_say_its_name(
    client: Browser, form: SittingForm
) -> None:
    topic, convener, member = await a_circle_under(client, own_words())
    plan = PLAN | {"manner": form.key, "place": "村口", "agenda": "商量"}
    sent = await client.post(f"/topics/{topic}/consultations", data=plan)
    number = int(sent.headers["location"].rpartition("/")[2])
    page = await client.get(f"/consultations/{number}")
    assert f"参加{form.name}的人" in Page(page).one("#people h2").text
    assert form.name in Page(page).texts(".tag")
    says_nothing_of_a_room(page)
    await given.sign_in(client, member)
    asked = await client.get(f"/consultations/{number}")
    if form.key == "letter":
        assert Page(asked).all("#sign-in") == []
        sent = await client.post(f"/consultations/{number}/sign-in")
        assert refused(sent) == ["飞鸽不用签到，参加的人由记录人记下。"]
    else:
        assert Page(asked).texts("#sign-in button") == ["我参加了，签到"]
    desk = Page(await client.get("/desk"))
    assert desk.texts("[aria-labelledby=sittings-title] .main-action") == [
        "看安排" if form.key == "letter" else "去签到"
    ]
    next_one = await client.get("/desk/next")
    leads = next_one.headers["location"].endswith(f"/consultations/{number}")
    assert leads is (form.key != "letter")
    says_nothing_of_a_room(asked)
    await given.sign_in(client, convener)

    empty = plan | {"version": "0", "conclusion": "consensus", "minutes": "同意"}
    refusals = refused(await client.post(f"/consultations/{number}/filing", data=empty))
    assert f"参加{form.name}的人少于 {form.fewest} 位。" in refusals
    assert ("请上传" in "".join(refusals)) is False
    assert [each for each in refusals if OF_A_ROOM.search(each)] == []

    people = {each["name"]: str(each["id"]) for each in await all_of("participant")}
    came = [people[name] for name in ("李委员", "赵书记", "钱小三", "孙科长")][: form.fewest]
    await client.post(f"/consultations/{number}/attendance", data={"came": came[:-1]})
    short = refused(await client.post(f"/consultations/{number}/filing", data=empty))
    assert f"参加{form.name}的人少于 {form.fewest} 位。" in short
    sent = await client.post(f"/consultations/{number}/attendance", data={"came": came})
    assert sent.status_code == 303
    rest = await client.post(f"/consultations/{number}/filing", data=empty)
    assert "少于" not in "".join(Page(rest).refusals if rest.status_code == 422 else [])

    for address in (f"/topics/{topic}", "/consultations", f"/consultations?form={form.key}"):
        listed = await client.get(address)
        assert form.name in Page(listed).text, address
        says_nothing_of_a_room(listed)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
async def test_a_place_is_only_where_there_is_one(client: Browser, form: SittingForm) -> None:
    """Planned, corrected and filed without a place: a letter has none, a sitting is at its station
    where nothing else is said.
    """
    topic, *_accounts = await a_circle_under(client, own_words())
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.one("[name=place]").get("value") == ""
    assert "飞鸽没有地点，可以不写。" in page.one("[name=place]").above.text
    plan = PLAN | {"manner": form.key, "place": ""}
    sent = await client.post(f"/topics/{topic}/consultations", data=plan)
    assert sent.status_code == 303, refused(sent)
    number = int(sent.headers["location"].rpartition("/")[2])
    (stands,) = await all_of("consultation")
    (station,) = await all_of("station")
    assert stands["place"] == ("" if form.key == "letter" else station["name"])
    seen = Page(await client.get(f"/consultations/{number}")).texts("dl.facts dt")
    assert ("地点" in seen) is (form.key != "letter")
    again = {"version": "0", "minutes": "同意", "place": " "}
    kept = await client.post(f"/consultations/{number}/record", data=plan | again)
    assert kept.status_code == 303
    people = {each["name"]: str(each["id"]) for each in await all_of("participant")}
    came = [people[name] for name in ("赵书记", "钱小三", "孙科长", "李委员")][: form.fewest]
    await client.post(f"/consultations/{number}/attendance", data={"came": came})
    filed = again | {"version": "1", "conclusion": "consensus", "minutes": "同意"}
    answer = await client.post(f"/consultations/{number}/filing", data=plan | filed)
    lacks = "须有" in "".join(refused(answer)) if answer.status_code != 303 else False
    assert lacks is (form.key == "door")  # of two who talk at a door none is a member
