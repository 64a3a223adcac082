"""A region's and the operator's people have the same rights over what is kept about them as a
county's: another of the same realm carries out what they want.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import bound_to, county_tx, row, rows
from app.processes.postgres import Server
from app.tenancy.numbers import NATION, OPERATOR
from app.veiling.rules import VEILED
from tests import given
from tests.conftest import Browser, browser
from tests.isolation.test_routes import rows_kept
from tests.page import Page
from tests.people.test_keeping import LAST, as_one
from tests.persons.test_of_accounts import STAY
from tests.persons.test_wishes import sheet
from tests.regions.given_region import staff_of

pytestmark = pytest.mark.anyio

PREFECTURE = 5120
ACCOUNTS = """
    SELECT "account"."id", "name", "subject", "gone_on" IS NOT NULL AS gone,
           EXISTS (SELECT FROM "appointment" WHERE "appointment"."county" = $1
                   AND "account" = "account"."id" AND "ended_at" IS NULL) AS holds
    FROM "account" WHERE "account"."county" = $1 AND "account"."id" = $2
"""
LOG = """
    SELECT "act" FROM "audit" WHERE "audit"."county" = $1
      AND "act" IN ('wish', 'erased', 'role_ended') ORDER BY "id" DESC LIMIT 4
"""


@pytest.fixture(scope="module", autouse=True)
async def places(server: Server, database: str) -> None:
    await given.divisions(server.url(database, "app_owner"))


@pytest.fixture(params=[51, PREFECTURE, NATION, OPERATOR])
async def realm(request: pytest.FixtureRequest, pool: None) -> AsyncIterator[int]:  # noqa: ARG001
    number: int = request.param
    with bound_to(number):
        yield number


def base(realm: int) -> str:
    return "/operator" if realm == OPERATOR else f"/regions/{realm}"


async def person(realm: int, client: AsyncClient, name: str) -> int:
    """One more of its people, signed in."""
    role = Role.OPERATOR if realm == OPERATOR else Role.REGION
    account = await given.an_account(role, name=name)
    await given.sign_in(client, account, base(realm))
    return account


@pytest.fixture
async def two(realm: int) -> AsyncIterator[tuple[Browser, Browser, int]]:
    """Who wants something, and who carries it out; and the first's account."""
    async with browser(base(realm)) as asking, browser(base(realm)) as other:
        account = await person(realm, asking, "林处长")
        await person(realm, other, "陶科长")
        yield asking, other, account


async def about(account: int) -> Any:
    async with county_tx(readonly=True):
        return await row(ACCOUNTS, account)


def listed(page: Page) -> str:
    """The address of the last wish."""
    return page.all(".task a.title")[-1]["href"]


async def test_a_name_is_corrected_by_another(
    two: tuple[Browser, Browser, int], realm: int
) -> None:
    asking, other, account = two
    assert f"{base(realm)}/account/data" in (await asking.get("/account")).text
    assert "林处长" in sheet((await asking.get("/account/data.xlsx")).content)
    before = int(Page(await other.get("")).one("#wishes")["value"])
    sent = await asking.post("/account/data", data={"kind": "correction", "words": "我叫林申"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{base(realm)}/account/data")
    front = Page(await other.get(""))
    assert int(front.one("#wishes")["value"]) == before + 1
    assert front.one("a:has(#wishes)")["href"] == f"{base(realm)}/wishes"
    wish = listed(Page(await other.get("/wishes")))
    own = await asking.post(
        f"http://test{wish}/decision", data={"decision": "done", "answer": "改"}
    )
    assert "自己经手" in Page(own).wrong["decision"]
    assert "林处长" in sheet((await other.get(f"http://test{wish}/file.xlsx")).content)
    form = {"decision": "done", "answer": "已改。", "name": "林申"}
    done = await other.post(f"http://test{wish}/decision", data=form)
    assert (done.status_code, done.headers["location"]) == (303, f"{base(realm)}/wishes")
    assert (await about(account))["name"] == "林申"
    assert Page(await asking.get("/account/data")).texts("#personal .prose") == ["已改。"]


async def test_who_is_erased_leaves_with_it(
    two: tuple[Browser, Browser, int], realm: int, superuser: Any
) -> None:
    """No page of theirs ends a role. No table tells the name afterwards, but what others did."""
    asking, other, account = two
    person_told = {"kind": "correction", "words": "我不叫林处长"}
    assert (await asking.post("/account/data", data=person_told)).status_code == 303
    told = {name for name, text in await rows_kept(realm, superuser) if "林处长" in text}
    assert {"account", "wish"} <= told
    page = Page(await other.get("/wishes", params={"q": "林处长"}))
    new = page.all("ul[aria-labelledby=accounts-title] a")[0]["href"]
    assert Page(await other.get(f"http://test{new}")).one(".now-line").text == "林处长"
    number = new.rpartition("=")[2]
    form = {"of": "account", "number": str(account), "kind": "erasure"}
    sent = await other.post("/wishes", data=form)
    assert (sent.status_code, number.isdigit()) == (303, True)
    wish = f"http://test{sent.headers['location']}"
    done = await other.post(f"{wish}/decision", data={"decision": "done", "answer": "已删。"})
    assert done.status_code == 303, Page(done).wrong
    assert tuple(await about(account)) == (account, VEILED, f"-{account}", True, False)
    told = {name for name, text in await rows_kept(realm, superuser) if "林处长" in text}
    assert told - STAY == set()
    assert (await asking.get("/account")).status_code == 401
    async with county_tx(readonly=True):
        log = [each["act"] for each in await rows(LOG)]
    assert log == ["wish", "erased", "role_ended", "wish"]


async def test_of_two_who_erase_each_other_one_stays(pool: None, superuser: Any) -> None:  # noqa: ARG001
    with bound_to(63):
        async with browser(base(63)) as one, browser(base(63)) as other:
            both = {each: await person(63, each, "同事") for each in (one, other)}
            wishes = {}
            for each in both:
                assert (await each.post("/account/data", data={"kind": "erasure"})).is_redirect
                wishes[each] = f"http://test{listed(Page(await each.get('/wishes')))}/decision"
            form = {"decision": "done", "answer": "已删。"}
            async with as_one(superuser):
                sending = asyncio.gather(
                    one.post(wishes[other], data=form), other.post(wishes[one], data=form)
                )
            async with asyncio.timeout(60):
                sent = await sending
        assert sorted(each.status_code for each in sent) == [303, 422]
        assert LAST in next(each.text for each in sent if each.status_code == 422)
        assert sum([(await about(each))["holds"] for each in both.values()]) == 1


async def test_whoever_is_alone_learns_who_helps(pool: None) -> None:  # noqa: ARG001
    async with staff_of(65, "sub-of-the-only-one") as alone:
        assert (await alone.post("/account/data", data={"kind": "erasure"})).status_code == 303
        wish = listed(Page(await alone.get("/wishes")))
        notice = Page(await alone.get(f"http://test{wish}")).one("#whose").text
        assert notice.endswith("请平台运营方再登记一位工作人员来办。")


async def test_without_a_role_one_asks_and_reads_no_list(realm: int) -> None:
    async with browser(base(realm)) as nobody:
        account = await given.an_account(name="路人")
        await given.sign_in(nobody, account, base(realm))
        assert (await nobody.get("/account/data")).status_code == 200
        assert (await nobody.get("/wishes")).status_code == 403
