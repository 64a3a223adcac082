"""What an ended department leaves to its successor: also what is open again only later, also over a
third; and it has all of it back, and nothing stays with whoever spoke for it.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.access.roles import Role
from app.access.tables import Appointment
from app.audit import Noted
from app.audit.pages import lines
from app.consultations import persons, recording
from app.dates import today
from app.db import county_tx, execute, rows, value
from app.ledger.counting import keep
from app.ledger.folding import begin_anew, fold_anew_some
from app.outcomes.tables import Answer, Commitment
from app.people import pages, taking_over
from tests import given
from tests.audit.test_audit import noted
from tests.conftest import Browser
from tests.consultations.steps import a_place, all_of
from tests.page import refused
from tests.people.conftest import Twice
from tests.people.test_departments import PAGE, owed, speaks

pytestmark = pytest.mark.anyio
# What opens something of a matter, or asks somebody in: it may be an ended department's.
OPENS = re.compile(
    r'"done_on": None|"withdrawn_on": None|(Commitment|Circle|Participant)\.insert\('
    r"|back\.before\(|State\.PLANNED\)"
)
# Taken back with its rating, it was owed at that moment; and what was cancelled went over with all
# that was still to be held.
NOT_OVER = {"app/consultations/closing.py"}
KEPT = """
    SELECT "subject", "kind", sum(one)::int AS n FROM "tally" CROSS JOIN unnest("n") AS one
    WHERE "tally"."county" = $1 AND "whose" = 'department' GROUP BY 1, 2 HAVING sum(one) <> 0
    ORDER BY 1, 2
"""
COUNTED = """
    SELECT "subject", "kind", sum("n")::int AS n FROM "counted"
    WHERE "counted"."county" = $1 AND "whose" = 'department' GROUP BY 1, 2 HAVING sum("n") <> 0
    ORDER BY 1, 2
"""
OF_TASK = """
    SELECT "id", "department" FROM "commitment" WHERE "commitment"."county" = $1 ORDER BY "id"
"""


async def ends(client: Browser, one: int, to: int) -> None:
    form = {"reason": "并过去", "department": str(to)}
    assert (await client.post(f"{PAGE}/{one}/ending", data=form)).is_redirect


async def again(client: Browser, one: int) -> None:
    back = f"{PAGE}/{one}/ending/taking-up"
    assert (await client.post(back, data={"reason": "不是同一个"})).is_redirect


async def a_third() -> int:
    async with county_tx():
        return await given.a_department("县城管局")


async def test_what_is_not_done_after_all_or_owed_again_is_the_successor_s(
    client: Browser, twice: Twice
) -> None:
    await client.post(f"/commitments/{twice.open}/withdrawal", data={"reason": "写错了"})
    await ends(client, twice.one, twice.right)
    assert [await owed(each) for each in (twice.open, twice.kept)] == [twice.one] * 2
    sent = {"accepted": "false", "note": "两盏不亮"}
    assert (await client.post(f"/commitments/{twice.kept}/verification", data=sent)).is_redirect
    back = await client.post(f"/commitments/{twice.open}/taking-up", data={"reason": "没有写错"})
    assert back.is_redirect
    assert [await owed(each) for each in (twice.open, twice.kept)] == [twice.right] * 2
    await again(client, twice.one)
    assert [await owed(each) for each in (twice.open, twice.kept)] == [twice.one] * 2


async def test_what_has_not_solved_it_is_the_successor_s_at_once(
    client: Browser, twice: Twice
) -> None:
    third = await a_third()
    await ends(client, twice.one, twice.right)
    await ends(client, twice.right, third)
    async with county_tx():
        done: Any = {Commitment.done_on: today(), Commitment.verified_on: today()}
        await Commitment.update(done).where(Commitment.county > 0)
        answered = 'UPDATE "topic" SET "stage" = $2, "ring" = "ring" + 1, "unrated" = true'
        await execute(f'{answered} WHERE "topic"."county" = $1', "answered")
        (topic,) = await rows('SELECT * FROM "topic" WHERE "topic"."county" = $1')
        said: Any = {"topic": topic["id"], "text": "已经修好，请看看。", "happened_on": today()}
        await Answer.insert(Answer(**said))
    given.follows(client, topic["follow_code"])
    rating = {"version": "0", "solved": "false", "stars": "1"}
    assert (await client.post("/follow/rating", data=rating)).is_redirect
    async with county_tx(readonly=True):
        found = [each["department"] for each in await rows(OF_TASK)]
    assert found == [third, twice.one, third, third]


async def test_over_a_third_it_has_all_of_it_back(client: Browser, twice: Twice) -> None:
    third = await a_third()
    other = await given.an_account(Role.DEPARTMENT, department=twice.right)
    await ends(client, twice.one, twice.right)
    await ends(client, twice.right, third)
    assert await owed(twice.open) == third
    assert (await speaks(twice.account), await speaks(other)) == ([third], [third])
    await again(client, twice.one)
    assert await owed(twice.open) == twice.one
    assert (await speaks(twice.account), await speaks(other)) == ([twice.one], [third])


async def test_each_in_its_turn_has_back_what_was_its_own(client: Browser, twice: Twice) -> None:
    third = await a_third()
    await ends(client, twice.one, twice.right)
    await ends(client, twice.right, third)
    sent = {"accepted": "false", "note": "两盏不亮"}
    assert (await client.post(f"/commitments/{twice.kept}/verification", data=sent)).is_redirect
    both = twice.open, twice.kept
    assert [await owed(each) for each in both] == [third, third]
    await again(client, twice.right)
    assert [await owed(each) for each in both] == [twice.right] * 2
    assert await speaks(twice.account) == [twice.right]
    await again(client, twice.one)
    assert [await owed(each) for each in both] == [twice.one] * 2
    assert await speaks(twice.account) == [twice.one]


async def test_who_spoke_for_both_before_keeps_the_other(client: Browser, twice: Twice) -> None:
    async with county_tx():
        also = Appointment(account=twice.account, role=str(Role.DEPARTMENT), department=twice.right)
        await Appointment.insert(also)
    await ends(client, twice.one, twice.right)
    assert await speaks(twice.account) == [twice.right]
    await again(client, twice.one)
    assert sorted(await speaks(twice.account)) == [twice.one, twice.right]


async def test_roles_that_it_gave_and_ended_stand_in_the_log(client: Browser, twice: Twice) -> None:
    await ends(client, twice.one, twice.right)
    await again(client, twice.one)
    told = [
        (act, [lines(each["before"] if act is Noted.ROLE_ENDED else each["after"])
               for each in await noted(act)])
        for act in (Noted.ROLE_ENDED, Noted.ROLE_GIVEN)
    ]  # fmt: skip
    was, becomes = (["单位: 县主建局", "职责: 承办单位"], ["单位: 县住建局", "职责: 承办单位"])
    assert [(act, [sorted(each) for each in found]) for act, found in told] == [
        (Noted.ROLE_ENDED, [was, becomes]),
        (Noted.ROLE_GIVEN, [becomes, was]),
    ]
    assert {each["about"] for each in await noted(Noted.ROLE_GIVEN)} == {f"/people/{twice.account}"}


async def counts() -> list[tuple[int, str, int]]:
    """Of departments, as scores count them: what is kept, and by every entry."""
    await keep()
    return await counted()


async def counted() -> list[tuple[int, str, int]]:
    async with county_tx(readonly=True):
        kept, each = [[tuple(one) for one in await rows(sql)] for sql in (KEPT, COUNTED)]
    assert kept == each
    return kept


async def test_what_was_counted_of_it_goes_with_it(client: Browser, twice: Twice) -> None:
    """Also where it was counted before it went: nobody has less than nothing."""
    (topic,) = {each["topic"] for each in await all_of("commitment")}
    due = str(today() + timedelta(days=9))
    form = {"version": "0", "department": str(twice.one), "task": "装十二盏路灯", "due_on": due}
    assert (await client.post(f"/topics/{topic}/commitments", data=form)).is_redirect
    made = max(each["id"] for each in await all_of("commitment"))
    assert await counts() == [(twice.one, "commitment.made", 1)]
    await ends(client, twice.one, twice.right)
    assert await counted() == [(twice.right, "commitment.made", 1)]  # at once
    assert await counts() == [(twice.right, "commitment.made", 1)]
    back = await client.post(f"/commitments/{made}/withdrawal", data={"reason": "写错了"})
    assert back.is_redirect
    assert await counts() == []
    await client.post(f"/commitments/{made}/taking-up", data={"reason": "没有写错"})
    assert await counts() == [(twice.right, "commitment.made", 1)]
    async with county_tx():  # a recount under way has counted it as theirs
        await begin_anew()
        await fold_anew_some(1)
    await again(client, twice.one)
    assert await counted() == [(twice.one, "commitment.made", 1)]
    assert await counts() == [(twice.one, "commitment.made", 1)]


async def test_where_it_sat_is_held_again(client: Browser) -> None:
    """What was filed when it ended, and is no longer; and it comes back from there."""
    place = await a_place(client)
    (one,) = {each["department"] for each in await all_of("participant")} - {None}
    third = await a_third()
    state = 'UPDATE "consultation" SET "state" = $2 WHERE "consultation"."county" = $1'
    async with county_tx():
        await execute(state, "filed")
    await given.signed_in(client, Role.OFFICE)
    await ends(client, one, third)
    assert place
    (topic,) = {each["topic"] for each in await all_of("circle")}
    async with county_tx():
        await taking_over.follow(topic)
    assert {each["department"] for each in await all_of("participant")} == {None, one}
    async with county_tx():
        await execute(state, "planned")
        await taking_over.follow(topic)
    assert {each["department"] for each in await all_of("participant")} == {None, third}
    await again(client, one)
    assert {each["department"] for each in await all_of("participant")} == {None, one}
    assert {each["department"] for each in await all_of("circle")} == {None, one}


async def test_who_is_asked_in_while_it_ends_is_the_successor_s(
    client: Browser, monkeypatch: pytest.MonkeyPatch, superuser: Any
) -> None:
    """Chosen before it ended, written down after it."""
    place = await a_place(client)
    (one,) = {each["department"] for each in await all_of("participant")} - {None}
    third = await a_third()
    chosen = persons.persons_from

    async def meanwhile(*args: Any, **named: Any) -> Any:
        found = await chosen(*args, **named)
        over = "UPDATE department SET ceased_at = now(), taken_over_by = $1 WHERE id = $2"
        await superuser.execute(over, third, one)
        return found

    monkeypatch.setattr(recording, "persons_from", meanwhile)
    form = {"grp": "x", "name": "赵科长", "department": str(one)}
    page = f"/consultations/{place.consultation}/walk-ins"
    assert (await client.post(page, data=form)).status_code == 303
    came = [each for each in await all_of("participant") if each["name"] == "赵科长"]
    assert [each["department"] for each in came] == [third]


async def test_nobody_is_appointed_to_what_ends_meanwhile(
    client: Browser, twice: Twice, monkeypatch: pytest.MonkeyPatch, superuser: Any
) -> None:
    chosen = pages.role_of

    async def meanwhile(*args: Any) -> Any:
        found = await chosen(*args)
        ended = "UPDATE department SET ceased_at = now() WHERE id = $1"
        await superuser.execute(ended, twice.right)
        return found

    monkeypatch.setattr(pages, "role_of", meanwhile)
    form = {"role": "department", "department": str(twice.right)}
    sent = await client.post(f"/people/{twice.account}/appointments", data=form)
    assert refused(sent) == ["这个单位刚刚停用了，请另选。"]
    assert await speaks(twice.account) == [twice.one]


def test_whatever_opens_something_again_asks_whose_it_is() -> None:
    found = {
        str(path)
        for folder in ("consultations", "outcomes", "topics", "workflow")
        for path in Path("app", folder).rglob("*.py")
        if OPENS.search(text := path.read_text("utf-8")) and "follow(" not in text
    }
    assert found == NOT_OVER


@pytest.mark.parametrize("further", [False, True])
async def test_who_left_meanwhile_does_not_speak_again(
    client: Browser, twice: Twice, further: bool
) -> None:
    """Also where it went on to a third; and who did not leave does."""
    stays = await given.an_account(Role.DEPARTMENT, department=twice.one)
    await ends(client, twice.one, twice.right)
    there = twice.right
    if further:
        async with county_tx():
            there = await given.a_department("县城管局")
        await ends(client, twice.right, there)
    async with county_tx(readonly=True):
        held = await value(
            'SELECT "id" FROM "appointment" WHERE "appointment"."county" = $1'
            ' AND "account" = $2 AND "department" = $3 AND "ended_at" IS NULL',
            twice.account, there,
        )  # fmt: skip
    path = f"/people/{twice.account}/appointments/{held}/end"
    assert (await client.post(path)).is_redirect
    back = f"{PAGE}/{twice.one}/ending/taking-up"
    assert (await client.post(back, data={"reason": "不是同一个"})).is_redirect
    assert await speaks(twice.account) == []
    assert await speaks(stays) == [twice.one]
