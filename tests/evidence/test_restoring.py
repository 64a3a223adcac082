"""What was taken away by mistake comes back: its page, its place and its count, for 29 days."""

from datetime import timedelta

import pytest

from app.access.roles import Role
from app.db import county_tx, execute, rows
from app.evidence import restoring, rules
from app.evidence.sorts import Sort
from app.evidence.store import sweep
from app.evidence.subjects import Subject
from tests import given
from tests.conftest import Browser
from tests.evidence import documents, steps
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

AGO = """
    UPDATE "photo" SET "removed_at" = now() - $3::interval,
        "removed_as" = coalesce(nullif("removed_as", ''), 'office')
    WHERE "photo"."county" = $1 AND "id" = $2
"""


async def removed(photo: int, ago: timedelta) -> None:
    async with county_tx():
        await execute(AGO, photo, ago)


def back(station: int, reason: str = "删错了") -> dict[str, str]:
    return {"kind": "station", "of": str(station), "reason": reason}


async def counted() -> list[int]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "quantity" FROM "ledger" WHERE "ledger"."county" = $1'
            " AND \"kind\" IN ('photo.added', 'file.added') ORDER BY \"id\""
        )
    return [each["quantity"] for each in found]


async def test_its_sender_has_it_back_with_its_count(client: Browser) -> None:
    await given.signed_in(client, Role.MEMBER)
    station = await given.a_station()
    photo = await steps.shown(client, "station", station)
    await client.post(f"/photos/{photo}/removal")
    assert (await client.get(f"/photos/{photo}")).status_code == 404
    page = Page(await client.get(f"/photos/of/station/{station}"))
    assert page.one("#removed form")["action"].endswith(f"/photos/{photo}/restoration")
    sent = await client.post(f"/photos/{photo}/restoration", data=back(station))
    assert sent.status_code == 303
    assert (await client.get(f"/photos/{photo}/320")).status_code == 200
    assert await counted() == [1, -1, 1]
    await given.signed_in(client, Role.OFFICE)
    (line,) = Page(await client.get("/audit?act=put_back")).texts("tbody tr")
    assert f"照片 {photo}" in line
    assert "删错了" in line


async def test_others_have_nothing_to_put_back(client: Browser) -> None:
    await given.signed_in(client, Role.MEMBER)
    station = await given.a_station()
    photo = await steps.shown(client, "station", station)
    await client.post(f"/photos/{photo}/removal")
    for role, where in (
        (Role.MEMBER, None), (Role.PARTY, None), (Role.CONVENER, await given.a_station("别处")),
    ):  # fmt: skip
        await given.signed_in(client, role, station=where)
        assert not Page(await client.get(f"/photos/of/station/{station}")).all("#removed")
        sent = await client.post(f"/photos/{photo}/restoration", data=back(station))
        assert sent.status_code in {403, 404}, role
    client.cookies.clear()
    assert not Page(await client.get(f"/photos/of/station/{station}")).all("#removed")
    assert await counted() == [1, -1]


async def test_until_a_day_before_its_bytes_go(client: Browser) -> None:
    assert sweep.REMOVED_FOR_GOOD_AFTER.days == 30
    assert restoring.LONGEST.days == 29
    await given.signed_in(client, Role.MEMBER)
    station = await given.a_station()
    photo = await steps.shown(client, "station", station)
    await client.post(f"/photos/{photo}/removal")
    for ago, status in ((timedelta(days=29), 422), (timedelta(days=28, hours=23), 303)):
        await removed(photo, ago)
        there = Page(await client.get(f"/photos/of/station/{station}")).all("#removed form")
        assert len(there) == (status == 303)
        sent = await client.post(f"/photos/{photo}/restoration", data=back(station))
        assert sent.status_code == status


async def test_what_was_erased_or_finds_no_room_stays_away(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await given.signed_in(client, Role.MEMBER)
    station = await given.a_station()
    photo = await steps.shown(client, "station", station)
    await client.post(f"/photos/{photo}/removal")
    await steps.shown(client, "station", station)
    monkeypatch.setattr(Sort.PHOTO, "about", Sort.PHOTO.about._replace(most=1))
    sent = await client.post(f"/photos/{photo}/restoration", data=back(station))
    assert refused(sent) == ["这里已有 1 张照片，不能再传。请先删去不需要的。"]
    monkeypatch.undo()
    async with county_tx():
        await execute(
            'UPDATE "photo" SET "erased_on" = now() WHERE "photo"."county" = $1 AND "id" = $2',
            photo,
        )
    sent = await client.post(f"/photos/{photo}/restoration", data=back(station))
    assert refused(sent) == [rules.NO_LONGER_THERE]
    assert not Page(await client.get(f"/photos/of/station/{station}")).all("#removed")


async def test_a_file_comes_back_internal(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    station = await given.a_station()
    file = await steps.file_shown(client, "station", station, documents.PDF)
    await client.post(f"/files/{file}/publication")
    await client.post(f"/files/{file}/removal", data={"reason": "发错了"})
    (line,) = Page(await client.get("/audit?act=taken_down")).texts("tbody tr")
    assert f"/files/{file}" in line
    assert "发错了" in line
    sent = await client.post(f"/files/{file}/restoration", data=back(station))
    assert sent.status_code == 303, sent.text
    assert (await client.get(f"/files/{file}/download")).status_code == 200
    assert await counted() == [1, -1, 1]
    client.cookies.clear()
    assert (await client.get(f"/files/{file}/download")).status_code == 404


@pytest.mark.parametrize("kind", [each for each in Subject if each.about.most is not None])
async def test_no_more_stand_there_than_may_be_sent(client: Browser, kind: Subject) -> None:
    """Of whatever has a limit of its own."""
    me = await given.signed_in(client, Role.OFFICE)
    subject = (await steps.subjects(await given.a_station()))[str(kind)]
    one, *_others = await steps.ready_photos(kind, subject, me, (kind.about.most or 0) + 1)
    await removed(one, timedelta(days=1))
    form = {"kind": str(kind), "of": str(subject), "reason": "删错了"}
    wrong = refused(await client.post(f"/photos/{one}/restoration", data=form))
    assert len(wrong) == 1
    assert f" {kind.about.most} " in wrong[0]
