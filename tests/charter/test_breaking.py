"""What is under way, held against a new charter: which records, where they are, and why."""

from typing import Any

import pytest

from app.charter import store
from app.charter.model import Charter
from app.consultations.tables import Circle, Consultation
from app.dates import today
from app.db import bound_to, county_tx, tx
from app.drafting.preview.breaking import MOST, Breaking, would_break
from app.i18n import language
from app.stations.tables import Station
from app.topics.tables import Topic
from tests import given

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("county")]
NOW = given.charter()


def changed(*changes: tuple[str, str]) -> Charter:
    document = given.CHARTER
    for old, new in changes:
        assert old in document
        document = document.replace(old, new)
    return store.read(document)


async def found(new: Charter, now: Charter = NOW) -> list[Breaking]:
    language.set("zh")  # another test's reader may have been English
    async with county_tx(readonly=True):
        return await would_break(new, now)


async def only(new: Charter, now: Charter = NOW) -> Breaking:
    (each,) = await found(new, now)
    return each


def lines(breaking: Breaking) -> list[tuple[str, str, str]]:
    return [(each.name, each.path, each.why) for each in breaking.lines]


async def circle(topic: int, **groups: int) -> None:
    async with county_tx():
        await Circle.insert(
            *(
                Circle(topic=topic, grp=group, name=f"{group}{n}")
                for group, number in groups.items()
                for n in range(number)
            )
        )


async def planned(topic: int, station: int, **columns: Any) -> int:
    async with county_tx():
        sitting = Consultation(
            **{
                "topic": topic,
                "station": station,
                "round": 1,
                "title": "商量路灯",
                "form": "site",
                "place": "村委会",
                "held_on": today(),
                **columns,
            }
        )
        await Consultation.insert(sitting)
    return int(sitting.id)


async def test_nothing_breaks_where_nothing_changes() -> None:
    topic = await given.a_topic(station := await given.a_station(), ring="确定人员")
    await circle(topic, x=1)  # short of today's rule: no news
    await planned(topic, station)
    assert await found(NOW) == []
    assert await found(changed(("有话好说", "有话直说"))) == []


async def test_stations_of_a_kind_that_is_no_longer_there() -> None:
    station = await given.a_station("东镇议事点")
    await given.a_station("一村议事点", kind="village", level="village")
    closed = await given.a_station("旧镇议事点")
    async with county_tx():
        await Station.update({Station.closed_on: today()}).where(Station.id == closed)
    breaking = await only(changed(('key = "town"', 'key = "town-new"')))
    assert lines(breaking) == [("东镇议事点", f"/stations/{station}", "镇议事点")]
    assert (breaking.count, breaking.stops) == (1, True)
    assert "议事点" in breaking.what


async def test_open_topics_of_a_category_that_is_no_longer_there() -> None:
    station = await given.a_station()
    topic = await given.a_topic(station)
    await given.a_topic(station, category="key")
    ended = await given.a_topic(station)
    async with county_tx():
        await Topic.update({Topic.stage: "closed"}).where(Topic.id == ended)
    breaking = await only(changed(('key = "hard"', 'key = "hard-new"')))
    assert lines(breaking) == [("村口路灯坏了三个月", f"/topics/{topic}", "群众难点")]
    assert breaking.stops


async def test_people_of_a_group_that_is_no_longer_there() -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="组织讨论")
    await circle(topic, citizen=3, x=2, member=1)
    new = changed(('key = "citizen"', 'key = "people"'), ('key = "x"', 'key = "y"'))
    breaking = await only(new)
    assert lines(breaking) == [("村口路灯坏了三个月", f"/topics/{topic}", "群众代表、X")]
    assert (breaking.count, breaking.stops) == (1, True)


async def test_planned_consultations_of_a_form_that_is_no_longer_there() -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="组织讨论")
    sitting = await planned(topic, station)
    await planned(topic, station, round=2, form="meeting")
    await planned(topic, station, round=3, state="filed")
    breaking = await only(changed(('key = "site"', 'key = "site-new"')))
    assert lines(breaking) == [("商量路灯", f"/consultations/{sitting}", "现场协商")]
    assert breaking.stops


async def test_stations_with_too_few_or_too_many_members() -> None:
    none, few, fitting, many = [
        await given.a_station(name) for name in ("甲站", "乙站", "丙站", "丁站")
    ]
    async with county_tx():
        for station, number in ((few, 1), (fitting, 2), (many, 4)):
            for _n in range(number):
                await given.a_member(station=station)
        left = await given.a_member(station=fitting)
        await tx().connection.execute(
            'UPDATE "member" SET "left_on" = $3 WHERE "member"."county" = $1 AND "id" = $2',
            tx().county, left, today(),
        )  # fmt: skip
    breaking = await only(changed(("min = 1, max = 10 }", "min = 2, max = 2 }")))
    assert sorted(lines(breaking)) == sorted(
        [
            ("甲站", f"/stations/{none}", "0 人"),
            ("乙站", f"/stations/{few}", "1 人"),
            ("丁站", f"/stations/{many}", "4 人"),
        ]
    )
    assert (breaking.count, breaking.stops) == (3, False)
    assert "2 至 2 人" in breaking.what
    without = changed(("members_per_station = { min = 1, max = 10 }", ""))
    assert await found(without) == []
    assert [each.count for each in await found(NOW, without)] == [1]  # a limit where none was


async def test_circles_before_consulting_that_do_not_fit_run_on_as_they_were() -> None:
    station = await given.a_station()
    composing = await given.a_topic(station, ring="确定人员")
    await circle(composing, convener=1, member=1, citizen=1, x=3)
    fitting = await given.a_topic(station, ring="确定人员")
    await circle(fitting, convener=1, member=1, citizen=2, x=2)
    at_table = await given.a_topic(station, ring="组织讨论")
    await circle(at_table, convener=1)
    await given.a_topic(station, ring="确定人员")  # nobody chosen yet
    new = changed(
        ('name = "群众代表", min = 1', 'name = "群众代表", min = 2'),
        ('name = "X", min = 0', 'name = "X", min = 0, max = 2'),
    )
    breaking = await only(new)
    assert lines(breaking) == [
        (
            "村口路灯坏了三个月",
            f"/topics/{composing}",
            "群众代表 1 位（新规则至少 2 位）、X 3 位（新规则至多 2 位）",
        )
    ]
    assert (breaking.count, breaking.stops) == (1, False)
    assert "仍按原规则办完" in breaking.what


async def test_the_first_fifty_and_how_many_there_are() -> None:
    station = await given.a_station()
    one = await given.a_topic(station)
    async with county_tx():
        topic = await Topic.select(Topic.charter).where(Topic.id == one).first()
        assert topic
        await Topic.insert(
            *(
                Topic(
                    station=station,
                    charter=topic["charter"],
                    title=f"事情{n}",
                    story="-",
                    category="hard",
                    origin="citizen",
                    raiser_name="李",
                    follow_code=f"M{n}",
                    raised_on=today(),
                    stage="screening",
                    ring=1,
                    ring_since=today(),
                    held_by=[],
                )
                for n in range(MOST)
            )
        )
    breaking = await only(changed(('key = "hard"', 'key = "hard-new"')))
    assert (breaking.count, len(breaking.lines)) == (MOST + 1, MOST)


async def test_another_county_s_records_are_not_counted(other_county: int) -> None:
    with bound_to(other_county):
        topic = await given.a_topic(station := await given.a_station(), ring="确定人员")
        await circle(topic, citizen=1)
        await planned(topic, station)
    document = given.CHARTER
    for key in ("town", "hard", "citizen", "site"):
        document = document.replace(f'key = "{key}"', f'key = "{key}-new"')
    new = store.read(document.replace("min = 1, max = 10 }", "min = 2, max = 9 }"))
    assert await found(new) == []
    with bound_to(other_county):
        assert len(await found(new)) == 6
