"""What one address, one account and one county may spend."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest

from app.access.roles import Role
from app.db import bound_to, county_tx
from app.web import rate_limit
from tests import given
from tests.conftest import Browser, browser
from tests.quotas import HERE, spent

pytestmark = pytest.mark.anyio


async def follow(client: Browser, code: str = "NOTACODE9") -> int:
    return (await client.post("/follow", data={"code": code})).status_code


async def test_of_many_at_once_no_more_than_the_quota_go_on(client: Browser) -> None:
    await spent("follow", HERE, 870)
    answers = await asyncio.gather(*(follow(client) for _ in range(40)))
    assert sorted(answers) == [422] * 30 + [429] * 10


async def test_three_hundred_phones_of_one_hall_follow_and_sign_in(county: int) -> None:
    await given.a_topic(await given.a_station(), follow_code="ABC234DEF")

    async def phone() -> list[int]:
        async with browser(f"/c{county}") as one:
            tries = [await follow(one), await follow(one, "ABC234DEF")]
            signing_in = [await one.get(address) for address in ("/login/1", "/callback?code=a")]
            return [*tries, *(each.status_code for each in signing_in)]

    answers = await asyncio.gather(*(phone() for _ in range(20)))
    assert answers == [[422, 303, 404, 400]] * 20
    await spent("follow", HERE, 560)  # as 280 have done, each as these
    await spent("login", HERE, 560)
    answers = await asyncio.gather(*(phone() for _ in range(20)))
    assert answers == [[422, 303, 404, 400]] * 20


# What a stranger's phone does in such a span, with a mistake or two; the county's own people, who
# have an account each, and what nobody does by the hundred.
A_PHONE = {"change": 5, "repeat": 40, "raise": 2, "follow": 3, "login": 4, "enclose": 4}
A_PHONE |= {"search": 20, "export": 2}
OTHERS = {"upload", "signup", "refused"}


def test_three_hundred_phones_of_one_hall_have_room() -> None:
    assert A_PHONE.keys() | OTHERS == rate_limit.QUOTAS.keys()
    short = {what for what, n in A_PHONE.items() if rate_limit.QUOTAS[what].address < 300 * n}
    assert short == set()


async def test_one_address_leaves_the_county_s_quota_to_others(client: Browser) -> None:
    for quota in rate_limit.QUOTAS.values():
        assert quota.account <= quota.address < quota.county
    await spent("follow", HERE, 900)
    await spent("follow", "county", 8999)
    assert [await follow(client) for _ in range(5)] == [429] * 5  # costs the county nothing
    client.headers["x-forwarded-for"] = "203.0.113.7"
    assert [await follow(client) for _ in range(2)] == [422, 429]


@pytest.mark.parametrize(
    ("host", "networks"),
    [
        ("203.0.113.7", [("203.0.113.7", 1)]),
        ("", [("", 1)]),
        ("2001:db8:1:2:3::7", [("2001:db8:1:2::/64", 1), ("2001:db8:1::/48", 4)]),
        ("2001:db8:1:ff02::7", [("2001:db8:1:ff02::/64", 1), ("2001:db8:1::/48", 4)]),
        ("fe80::1%eth0", [("fe80::/64", 1), ("fe80::/48", 4)]),
    ],
)
def test_of_ipv6_a_network_counts_and_the_wider_one_around_it(
    host: str, networks: list[tuple[str, int]]
) -> None:
    assert rate_limit.networks_of(host) == networks


def test_no_network_may_do_what_a_county_may() -> None:
    """Whoever has 48 bits has 65,536 networks of 64."""
    for quota in rate_limit.QUOTAS.values():
        assert 4 * quota.address < quota.county


async def test_who_has_48_bits_of_ipv6_is_one_of_them(client: Browser) -> None:
    async def from_(host: str) -> int:
        client.headers["x-forwarded-for"] = host
        return await follow(client)

    await spent("follow", "2001:db8:1:2::/64", 900)
    assert await from_("2001:db8:1:2::9") == 429
    assert await from_("2001:db8:1:3::9") == 422  # the neighbour, in the same building
    await spent("follow", "2001:db8:1::/48", 3599)
    answers = [await from_(f"2001:db8:1:{number:x}::9") for number in range(256, 260)]
    assert answers == [422, 429, 429, 429]
    assert await from_("2001:db8:2:2::9") == 422
    client.headers["x-forwarded-for"] = "203.0.113.9"
    assert await follow(client) == 422  # what was refused cost the county nothing


async def test_three_hundred_phones_with_a_network_each(county: int) -> None:
    """As a carrier gives them: 64 bits each, all of one of 48. Three tries each."""
    await spent("follow", "2001:db8:1::/48", 840)  # as 280 have done

    async def phone(number: int) -> list[int]:
        async with browser(f"/c{county}") as one:
            one.headers["x-forwarded-for"] = f"2001:db8:1:{number:x}::1"
            return [await follow(one) for _ in range(3)]

    answers = await asyncio.gather(*(phone(number) for number in range(20)))
    assert answers == [[422] * 3] * 20


async def test_an_account_has_a_quota_of_its_own(county: int) -> None:
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(browser(f"/c{county}")) for _ in range(2)]
        me = await given.signed_in(one, Role.OFFICE)
        await given.signed_in(other, Role.OFFICE)
        await spent("change", f"account {me}", 599)
        answers = [await each.post("/account/sessions/end") for each in (one, one, other)]
    assert [each.status_code for each in answers] == [303, 429, 303]


async def test_each_county_counts_for_itself(client: Browser, other_county: int) -> None:
    await spent("follow", HERE, 900)
    assert await follow(client) == 429
    with bound_to(other_county):
        async with browser(f"/c{other_county}") as there:
            assert await follow(there) == 422


async def test_a_sign_in_and_an_upload_have_theirs(client: Browser) -> None:
    me = await given.signed_in(client, Role.OFFICE)
    await spent("login", HERE, 1800)
    assert (await client.get("/login/1")).status_code == 429
    assert (await client.get("/callback?code=a&state=b")).status_code == 429
    await spent("upload", f"account {me}", 300)
    photo = {"kind": "station", "id": await given.a_station(), "size": 9, "type": "image/jpeg"}
    assert (await client.post("/photos", data=photo)).status_code == 429


async def test_the_span_before_counts_as_far_as_it_still_lies_within(county: int) -> None:  # noqa: ARG001
    """No six hundred at the end of one span and six hundred at the beginning of the next."""
    begins = datetime(2026, 1, 5, 10, 0, tzinfo=UTC).timestamp()

    async def at(seconds: int) -> float:
        moment = datetime.fromtimestamp(begins + seconds, UTC)
        async with county_tx():
            return (await rate_limit.spent("x", ["me"], 600, moment))["me"].so_far

    assert [await at(599) for _ in range(10)] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert await at(600) == 11
    assert await at(900) == 2 + 5
    assert await at(1199) == pytest.approx(3, abs=0.02)
    assert await at(1800) == 1
