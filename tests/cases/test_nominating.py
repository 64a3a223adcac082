"""The county's office nominates what was closed, in words for all; and may always withdraw."""

import asyncio
from typing import Any

import pytest

from app.access.roles import Role
from app.dates import now, today
from app.db import current_realm
from app.tenancy.numbers import NATION
from tests import given
from tests.cases.conftest import TEXTS, Place, leave
from tests.conftest import browser
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

ALL = 'SELECT * FROM "nomination" WHERE "nomination"."county" = $1 ORDER BY "id"'
POSTED = (
    'SELECT "kind", "result", sum("quantity") AS n FROM "ledger" WHERE "ledger"."county" = $1'
    " AND \"kind\" LIKE 'case.%' GROUP BY 1, 2 ORDER BY 1, 2"
)


async def test_nobody_types_from_nothing(place: Place) -> None:
    page = (await place.office.get(f"/topics/{place.topic}")).text
    assert f"/cases/nominations/new?topic={place.topic}" in page
    form = (await place.office.get(f"/cases/nominations/new?topic={place.topic}")).text
    assert 'value="路灯坏了"' in form
    assert "晚上老人摔了两次。</textarea>" in form
    assert all(f'name="photo" value="{photo}"' in form for photo in place.photos)
    assert "请不要写群众的姓名" in Page(form).one("form .notice").text


async def test_nominated_it_is_kept_as_it_was_written(place: Place) -> None:
    nomination = await place.nominated(photo=[str(place.photos[1])], matter="一\r\n二")
    [one] = await place.kept(ALL)
    assert (one["id"], one["region"], one["photos"]) == (
        nomination,
        place.above[0],
        place.photos[1:],
    )
    assert (one["title"], one["matter"], one["nominated_by"]) == (place.title, "一\n二", "张三")
    assert await place.kept(POSTED) == [("case.nominated", "province", 1)]
    shown = (await place.office.get(f"/cases/nominations/{nomination}")).text
    assert TEXTS["talk"] in shown
    assert Page(shown).texts("aside .card p")[0] == "还没有答复。"
    assert place.title in (await place.office.get("/cases/nominations")).text


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"matter": " \r\n "}, "matter"),
        ({"talk": "找李大爷 138 0000 5678"}, "talk"),
        ({"result": "身份证510102199003077758"}, "result"),
        ({"region": "99"}, "region"),
        ({"region": ""}, "region"),
        ({"photo": ["12345"]}, "photo"),
        ({"photo": ["x"]}, "photo"),
        ({"photo": ["1", "2", "3", "4"]}, "photo"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    place: Place, form: dict[str, Any], field: str
) -> None:
    sent = await place.nominate(**form)
    assert sent.status_code == 422
    assert [*Page(sent).wrong] == [field]
    assert await place.kept(ALL) == []
    assert await place.kept(POSTED) == []


async def test_all_of_it_at_once(place: Place) -> None:
    sent = await place.nominate(**dict.fromkeys((*TEXTS, "title"), ""), photo=["7"])
    assert sorted([*Page(sent).wrong]) == ["matter", "photo", "result", "talk", "title"]


async def test_what_was_typed_stays(place: Place) -> None:
    sent = await place.nominate(title="长" * 61, matter="另写的话", region=place.above[1])
    assert (sent.status_code, [*Page(sent).wrong]) == (422, ["title"])
    assert Page(sent).typed("matter") == ["另写的话"]
    assert f'value="{place.above[1]}" required checked' in sent.text


@pytest.mark.parametrize("topic", ["", "0", "7", "x", "9" * 30, "-1"])
async def test_what_is_not_there(place: Place, topic: str) -> None:
    assert (await place.nominate(topic=topic)).status_code == 404


async def test_only_what_is_closed_and_public(place: Place) -> None:
    station = await given.a_station("别处")
    columns: list[dict[str, Any]] = [
        {"stage": "answered", "published_at": now()},
        {"stage": "closed", "closed_on": today(), "published_at": None},
    ]
    for each in columns:
        topic = await given.a_topic(station, **each)
        sent = await place.nominate(topic=str(topic))
        assert refused(sent) == ["只有已经办结并且公开的才能推荐。"]
        page = (await place.office.get(f"/cases/nominations/new?topic={topic}")).text
        assert Page(page).texts("main .notice") == ["只有已经办结并且公开的才能推荐。"]
        assert Page(page).all("main form") == []
        assert "/cases/nominations/new" not in (await place.office.get(f"/topics/{topic}")).text
    assert await place.kept(ALL) == []


async def test_another_county_s_topic_and_nomination_are_not_there(
    place: Place, other_county: int
) -> None:
    nomination = await place.nominated()
    current_realm.set(other_county)
    async with browser(f"/c{other_county}") as theirs:
        await given.signed_in(theirs, Role.OFFICE)
        form = (
            {"topic": str(place.topic), "region": str(other_county // 10000)}
            | TEXTS
            | {"title": "题"}
        )
        assert (await theirs.post("/cases/nominations", data=form)).status_code == 404
        for path in (f"/new?topic={place.topic}", f"/{nomination}"):
            assert (await theirs.get(f"/cases/nominations{path}")).status_code == 404
        sent = await theirs.post(
            f"/cases/nominations/{nomination}/withdrawal", data={"reason": "推荐错了"}
        )
        assert sent.status_code == 404
    assert [each["withdrawn_at"] for each in await place.kept(ALL)] == [None]


async def test_only_to_whom_something_is_shared_with(place: Place) -> None:
    await leave(place.county, place.above[0])
    sent = await place.nominate()
    assert "还没有和这一级共享" in sent.text
    page = (await place.office.get(f"/cases/nominations/new?topic={place.topic}")).text
    off = [each["value"] for each in Page(page).all("input[name=region][disabled]")]
    assert off == [str(place.above[0]), str(NATION)]
    assert Page(page).texts(".choice .faint") == ["还没有共享", "还没有共享"]
    await place.nominated(place.above[1])


async def test_once_to_each_and_again_after_it_was_withdrawn(place: Place) -> None:
    first = await place.nominated()
    again = await place.nominate()
    assert "已经推荐给这一级了" in again.text
    await place.nominated(place.above[1], onward="true")
    withdrawn = await place.office.post(
        f"/cases/nominations/{first}/withdrawal", data={"reason": "推荐错了"}
    )
    assert withdrawn.status_code == 303
    assert await place.kept(POSTED) == [
        ("case.nominated", "prefecture", 1),
        ("case.nominated", "province", 0),
    ]
    twice = await place.office.post(
        f"/cases/nominations/{first}/withdrawal", data={"reason": "推荐错了"}
    )
    assert (twice.status_code, "已经撤回了" in twice.text) == (409, True)
    await place.nominated()
    assert [each["onward"] for each in await place.kept(ALL)] == [False, True, False]


async def test_sent_twice_at_once_it_is_one(place: Place) -> None:
    token = place.office.form_token()
    sent = await asyncio.gather(*(place.nominate(form_token=token) for _n in range(3)))
    assert {each.status_code for each in sent} == {303}
    assert len({each.headers["location"] for each in sent}) == 1
    back = await place.nominate(form_token=token)  # the back button, and the same form again
    assert back.headers["location"] == sent[0].headers["location"]
    other = await place.nominate(form_token=token, matter="后来又改了一笔")
    assert other.status_code == 409
    assert "后来又改了一笔" in other.text
    [one] = await place.kept(ALL)
    path = f"/cases/nominations/{one['id']}/withdrawal"
    data = {"form_token": place.office.form_token(), "reason": "推荐错了"}
    both = [await place.office.post(path, data=data) for _n in range(2)]
    assert [each.status_code for each in both] == [303, 303]
    assert await place.kept(POSTED) == [("case.nominated", "province", 0)]


async def test_two_of_the_office_at_once(place: Place) -> None:
    sent = await asyncio.gather(place.nominate(), place.nominate())
    assert sorted(each.status_code for each in sent) == [303, 422]
    assert len(await place.kept(ALL)) == 1


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.TOWNSHIP, Role.COMMITTEE, Role.MEMBER])
async def test_only_the_office(place: Place, role: Role) -> None:
    await given.signed_in(place.office, role)
    assert (await place.nominate()).status_code == 403
    assert (await place.office.get("/cases/nominations")).status_code == 403
    page = (await place.office.get(f"/topics/{place.topic}")).text
    assert "/cases/nominations" not in page


async def test_each_public_photo_is_offered(place: Place, superuser: Any) -> None:
    """However many: two that are there, and thirty more."""
    await superuser.execute(
        "INSERT INTO photo SELECT (jsonb_populate_record(photo, jsonb_build_object("
        "'id', photo.id + n, 'object', photo.object || n))).*"
        " FROM photo, generate_series(1, 30) AS n WHERE photo.county = $1 AND photo.id = $2",
        place.county,
        place.photos[0],
    )
    page = Page(await place.office.get(f"/cases/nominations/new?topic={place.topic}"))
    assert len(page.all("input[name=photo]")) == 32
