"""No link of the score pages leads to one that is closed to whoever reads it."""

from datetime import date

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, current_realm
from tests import given
from tests.page import Page
from tests.scoring.test_history import settle
from tests.scoring.test_life import ON, SHEET, Case
from tests.scoring.test_pages import MEMBERS, YEAR, scored

pytestmark = pytest.mark.anyio
OF_SCORES = ("/scores", "/assessments", "/records", "/charter/versions/")


async def walked(client: AsyncClient) -> dict[str, int]:
    """Address → status, from the list of scores on; of other years what is beside this one."""
    found, to_open, realm = dict[str, int](), ["/scores"], f"/c{current_realm.get()}"
    while to_open:
        path = to_open.pop()
        if path in found or not path.startswith(OF_SCORES):
            continue
        answer = await client.get(path)
        found[path] = answer.status_code
        of_this_year = "on=" not in path or "on=2026" in path
        if of_this_year and "html" in answer.headers["content-type"]:
            links = Page(answer).all("main a[href]")
            to_open += [each["href"].removeprefix(realm) for each in links]
    return found


async def test_each_reader_follows_each_link(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    await scored(SHEET, YEAR, MEMBERS)
    member = await given.an_account(Role.MEMBER)
    async with county_tx():
        await given.a_member(account=member, name="李委员")
        await settle("members", date(2026, 1, 1))
    ranking = f"/scores/quarter?on={ON}"
    beside = {case.office: ["← 上一期", "下一期 →"], case.clerk: [], member: [], 0: []}
    for reader, links in beside.items():
        client.cookies.clear()
        if reader:
            await given.sign_in(client, reader)
        if reader != case.office:  # for whom all is open
            found = await walked(client)
            assert {path: status for path, status in found.items() if status != 200} == {}
            assert f"/scores/quarter/{case.station}/filed?on=2026-04-01" in found
            assert ("/scores/members?on=2026-01-01" in found) == (reader != 0)
        periods = Page(await client.get(ranking)).one(".periods")
        assert periods.texts("a") == [*links, "所用的规则"]
        assert periods.texts("a, span") == ["← 上一期", "下一期 →", "所用的规则"]
    # Each their own, though the others' are not settled.
    await given.sign_in(client, case.clerk)
    own = Page(await client.get(f"/scores/quarter/{case.station}?on={ON}")).one(".periods")
    assert own.texts("a") == ["← 上一期", "下一期 →", "所用的规则"]
    other = Page(await client.get(f"/scores/quarter/{case.other}?on={ON}")).one(".periods")
    assert other.texts("a") == ["所用的规则"]
    year = Page(await client.get(f"/scores/year/{case.station}?on={ON}"))
    assert year.texts("p a[href$='/scores/year']") == []
