"""Faces of members at their station: as the county allows; put there by them or the office."""

from typing import Any

import pytest

from app.access.roles import Role
from app.access.tables import Appointment
from app.charter import store
from app.dates import today
from app.db import county_tx, execute, rows
from app.people.tables import Member
from app.persons.erasing import erase_members
from tests import given
from tests.conftest import Browser
from tests.evidence import pictures, steps
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

PLACES = """
    SELECT "latitude", "longitude" FROM "photo"
    WHERE "photo"."county" = $1 AND "id" = ANY($2::bigint[]) ORDER BY "id"
"""
NO_MORE_OFFICE = """
    UPDATE "appointment" SET "ended_at" = now()
    WHERE "appointment"."county" = $1 AND "account" = $2
"""


async def placed(station: int | None, account: int | None = None) -> int:
    async with county_tx():
        return await given.a_member("王委员", station=station, account=account)


async def announces(client: Browser, member: int) -> int:
    return int((await steps.announced(client, "member", member, 100)).status_code)


async def test_a_member_puts_their_own_face_there(client: Browser, stranger: Browser) -> None:
    station = await given.a_station()
    me = await given.signed_in(client, Role.MEMBER, station=station)
    member, other = await placed(station, me), await placed(station)
    page = Page(await stranger.get(f"/stations/{station}"))
    assert page.texts(".people .face") == ["王", "王"]
    assert page.all(f".people a[href$='/members/{member}']")
    assert Page(await client.get(f"/members/{member}")).all("form[action$='/photos/form']")
    assert not Page(await client.get(f"/members/{other}")).all("form[action$='/photos/form']")
    assert await announces(client, other) == 403
    photo = await steps.shown(client, "member", member)
    page = Page(await stranger.get(f"/stations/{station}"))
    (face,) = page.all(".people img.face")
    assert f"/photos/{photo}/320/" in face["src"]
    assert (await client.post(f"/photos/{photo}/removal")).is_redirect
    assert Page(await stranger.get(f"/stations/{station}")).all(".people img.face") == []
    assert await announces(client, member) == 200


STANDING = """
    SELECT "id", "removed_at" IS NULL AS stands, "removed_as" FROM "photo"
    WHERE "photo"."county" = $1 AND "member" = $2 ORDER BY "id"
"""


async def test_the_next_face_replaces_the_one_that_stands_once_it_is_taken_in(
    client: Browser, stranger: Browser
) -> None:
    """In one step; what is no picture replaces nothing."""
    station = await given.a_station()
    me = await given.signed_in(client, Role.MEMBER, station=station)
    member, other = await placed(station, me), await placed(station)
    first = await steps.shown(client, "member", member)
    page = Page(await client.get(f"/members/{member}"))
    assert page.all("form[action$='/photos/form']")
    assert "换一张" in page.texts("h2")
    await given.signed_in(stranger, Role.OFFICE)
    beside = await steps.shown(stranger, "member", other)

    form = {"kind": "member", "id": str(member)}
    files = [("photo", ("a.jpg", b"no picture", "image/jpeg"))]
    assert (await client.post("/photos/form", data=form, files=files)).is_redirect
    (face,) = [each for each in await faces(stranger, station) if f"/{first}/" in each]
    assert face
    assert await announces(client, member) == 422  # one stands, another is on its way
    await steps.work()
    assert len([each for each in await faces(stranger, station) if f"/{first}/" in each]) == 1

    second = await steps.shown(client, "member", member, pictures.from_phone(3))
    third = await steps.shown(stranger, "member", member, pictures.from_phone(6))
    shown = await faces(stranger, station)
    assert sorted(int(each.split("/photos/")[1].split("/")[0]) for each in shown) == [beside, third]
    async with county_tx(readonly=True):
        found = {each["id"]: each for each in await rows(STANDING, member)}
    assert [(found[each]["stands"], found[each]["removed_as"]) for each in (first, second, third)
    ] == [(False, "self"), (False, "office"), (True, "")]  # fmt: skip
    assert await announces(stranger, member) == 200  # nobody took theirs down themselves


async def faces(reader: Browser, station: int) -> list[str]:
    page = Page(await reader.get(f"/stations/{station}"))
    return [each["src"] for each in page.all(".people img.face")]


async def test_a_face_is_changed_by_whoever_may_put_it_there(
    client: Browser, stranger: Browser
) -> None:
    """They themselves and the office, whoever of both sent it; none who keep the station."""
    station = await given.a_station()
    me = await given.signed_in(client, Role.MEMBER, station=station)
    member = await placed(station, me)
    office = await given.signed_in(stranger, Role.OFFICE)
    photo = await steps.shown(stranger, "member", member)
    async with county_tx():
        await execute(NO_MORE_OFFICE, office)
        await Appointment.insert(Appointment(account=office, role=Role.CONVENER, station=station))
    back = {"kind": "member", "of": member, "reason": "放回去"}
    acts: list[tuple[str, dict[str, Any]]] = [
        ("caption", {"caption": "王"}), ("note", {"caption": "不是他"}), ("removal", {}),
        ("restoration", back),
    ]  # fmt: skip

    async def all_refused() -> bool:
        sent = [await stranger.post(f"/photos/{photo}/{act}", data=data) for act, data in acts]
        return {each.status_code for each in sent} <= {403, 404}

    for role in sorted(set(Role) - {Role.OFFICE, Role.REGION, Role.OPERATOR}):
        where = station if role in {Role.CONVENER, Role.TOWNSHIP} else None
        await given.signed_in(stranger, role, station=where)
        assert await all_refused(), role
    await given.sign_in(stranger, office)  # who sent it, and has no part in it any more
    assert await all_refused()
    assert "/removal" in (await client.get(f"/photos/{photo}")).text
    assert (await client.post(f"/photos/{photo}/removal")).is_redirect
    assert await all_refused()
    page = Page(await stranger.get(f"/photos/of/member/{member}"))
    assert page.all("#removed") == []
    assert (await client.post(f"/photos/{photo}/restoration", data=back)).is_redirect
    await given.signed_in(stranger, Role.OFFICE)
    assert (await stranger.post(f"/photos/{photo}/removal")).is_redirect


async def test_where_a_face_was_taken_is_not_kept(client: Browser, stranger: Browser) -> None:
    """As their home, whoever keeps the station."""
    station = await given.a_station()
    me = await given.signed_in(client, Role.MEMBER, station=station)
    member = await placed(station, me)
    photo = await steps.shown(client, "member", member)  # with a place, as phones send it
    work = await steps.shown(client, "station", station)
    async with county_tx(readonly=True):
        found = await rows(PLACES, [photo, work])
    assert [each["latitude"] is None for each in found] == [True, False]
    assert [each["longitude"] is None for each in found] == [True, False]
    await given.signed_in(stranger, Role.CONVENER, station=station)
    assert "北纬" not in Page(await stranger.get(f"/photos/{photo}")).text
    assert "北纬" in Page(await stranger.get(f"/photos/{work}")).text


async def test_one_face_stands_also_after_one_was_put_back(client: Browser) -> None:
    station = await given.a_station()
    me = await given.signed_in(client, Role.MEMBER, station=station)
    member = await placed(station, me)
    first = await steps.shown(client, "member", member)
    assert (await client.post(f"/photos/{first}/removal")).is_redirect
    second = await steps.shown(client, "member", member)
    back = {"kind": "member", "of": member, "reason": "还是这张好"}
    wrong = refused(await client.post(f"/photos/{first}/restoration", data=back))
    assert wrong == ["这里已有 1 张照片，不能再传。请先删去不需要的。"]
    assert (await client.post(f"/photos/{second}/removal")).is_redirect
    assert (await client.post(f"/photos/{first}/restoration", data=back)).is_redirect


@pytest.mark.parametrize(
    "change",
    [
        'UPDATE "member" SET "left_on" = now() WHERE "member"."county" = $1',
        'UPDATE "member" SET "station" = NULL WHERE "member"."county" = $1',
        'UPDATE "station" SET "closed_on" = now() WHERE "station"."county" = $1',
        'UPDATE "station" SET "name" = \'改名站\' WHERE "station"."county" = $1',
    ],
)
async def test_every_picture_and_link_beside_a_face_is_there(
    client: Browser, stranger: Browser, change: str
) -> None:
    """Of each page that whoever reads it may open."""
    station = await given.a_station()
    me = await given.signed_in(client, Role.MEMBER, station=station)
    member = await placed(station, me)
    await steps.shown(client, "member", member)
    async with county_tx():
        await execute(change)
    for reader in (client, stranger):
        for path in (f"/stations/{station}", f"/members/{member}", f"/photos/of/member/{member}"):
            answer = await reader.get(path)
            if answer.status_code == 404:
                continue
            page = Page(answer)
            there = [each["src"] for each in page.all("main img")]
            there += [each["href"] for each in page.all(".people a, .photos a")]
            found = {each: (await reader.get(f"http://test{each}")).status_code for each in there}
            assert set(found.values()) <= {200}, (path, found)
    assert Page(await client.get(f"/members/{member}")).all("main img")


@pytest.mark.parametrize(
    ("change", "office"),
    [
        ('UPDATE "member" SET "left_on" = now() WHERE "member"."county" = $1', 200),
        ('UPDATE "member" SET "station" = NULL WHERE "member"."county" = $1', 200),
        ('UPDATE "station" SET "closed_on" = now() WHERE "station"."county" = $1', 200),
    ],
)
async def test_whoever_is_nowhere_is_not_shown(
    client: Browser, stranger: Browser, change: str, office: int
) -> None:
    station = await given.a_station()
    sender = await given.signed_in(client, Role.OFFICE)
    member = await placed(station)
    (photo,) = await steps.ready_photos("member", member, sender)
    paths = [f"/members/{member}", f"/photos/{photo}", f"/photos/of/member/{member}"]
    assert {(await stranger.get(each)).status_code for each in paths} == {200}
    async with county_tx():
        await execute(change)
    assert {(await stranger.get(each)).status_code for each in paths} == {404}
    assert {(await client.get(each)).status_code for each in paths} == {office}


async def test_rules_without_faces_show_none(client: Browser, stranger: Browser) -> None:
    charter = given.charter()
    charter.publicity.faces = False
    station = await given.a_station()
    sender = await given.signed_in(client, Role.OFFICE)
    member = await placed(station)
    (photo,) = await steps.ready_photos("member", member, sender)
    async with county_tx():
        await store.save(store.write(charter), author="李", note="不公开", effective_on=today())
    page = Page(await stranger.get(f"/stations/{station}"))
    assert (len(page.all(".people li")), page.all(".face")) == (1, [])
    for each in (client, stranger):
        for path in (f"/members/{member}", f"/photos/{photo}"):
            assert (await each.get(path)).status_code == 404
    assert await announces(client, member) == 404


async def test_a_face_goes_with_the_name(client: Browser) -> None:
    station = await given.a_station()
    sender = await given.signed_in(client, Role.OFFICE)
    member = await placed(station)
    (photo,) = await steps.ready_photos("member", member, sender)
    async with county_tx():
        await erase_members([member])
    assert (await client.get(f"/photos/{photo}")).status_code == 404
    async with county_tx(readonly=True):
        found: Any = await Member.select(Member.name).where(Member.id == member)
    assert found[0]["name"] != "王委员"


async def test_a_face_is_taken_down_by_whose_it_is_and_nobody_else_brings_it_back(
    client: Browser, stranger: Browser
) -> None:
    """Whoever sent it, and whoever keeps the station's records, has no say in it."""
    station = await given.a_station()
    office = await given.signed_in(client, Role.OFFICE)
    me = await given.an_account(Role.MEMBER, station=station)
    keeper = await given.an_account(Role.CONVENER, station=station)
    member = await placed(station, me)
    page = Page(await client.get(f"/members/{member}"))
    assert "请先征得本人同意" in page.one("main").text
    photo = await steps.shown(client, "member", member)
    again = {"kind": "member", "of": str(member), "reason": "放回去"}
    await given.sign_in(client, keeper)
    for path in ("removal", "caption", "note"):
        sent = await client.post(f"/photos/{photo}/{path}", data={"caption": "他", "reason": "x"})
        assert sent.status_code == 403, path
    assert Page(await client.get(f"/photos/{photo}")).all("form[action*='/photos/']") == []
    await given.sign_in(client, me)
    assert "同意" not in Page(await client.get(f"/members/{member}")).one("main").text
    assert (await client.post(f"/photos/{photo}/removal")).is_redirect
    await given.sign_in(client, keeper)
    here = f"/photos/of/member/{member}"
    assert Page(await client.get(here)).all("form[action*='/restoration']") == []
    sent = await client.post(f"/photos/{photo}/restoration", data=again)
    assert sent.status_code == 404
    assert (await stranger.get(f"/photos/{photo}")).status_code == 404
    await given.sign_in(client, me)
    assert len(Page(await client.get(here)).all("form[action*='/restoration']")) == 1
    await steps.shown(client, "member", member)
    sent = await client.post(f"/photos/{photo}/restoration", data=again)
    assert sent.status_code == 422  # one stands
    await given.sign_in(client, office)
    assert len(Page(await stranger.get(f"/members/{member}")).all("main img")) == 1
