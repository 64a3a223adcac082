"""The whole list, once: it is loaded into the database that the tests share, and stays there.
Longer than one load takes nothing here: what loads again does so with a few counties
(test_amending.py).
"""

from typing import Any

import pytest
from asyncpg import InsufficientPrivilegeError

from app.db import bound_to, county_tx
from app.divisions.amending import amend
from app.divisions.load import load
from app.divisions.search import counties_like, county_with, place_and_below, places_in
from app.processes.postgres import Server
from app.tenancy.numbers import OPERATOR
from tests.divisions.test_amending import names

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module", autouse=True)
async def whole_list(server: Server, database: str, pool: None) -> None:  # noqa: ARG001
    await load(server.url(database, "app_owner"))


async def test_it_is_all_there_with_its_levels(superuser: Any) -> None:
    found = await superuser.fetch("SELECT level, count(*) FROM division GROUP BY level")
    assert dict(found) == {
        "province": 31,
        "prefecture": 342,
        "county": 2978,
        "township": 41352,
        "village": 620573,
    }


async def test_only_the_operator_amends() -> None:
    with bound_to(330421), pytest.raises(InsufficientPrivilegeError):
        async with county_tx():
            await amend("330496", "旁设县")
    with bound_to(330421), pytest.raises(InsufficientPrivilegeError):
        async with county_tx():  # under the policy there is nothing to lock: it would be added
            await amend("330424", "旁改县")
    assert await names("旁改") == []


async def test_a_second_load_does_nothing(server: Server, database: str) -> None:
    assert await load(server.url(database, "app_owner")) == 0
    assert await load(server.url(database, "app_owner"), only=frozenset({"330421"})) == 0


async def test_nothing_hangs_in_the_air(superuser: Any) -> None:
    assert not await superuser.fetchval(
        "SELECT count(*) FROM division AS low LEFT JOIN division AS high ON high.code = low.parent"
        " WHERE (high.code IS NULL) <> (low.level = 'province')"
    )


async def test_paths_are_as_people_say_them(superuser: Any) -> None:
    paths = await superuser.fetch(
        "SELECT path FROM division WHERE code IN ('330421103', '110101', '429004') ORDER BY code"
    )
    assert [found["path"] for found in paths] == [
        "北京市 东城区",
        "浙江省 嘉兴市 嘉善县 西塘镇",
        "湖北省 仙桃市",
    ]


async def test_a_county_is_found_by_name_initials_and_code() -> None:
    assert await names("嘉善") == ["嘉善县"]
    assert "嘉善县" in await names("jsx")
    assert await names("330421") == ["嘉善县"]
    assert "嘉善县" in await names("嘉兴市")
    assert await names("嘉兴 嘉善县") == ["嘉善县"]
    assert await names("xyz123") == []
    assert await names("ziyangjiashan") == []  # it lies elsewhere
    assert await names("z" * 40) == []
    assert await names("%") == []
    assert await names("'; drop table division; --") == []


async def test_a_county_is_found_by_its_whole_pinyin_and_a_part_of_it() -> None:
    for typed in ("wudu", "Wǔdū", "wuduqu", "wu du", "longnan wudu"):
        assert (await names(typed))[0] == "武都区"
    assert "源汇区" in await names("luohe")
    assert (await names("wanbailin"), await names("wanbolin")) == (["万柏林区"], ["万柏林区"])
    assert (await names("qu xian"))[0] == "渠县"  # and not 曲周县, which begins with both
    assert (await names("xi an"))[0] == "西安区"
    assert await names("hongtong") == ["洪洞县"]
    assert await names("hongdong") == ["洪洞县"]  # as it is written, and many say
    assert await names("shifang") == ["什邡市"]
    assert (await names("guoyang"))[0] == "涡阳县"
    assert "莫力达瓦达斡尔族自治旗" in await names("dawo")  # a part of it
    assert await names("iashan") == []  # no beginning of a syllable
    assert await names("jiashan") == ["嘉善县"]
    assert "嘉善县" in await names("jiaxing")
    assert await names("３３０４２１") == ["嘉善县"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("lueyang", "略阳县"), ("lüeyang", "略阳县"), ("lveyang", "略阳县"), ("LYUEYANG", "略阳县"),
        ("lushunkou", "旅顺口区"), ("lvshun", "旅顺口区"), ("lyushun", "旅顺口区"),
        ("tanchang", "宕昌县"), ("dangchang", "宕昌县"), ("baxiu", "八宿县"), ("suiling", "绥棱县"),
        ("jia1shan4", "嘉善县"), ("Jia1 shan4 xian4", "嘉善县"), ("zhejiang jiashan", "嘉善县"),
        ("shanghai chongming", "崇明区"), ("浙江嘉善", "嘉善县"), ("嘉兴嘉善县", "嘉善县"),
        ("上海崇明", "崇明区"), ("济南市中区", "市中区"), ("嘉善县人民政府", "嘉善县"),
        ("嘉善政协", "嘉善县"), ("浙江省嘉善县政协", "嘉善县"), ("330421000000", "嘉善县"),
        ("330421103", "嘉善县"), ("嘉善縣", "嘉善县"), ("武都區", "武都区"),
        ("wu-du", "武都区"), ("wu.du", "武都区"), ("wu'du", "武都区"), ("Wu·Dū", "武都区"),
        ("黃龍縣", "黄龙县"), ("峯峯礦區", "峰峰矿区"), ("呂梁離石", "离石区"),
        ("陝西黃龍", "黄龙县"),
        ("政协嘉善县委员会", "嘉善县"), ("中国人民政治协商会议嘉善县委员会", "嘉善县"),
        ("ziyangyanjiang", "雁江区"), ("sichuanziyangyanjiang", "雁江区"),
        ("ziyangshiyanjiangqu", "雁江区"), ("jiaxingjiashan", "嘉善县"),
        ("zhejiangjiashan", "嘉善县"), ("Zhèjiāngjiāshàn", "嘉善县"),
        ("嘉善县政协办公室", "嘉善县"), ("嘉善县政府办", "嘉善县"), ("中国嘉善", "嘉善县"),
    ],
)  # fmt: skip
async def test_a_county_is_found_as_people_write_it(typed: str, name: str) -> None:
    assert (await names(typed))[:1] == [name]


async def test_other_signs_between_find_no_more_than_is_meant() -> None:
    assert await names("浙江嘉善") == ["嘉善县"]
    assert await names("兴善") == []
    assert await names("嘉善善善") == []
    assert await names("政协") == []


async def test_at_most_twenty_and_the_nearest_first() -> None:
    assert len(await names("省")) == 20
    with bound_to(OPERATOR):
        async with county_tx(readonly=True):
            assert (await counties_like("省"))[1] is True
            assert (await counties_like("嘉善"))[1] is False
    assert (await names("新"))[0].startswith("新")


async def test_development_zones_are_no_counties() -> None:
    assert await names("石家庄高新") == []
    with bound_to(OPERATOR):
        async with county_tx(readonly=True):
            assert await county_with("130171") is None
            assert await county_with("999999") is None


async def test_the_places_of_a_county() -> None:
    with bound_to(OPERATOR):
        async with county_tx(readonly=True):
            found = await places_in("330421")
            towns = await place_and_below("330421")
            villages = await place_and_below("330421103")
    assert [each["name"] for each in towns][:2] == ["嘉善县", "魏塘街道"]
    assert len(towns) == 1 + 9
    assert len(villages) == 1 + 24
    assert len(found) == 9 + 174
    assert found[0]["name"] == "魏塘街道"
