"""Whoever holds a step is worked out so that there is always somebody."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from app.access.roles import SIGNED_IN, Role
from app.charter import store
from app.charter.model import Level
from app.charter.presets import presets
from app.charter.stages import Stage
from app.dates import deadline, today
from app.db import county_tx
from app.lights import light, since
from app.outcomes.tables import Commitment
from app.refusal import Refused
from app.topics import hands as who
from app.topics.hands import Hands
from app.topics.rules import Move, answering, holders, stage_at
from tests import given
from tests.conftest import Browser
from tests.page import Page

XINJIANG = presets()["xinjiang"].rings
FIRST = next(n for n, ring in enumerate(XINJIANG) if ring.name == "村（社区）初审")


@pytest.mark.parametrize(
    ("by", "instead", "here", "found"),
    [
        (["convener"], [], {"convener", "office"}, Hands(["convener"])),
        (["convener", "township"], [], {"township"}, Hands(["convener", "township"])),
        (["convener"], ["committee"], {"committee", "office"}, Hands(["committee"])),
        (["convener"], ["convener"], {"convener"}, Hands(["convener"])),
        (["convener"], ["committee"], {"office"}, Hands(["office"], vacant=True)),
        (["convener"], [], set(), Hands(["office"], vacant=True)),
        ([], ["committee"], {"committee"}, Hands([])),  # it waits for who raised it
    ],
)
def test_there_is_always_somebody(
    by: list[str], instead: list[str], here: set[str], found: Hands
) -> None:
    assert who.hands(by, instead, here) == found


HELD = {"convener", "office", "leadership"}


@pytest.mark.parametrize(
    ("instead", "others", "found"),
    [
        ([], {"convener", "office"}, Hands(["convener"])),  # another account of the same role
        (["committee"], {"committee", "office"}, Hands(["committee"])),
        (["committee"], {"office"}, Hands(["office"], vacant=True, own=True)),
        ([], {"leadership"}, Hands(["leadership"], vacant=True, own=True)),
        ([], set(), Hands([], vacant=True, own=True)),
    ],
)
def test_what_is_one_s_own_falls_to_the_next(
    instead: list[str], others: set[str], found: Hands
) -> None:
    """The convener raised it: `others` are held by who is no party to it."""
    assert who.hands(["convener"], instead, others, HELD) == found


def test_nobody_held_it_and_the_office_is_a_party() -> None:
    at_all = {"office", "leadership"}
    assert who.hands(["convener"], [], {"leadership"}, at_all) == Hands(["leadership"], vacant=True)
    assert who.hands(["convener"], [], set(), {"office"}) == Hands([], vacant=True)


RINGS = given.charter().rings


@pytest.mark.parametrize(
    ("ring", "judged"),
    [
        ("镇街初筛", "words"), ("报党委审定", "words"), ("采纳", "words"), ("回头看", "work"),
        ("确定人员", ""), ("报送成果", ""), ("落实", ""), ("答复评价", ""),
    ],
)  # fmt: skip
def test_what_a_step_judges(ring: str, judged: str) -> None:
    place = next(n for n, each in enumerate(RINGS) if each.name == ring)
    assert who.judged(RINGS, Move(stage_at(RINGS, place), place)) == judged
    assert who.judged(RINGS, Move(Stage.DECLINED, place)) == ""


@pytest.mark.parametrize(
    ("level", "roles"),
    [
        ("village", []),  # its own
        ("township", ["township"]),
        ("county", ["committee", "leadership", "office"]),
        ("unit", []),  # no review is a unit's
    ],
)
def test_a_review_of_another_level_is_taken_by_the_own_one_s(level: str, roles: list[str]) -> None:
    assert who.instead(XINJIANG, FIRST, level) == roles


def test_only_reviews_have_another_level() -> None:
    for place, ring in enumerate(XINJIANG):
        if ring.kind != "review":
            assert who.instead(XINJIANG, place, "county") == []


def test_vacancies_are_known_before_a_matter_meets_one() -> None:
    rings = given.charter().rings
    office = {"office", "committee", "party"}
    assert who.unheld(rings, "village", {*office, "township"}) == []
    assert who.unheld(rings, "township", office) == [
        (["township"], ["镇街初筛"]),
        (["member", "convener", "township"], ["商前调研"]),
        (["convener", "township"], ["介绍情况", "组织讨论", "汇总意见"]),
    ]
    assert who.unheld(rings, "village", {*office, "convener"}) == [(["township"], ["镇街初筛"])]


def test_a_line_of_what_nobody_holds_is_there_or_not_by_its_roles_alone() -> None:
    for rings in (given.charter().rings, XINJIANG):
        roles = sorted({role for ring in rings for role in ring.by} - {"citizen"})
        for level in Level:
            for chosen in range(2 ** len(roles)):
                here = {role for n, role in enumerate(roles) if chosen >> n & 1}
                empty = [each for each in who.asked(rings, level) if not each & here]
                assert len(empty) == len(who.unheld(rings, level, here)), (level, here)


@pytest.mark.parametrize("key", [None, *presets()])
def test_nobody_holds_a_matter_who_may_not_hold_it_at_its_ring(key: str | None) -> None:
    rings = presets()[key].rings if key else given.charter().rings
    for place in range(len(rings)):
        for stage in Stage:
            may = who.may_hold(rings, place, stage)
            for told in (False, True):
                assert {*holders(rings, Move(stage, place, told=told))} <= may


def test_who_may_hold_what_is_at_a_ring() -> None:
    assert who.may_hold(XINJIANG, len(XINJIANG) - 1, Stage.CLOSED) == {*answering(XINJIANG)}
    assert who.may_hold(XINJIANG, FIRST, Stage.SCREENING) == {*XINJIANG[FIRST].by}
    talks = next(n for n, ring in enumerate(XINJIANG) if ring.kind == "discuss")
    assert who.may_hold(XINJIANG, talks, Stage.CONSULTING) == {*XINJIANG[talks].by}


@pytest.mark.parametrize(
    ("hands", "nudged_on", "why"),
    [
        (Hands([]), None, "不等谁办理"),
        (Hands(["office"], vacant=True), None, "催不到人"),
        (Hands([], vacant=True, own=True), None, "催不到人"),
        (Hands(["convener"]), date(2026, 3, 2), "今天已经催过"),
    ],
)
def test_who_cannot_be_asked(hands: Hands, nudged_on: date | None, why: str) -> None:
    with pytest.raises(Refused, match=why):
        who.check_nudge(hands, nudged_on, date(2026, 3, 2))


def test_asked_again_the_next_day() -> None:
    who.check_nudge(Hands(["convener"]), date(2026, 3, 1), date(2026, 3, 2))


@for_all(st.integers(1, 40), st.dates(date(2025, 9, 1), date(2026, 3, 1)), st.integers(0, 70))
def test_lists_and_lights_say_the_same(limit: int, day: date, ago: int) -> None:
    began = date.fromordinal(day.toordinal() - ago)
    shown = light(deadline(began, limit), day, limit=limit).colour
    late, soon = since(limit, day)
    found = "red" if began <= late else "yellow" if began <= soon else "green"
    assert found == shown


@pytest.mark.anyio
@pytest.mark.parametrize("role", sorted(SIGNED_IN))
@pytest.mark.parametrize(
    ("ring", "path", "form"),
    [
        ("答复评价", "answers", {"text": "路灯已经修好，请看看。"}),
        ("落实", "commitments", {"task": "换好村口的灯泡"}),
        ("落实", "carried-out", {}),
    ],
)
async def test_whoever_the_rules_name_at_a_ring_can_take_its_step(
    client: Browser,
    county: int,  # noqa: ARG001
    ring: str,
    path: str,
    form: dict[str, str],
    role: Role,
) -> None:
    """Else what waits for them waits for ever: it is on their desk alone."""
    document, named = given.CHARTER, f'name = "{ring}", by = ["convener", "township", "office"]'
    assert document.count(named) == 1
    changed = document.replace(named, f'name = "{ring}", by = ["{role}"]')
    async with county_tx():
        await store.save(changed, author="测试", note="换人", effective_on=date(2020, 1, 2))
        department = await given.a_department("住建局")
    topic = await given.a_topic(await given.a_station(), ring=ring, held_by=[str(role)])
    if path == "carried-out":
        async with county_tx():
            made = await given.a_commitment(topic, department, date(2099, 12, 31))
            done: dict[Any, Any] = {"done_on": today(), "verified_on": today()}
            await Commitment.update(done).where(Commitment.id == made)
    await given.signed_in(client, role)
    page = Page(await client.get(f"/topics/{topic}"))
    own, in_one = (f"{each}$='/topics/{topic}/{path}']" for each in ("form[action", "[formaction"))
    assert page.all(f"{own}, {in_one}") != []
    due = str(today() + timedelta(days=9))
    sent = {"version": "0", "department": str(department), "due_on": due, **form}
    answer = await client.post(f"/topics/{topic}/{path}", data=sent)
    assert answer.status_code == 303, Page(answer).refusals
