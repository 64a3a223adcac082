"""People and places stand in the order of pinyin; a roster also in that of strokes."""

import re
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, execute, rows
from tests import given
from tests.page import Page

pytestmark = pytest.mark.anyio

BY_PINYIN = [
    "Anna", "阿依古丽·买买提", "陈一", "丁二", "何三", "李斯", "李四", "李四一", "区五",  # ōu
    "\U00020003十", "仇六", "任七", "山八", "单九", "万十", "汪一", "王二", "吴三", "解四", "尹五",
    "曾六", "查七", "张八", "赵九", "\U00020008十",
]  # fmt: skip
BY_STROKES = ["丁二", "王二", "李四", "吴三", "何三", "汪一", "张八", "陈一", "赵九"]


async def names_on(office: AsyncClient, **asked: Any) -> list[str]:
    page = Page((await office.get("/people/members", params=asked)).text)
    return [each.text for each in page.all(".list .title")]


@pytest.fixture
async def office(client: AsyncClient) -> AsyncClient:
    await given.signed_in(client, Role.OFFICE)
    return client


async def test_a_roster_is_ordered_by_pinyin(office: AsyncClient) -> None:
    async with county_tx():
        for name in sorted(BY_PINYIN):
            await given.a_member(name)
    assert await names_on(office) == BY_PINYIN
    unknown = await office.get("/people/members", params={"order": "by code point"})
    assert unknown.status_code == 404


async def test_a_roster_is_ordered_by_strokes(office: AsyncClient) -> None:
    """Their number first, then one by one 横竖撇点折."""
    async with county_tx():
        for name in sorted(BY_STROKES):
            await given.a_member(name)
    assert await names_on(office, order="strokes") == BY_STROKES
    page = Page((await office.get("/people/members", params={"order": "strokes"})).text)
    assert page.typed("order") == ["strokes"]


async def test_blanks_and_width_do_not_order_and_surnames_of_two_letters_do(
    office: AsyncClient,
) -> None:
    """尉健行 is Wèi, 尉迟恭 Yùchí; 乐 is Yuè, 占 Zhān, 澹台 Tántái, 万俟 Mòqí, 单于 Chányú."""
    expected = [
        "Ａ李", "B王", "单于一", "李三", "李 四", "李四", "李\u3000五", "墨子", "万俟卨", "谈一",
        "澹台明", "万里", "尉健行", "玉一", "尉迟恭", "岳飞", "乐毅", "詹天佑", "占一", "张三",
    ]  # fmt: skip
    async with county_tx():
        for name in expected:
            await given.a_member(name)
    assert await names_on(office) == [" ".join(each.split()) for each in expected]
    strokes = await names_on(office, order="strokes")
    assert strokes.index("李三") < strokes.index("李 四") == strokes.index("李四") - 1


async def test_surnames_of_one_letter_are_read_as_names(office: AsyncClient) -> None:
    """Each beside another of the same sound, where the letter alone is read otherwise: 贠 yùn and
    not yuán, 藏 zāng and not cáng, 粘 nián and not zhān, 颉 xié and not jié.
    """
    expected = [
        "程一", "葛一", "九一", "仇一", "年一", "粘一", "欧一", "区一", "山一", "单一", "谢一",
        "解一", "协一", "颉一", "元一", "运一", "贠一", "臧一", "藏一", "增一", "曾一", "查一",
        "翟一",
    ]  # fmt: skip
    async with county_tx():
        for name in expected:
            await given.a_member(name)
    found = await names_on(office)
    for same in ("粘年", "颉协", "贠运", "藏臧"):
        own, other = (found.index(f"{letter}一") for letter in same)
        assert own == other + 1, found


async def test_rare_letters_stand_where_they_are_read(office: AsyncClient) -> None:
    """𠮷 jí 6, 㐂 xǐ 6, 䶮 yǎn 9, 㛃 jié 9. Only what has no reading, or is an office's own letter,
    is last. What is not seen orders nothing.
    """
    expected = [
        "陈吉", "陈\u200d吉二", "陈吉一", "陈𠮷", "陈𠮷三", "陈急",
        "刘严", "刘䶮", "刘眼", "刘燕", "王杰", "王㛃", "王姐", "王㐂", "王洗", "王喜",
        "王\ue000", "王\U00020008",
    ]  # fmt: skip
    async with county_tx():
        for name in sorted(expected):
            await given.a_member(name)
    assert await names_on(office) == expected


async def test_rare_letters_stand_by_their_strokes(office: AsyncClient) -> None:
    by_strokes = ["王丁", "王吉", "王㐂", "王𠮷", "王杰", "王急", "王㛃", "王䶮", "王喜"]
    async with county_tx():
        for name in sorted(by_strokes):
            await given.a_member(name)
    assert await names_on(office, order="strokes") == by_strokes


@pytest.mark.parametrize("order", ["pinyin", "strokes"])
async def test_a_long_roster_is_read_page_by_page(
    office: AsyncClient, county: int, order: str
) -> None:
    async with county_tx():
        for number in range(103):
            await given.a_member("王五" if number % 2 else "赵六")
    seen: list[str] = []
    address = f"/people/members?order={order}"
    for _page in range(3):
        page = Page((await office.get(address)).text)
        seen += [each["href"] for each in page.all(".list .title")]
        following = page.all(".pager a")
        address = following[0]["href"].removeprefix(f"/c{county}") if following else ""
    assert address == ""
    assert len(seen) == len(set(seen)) == 103


async def test_whoever_is_renamed_moves(office: AsyncClient) -> None:
    async with county_tx():
        member = await given.a_member("赵六")
        await given.a_member("王五")
        await execute(
            'UPDATE "member" SET "name" = $3 WHERE "member"."county" = $1 AND "id" = $2',
            member,
            "安六",
        )
    assert await names_on(office) == ["安六", "王五"]


async def test_places_and_departments_are_ordered_by_pinyin(client: AsyncClient) -> None:
    for name in ("赵家村", "长安村", "都家村", "安家村"):
        await given.a_station(name)
    async with county_tx():
        for name in ("住建局", "安监局", "民政局"):
            await given.a_department(name)
        sql = 'SELECT "name" FROM "{0}" WHERE "{0}"."county" = $1 ORDER BY "by_pinyin"'
        stations = [each["name"] for each in await rows(sql.format("station"))]
        departments = [each["name"] for each in await rows(sql.format("department"))]
    assert stations == ["安家村", "长安村", "都家村", "赵家村"]
    assert departments == ["安监局", "民政局", "住建局"]
    page = Page((await client.get("/raise")).text)
    shown = [each.text for each in page.all("main .list a")]
    assert [name for name in shown if name in stations] == stations


ORDER = re.compile(r"ORDER BY ((?:(?!LIMIT|OFFSET|\"\"\"|FROM|').)*)", re.DOTALL)


def by_name(text: str) -> list[str]:
    return [order for order in ORDER.findall(text) if re.search(r'"name"(,|\s|$)', order)]


def test_no_list_is_ordered_by_the_code_points_of_names() -> None:
    app = Path(__file__).parents[2] / "app"
    files = [*app.rglob("*.py")]
    assert len(files) > 200
    assert [file.name for file in files if by_name(file.read_text(encoding="utf-8"))] == []
    assert by_name('ORDER BY cardinality("lineage"), "station"."name" LIMIT 60')


def by_division(text: str) -> list[str]:
    """Orders by a place's division that go on to its number, and not to its name."""
    return [
        order
        for order in ORDER.findall(text)
        if re.search(r'"division",', order) and "by_pinyin" not in order
    ]


def test_no_stations_of_one_division_stand_by_their_numbers() -> None:
    app = Path(__file__).parents[2] / "app"
    found = [file.name for file in app.rglob("*.py") if by_division(file.read_text("utf-8"))]
    assert found == []
    assert by_division('ORDER BY "page"."division", "page"."id" LIMIT 51')
    assert not by_division('ORDER BY "division", "by_pinyin", "id" LIMIT 51')


async def test_what_stations_lack_and_who_is_missing_stands_by_pinyin(office: AsyncClient) -> None:
    """All of one division, recorded the other way round."""
    names = ["安家村", "长安村", "都家村", "赵家村"]
    for name in reversed(names):
        await given.a_station(name)
    for path, links in (
        ("/stations/standards?only=lacking", "main .list a, main table a"),
        ("/desk/vacancies", "main .list a, main table a, main .list li"),
    ):
        page = Page(await office.get(path))
        shown = [name for each in page.all(links) for name in names if name in each.text]
        assert list(dict.fromkeys(shown)) == names, path
