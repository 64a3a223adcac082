"""Who sees a topic: the rule and the list say the same of everybody."""

from typing import Any

import pytest

from app.access.roles import Account, Grant, Role
from app.access.visibility import visible
from app.dates import now
from app.db import county_tx
from app.topics import queries, transitions
from tests import given

pytestmark = pytest.mark.anyio

HIDDEN: dict[str, Any] = {"published_at": None}


async def test_the_list_shows_what_the_rule_allows(county: int) -> None:  # noqa: ARG001
    here, there = await given.a_station(), await given.a_station()
    own = await given.an_account()
    topics = {
        "public": await given.a_topic(here, published_at=now()),
        "hidden": await given.a_topic(here, **HIDDEN),
        "own": await given.a_topic(there, **HIDDEN, raiser=own),
        "given": await given.a_topic(here, **HIDDEN, held_by=["department"]),
    }
    readers: dict[str, tuple[Account | None, set[str]]] = {
        "stranger": (None, {"public"}),
        "neighbour": (account(own + 1), {"public"}),
        "raiser": (account(own), {"public", "own"}),
        "office": (account(1, Grant(Role.OFFICE)), set(topics)),
        "convener": (account(1, Grant(Role.CONVENER, here)), {"public", "hidden", "given"}),
        "another": (account(1, Grant(Role.CONVENER, there)), {"public", "own"}),
        "department": (account(1, Grant(Role.DEPARTMENT, None, 7)), {"public", "given"}),
        "far": (account(1, Grant(Role.DEPARTMENT, there, 7)), {"public"}),
        "two": (
            account(own, Grant(Role.DEPARTMENT, here, 7), Grant(Role.MEMBER, there)),
            {"public", "own", "given"},
        ),
    }
    for who, (reader, expected) in readers.items():
        async with county_tx(readonly=True):
            listed = {each["id"] for each in (await queries.newest(reader))["topics"]}
            allowed = {
                name
                for name, topic in topics.items()
                if visible(await transitions.load(topic), reader)
            }
        assert allowed == expected, who
        assert {name for name, topic in topics.items() if topic in listed} == expected, who


def account(number: int, *grants: Grant) -> Account:
    return Account(number, "某人", grants)
