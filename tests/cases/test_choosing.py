"""The region chooses, declines, passes on, publishes; counties read what was published."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from httpx import AsyncClient

from app.audit import Noted
from app.audit.pages import lines
from app.cases.counting import count_chosen
from app.db import bound_to, county_tx, execute
from app.ledger.counting import keep
from app.publishing.marks import cases
from app.tenancy.numbers import NATION
from tests.audit.test_audit import noted
from tests.cases.conftest import TEXTS, Place, leave, share, staff
from tests.cases.test_nominating import POSTED
from tests.conftest import browser
from tests.page import Page

pytestmark = pytest.mark.anyio

CHOICES = (
    'SELECT "region", "kind", "reason", "person" FROM "choice" WHERE "choice"."county" = $1'
    ' ORDER BY "id"'
)

CHOSEN = (
    'SELECT "result", "quantity" FROM "ledger" WHERE "ledger"."county" = $1'
    ' AND "kind" = \'case.chosen\' ORDER BY "id"'
)


async def test_waiting_chosen_published_and_taken_back(place: Place) -> None:
    assert place.title not in (await place.province.get("/cases")).text
    nomination = await place.nominated(photo=[str(place.photos[0])])
    page = (await place.province.get(f"/cases/{place.county}/{nomination}")).text
    assert TEXTS["talk"] in page
    assert f"/c{place.county}/photos/{place.photos[0]}/1280" in page
    assert f"/c{place.county}/topics/{place.topic}" in page
    assert "张三" not in page  # who nominated it
    early = await place.decide(place.province, nomination, "published")
    assert early.status_code == 409
    await place.decide(place.province, nomination, "chosen")
    assert place.title in (await place.province.get("/cases?only=chosen")).text
    assert place.title not in (await place.province.get("/cases?only=waiting")).text
    assert place.title not in (await place.office.get("/cases")).text
    await place.decide(place.province, nomination, "published", reason="做得实")
    assert place.title in (await place.office.get("/cases?own=true")).text
    silent = await place.decide(place.province, nomination, "recalled")
    assert (silent.status_code, [*Page(silent).wrong]) == (422, ["reason"])
    assert place.title in (await place.office.get("/cases")).text
    await place.decide(place.province, nomination, "recalled", reason="有一处要改")
    assert place.title not in (await place.office.get("/cases")).text
    assert place.title in (await place.province.get("/cases?only=chosen")).text
    shown = (await place.office.get(f"/cases/nominations/{nomination}")).text
    assert all(text in shown for text in ("做得实", "有一处要改", "林处长"))
    assert [each["kind"] for each in await place.kept(CHOICES)] == [
        "chosen",
        "published",
        "recalled",
    ]


async def test_declined_with_a_reason_that_the_county_reads(place: Place) -> None:
    nomination = await place.nominated()
    assert (await place.decide(place.province, nomination, "declined")).status_code == 422
    assert await place.kept(CHOICES) == []
    await place.decide(place.province, nomination, "declined", reason="切口太大")
    assert "切口太大" in (await place.office.get(f"/cases/nominations/{nomination}")).text
    assert "未选用" in (await place.office.get("/cases/nominations")).text
    await place.decide(place.province, nomination, "chosen", reason="再看可以")
    assert place.title in (await place.province.get("/cases?only=chosen")).text


async def test_what_was_chosen_by_mistake_goes_back_and_counts_no_more(place: Place) -> None:
    """Declined before and chosen since, it counts; each region takes back its own choice alone."""

    async def counted() -> list[tuple[str, int]]:
        with bound_to(place.county):
            async with county_tx():
                await count_chosen()
        found = await place.kept(CHOSEN)
        return [(each["result"], each["quantity"]) for each in found]

    nomination = await place.nominated(place.above[1], onward="true")
    await place.decide(place.prefecture, nomination, "declined", reason="太小")
    await place.decide(place.prefecture, nomination, "chosen")
    await place.decide(place.prefecture, nomination, "passed_on")
    await place.decide(place.province, nomination, "chosen")
    assert await counted() == [("prefecture", 1), ("province", 1)]
    silent = await place.decide(place.province, nomination, "declined", seen="chosen")
    assert (silent.status_code, [*Page(silent).wrong]) == (422, ["reason"])
    page = Page(await place.province.get(f"/cases/{place.county}/{nomination}"))
    again = {"seen": page.one("input[name=seen]").value, "reason": "点错了"}
    assert (await place.decide(place.province, nomination, "declined", **again)).is_redirect
    assert await counted() == [("prefecture", 1), ("province", 1), ("province", -1)]
    assert "未选用" in (await place.province.get("/cases?only=declined")).text
    await place.decide(place.province, nomination, "chosen")
    await place.decide(place.province, nomination, "published")
    published = await place.decide(place.province, nomination, "declined", reason="还公开着")
    assert published.status_code == 409
    assert (await counted())[3:] == [("province", 1)]
    async with county_tx():  # as before such choices were counted
        await execute(
            'UPDATE "choice" SET "counted_at" = NULL'
            ' WHERE "choice"."county" = $1 AND "kind" = \'declined\''
        )
    assert len(await counted()) == 4


async def test_a_prefecture_passes_on_what_it_was_allowed_to(place: Place) -> None:
    nomination = await place.nominated(place.above[1], onward="true")
    assert place.title not in (await place.province.get("/cases")).text
    sent = await place.decide(place.prefecture, nomination, "passed_on", reason="值得全省看")
    assert sent.status_code == 303
    page = (await place.province.get(f"/cases/{place.county}/{nomination}")).text
    assert "市里转送" in Page(page).texts(".now-line span")
    assert "值得全省看" in page
    for kind in ("chosen", "published"):
        assert (await place.decide(place.province, nomination, kind)).status_code == 303
    assert place.title in (await place.office.get("/cases")).text
    again = await place.decide(place.prefecture, nomination, "passed_on")
    assert again.status_code == 409
    up = await place.decide(place.province, nomination, "passed_on")
    assert up.status_code == 409
    theirs = (await place.prefecture.get(f"/cases/{place.county}/{nomination}")).text
    assert "林处长" not in theirs  # another region's staff
    await place.decide(place.prefecture, nomination, "chosen")
    assert place.title in (await place.prefecture.get("/cases?only=chosen")).text


async def test_the_nation_chooses_what_a_county_nominates_to_it(place: Place) -> None:
    """To whom it shares nothing it nominates nothing; a province's is not the nation's."""
    assert (await place.nominate(NATION)).status_code == 422
    await share(place.county, NATION)
    theirs = await place.nominated()
    nomination = await place.nominated(NATION, onward="true")
    async with AsyncExitStack() as stack:
        nation = await staff(stack, NATION, "温处长")
        assert (await nation.get(f"/cases/{place.county}/{theirs}")).status_code == 404
        assert (await place.decide(nation, nomination, "passed_on")).status_code == 409
        for kind in ("chosen", "published"):
            assert (await place.decide(nation, nomination, kind)).status_code == 303
        page = Page(await nation.get(f"/cases/{place.county}/{nomination}"))
        assert [each.split(" · ")[0] for each in page.texts(".timeline h3")] == ["全国", "全国"]
    assert (await place.province.get(f"/cases/{place.county}/{nomination}")).status_code == 404
    assert "全国选出" in (await place.office.get("/cases?own=true")).text
    await keep(count_chosen)
    counted = [(each["kind"], each["result"]) for each in await place.kept(POSTED)]
    assert counted == [
        ("case.chosen", "nation"), ("case.nominated", "nation"), ("case.nominated", "province"),
    ]  # fmt: skip


async def test_without_leave_it_is_not_passed_on(place: Place) -> None:
    nomination = await place.nominated(place.above[1])
    sent = await place.decide(place.prefecture, nomination, "passed_on")
    assert sent.status_code == 409
    assert place.title not in (await place.province.get("/cases")).text


async def test_all_counties_and_strangers_read_it(
    place: Place, other_county: int, county: int
) -> None:
    await place.published()
    async with browser(f"/c{other_county}") as stranger:
        assert place.title in (await stranger.get("/cases")).text
        one = await stranger.get(await address_of(place))
        assert TEXTS["result"] in one.text
        assert f'href="/c{county}/topics/{place.topic}"' in one.text
        photo = await stranger.get(f"http://test/c{county}/photos/{place.photos[0]}")
        assert photo.status_code == 200
        assert (await stranger.get(f"http://test/c{county}/topics/{place.topic}")).is_success
        assert place.title not in (await stranger.get("/cases?own=true")).text
        for odd in ("0", "7", "9" * 30):
            assert (await stranger.get(f"/cases/{odd}")).status_code in {400, 404}


async def all_gone(place: Place, other: AsyncClient, address: str) -> bool:
    pages = [await other.get("/cases"), await place.office.get("/cases")]
    ones = [await other.get(address), await place.office.get(address)]
    return not any(place.title in each.text for each in [*pages, *ones])


async def address_of(place: Place) -> str:
    page = (await place.office.get("/cases?own=true")).text
    return "/cases/" + page.split('class="title" href="')[1].split('"')[0].rsplit("/", 1)[1]


async def test_withdrawn_it_is_gone_from_everywhere_at_once(
    place: Place, other_county: int
) -> None:
    nomination = await place.published()
    address = await address_of(place)
    async with browser(f"/c{other_county}") as stranger:
        assert not await all_gone(place, stranger, address)
        await place.office.post(
            f"/cases/nominations/{nomination}/withdrawal", data={"reason": "推荐错了"}
        )
        assert await all_gone(place, stranger, address)
    here = f"/cases/{place.county}/{nomination}"
    assert (await place.province.get(here)).status_code == 404
    assert place.title not in (await place.province.get("/cases")).text
    assert (await place.decide(place.province, nomination, "recalled")).status_code == 404


async def test_a_county_that_leaves_is_gone_from_everywhere_at_once(
    place: Place, other_county: int
) -> None:
    nomination = await place.published()
    await share(place.county, place.above[0], "people")
    address = await address_of(place)
    async with browser(f"/c{other_county}") as stranger:
        await leave(place.county, place.above[1])  # the prefecture: another matter
        assert not await all_gone(place, stranger, address)
        await leave(place.county, place.above[0])
        assert await all_gone(place, stranger, address)
        here = f"/cases/{place.county}/{nomination}"
        assert (await place.province.get(here)).status_code == 404
        assert (await place.decide(place.province, nomination, "published")).status_code == 404
        mine = (await place.office.get(f"/cases/nominations/{nomination}")).text
        assert "它现在看不到这一件" in Page(mine).one("article .notice").text
        await share(place.county, place.above[0])  # back again: not published by itself
        assert await all_gone(place, stranger, address)
    assert place.title in (await place.province.get("/cases?only=chosen")).text


async def test_what_is_veiled_later_is_struck_out_of_it(place: Place, other_county: int) -> None:
    """In other counties no veil is asked; and who publishes files there sees that it changed."""
    nomination = await place.published()
    address = await address_of(place)
    with bound_to(other_county):
        async with county_tx(readonly=True):
            before = await cases()
    veil = {"stretch": "村口路灯", "reason": "看得出是谁家"}
    sent = await place.office.post(f"/topics/{place.topic}/veils", data=veil)
    assert sent.is_redirect
    theirs = f"/cases/{place.county}/{nomination}"
    async with browser(f"/c{other_county}") as stranger:
        for page in (await stranger.get(address), await place.province.get(theirs)):
            assert page.status_code == 200
            assert "村口路灯" not in page.text
            assert "▇▇坏了三个月" in page.text
    with bound_to(other_county):
        async with county_tx(readonly=True):
            assert await cases() != before
    recalled = await place.decide(place.province, nomination, "recalled", reason="改")
    again = await place.decide(place.province, nomination, "published")
    assert (recalled.status_code, again.status_code) == (303, 303)
    assert "村口路灯" not in (await place.office.get(await address_of(place))).text


async def test_a_photo_that_is_taken_away_leaves_no_hole(place: Place) -> None:
    nomination = await place.nominated(photo=[str(each) for each in place.photos])
    for kind in ("chosen", "published"):
        await place.decide(place.province, nomination, kind)
    assert (
        await place.office.post(f"/photos/{place.photos[0]}/removal", data={"reason": "拍到了证件"})
    ).is_redirect
    one = await place.office.get(await address_of(place))
    theirs = await place.province.get(f"/cases/{place.county}/{nomination}")
    for page in (one.text, theirs.text):
        assert f"/photos/{place.photos[0]}" not in page
        assert f"/photos/{place.photos[1]}" in page
    recalled = await place.decide(place.province, nomination, "recalled", reason="改")
    again = await place.decide(place.province, nomination, "published")
    assert (recalled.status_code, again.status_code) == (303, 303)


async def test_items_changed_in_one_transaction_are_no_leaving(place: Place) -> None:
    await place.published()
    async with county_tx() as bound:
        execute = bound.connection.execute
        of = (place.county, place.above[0])
        await execute(
            'UPDATE "share" SET "ended_at" = now() WHERE "share"."county" = $1 AND "region" = $2',
            *of,
        )
        await execute(
            'INSERT INTO "share" ("county", "region", "item", "agreed_by")'
            " VALUES ($1, $2, 'people', '张三')",
            *of,
        )
    assert place.title in (await place.office.get("/cases")).text


async def test_two_of_the_staff_at_once(place: Place) -> None:
    nomination = await place.nominated()
    sent = await asyncio.gather(
        place.decide(place.province, nomination, "chosen"),
        place.decide(place.province, nomination, "declined", reason="不够"),
        place.decide(place.province, nomination, "chosen"),
    )
    done = [each["kind"] for each in await place.kept(CHOICES)]
    # Declined first, it may still be chosen; never the other way, and never twice.
    assert done in (["chosen"], ["declined", "chosen"])
    assert sum(each.status_code == 303 for each in sent) == len(done)
    assert all(each.status_code in {303, 409} for each in sent)


async def test_sent_twice_it_is_one(place: Place) -> None:
    nomination = await place.nominated()
    token = place.province.form_token()
    sent = await asyncio.gather(
        *(place.decide(place.province, nomination, "chosen", form_token=token) for _n in range(3))
    )
    assert [each.status_code for each in sent] == [303, 303, 303]
    back = await place.decide(place.province, nomination, "chosen")  # an old page, a fresh token
    assert back.status_code == 409
    assert "什么都没有改" in back.text
    other = await place.decide(
        place.province, nomination, "published", reason="写好的理由", form_token=token
    )
    assert (other.status_code, "写好的理由" in other.text) == (409, True)
    assert len(await place.kept(CHOICES)) == 1


async def test_chosen_comes_into_the_county_s_ledger_by_its_own_job(place: Place) -> None:
    nomination = await place.nominated()
    await place.decide(place.province, nomination, "chosen")
    assert await place.kept(POSTED) == [("case.nominated", "province", 1)]
    for _twice in range(2):
        await keep(count_chosen)
    assert await place.kept(POSTED) == [
        ("case.chosen", "province", 1),
        ("case.nominated", "province", 1),
    ]
    await place.office.post(
        f"/cases/nominations/{nomination}/withdrawal", data={"reason": "推荐错了"}
    )
    await keep(count_chosen)
    assert [each["n"] for each in await place.kept(POSTED)] == [0, 0]


async def test_it_is_told_to_the_county_s_job(place: Place, superuser: object) -> None:
    nomination = await place.nominated()
    await keep(count_chosen)
    await place.decide(place.province, nomination, "chosen")
    due = await superuser.fetch("SELECT 1 FROM jobs.due WHERE county = $1", place.county)  # type: ignore[attr-defined]
    assert len(due) == 1


async def test_others_are_not_let_in(place: Place) -> None:
    nomination = await place.nominated()
    async with browser(f"/regions/{place.above[0]}") as stranger:
        for path in ("/cases", f"/cases/{place.county}/{nomination}"):
            assert (await stranger.get(path)).status_code == 401
        assert (await place.decide(stranger, nomination, "chosen")).status_code == 401
    for path in ("0/0", f"{place.county}/7", f"999999/{nomination}", "9" * 30 + "/1"):
        assert (await place.province.get(f"/cases/{path}")).status_code == 404
    here = f"/cases/{place.county}/{nomination}"
    assert (await place.prefecture.get(here)).status_code == 404
    assert (await place.decide(place.prefecture, nomination, "chosen")).status_code == 404
    assert (await place.province.get("/cases?only=x")).status_code == 404
    for odd in ("county=-1", "county=99999999999", "before=0", "only=waiting&county=7"):
        assert (await place.province.get(f"/cases?{odd}")).status_code == 200


async def test_a_choice_is_noted_in_the_region_s_log(place: Place) -> None:
    """Which is linked from each of its pages."""
    nomination = await place.nominated()
    await place.decide(place.province, nomination, "declined", reason="请再补充")
    region = place.above[0]
    with bound_to(region):
        last = (await noted(Noted.CASE_DECIDED))[-1]
    assert last["about"] == f"/cases/{place.county}/{nomination}"
    assert lines(last["before"]) == ["状态: 待定"]
    assert lines(last["after"]) == [
        "县（市、区）: 试点县", "决定: 不选用", "理由: 请再补充", f"名称: {place.title}",
    ]  # fmt: skip
    for path in ("/compare", "/cases"):
        links = {each["href"] for each in Page(await place.province.get(path)).all("nav a")}
        assert f"/regions/{region}/audit" in links, path
    assert (await place.province.get("/audit")).status_code == 200
