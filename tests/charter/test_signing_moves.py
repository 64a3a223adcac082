"""Nobody signs a change of points without having seen who moves."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from httpx import AsyncClient, Response
from msgspec import structs

from app.access.roles import Role
from app.charter import store
from app.charter.model import Charter
from app.charter.sheets import Excluded, Scoring, Sheet
from app.dates import today
from app.db import county_tx
from app.drafting import versions
from app.drafting.what_if import rules, signing
from app.scoring.periods import called, period_of
from app.scoring.rules import Score
from tests import given
from tests.page import Page
from tests.scoring.test_pages import FILED, QUARTER, SOLVED, YEAR, filed, post, scored

pytestmark = pytest.mark.anyio

LISTED = "#moves tbody td:first-child"


def charter(*sheets: Sheet, year_begins: int = 1) -> Charter:
    return structs.replace(
        given.charter(), scoring=Scoring(sheets=list(sheets), year_begins=year_begins)
    )


def worth(points: float) -> Sheet:
    """40 a sitting for the first station, 20 for the second; at `points` each."""
    return structs.replace(QUARTER, indicators=[structs.replace(FILED, points=points), SOLVED])


async def stations(*sheets: Sheet, on: date | None = None) -> tuple[int, int]:
    await scored(*(sheets or (QUARTER, YEAR)))
    one, other = await given.a_station("甲站"), await given.a_station("乙站")
    day = on or today()
    await post(filed(one, on=day), filed(one, on=day), filed(other, on=day))
    return one, other


async def sent(client: AsyncClient, new: Charter, **more: str) -> Response:
    form = {"document": store.write(new), "note": "改分值", "effective_on": str(today())}
    return await client.post("/charter/versions", data=form | {"made_against": "2", **more})


async def number() -> int:
    async with county_tx(readonly=True):
        return await versions.newest()


async def test_who_moves_stands_on_the_page_that_is_signed(client: AsyncClient) -> None:
    """Of three a sitting 30: 40 → 60 (its cap), 20 → 30; the year's sheet does not change."""
    await stations()
    await given.signed_in(client, Role.OFFICE)
    before = await number()
    page = Page(await sent(client, charter(worth(30), YEAR)))
    assert page.texts("#moves h3") == ["季度表"]
    this = called(period_of("quarter", today(), 1))
    assert page.texts("#moves h3 + p") == [f"{this} · 0 个名次有变，2 个得分有变"]
    assert page.texts(LISTED) == ["甲站", "乙站"]
    assert "协商 +20" in page.one("#moves").text
    assert await number() == before
    # not by a form of somebody's own, which skips the page
    skipped = await sent(client, charter(worth(30), YEAR), confirmed="true")
    assert skipped.status_code == 200
    assert Page(skipped).texts("#moves h3") == ["季度表"]
    assert await number() == before
    # nor after the document has become another one
    seen = {name: page.typed(name)[0] for name in ("seen", "looked")}
    other = await sent(client, charter(worth(31), YEAR), confirmed="true", **seen)
    assert other.status_code == 200
    saved = await sent(client, charter(worth(30), YEAR), confirmed="true", **seen)
    assert saved.status_code == 303
    assert await number() == before + 1


async def test_a_draft_that_a_colleague_changes_meanwhile_is_shown_again(
    client: AsyncClient,
) -> None:
    await stations()
    await given.signed_in(client, Role.OFFICE)
    form = {"marks.filed": "70", "marks.solved": "30", "on": str(today())}
    begun = await client.post("/scores/quarter/what-if/draft", data=form)
    here = begun.headers["location"].partition("/charter")[2]
    typed = {"note": "改分值", "effective_on": str(today()), "made_against": "2"}
    page = Page(await client.post(f"/charter{here}/signing", data=typed))
    seen = {name: page.typed(name)[0] for name in ("seen", "looked")}
    async with county_tx():
        await store.save(store.write(charter(QUARTER, YEAR)), author="王", note="又一版",
                         effective_on=today() + timedelta(days=9))  # fmt: skip
    again = await client.post(f"/charter{here}/signing", data=typed | seen | {"confirmed": "true"})
    assert again.status_code == 200
    assert Page(again).one("main .notice").text.startswith("您动手之后，王 存了第 3 版")


async def test_no_change_of_points_shows_nothing(client: AsyncClient) -> None:
    """Names, notes and what is no score at all."""
    await stations()
    await given.signed_in(client, Role.OFFICE)
    named = structs.replace(QUARTER, name="新名", grades=[("好", 80.0)])
    for new in (charter(named, YEAR), structs.replace(charter(QUARTER, YEAR), title="新规则")):
        page = Page(await sent(client, new))
        assert page.all("#moves") == []
        assert page.all("[name=seen]") == []
        assert len(page.all("button[name=confirmed]")) == 1


async def test_what_cannot_be_compared_is_said(client: AsyncClient) -> None:
    await stations()
    await given.signed_in(client, Role.OFFICE)
    other = structs.replace(QUARTER, key="extra", name="新表")
    turned = structs.replace(QUARTER, subject="township", name="镇街表")
    page = Page(await sent(client, charter(turned, other)))
    assert [
        (head, said)
        for head, said in zip(page.texts("#moves h3"), page.texts("#moves h3 + p"), strict=True)
    ] == [
        ("镇街表", "考核对象或周期改了，与原来的名次不能比。"),
        ("新表", "这是新的表，以前没有名次可比。"),
        ("年度表", "这张表不再用，它的名次随之取消。"),
    ]
    page = Page(await sent(client, charter(QUARTER, YEAR, year_begins=7)))
    assert page.all("#moves") == []  # its periods would be taken for those of before
    assert "这张表的周期和以前不同，就是另一张表" in page.one("main").text


async def test_a_county_without_data_is_told_so(client: AsyncClient) -> None:
    await scored(QUARTER, YEAR)
    await given.signed_in(client, Role.OFFICE)
    page = Page(await sent(client, charter(worth(30), YEAR)))
    assert page.texts("#moves h3 + p") == ["最近几期还没有可以计分的记录，所以看不出谁升谁降。"]
    assert len(page.all("button[name=confirmed]")) == 1


async def test_the_last_period_with_records_is_taken(client: AsyncClient) -> None:
    """The third before today's; a fourth before is not looked at."""
    this = period_of("quarter", today(), 1)
    days = [this.begins]
    for _n in range(4):
        days.append(period_of("quarter", days[-1] - timedelta(days=1), 1).begins)
    await stations(on=days[3])
    await given.signed_in(client, Role.OFFICE)
    page = Page(await sent(client, charter(worth(30), YEAR)))
    assert page.texts("#moves h3 + p")[0].startswith(called(period_of("quarter", days[3], 1)))


async def test_records_of_the_fourth_period_before_are_too_old(client: AsyncClient) -> None:
    day = today()
    for _n in range(4):
        day = period_of("quarter", day, 1).begins - timedelta(days=1)
    await stations(on=day)
    await given.signed_in(client, Role.OFFICE)
    page = Page(await sent(client, charter(worth(30), YEAR)))
    assert page.texts("#moves h3 + p") == ["最近几期还没有可以计分的记录，所以看不出谁升谁降。"]


@pytest.mark.parametrize(("most", "waits"), [(2, False), (1, True)])
async def test_a_large_sheet_waits_to_be_asked_for(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, most: int, *, waits: bool
) -> None:
    """By plain form, and nothing is signed before it was."""
    monkeypatch.setattr(signing, "MOST_SCORED", most)
    await stations()
    await given.signed_in(client, Role.OFFICE)
    new = charter(worth(30), YEAR)
    page = Page(await sent(client, new))
    assert bool(page.all("#moves button[name=sheet]")) == waits
    assert bool(page.all("button[name=confirmed]")) != waits
    if not waits:
        return
    assert page.texts("#moves h3 + p") == ["有 2 个考核对象，要单独算。看过才能存为新的一版。"]
    seen = {name: page.typed(name)[0] for name in ("seen", "looked")}
    assert (await sent(client, new, confirmed="true", **seen)).status_code == 200
    asked = Page(await sent(client, new, sheet="quarter", **seen))
    assert asked.texts(LISTED) == ["甲站", "乙站"]
    seen = {name: asked.typed(name)[0] for name in ("seen", "looked")}
    assert (await sent(client, new, confirmed="true", **seen)).status_code == 303


def test_the_largest_moves_come_first() -> None:
    """Who leaves the ranking, then places, then points; whom nothing changes is not there."""

    def scored_as(subject: str, total: int, rank: int | None) -> Score:
        points = Decimal(total)
        return Score(subject, [], points, Decimal(0), Decimal(0), points, points, rank=rank)

    old = [scored_as(*each) for each in (("a", 90, 1), ("b", 80, 2), ("c", 70, 3), ("d", 60, 4))]
    new = [scored_as(*each) for each in (("c", 95, 1), ("b", 81, 2), ("a", 60, 3), ("d", 60, None))]
    found = rules.largest(rules.moves([*old, scored_as("e", 1, 5)], [*new, scored_as("e", 1, 5)]))
    assert [(each.subject, each.places) for each in found] == [
        ("d", 0), ("a", -2), ("c", 2), ("b", 0),
    ]  # fmt: skip
    assert found[0].ceases


async def test_who_is_no_longer_ranked_is_said(client: AsyncClient) -> None:
    one, _other = await stations()
    await given.signed_in(client, Role.OFFICE)
    without = structs.replace(QUARTER, excluded=[Excluded("甲站", str(one))])
    page = Page(await sent(client, charter(without, YEAR)))
    assert page.texts(LISTED) == ["甲站 不再参加排名", "乙站 升 1 名"]
    assert page.texts("#moves h3 + p")[0].endswith("2 个名次有变，0 个得分有变")
