"""Forms, kinds of stations and of activities that the rules no longer have: what was done under
them is called as it was then, on every page.
"""

from typing import Any

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.access.roles import Role
from app.charter import store
from app.charter.model import Charter, RingKind
from app.dates import today
from app.db import county_tx
from tests import given
from tests.conftest import Browser
from tests.page import Page
from tests.test_wording import SEEN_BY, Listening, furnished, pages_seen
from tests.topics.test_walks import raised_under

pytestmark = pytest.mark.anyio


def with_keys(charter: Charter, mark: str) -> Charter:
    """All its forms and kinds under other keys, and called otherwise."""

    def other(pieces: Any) -> list[Any]:
        return [
            structs.replace(each, key=f"{mark}-{each.key}", name=f"{each.name}{mark}")
            for each in pieces
        ]

    return structs.replace(
        charter,
        consultations=structs.replace(
            charter.consultations, forms=other(charter.consultations.forms)
        ),
        stations=structs.replace(charter.stations, kinds=other(charter.stations.kinds)),
        activities=other(charter.activities),
    )


async def in_force(charter: Charter) -> None:
    async with county_tx():
        await store.save(store.write(charter), author="李", note="改", effective_on=today())


async def test_no_page_says_a_key(people: dict[str, AsyncClient], client: Browser) -> None:
    charter = with_keys(given.charter(), "qqq")
    walk = await raised_under(people, charter)
    await walk.until(RingKind.RATE)
    await walk.answer_and_rate(solved=True)
    ids = await furnished(walk, charter)
    await in_force(with_keys(given.charter(), "zzz"))
    listening = Listening({"qqq-"}, except_under=("/charter/drafts", "/charter/versions", "/audit"))
    for who in SEEN_BY:
        people[who].event_hooks["response"].append(listening.hear)
    await pages_seen(people, ids)
    assert listening.heard == {}
    assert len(listening.pages) > 40
    numbers = Page(await client.get("/numbers"))
    called = charter.consultations.forms[0].name
    assert called.endswith("qqq")
    assert f"{called}1" in numbers.one("main").text
    assert Page(await client.get("/consultations")).texts(".tag")[0] == called


def test_the_latest_that_had_it_says_its_name() -> None:
    now, old = given.charter(), with_keys(given.charter(), "a")
    newer = structs.replace(
        old,
        consultations=structs.replace(
            old.consultations,
            forms=[structs.replace(each, name="新名") for each in old.consultations.forms],
        ),
    )
    key = old.consultations.forms[0].key
    known = store.with_pieces(now, {"forms": {key, "never"}}, [now, newer, old])
    assert known.forms == now.forms | {key: "新名"}
    assert known.station_kinds == now.station_kinds


async def test_where_nothing_is_lacking_nothing_is_asked(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    now = given.charter()
    assert await store.knowing(now, forms=set(now.forms) | {""}) is now
