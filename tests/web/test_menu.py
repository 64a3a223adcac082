"""Where one can go from every page; on a phone three ways, and the rest behind 更多."""

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import bound_to
from app.tenancy.numbers import OPERATOR
from app.web.menu import MORE, ROOM, Way, in_one_row, is_here, width
from tests import given
from tests.english import reads
from tests.page import Page
from tests.regions.given_region import staff_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("way", "path", "here"),
    [
        ("/", "/", True),
        ("/", "", True),
        ("/", "/topics", False),
        ("/topics", "/topics", True),
        ("/topics", "/topics/", True),
        ("/topics", "/topics/7", True),
        ("/topics", "/topicsworld", False),
        ("/wudu/", "/wudu", True),
        ("/wudu/", "/wudu/topics", False),
        ("/operator", "/operator/audit", True),
        ("/desk", "/topics", False),
    ],
)
def test_where_a_page_lies(way: str, path: str, here: bool) -> None:
    assert is_here(way, path) is here


def test_as_many_ways_stand_in_one_row_as_have_room() -> None:
    assert (ROOM, MORE) == (46.0, 5.0)
    assert width("议题") == 2.0
    assert width("Topics") == pytest.approx(3.24)
    ways = [Way("/x", "议" * 8)] * 6  # each 9.15
    assert [in_one_row(ways[:n]) for n in (0, 1, 4, 5, 6)] == [0, 1, 4, 5, 4]
    assert in_one_row(ways[:5], 45.75) == 5
    assert in_one_row(ways[:5], 45.74) == 4
    assert in_one_row(ways[:5], 36.6 + 5.0) == 4  # and what opens the rest
    assert in_one_row(ways[:5], 36.6 + 4.9) == 3
    assert in_one_row(ways, 30.0) == 2


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_no_way_is_lost_behind_more(client: AsyncClient, role: Role, lang: str) -> None:
    """Whoever works here has everything that a phone has, in the row or behind it."""
    reads(client, lang)
    await given.signed_in(client, role)
    page = Page(await client.get("/topics"))
    head = [each["href"] for each in page.all(".nav a")]
    assert len(head) == len({*head})
    low = {each["href"].rpartition("/c")[2].partition("/")[2] for each in page.all(".low a")}
    there = {each.rpartition("/c")[2].partition("/")[2] for each in head}
    assert {each.removeprefix("en/") for each in low - there} == {"search", "raise"}
    if role == Role.OFFICE:  # who has most of them
        assert bool(page.all(".nav-more")) is (lang == "en")


async def test_a_villager_s_phone_has_three_ways_and_the_rest(client: AsyncClient) -> None:
    """Without scripts: 更多 is a summary; what lies behind it is all the head has, and no more."""
    page = Page(await client.get("/topics"))
    assert page.texts(".low > a") == ["首页", "说一件事", "查进度"]
    assert page.texts(".low-more > summary") == ["更多"]
    rest = page.texts(".low-panel a")
    assert rest == ["议题", "协商会", "议事点", "案例", "数字", "查找", "登录"]
    assert page.texts(".nav [aria-current]") == ["议题"]
    assert page.texts(".low [aria-current]") == ["议题"]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.MEMBER, Role.DEPARTMENT])
async def test_whoever_works_here_has_their_own_three(client: AsyncClient, role: Role) -> None:
    await given.signed_in(client, role)
    page = Page(await client.get("/desk"))
    assert page.texts(".low > a") == ["我的工作台", "议题", "协商会"]
    assert page.texts(".low > [aria-current]") == ["我的工作台"]
    head = {each["href"] for each in page.all(".nav a")}
    low = {each["href"] for each in page.all(".low a")}
    assert head <= low
    assert page.texts(".low-panel form button") == ["退出"]


async def test_outside_there_is_no_rest(outside: AsyncClient) -> None:
    page = Page(await outside.get("/signup"))
    assert page.texts(".low > a") == ["首页", "申请开通", "运营方登录"]
    assert page.texts(".low-more") == []
    assert page.texts(".low > [aria-current]") == ["申请开通"]


async def test_whoever_has_an_office_outside_signs_up_for_none(outside: AsyncClient) -> None:
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    page = Page(await outside.get("/operator"))
    assert page.texts(".wrap.nav > a") == ["首页", "运营"]
    async with staff_of(62) as staff:
        page = Page(await staff.get("/"))
        assert page.all('header a[href="/signup"]') == []


async def test_of_a_region_s_phone_three_ways_are_near_and_the_rest_behind_them() -> None:
    """All are the region's own: 首页, which was not, stood there as if one were on it."""
    async with staff_of(62) as staff:
        page = Page(await staff.get("/compare"))
        assert page.texts(".low > a") == ["概览", "各县比较", "综合排名"]
        assert page.texts(".low > [aria-current]") == ["各县比较"]
        assert page.texts(".head .wrap.nav > a") == [
            *("概览", "各县比较", "综合排名", "覆盖", "推荐案例", "指标解释", "数据接口"),
            *("个人信息请求", "审计日志"),
        ]
        ways = [each["href"] for each in page.all(".low a")]
        assert len(ways) == 10
        assert all(each.startswith("/regions/62/") for each in ways)
        assert page.one(".brand")["href"] == "/regions/62/"
        home = Page(await staff.get("/"))
        assert home.texts(".low [aria-current]") == ["概览"]
        county = Page(await staff.get("/counties/620102"))
        assert county.texts(".low > [aria-current]") == []


async def test_an_operator_s_page_stands_under_its_own_way(outside: AsyncClient) -> None:
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    for path in ("/operator", "/operator/divisions"):
        page = Page(await outside.get(path))
        assert page.texts(".low > [aria-current]") == ["运营"], path
