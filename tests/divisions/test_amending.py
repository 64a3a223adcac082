"""What the operator amends. With a few counties of the list: it is loaded again."""

from typing import Any

import pytest

from app.db import bound_to, county_tx
from app.divisions.amending import amend
from app.divisions.load import load
from app.divisions.search import counties_like
from app.processes.postgres import Server
from app.refusal import Refused
from app.tenancy.numbers import OPERATOR

pytestmark = pytest.mark.anyio

FEW = frozenset({"330424", "330498"})


async def names(text: str) -> list[str]:
    with bound_to(OPERATOR):
        async with county_tx(readonly=True):
            found, _more = await counties_like(text)
    return [each["name"] for each in found]


@pytest.mark.usefixtures("pool")
async def test_what_the_operator_amends_outlasts_the_next_list(
    server: Server, database: str, superuser: Any
) -> None:
    owner = server.url(database, "app_owner")
    await load(owner, only=FEW)
    with bound_to(OPERATOR):
        async with county_tx():
            assert await amend("330498", "新设县") is None
            assert await amend("330498001", "首镇") is None
            assert await amend("330424", "海盐新县") == "海盐县"
            with pytest.raises(Refused, match="先添加上级"):
                await amend("330497001", "无县镇")
    try:
        assert await names("xinshe") == ["新设县"]
        assert await names("haiyanxin") == ["海盐新县"]
        asked = "SELECT path FROM division WHERE code IN ('330424001', '330498001') ORDER BY code"
        paths = ["浙江省 嘉兴市 海盐新县 武原街道", "浙江省 嘉兴市 新设县 首镇"]
        assert [each["path"] for each in await superuser.fetch(asked)] == paths
        assert await load(owner, only=FEW) == 0
        await superuser.execute("COMMENT ON TABLE division IS 'an older list'")
        assert await load(owner, only=FEW) > 2
        assert [each["path"] for each in await superuser.fetch(asked)] == paths
        assert await names("xinshe") == ["新设县"]
    finally:
        await superuser.execute("UPDATE division SET amended = false")
        await superuser.execute("DELETE FROM division WHERE code LIKE '330498%'")
        await superuser.execute("COMMENT ON TABLE division IS 'an older list'")  # for whoever loads
