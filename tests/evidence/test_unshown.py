"""A portrait whose purpose is gone: at once nobody is shown it, also by the address that browsers
keep; its bytes go after the usual days, unless it is shown again before.
"""

from datetime import timedelta
from inspect import unwrap
from typing import Any

import pytest

from app.access.roles import Role
from app.charter import store
from app.dates import now, today
from app.db import county_tx, execute, rows
from app.evidence.rules import mark_of
from app.evidence.store import sweep
from app.people.unshown import settle_faces
from app.worker import periodic
from tests import given
from tests.conftest import Browser
from tests.evidence import steps

pytestmark = pytest.mark.anyio

LATER = """
    UPDATE "photo" SET "removed_at" = "removed_at" - $2::interval WHERE "photo"."county" = $1
"""
SENT = """
    SELECT "sha256", "removed_as", "removed_at" IS NOT NULL AS gone FROM "photo"
    WHERE "photo"."county" = $1 AND "id" = $2
"""


async def row_of(photo: int) -> Any:
    async with county_tx(readonly=True):
        (found,) = await rows(SENT, photo)
    return found


async def rules_show(*, faces: bool) -> None:
    charter = given.charter()
    charter.publicity.faces = faces
    async with county_tx():
        await store.save(store.write(charter), author="李", note="照片", effective_on=today())


async def a_face(client: Browser) -> tuple[int, int]:
    """→ the member and their photo; the office is signed in."""
    station = await given.a_station()
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        member = await given.a_member("王委员", station=station)
    return member, await steps.shown(client, "member", member)


async def addresses(photo: int) -> list[str]:
    content = (await row_of(photo))["sha256"]
    kept = [f"/photos/{photo}/{size}/{mark_of(content, size)}" for size in (320, 1280)]
    return [f"/photos/{photo}", f"/photos/{photo}/320", f"/photos/{photo}/1280", *kept]


async def hours_pass(days: float) -> None:
    """As the worker does it each hour."""
    async with county_tx():
        await execute(LATER, timedelta(days=days))
    await settle_faces()
    await sweep.sweep()


async def statuses(browser: Browser, photo: int) -> set[int]:
    return {(await browser.get(each)).status_code for each in await addresses(photo)}


async def test_from_the_moment_the_rules_show_none_nobody_is_served_one(
    client: Browser, stranger: Browser
) -> None:
    _member, photo = await a_face(client)
    assert await statuses(stranger, photo) == {200}
    await rules_show(faces=False)
    assert (await row_of(photo))["gone"] is False  # nothing has run yet
    for each in (client, stranger):
        assert await statuses(each, photo) == {404}


async def test_its_bytes_go_after_thirty_days(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    _member, photo = await a_face(client)
    await rules_show(faces=False)
    await hours_pass(0)
    assert (await row_of(photo))["removed_as"] == "rules"
    for days, left in ((29.9, 2), (30.1, 0)):
        at = now() + timedelta(days=days)
        monkeypatch.setattr(sweep, "now", lambda at=at: at)
        await sweep.sweep()
        assert len(await steps.objects()) == left, days


@pytest.mark.parametrize(("days", "back"), [(28.9, True), (29.1, False)])
async def test_shown_again_before_it_is_there_again(
    client: Browser, stranger: Browser, days: float, *, back: bool
) -> None:
    _member, photo = await a_face(client)
    await rules_show(faces=False)
    await hours_pass(0)
    await rules_show(faces=True)
    await hours_pass(days)
    assert (await row_of(photo))["gone"] is not back
    assert await statuses(stranger, photo) == ({200} if back else {404})


async def test_whoever_left_is_shown_again_when_they_are_back(
    client: Browser, stranger: Browser
) -> None:
    member, photo = await a_face(client)
    left = 'UPDATE "member" SET "left_on" = $3 WHERE "member"."county" = $1 AND "id" = $2'
    async with county_tx():
        await execute(left, member, today())
    assert await statuses(stranger, photo) == {404}
    await hours_pass(0)
    assert (await row_of(photo))["removed_as"] == "rules"
    async with county_tx():
        await execute(left, member, None)
    await hours_pass(1)
    assert await statuses(stranger, photo) == {200}


async def test_nobody_puts_it_back_by_hand_and_two_never_stand(client: Browser) -> None:
    member, first = await a_face(client)
    await rules_show(faces=False)
    await hours_pass(0)
    await rules_show(faces=True)
    back = {"kind": "member", "of": str(member), "reason": "放回去"}
    assert (await client.post(f"/photos/{first}/restoration", data=back)).status_code == 404
    second = await steps.shown(client, "member", member)
    await hours_pass(0)
    assert [(await row_of(each))["gone"] for each in (first, second)] == [True, False]
    await rules_show(faces=False)
    await hours_pass(0)
    await rules_show(faces=True)
    await hours_pass(0)
    assert [(await row_of(each))["gone"] for each in (first, second)] == [True, False]


async def test_what_somebody_took_down_stays_down(client: Browser) -> None:
    _member, photo = await a_face(client)
    assert (await client.post(f"/photos/{photo}/removal")).is_redirect
    for faces in (False, True):
        await rules_show(faces=faces)
        await hours_pass(0)
    found = await row_of(photo)
    assert (found["gone"], found["removed_as"]) == (True, "office")


async def test_no_photo_of_the_work_goes_with_them(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    photo = await steps.shown(client, "station", await given.a_station())
    await rules_show(faces=False)
    await hours_pass(0)
    assert (await row_of(photo))["gone"] is False


def test_it_runs_before_each_sweep() -> None:
    names = unwrap(periodic.sweep_stores).__code__.co_names
    assert names.index("settle_faces") < names.index("sweep")
    assert periodic.DUTIES[periodic.sweep_stores] == 3600
