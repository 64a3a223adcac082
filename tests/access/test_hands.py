"""What was taken away comes back in the right in which it went, or in a higher one: of all that can
be brought back. Of photos and files: tests/evidence/test_hands.py.
"""

import ast
import inspect
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.access.hands import ABOVE, ORDER, Hand, acting, may_undo
from app.access.roles import MAY, Account, Grant, Role
from app.dates import today
from app.db import county_tx, value
from app.main import in_regions, inside, outside
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import a_place, all_of
from tests.evidence import steps
from tests.isolation.routes import act_of, handlers
from tests.page import Page, refused
from tests.sources import parsed

pytestmark = pytest.mark.anyio

BRINGS_BACK = re.compile(
    r"/(taking-up|restoration|return|reopening|resume|enable|putting-back|lifting|publication"
    r"|enclosed|back)$"
)
ASKS = {"check_undo", "may_undo", "may_put_back", "kept_closed"}
# Nothing that somebody took away in a right of theirs comes back by these.
OTHER = {
    "/assessments/{assessment_id}/taking-up": "a stage was begun early; its own rule says whose",
    "/charter/versions/{charter_id}/restoration": "of the county's rules there is one author",
}


def brought_back() -> list[tuple[str, Any]]:
    return [
        (path, handler)
        for app in (inside, in_regions, outside)
        for method, path, handler in handlers(app)
        if method == "POST" and BRINGS_BACK.search(path)
    ]


def asks(handler: Any) -> bool:
    """In the file in which it stands."""
    tree = parsed(Path(inspect.getfile(handler.opt["frame"].handler)))
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ASKS
        for node in ast.walk(tree)
    )


def test_whatever_comes_back_asks_who_took_it_away() -> None:
    """Or is in the hands of one role alone, in which there is nobody above."""
    found = brought_back()
    assert len(found) >= 18
    without = [
        path
        for path, handler in found
        if not asks(handler) and path not in OTHER and len(MAY.get(act_of(handler), "ab")) > 1  # type: ignore[call-overload]
    ]
    assert without == []


def test_the_hands_rise_by_the_roles() -> None:
    worn = [Hand.SENDER, Hand.CONVENER, Hand.TOWNSHIP, Hand.COMMITTEE, Hand.OFFICE,
            Hand.LEADERSHIP, Hand.PARTY]  # fmt: skip
    assert [each for each in ORDER if each in worn] == worn
    for mine in worn:
        assert [str(each) for each in worn if may_undo(mine, each)] == [
            str(each) for each in worn[: worn.index(mine) + 1]
        ]
        assert may_undo(mine, "") == (mine in worn[4:])  # nobody noted it


def test_where_a_role_is_held_elsewhere_it_counts_for_nothing() -> None:
    at_seven = Account(9, "李", (Grant(Role.CONVENER, 7), Grant(Role.TOWNSHIP, 8)))
    keepers = {Role.CONVENER, Role.TOWNSHIP}
    assert acting(at_seven, keepers, [7]) is Hand.CONVENER
    assert acting(at_seven, keepers, [1, 8]) is Hand.TOWNSHIP
    assert acting(at_seven, keepers, [1]) is Hand.SENDER
    assert acting(at_seven, keepers) is Hand.TOWNSHIP
    assert acting(at_seven, {Role.CONVENER}, [7, 8]) is Hand.CONVENER


COLUMNS = {
    "commitment": "withdrawn_as", "consultation": "cancelled_as", "statement": "struck_as",
    "activity": "decided_as", "photo": "closed_as",
}  # fmt: skip


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("table", COLUMNS)
async def test_every_hand_that_a_role_has_may_stand_there(table: str) -> None:
    sql = """
        SELECT pg_get_constraintdef("oid") FROM pg_constraint
        WHERE "conrelid" = $2::text::regclass AND "conname" = $3 AND $1::int IS NOT NULL
    """
    async with county_tx(readonly=True):
        check = await value(sql, table, f"{table}_{COLUMNS[table]}_check")
    assert [hand for hand in Hand if f"'{hand}'" in check] == ORDER[1:-1]


Sent = Callable[[str], Awaitable[Any]]


async def both_ways(
    client: Browser, low: int, high: int, away: Sent, back: Sent, there: Callable[[], Any]
) -> None:
    """`there`: how many forms bring it back, on the page that whoever is signed in reads."""
    for done, mine, allowed in ((low, low, True), (low, high, True), (high, low, False),
                                (high, high, True)):  # fmt: skip
        await given.sign_in(client, done)
        assert (await away("写错了")).status_code == 303
        await given.sign_in(client, mine)
        assert await there() == allowed
        sent = await back("没有写错")
        if allowed:
            assert sent.status_code == 303, sent.text
        else:
            assert refused(sent) == [ABOVE]
            await given.sign_in(client, done)
            assert (await back("没有写错")).status_code == 303


async def test_a_commitment(client: Browser) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, ring="落实")
    async with county_tx():
        owing = await given.a_department("住建局")
        commitment = await given.a_commitment(topic, owing, today() + timedelta(30))
    here = f"/commitments/{commitment}"

    async def there() -> bool:
        page = Page(await client.get(here))
        return bool(page.all('button[formaction$="/taking-up"]'))

    await both_ways(
        client,
        await given.an_account(Role.CONVENER, station=station),
        await given.an_account(Role.OFFICE),
        lambda reason: client.post(f"{here}/withdrawal", data={"reason": reason}),
        lambda reason: client.post(f"{here}/taking-up", data={"reason": reason}),
        there,
    )
    office = await given.an_account(Role.OFFICE)
    committee = await given.an_account(Role.COMMITTEE)
    await given.sign_in(client, committee)
    assert (await client.post(f"{here}/withdrawal", data={"reason": "错"})).is_redirect
    assert [each["withdrawn_as"] for each in await all_of("commitment")] == ["committee"]
    await given.signed_in(client, Role.TOWNSHIP)
    assert refused(await client.post(f"{here}/taking-up", data={"reason": "对"})) == [ABOVE]
    await given.sign_in(client, office)
    assert (await client.post(f"{here}/taking-up", data={"reason": "对"})).is_redirect
    assert [each["withdrawn_as"] for each in await all_of("commitment")] == [""]


async def test_a_sitting_and_what_was_said_there(client: Browser) -> None:
    place = await a_place(client)
    convener = await given.an_account(Role.CONVENER, station=place.station)
    office = await given.an_account(Role.OFFICE)
    here = f"/consultations/{place.consultation}"

    async def there(chosen: str) -> bool:
        return bool(Page(await client.get(here)).all(chosen))

    await both_ways(
        client, convener, office,
        lambda reason: client.post(f"{here}/cancellation", data={"reason": reason}),
        lambda reason: client.post(f"{here}/taking-up", data={"reason": reason}),
        lambda: there("#taking-up"),
    )  # fmt: skip
    said = {"participant": str(place.people["钱小三"]), "text": "晚上太黑"}
    assert (await client.post(f"{here}/statements", data=said)).is_redirect
    (statement,) = await all_of("statement")
    that = f"{here}/statements/{statement['id']}"
    await both_ways(
        client, convener, office,
        lambda _reason: client.post(f"{that}/removal"),
        lambda reason: client.post(f"{that}/return", data={"reason": reason}),
        lambda: there("#struck p"),
    )  # fmt: skip


async def test_an_activity(client: Browser) -> None:
    station = await given.a_station()
    author = await given.an_account(Role.MEMBER)
    async with county_tx():
        activity = await given.an_activity(station, author)
    here = f"/activities/{activity}"

    async def there() -> bool:
        return bool(Page(await client.get(here)).all('form[action$="/taking-up"]'))

    await both_ways(
        client,
        await given.an_account(Role.COMMITTEE),
        await given.an_account(Role.OFFICE),
        lambda reason: client.post(
            f"{here}/verification", data={"accepted": "false", "reason": reason}
        ),
        lambda reason: client.post(f"{here}/taking-up", data={"reason": reason}),
        there,
    )


async def test_an_enclosed_photo(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    (photo,) = await steps.ready_photos(
        "enclosure", await steps.an_enclosure(topic), None, allowed=False
    )
    here, number = f"/topics/{topic}/enclosed", str(photo)
    convener = await given.an_account(Role.CONVENER)
    office = await given.an_account(Role.OFFICE)

    async def there() -> bool:
        return not Page(await client.get(f"/topics/{topic}")).all("#enclosed input[disabled]")

    await given.sign_in(client, convener)
    assert (await client.post(here, data={"allowed": number})).is_redirect
    await both_ways(
        client, convener, office,
        lambda _reason: client.post(here, data={"before": number}),
        lambda _reason: client.post(here, data={"before": "", "allowed": number}),
        there,
    )  # fmt: skip
    await given.sign_in(client, convener)
    assert (await client.post(here, data={"before": number})).is_redirect
    await given.signed_in(client, Role.CONVENER)  # of two of one right the other may
    assert (await client.post(here, data={"before": "", "allowed": number})).is_redirect
    assert [each["closed_as"] for each in await all_of("photo")] == [""]
