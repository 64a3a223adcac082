"""What a field for choosing offers, it takes: whatever stands in the names of what there is, also
marks that part the names of a list.
"""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from app.access.roles import Role
from app.access.sessions import account_of
from app.choosing.asking import FEW, chosen, registry, search
from app.choosing.kinds import What
from app.consultations.tables import Participant
from app.dates import now
from app.db import county_tx
from tests import given
from tests.conftest import Browser
from tests.evidence import steps
from tests.page import Page

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("county")]

NAMES = [
    "东关、西关", "1号院", "2、3栋", "（一）片区", "A/B座", "城东: 片区", "“同心”片区",
    "和谐，新村", "街区。", "①号楼", "【红旗】", "[甲]", "永和与平安", "王和平和张三",
    "甲-乙", "王 五", "Ｎｏ．１", "2026", "（东）（西）", "片区（东", "𠮷\ue000片区",
    "12 个", "张三（农业界）", "张三（农业界、第一站）", "阿依古丽·买买提", "等", "3",
    "路灯，水沟。", "-", "·", "东·西", "﹙小﹚括号", "a|b", "a\\b", "^.*$", "100%", "_",
]  # fmt: skip


async def stations() -> str:
    for name in NAMES:
        await given.a_station(name)
    return ""


async def people() -> str:
    async with county_tx():
        for name in NAMES:
            await given.a_member(name)
            await given.a_department(name)
    for name in NAMES:
        await given.an_account(Role.MEMBER, name=name)
    return ""


async def matters() -> str:
    station = await given.a_station()
    for name in NAMES:
        await given.a_topic(station, title=name)
    return str(await given.a_topic(station))


async def a_sitting() -> str:
    station = await given.a_station()
    sitting = await steps.a_consultation(await given.a_topic(station), station)
    async with county_tx():
        for name in NAMES:
            await Participant.insert(
                Participant(consultation=sitting, grp="citizen", name=name),
                Participant(
                    consultation=sitting,
                    grp="department",
                    name=name,
                    department=await given.a_department(name),
                ),
            )
    return str(sitting)


MADE: dict[What, Callable[[], Awaitable[str]]] = {
    What.STATION: stations,
    What.PARENT: stations,
    What.REPORTED_AT: stations,
    What.MEMBER: people,
    What.DEPARTMENT: people,
    What.ACCOUNT: people,
    What.MERGEABLE: matters,
    What.SPEAKER: a_sitting,
    What.ANSWERER: a_sitting,
    What.ASKED: a_sitting,
}
# Of the rules, of places and of a region: few, and read by the same function.
BY_THE_SAME = {
    What.ACTIVITY, What.LEVEL, What.INDICATOR, What.SUBJECT, What.VERSION, What.DIVISION,
    What.COUNTY,
}  # fmt: skip


def test_each_kind_is_walked() -> None:
    assert set(registry) == set(MADE) | BY_THE_SAME


@pytest.mark.parametrize("what", MADE)
async def test_what_is_offered_is_taken(what: What) -> None:
    office = await given.an_account(Role.OFFICE)
    within = await MADE[what]()
    async with county_tx(readonly=True):
        account = await account_of(office)
        assert account is not None
        offered, wrong = set[str](), []
        for name in NAMES:
            found, _more = await search(what, account, name, within)
            assert found, name
            for each in found:
                offered.add(each.value)
                taken = await chosen(what, account, each.label, "field", within)
                if taken != (each.value, []):
                    wrong.append((each.label, taken))
    assert wrong == []
    assert len(offered) >= len(NAMES)


@pytest.mark.parametrize("name", NAMES)
async def test_a_list_is_narrowed_by_it(client: Browser, name: str) -> None:
    for each in range(FEW):
        await given.a_station(f"第{each}站")
    station = await given.a_station(name)
    await steps.a_consultation(
        await given.a_topic(station, published_at=now()), station, state="filed", title="路灯"
    )
    page = Page(await client.get("/consultations", params={"station": name}))
    assert page.refusals == []
    assert len(page.all("ol.list > li")) == 1


async def labels_of(what: What, name: str, within: str) -> list[str]:
    office = await given.an_account(Role.OFFICE)
    async with county_tx(readonly=True):
        account = await account_of(office)
        found, _more = await search(what, account, name, within)
        for each in found:
            assert await chosen(what, account, each.label, "field", within) == (each.value, [])
    return [each.label for each in found]


async def test_matters_of_one_title_and_day_are_told_apart_by_their_stories() -> None:
    station = await given.a_station()
    for story in ("三组（村口）\n那盏灯坏了", "五组的灯坏了"):
        await given.a_topic(station, title="路灯、坏了", story=story, raised_on=date(2026, 3, 25))
    within = str(await given.a_topic(station))
    assert await labels_of(What.MERGEABLE, "路灯", within) == [
        "路灯、坏了（2026年3月25日 周三，五组的灯坏了）",
        "路灯、坏了（2026年3月25日 周三，三组 村口 那盏灯坏了）",
    ]


async def test_two_of_one_name_at_one_sitting_are_told_apart_by_their_groups() -> None:
    station = await given.a_station()
    sitting = await steps.a_consultation(await given.a_topic(station), station)
    async with county_tx():
        member = await given.a_member("王芳")
        await Participant.insert(
            Participant(consultation=sitting, grp="citizen", name="王芳"),
            Participant(consultation=sitting, grp="member", name="王芳", member=member),
        )
    assert sorted(await labels_of(What.SPEAKER, "王芳", str(sitting))) == [
        "王芳（委员）",
        "王芳（群众代表）",
    ]
