"""Of many tries at one moment no more go on than a quota has left, not even one; and whatever a
stranger may send, or costs much to make, has a quota.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from httpx import Response

from app.access.roles import Role
from app.dates import now
from app.db import bound_to
from app.evidence.enclosing import new_secret
from app.main import in_regions, inside, outside
from app.regions.api.pages import api
from app.tenancy.numbers import OPERATOR
from app.web import rate_limit
from app.web.rate_limit import QUOTAS, Spent
from tests import given
from tests.conftest import Browser, browser
from tests.isolation.routes import act_of
from tests.page import Page
from tests.quotas import HERE, spent

pytestmark = pytest.mark.anyio

Try = Callable[[Browser], Awaitable[Response]]
HELD = {"x-held": new_secret()}
PLACE = {"size": "9"}
# What is counted, who tries it (empty: a stranger), how.
TRIES: list[tuple[str, str, Try]] = [
    ("follow", "", lambda one: one.post("/follow", data={"code": "NOTACODE9"})),
    ("login", "", lambda one: one.get("/login/1")),
    ("login", "", lambda one: one.get("/callback?code=a&state=b")),
    ("login", "", lambda one: one.get("/signed-out/1")),
    ("raise", "", lambda one: one.post("/raise", data={"title": "路灯"})),
    ("raise", "", lambda one: one.post("/raise/joining/1", data={})),
    ("enclose", "", lambda one: one.post("/raise/photos", data=PLACE, headers=HELD)),
    ("repeat", "", lambda one: one.post("/raise/photos/1/state", headers=HELD)),
    ("search", "", lambda one: one.get("/topics?q=路灯")),
    ("search", "", lambda one: one.get("/choose/station?q=路")),
    ("export", "", lambda one: one.get("/scores/quarter/export.xlsx")),
    ("export", "", lambda one: one.get("/stations/1/qr.svg")),
    ("export", Role.OFFICE, lambda one: one.get("/audit.xlsx")),
    ("export", Role.OFFICE, lambda one: one.get("/account/data.xlsx")),
    ("upload", Role.OFFICE, lambda one: one.post("/photos", data={"kind": "topic", "id": 1})),
    ("upload", Role.OFFICE, lambda one: one.post("/photos/form", data={"kind": "topic", "id": 1})),
    ("upload", Role.OFFICE, lambda one: one.post("/files/form", data={"kind": "topic", "id": 1})),
]


def told(answer: Response, seconds: int) -> None:
    """In words, and for programs when it may be tried again."""
    wait = int(answer.headers["retry-after"])
    assert 0 < wait <= 2 * seconds
    assert f"请过 {-(-wait // 60)} 分钟再试" in Page(answer).one("main").text


@pytest.mark.parametrize(("what", "role", "tried"), TRIES)
async def test_at_one_moment_no_more_than_are_left(
    client: Browser, what: str, role: str, tried: Try
) -> None:
    quota = QUOTAS[what]
    who, most = HERE, quota.address
    if role:
        account = await given.signed_in(client, Role(role))
        who, most = f"account {account}", quota.account
    await spent(what, who, most - 3)
    answers = await asyncio.gather(*(tried(client) for _each in range(12)))
    refused = [each for each in answers if each.status_code == 429]
    assert len(refused) == 9
    told(refused[0], quota.seconds)


async def test_a_sign_up_at_one_moment_too(outside: Browser, superuser: Any) -> None:
    await superuser.execute("DELETE FROM quota WHERE county = 1")
    with bound_to(OPERATOR):
        for what, path in (("signup", "/signup"), ("login", "/signup/trial")):
            await spent(what, HERE, QUOTAS[what].address - 3)
            form = {"code": "140825", "slug": "x"}
            answers = await asyncio.gather(*(outside.post(path, data=form) for _ in range(12)))
            assert [each.status_code for each in answers].count(429) == 9, path
    await superuser.execute("DELETE FROM quota WHERE county = 1")


async def test_a_form_that_was_sent_too_often_keeps_what_was_typed(client: Browser) -> None:
    await spent("raise", HERE, 600)
    answer = await client.post("/raise", data={"title": "村口路灯坏了", "story": "三个月了"})
    assert answer.status_code == 429
    told(answer, 3600)
    assert "三个月了" in answer.text
    part = await client.post("/raise", data={"title": "路灯"}, headers={"hx-request": "true"})
    assert (part.status_code, int(part.headers["retry-after"]) > 0) == (429, True)


async def test_three_hundred_phones_of_one_hall_send_what_they_came_for(county: int) -> None:
    """280 have done it; twenty more, each in a browser of its own, at one moment."""
    topic = await given.a_topic(await given.a_station(), published_at=now())
    for what, each in (
        ("raise", 1),
        ("follow", 2),
        ("enclose", 1),
        ("search", 20),
        ("repeat", 100),
    ):
        await spent(what, HERE, 280 * each)

    async def phone() -> list[int]:
        async with browser(f"/c{county}") as one:
            answers = [
                await one.get("/topics?q=路灯"),
                await one.post(f"/raise/joining/{topic}", data={}),
                await one.post("/raise/photos", data=PLACE, headers={"x-held": new_secret()}),
                await one.post("/follow", data={"code": "NOTACODE9"}),
            ]
        return [each.status_code for each in answers]

    found = await asyncio.gather(*(phone() for _each in range(20)))
    assert not [each for each in found if 429 in each]


@pytest.mark.parametrize(
    ("spent_so_far", "most", "wait"),
    [
        (Spent(11, 0, 100, 600), 10, 1100 - 545),  # 11 of this span still weigh until a tenth less
        (Spent(5, 10, 0, 600), 10, 360),  # ten before, of which four have to go
        (Spent(10, 0, 599, 600), 9, 121),  # until two of ten have gone of the next span
        (Spent(1, 0, 0, 600), 1, 1200),
    ],
)
def test_when_it_may_be_tried_again(spent_so_far: Spent, most: int, wait: int) -> None:
    assert abs(spent_so_far.wait(most) - wait) <= 60
    later = after(spent_so_far, spent_so_far.wait(most))
    assert later.so_far <= most
    sooner = after(spent_so_far, spent_so_far.wait(most) - 5)
    assert sooner.so_far > most


def after(so_far: Spent, wait: int) -> Spent:
    """One more try, `wait` seconds later."""
    into = so_far.into + wait
    if into < so_far.seconds:
        return so_far._replace(times=so_far.times + 1, into=into)
    if into < 2 * so_far.seconds:
        return Spent(1, so_far.times, into - so_far.seconds, so_far.seconds)
    return Spent(1, 0, into - 2 * so_far.seconds, so_far.seconds)


# Asked for with what was counted when it was given out.
COUNTED_BEFORE = {"/blob/{key}": "a link signed for minutes, one for each announcement"}
COSTLY = (".xlsx", ".svg", "/export", "/poster", "/callback", "/login/{provider_id}")


def quotas_of(handler: Any) -> set[str]:
    frame = handler.opt.get("frame")
    asked = (*handler.resolve_guards(), handler.resolve_before_request())
    found = {str(each.quota) for each in asked if hasattr(each, "quota")}
    return found | ({frame.quota} if frame else set())


def every_handler() -> list[tuple[str, str, Any]]:
    return [
        (method, route.path_format, handler)
        for app in (inside, in_regions, outside)
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        for method in handler.http_methods - {"OPTIONS", "HEAD"}
    ]


def costs(method: str, path: str) -> bool:
    """What changes something, whoever may; and what is made anew for each who asks."""
    return (method != "GET" and path not in COUNTED_BEFORE) or path.endswith(COSTLY)


def test_what_strangers_send_and_what_costs_much_has_a_quota() -> None:
    found = [(method, path, handler) for method, path, handler in every_handler()
             if costs(method, path)]  # fmt: skip
    undeclared = [f"{method} {path}" for method, path, handler in found
                  if not quotas_of(handler) - {"search"}]  # fmt: skip
    assert undeclared == []
    unknown = {each for _m, _p, handler in found for each in quotas_of(handler)} - set(QUOTAS)
    assert unknown == set()
    strangers = [path for method, path, handler in found
                 if method == "POST" and act_of(handler) == "-"]  # fmt: skip
    assert {"/raise", "/follow", "/signup", "/raise/photos/{photo_id}/state"} <= set(strangers)
    assert len(found) > 150


def test_whatever_is_searched_has_a_quota() -> None:
    for method, path, handler in every_handler():
        if method == "GET":
            assert "search" in quotas_of(handler), path


def test_programs_are_counted_by_their_keys() -> None:
    handlers = [each for route in api.routes for each in getattr(route, "route_handlers", [])]
    assert len(handlers) > 4
    assert {act_of(each) for each in handlers} == {"has_key"}


def test_every_quota_is_used() -> None:
    used = {each for _m, _p, handler in every_handler() for each in quotas_of(handler)}
    assert set(rate_limit.QUOTAS) - used == {"refused"}
