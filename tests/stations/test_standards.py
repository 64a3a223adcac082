"""A station's standard: shown item by item, verified by somebody else, counted when all is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient, Response
from msgspec import structs

from app import ledger
from app.access.own import OTHERS
from app.access.roles import Role
from app.access.tables import Appointment
from app.charter import store
from app.charter.model import StandardItem
from app.dates import today
from app.db import county_tx, rows, tx, value
from app.evidence import uploads
from app.evidence.sorts import Sort
from app.ledger import Entry, Kind
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page, refused

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(county: int) -> AsyncIterator[Browser]:
    async with browser(f"/c{county}") as client:
        await given.signed_in(client, Role.OFFICE)
        yield client


async def a_keeper(client: AsyncClient) -> int:
    """Signed in as the convener of a new station. → the station"""
    station = await given.a_station()
    await given.signed_in(client, Role.CONVENER, station=station)
    return station


async def shown(client: AsyncClient, station: int, item: str, **more: Any) -> int:
    """→ the check"""
    form = {"standard": "三有", "item": item} | more
    response = await client.post(f"/stations/{station}/checks", data=form)
    assert response.status_code == 303, response.text
    return int(response.headers["location"].rsplit("/", 1)[1])


async def a_photo(check: int, account: int | None = None) -> int:
    """As the intake leaves it; how it gets there, tests/evidence says."""
    async with county_tx():
        return int(
            await value(
                'INSERT INTO "photo" ("county", "standard_check", "object", "state", "width",'
                " \"height\", \"account\") VALUES ($1, $2, '1/photos/a', 'ready', 800, 600, $3)"
                ' RETURNING "id"',
                check,
                account,
            )
        )


async def decide(client: AsyncClient, check: int, accepted: str = "true", **form: str) -> Response:
    return await client.post(
        f"/stations/checks/{check}/verification", data={"accepted": accepted} | form
    )


async def take_back(client: AsyncClient, check: int, reason: str = "牌子不见了") -> Response:
    return await client.post(f"/stations/checks/{check}/withdrawal", data={"reason": reason})


async def posted(station: int) -> list[int]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "quantity" FROM "ledger" WHERE "ledger"."county" = $1 AND "station" = $2'
            ' AND "kind" = \'station.standard_met\' ORDER BY "id"',
            station,
        )
    return [each["quantity"] for each in found]


async def the_whole(client: AsyncClient, office: AsyncClient) -> tuple[int, int, int]:
    """A station that meets its standard. → the station, its two checks"""
    station = await a_keeper(client)
    place, system = [await shown(client, station, item) for item in ("place", "system")]
    await a_photo(place)
    for check in (place, system):
        assert (await decide(office, check)).status_code == 303
    return station, place, system


async def test_from_showing_to_the_public_number(client: AsyncClient, office: AsyncClient) -> None:
    station = await a_keeper(client)
    page = (await client.get(f"/stations/{station}")).text
    assert "还差 2 项没有核验。" in Page(page).texts("#standards p")
    assert len(Page(page).all('#standards a[href*="/checks?"]')) == 2
    place = await shown(client, station, "place", note="二楼东头")
    shown_page = Page(await client.get(f"/stations/checks/{place}"))
    assert shown_page.texts(".now-line .light") == ["已出示，还没有照片"]
    early = await decide(office, place)
    assert refused(early) == ["还没有照片，不能核验通过。"]
    await a_photo(place)
    page = (await office.get(f"/stations/checks/{place}")).text
    assert "二楼东头" in page
    assert (await decide(office, place)).status_code == 303
    assert await posted(station) == []
    system = await shown(client, station, "system")
    assert (await decide(office, system)).status_code == 303
    assert await posted(station) == [1]
    met = Page(await client.get(f"/stations/{station}")).one("#standards .notice")
    assert met.text.startswith("已达标：")
    async with county_tx():
        await ledger.post(Entry(kind=Kind.STATION_OPENED, station=station))
    assert '<data id="stations-met" value="1">' in (await client.get("/numbers")).text
    opened = (await client.get("/numbers/stations-met")).text
    assert "达标的议事点" in opened
    assert f"/stations/{station}" in opened


async def test_closed_by_mistake_it_meets_its_standard_again(
    client: AsyncClient, office: AsyncClient
) -> None:
    station, _place, system = await the_whole(client, office)
    why = {"reason": "合并的决定改了"}
    assert (await office.post(f"/stations/{station}/closing", data={})).status_code == 303
    assert await posted(station) == [1, -1]
    assert (await office.post(f"/stations/{station}/reopening", data=why)).status_code == 303
    assert await posted(station) == [1, -1, 1]
    assert Page(await client.get(f"/stations/{station}")).all("#standards .notice")
    await take_back(office, system)
    await office.post(f"/stations/{station}/closing", data={})
    await office.post(f"/stations/{station}/reopening", data=why)
    assert await posted(station) == [1, -1, 1, -1]


async def test_what_was_verified_is_taken_back(client: AsyncClient, office: AsyncClient) -> None:
    station, place, _system = await the_whole(client, office)
    silent = await take_back(office, place, " ")
    assert "请写明理由" in silent.text
    assert (await take_back(office, place)).status_code == 303
    assert await posted(station) == [1, -1]
    page = (await client.get(f"/stations/{station}")).text
    assert "牌子不见了" in page
    assert "还差 1 项" in page
    assert "已经有人办过" in (await take_back(office, place)).text
    again = await shown(client, station, "place")
    assert "牌子不见了" in (await client.get(f"/stations/checks/{again}")).text
    await a_photo(again)
    await decide(office, again)
    assert await posted(station) == [1, -1, 1]


async def test_refused_with_a_reason_and_shown_anew(
    client: AsyncClient, office: AsyncClient
) -> None:
    station = await a_keeper(client)
    check = await shown(client, station, "system")
    assert "请写明理由" in (await decide(office, check, "false")).text
    assert "请选是否属实" in (await decide(office, check, "perhaps")).text
    await decide(office, check, "false", reason="只有标题")
    assert "只有标题" in (await client.get(f"/stations/{station}")).text
    assert await shown(client, station, "system") != check
    async with county_tx(readonly=True):
        states = await rows(
            'SELECT "state" FROM "standard_check" WHERE "standard_check"."county" = $1'
            ' ORDER BY "id"'
        )
    assert [each["state"] for each in states] == ["refused", "shown"]


async def test_nobody_verifies_their_own(office: AsyncClient) -> None:
    station = await given.a_station()
    own = await shown(office, station, "system")
    why = ["自己出示的、照片是自己传的，或者您管这里、当时管这里，请别人核验。"]
    assert refused(await decide(office, own)) == why
    async with county_tx(readonly=True):
        me = await value('SELECT max("id") FROM "account" WHERE "account"."county" = $1')
    other = await given.an_account(Role.CONVENER)
    async with county_tx():
        theirs = await given.a_check(station, account=other)
    await a_photo(theirs, me)
    assert refused(await decide(office, theirs)) == why


async def test_no_party_to_it_takes_back_what_was_verified(
    client: AsyncClient, office: AsyncClient
) -> None:
    """Neither whoever showed it, nor who sent its photo, or speaks for the station."""
    station = await given.a_station()
    shower = await given.signed_in(client, Role.OFFICE)
    check = await shown(client, station, "place")
    sender = await given.an_account(Role.COMMITTEE)
    keeper = await given.an_account(Role.COMMITTEE)
    async with county_tx():
        await Appointment.insert(Appointment(account=keeper, role=Role.CONVENER, station=station))
    await a_photo(check, sender)
    assert (await decide(office, check)).status_code == 303
    for party in (shower, sender, keeper):
        await given.sign_in(client, party)
        assert refused(await take_back(client, check)) == [OTHERS]
        page = Page(await client.get(f"/stations/checks/{check}"))
        assert page.all('form[action$="/withdrawal"]') == []
    assert await state_of(check) == "verified"
    assert Page(await office.get(f"/stations/checks/{check}")).all('form[action$="/withdrawal"]')
    assert (await take_back(office, check)).status_code == 303
    assert await state_of(check) == "withdrawn"


async def state_of(check: int) -> str:
    async with county_tx(readonly=True):
        return str(
            await value(
                'SELECT "state" FROM "standard_check"'
                ' WHERE "standard_check"."county" = $1 AND "id" = $2',
                check,
            )
        )


async def test_two_at_once(client: AsyncClient, office: AsyncClient) -> None:
    """The same item: one of them. The last two: the standard is met, once."""
    station = await a_keeper(client)
    place, system = [await shown(client, station, item) for item in ("place", "system")]
    await a_photo(place)
    both = await asyncio.gather(decide(office, place), decide(office, system))
    assert [each.status_code for each in both] == [303, 303]
    assert await posted(station) == [1]
    both = await asyncio.gather(take_back(office, place), take_back(office, place))
    assert sorted(each.status_code for each in both) == [303, 409]
    assert await posted(station) == [1, -1]
    twice = await asyncio.gather(
        *(
            client.post(f"/stations/{station}/checks", data={"standard": "三有", "item": "place"})
            for _n in range(2)
        )
    )
    assert sorted(each.status_code for each in twice) == [303, 409]


async def test_a_form_sent_twice(client: Browser, office: Browser) -> None:
    station = await a_keeper(client)
    token = client.form_token()
    first = await shown(client, station, "system", form_token=token)
    assert await shown(client, station, "system", form_token=token) == first
    form = {"standard": "三有", "item": "place", "note": "二楼东头", "form_token": token}
    other = await client.post(f"/stations/{station}/checks", data=form)
    assert other.status_code == 409
    assert "内容与这次不同" in Page(other).notice
    assert "二楼东头" in Page(other).typed("note")
    token = office.form_token()
    for _n in range(2):
        assert (await decide(office, first, form_token=token)).status_code == 303


async def test_of_two_who_decide_the_second_is_told_and_keeps_the_reason(
    client: AsyncClient, office: AsyncClient
) -> None:
    check = await shown(client, await a_keeper(client), "system")
    assert (await decide(office, check)).status_code == 303
    late = await decide(office, check, "false", reason="只有标题")
    assert late.status_code == 409
    assert "已经有人办过" in Page(late).notice
    assert "只有标题" in Page(late).notice


async def test_all_that_is_wrong_with_a_decision_is_said(
    client: AsyncClient, office: AsyncClient
) -> None:
    check = await shown(client, await a_keeper(client), "place")
    told = await decide(office, check, reason="长" * 501)
    assert told.status_code == 422
    assert "还没有照片，不能核验通过" in Page(told).notice
    assert "这一项太长，最多 500 个字" in Page(told).notice
    assert Page(told).typed("reason") == ["长" * 501]


async def test_who_may_show_and_verify(client: AsyncClient, office: AsyncClient) -> None:
    station = await given.a_station()
    form = {"standard": "三有", "item": "place"}
    path = f"/stations/{station}/checks"
    assert (await client.post(path, data=form)).status_code == 401
    elsewhere = await given.a_station("别处")
    for role, where in ((Role.MEMBER, None), (Role.TOWNSHIP, elsewhere), (Role.COMMITTEE, None)):
        await given.signed_in(client, role, station=where)
        assert (await client.post(path, data=form)).status_code == 403
    await given.signed_in(client, Role.TOWNSHIP, station=station)
    check = await shown(client, station, "place")
    assert (await decide(client, check)).status_code == 403
    assert (await take_back(client, check)).status_code == 403
    await a_photo(check)
    await given.signed_in(client, Role.COMMITTEE)
    assert (await decide(client, check)).status_code == 303
    assert (await office.get("/stations/standards")).status_code == 200


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"item": "activity"}, "由台账计数"),
        ({"item": "nothing"}, "规则里没有这一项"),
        ({"standard": "九有"}, "规则里没有这一项"),
        ({"note": "长" * 501}, "最多 500 个字"),
    ],
)
async def test_what_cannot_be_shown(client: AsyncClient, form: dict[str, str], said: str) -> None:
    station = await a_keeper(client)
    sent = {"standard": "三有", "item": "place"} | form
    response = await client.post(f"/stations/{station}/checks", data=sent)
    assert response.status_code == 422
    assert said in response.text


async def test_strangers_see_what_is_met_and_no_names(
    client: AsyncClient, office: AsyncClient, county: int
) -> None:
    station, place, system = await the_whole(client, office)
    await take_back(office, system, "内情")
    async with browser(f"/c{county}") as stranger:
        page = (await stranger.get(f"/stations/{station}")).text
        assert Page(page).texts("#standards .light")[:2] == ["已核验", "还没有出示"]
        assert "张三" not in page
        assert "内情" not in page
        check = await stranger.get(f"/stations/checks/{place}")
        assert check.status_code == 200
        assert "张三" not in check.text
        assert (await stranger.get(f"/stations/checks/{system}")).status_code == 404
        hidden = await shown(client, station, "system")
        photo = await a_photo(hidden)
        assert (await stranger.get(f"/photos/{photo}")).status_code == 404
        assert f"/photos/{photo}" not in (await stranger.get(f"/stations/{station}")).text
        await decide(office, hidden)
        assert (await stranger.get(f"/photos/{photo}")).status_code == 200


async def test_another_county_sees_and_changes_nothing(
    client: AsyncClient, office: AsyncClient, other_county: int
) -> None:
    station, place, _system = await the_whole(client, office)
    base = f"http://test/c{other_county}/stations"
    for path in (f"/checks/{place}", f"/{station}/counted?standard=三有&item=activity"):
        assert (await client.get(base + path)).status_code == 404


async def test_evidence_stays_once_it_was_decided_on(
    client: AsyncClient, office: AsyncClient
) -> None:
    station = await a_keeper(client)
    check = await shown(client, station, "place")
    first, second = await a_photo(check), await a_photo(check)
    assert (await client.post(f"/photos/{first}/removal")).status_code == 303
    await decide(office, check)
    kept = await client.post(f"/photos/{second}/removal")
    assert kept.status_code == 422
    assert "随记录保存，不能删去" in kept.text
    form = {"kind": "standard_check", "id": str(check), "size": "1000", "type": "image/jpeg"}
    late = await client.post("/photos", data=form)
    assert late.status_code == 422


async def test_no_photo_slips_in_after_the_decision(
    client: AsyncClient, office: AsyncClient
) -> None:
    station = await a_keeper(client)
    check = await shown(client, station, "place")
    on_its_way, in_work = await a_photo(check), await a_photo(check)
    await a_photo(check)
    change = 'UPDATE "photo" SET "state" = $3 WHERE "photo"."county" = $1 AND "id" = $2'
    async with county_tx():
        await rows(change, on_its_way, "pending")
        await rows(change, in_work, "arrived")
    assert "还有照片正在处理" in refused(await decide(office, check))[0]
    async with county_tx():
        await rows(change, in_work, "ready")
    assert (await decide(office, check)).status_code == 303
    async with county_tx():
        await uploads.arrived(Sort.PHOTO, on_its_way)
    async with county_tx(readonly=True):
        states = await rows('SELECT "state" FROM "photo" WHERE "photo"."county" = $1 ORDER BY "id"')
    assert [each["state"] for each in states] == ["pending", "ready", "ready"]


async def test_counted_items_follow_the_ledger(client: AsyncClient, office: AsyncClient) -> None:
    station = await a_keeper(client)
    topic = await given.a_topic(station, ring="组织讨论", title="路灯亮了")
    async with county_tx():
        await ledger.post(
            Entry(kind=Kind.CONSULTATION_FILED, station=station, topic=topic),
            Entry(kind=Kind.CONSULTATION_FILED, station=station, happened_on=date(2024, 1, 2)),
        )
    page = (await office.get(f"/stations/{station}")).text
    assert "本期已有 1 次，达到" in page
    address = f"/stations/{station}/counted?standard=三有&item=activity"
    opened = (await office.get(address)).text
    assert "路灯亮了" in opened
    assert opened.count('class="title"') == 1
    async with county_tx():
        await ledger.take_back(Kind.CONSULTATION_FILED, topic=topic)
    assert "本期已有 0 次，还不够" in (await office.get(f"/stations/{station}")).text
    assert Page(await office.get(address)).texts("main .empty") == ["本期还没有记录。"]
    assert (await office.get(address.replace("activity", "place"))).status_code == 404


async def with_items(*more: StandardItem) -> None:
    """A new version of the charter, in force at once."""
    charter = given.charter()
    (standard,) = charter.stations.standards
    items = [each for each in standard.items if each.key != "place"] + list(more)
    stations = structs.replace(charter.stations, standards=[structs.replace(standard, items=items)])
    text = store.write(structs.replace(charter, stations=stations))
    async with county_tx():
        await store.save(text, author="李", note="改", effective_on=today())


async def test_the_ledger_stands_until_somebody_acts_on_a_changed_standard(
    client: AsyncClient, office: AsyncClient
) -> None:
    station, place, _system = await the_whole(client, office)
    await with_items(StandardItem("sign", "有标识", photo=True))
    page = (await office.get(f"/stations/{station}")).text
    assert "按现在的标准还差 1 项" in Page(page).texts("#standards .notice")[-1]
    assert await posted(station) == [1]
    gone = Page(await office.get(f"/stations/checks/{place}"))
    assert gone.texts("article .notice") == ["现在的规则里已经没有这一项。"]
    for _n in range(2):
        sent = await office.post(f"/stations/{station}/standing", data={})
        assert sent.status_code == 303
    assert await posted(station) == [1, -1]
    await with_items()
    lags = Page(await office.get(f"/stations/{station}")).texts("#standards .notice")
    assert lags == ["按现在的标准，要核验的各项都已核验；台账里还没有记。"]
    await office.post(f"/stations/{station}/standing", data={})
    assert await posted(station) == [1, -1, 1]


async def test_a_closed_station_meets_nothing(client: AsyncClient, office: AsyncClient) -> None:
    station, place, _system = await the_whole(client, office)
    assert (await office.post(f"/stations/{station}/closing", data={})).status_code == 303
    assert await posted(station) == [1, -1]
    assert "已经关闭" in (await take_back(office, place)).text
    assert "已经关闭" in (await office.post(f"/stations/{station}/standing", data={})).text
    form = {"standard": "三有", "item": "system"}
    assert "已经关闭" in (await client.post(f"/stations/{station}/checks", data=form)).text


async def test_the_list_of_what_waits_and_what_is_missing(
    client: AsyncClient, office: AsyncClient
) -> None:
    whole, *_checks = await the_whole(client, office)
    other = await given.a_station("泽掌镇议事点")
    await given.signed_in(client, Role.TOWNSHIP, station=other)
    check = await shown(client, other, "place")
    assert f"/stations/checks/{check}" not in (await office.get("/stations/standards")).text
    await a_photo(check)
    page = (await office.get("/stations/standards")).text
    assert f"/stations/checks/{check}" in page
    assert "等待核验 1" in Page(await office.get("/desk")).texts(".task .title")
    lacking = (await office.get("/stations/standards?only=lacking")).text
    assert "泽掌镇议事点" in lacking
    assert "有制度" in lacking
    assert f"/stations/{whole}#" not in lacking
    assert f"/stations/{whole}#" in (await office.get("/stations/standards?only=met")).text
    mine = (await client.get("/stations/standards?only=met")).text
    assert f"/stations/{whole}#" not in mine
    assert Page(await client.get("/stations")).all('main a[href$="/stations/standards"]')


async def test_the_list_goes_on(office: AsyncClient) -> None:
    for n in range(51):
        await given.a_station(f"第{n:02}镇议事点")
    page = (await office.get("/stations/standards?only=lacking")).text
    assert "第49镇" in page
    assert "第50镇" not in page
    after = page.split("after=")[1].split('"')[0]
    rest = (await office.get(f"/stations/standards?only=lacking&after={after}")).text
    assert "第50镇" in rest
    assert "第49镇" not in rest


async def test_the_database_keeps_what_was_decided(client: AsyncClient) -> None:
    station = await a_keeper(client)
    async with county_tx():
        check = await given.a_check(station, state="refused", reason="不是")
    with pytest.raises(Exception, match="stays as it was"):
        async with county_tx():
            await tx().connection.execute(
                'UPDATE "standard_check" SET "state" = \'shown\''
                ' WHERE "standard_check"."county" = $1 AND "id" = $2',
                tx().county,
                check,
            )


async def test_strangers_are_not_told_how_many_persons_an_item_counts(
    client: AsyncClient, office: AsyncClient
) -> None:
    """One, then three, of whom no page says where they were: their matter is not public. Two would
    be enough, and nothing on the page says that they are.
    """
    charter = given.charter()
    item = StandardItem("came", "有群众", counts="attendance.citizen", at_least=2, every="quarter")
    (standard,) = charter.stations.standards
    stations = structs.replace(
        charter.stations, standards=[structs.replace(standard, items=[*standard.items, item])]
    )
    document = store.write(structs.replace(charter, stations=stations))
    async with county_tx():
        await store.save(document, author="李", note="群众", effective_on=today())
    station = await given.a_station()
    topic = await given.a_topic(station, published_at=None)
    path = f"/stations/{station}"
    seen = set[str]()
    for more in (1, 2):
        came = Entry(kind=Kind.ATTENDANCE_CITIZEN, station=station, topic=topic, quantity=more)
        async with county_tx():
            await ledger.post(came)
        page = Page(await client.get(path))
        assert page.texts(".check-head:has(.faint)") == ["有群众 按人数计，是否达到不对外公布"]
        assert not page.all(".check-head:has(.faint) .light")
        seen.add(page.one("#standards").text)
    assert len(seen) == 1  # whoever reads before and after
    assert "本期已有 3 次，达到" in Page(await office.get(path)).texts(".check-head .light")
