"""What was merged into another matter goes with it: it is not taken from beneath whoever raised the
same, and they are told what becomes of it, public or not.
"""

import pytest

from app.access.roles import Role
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

MINE, THEIRS = "ABC234DEF", "ABC234GHJ"
NOT_ALONE = "别人提的同一件事已经并到这里一起办，不能撤回。"
LINK = "a[href*='/withdrawal']"


async def merged(client: Browser) -> tuple[int, int]:
    """Both wait for the first review; `client` reviews. → mine, into which theirs was merged"""
    station = await given.a_station()
    mine, theirs = [
        await given.a_topic(station, follow_code=code, title=code) for code in (MINE, THEIRS)
    ]
    await given.signed_in(client, Role.TOWNSHIP)
    form = {"version": "0", "decision": "merge", "opinion": "同一件事", "into": str(mine)}
    assert (await client.post(f"/topics/{theirs}/review", data=form)).status_code == 303
    return mine, theirs


async def test_what_others_were_merged_into_is_not_withdrawn(client: Browser, county: int) -> None:
    mine, theirs = await merged(client)
    async with browser(f"/c{county}") as raiser:
        given.follows(raiser, MINE)
        assert Page(await raiser.get("/follow")).all(LINK) == []
        form = {"of": str(mine), "version": "0", "reason": "自己修好了"}
        assert refused(await raiser.post("/follow/withdrawal", data=form)) == [NOT_ALONE]

        await given.signed_in(client, Role.OFFICE)
        back = {"version": "1", "reason": "不是同一件"}
        assert (await client.post(f"/topics/{theirs}/back", data=back)).status_code == 303
        assert len(Page(await raiser.get("/follow")).all(LINK)) == 1
        assert (await raiser.post("/follow/withdrawal", data=form)).status_code == 303
        await raiser.post("/follow", data={"code": THEIRS})
        assert "正在审核" in Page(await raiser.get("/follow")).text


async def test_whoever_raised_the_same_is_told_what_becomes_of_it(
    client: Browser, county: int
) -> None:
    mine, _theirs = await merged(client)
    async with browser(f"/c{county}") as raiser:
        given.follows(raiser, THEIRS)
        assert "那一件：正在审核，看由谁来办。" in Page(await raiser.get("/follow")).text
        reason, name = next(iter(given.charter().decline_reasons.items()))
        no = {"version": "0", "decision": "decline", "opinion": "不在这里办", "reason": reason}
        assert (await client.post(f"/topics/{mine}/review", data=no)).status_code == 303
        page = Page(await raiser.get("/follow"))
        assert f"那一件：没有受理：{name}" in page.text
        assert MINE not in page.text  # its title: it is not public
