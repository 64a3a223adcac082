"""What was taken away comes back by whoever took it away, or by who stands above them; never by the
other party. The same of a file that was made internal.
"""

from typing import Any, cast

import pytest

from app.access.hands import Hand, may_undo
from app.access.roles import Account, Grant, Role
from app.db import county_tx, execute, rows, value
from app.evidence.hands import hand_of
from app.evidence.restoring import Removed, may_put_back
from app.evidence.rights import Rights
from app.evidence.sorts import Sort
from app.evidence.subjects import Found, Subject
from tests import given
from tests.conftest import Browser
from tests.evidence import documents, steps
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

WORKERS = [Hand.SENDER, Hand.CONVENER, Hand.TOWNSHIP, Hand.OFFICE]
ROLES = {
    Hand.SENDER: Role.MEMBER,
    Hand.CONVENER: Role.CONVENER,
    Hand.TOWNSHIP: Role.TOWNSHIP,
    Hand.OFFICE: Role.OFFICE,
}


def found_of(kind: Subject, **columns: Any) -> Found:
    found: Any = {
        "kind": kind, "id": 1, "station": 7, "title": "", "topic": None, "lineage": [7],
        "open": True, "kept": False, "held_on": None,
    }  # fmt: skip
    return cast("Found", {**found, **columns})


def acting(hand: Hand, sender: int = 5) -> Account:
    where = None if hand is Hand.OFFICE else 7
    return Account(sender if hand is Hand.SENDER else 9, "李", (Grant(ROLES[hand], where),))


@pytest.mark.parametrize("kind", sorted(Subject))
def test_of_every_kind_nobody_undoes_what_was_done_above_them(kind: Subject) -> None:
    of = found_of(kind)
    personal = kind.about.personal
    hands = [Hand.SELF, Hand.OFFICE] if personal else WORKERS
    gone: Any = {"account": 5}
    back = []
    for done in [*hands, Hand.RULES, ""]:
        row = cast("Removed", {**gone, "removed_as": str(done)})
        for mine in hands:
            account = acting(Hand.SENDER if personal and mine is Hand.SELF else mine)
            held = Rights(sees=True, adds=True, inside=True, own=mine is Hand.SELF)
            assert hand_of(account, of, held) is mine
            back.append((str(done), str(mine), may_put_back(account, row, of, held)))
    assert [each[:2] for each in back if each[2]] == (
        [("self", "self"), ("office", "office"), ("", "self")]
        if personal
        else [
            *(("sender", str(each)) for each in WORKERS),
            *(("convener", each) for each in ("convener", "township", "office")),
            ("township", "township"), ("township", "office"),
            ("office", "office"),
            ("", "office"),
        ]
    )  # fmt: skip


def test_whoever_holds_several_acts_in_the_highest() -> None:
    both = Account(9, "李", (Grant(Role.CONVENER, 7), Grant(Role.OFFICE)))
    elsewhere = Account(9, "李", (Grant(Role.CONVENER, 8),))
    of = found_of(Subject.STATION)
    assert hand_of(both, of, Rights(sees=True)) is Hand.OFFICE
    assert hand_of(elsewhere, of, Rights(sees=True)) is Hand.SENDER
    # An office account that is the member: it is their face.
    face = found_of(Subject.MEMBER, station=None)
    assert hand_of(both, face, Rights(sees=True, own=True)) is Hand.SELF


def test_nobody_brings_back_what_the_rules_do_not_show() -> None:
    assert not any(may_undo(each, "rules") for each in Hand)
    assert not any(may_undo(each, "rules", personal=True) for each in Hand)


@pytest.mark.usefixtures("client")
async def test_every_hand_has_a_place_in_the_database() -> None:
    sql = """
        SELECT pg_get_constraintdef("oid") FROM pg_constraint
        WHERE "conrelid" = $2::text::regclass AND "conname" = $3
    """
    async with county_tx(readonly=True):
        photo = await value(f"{sql} AND $1::int IS NOT NULL", "photo", "photo_removed_as_check")
        file = await value(f"{sql} AND $1::int IS NOT NULL", "file", "file_removed_as_check")
        made_internal = await value(
            f"{sql} AND $1::int IS NOT NULL", "file", "file_retracted_as_check"
        )
    for hand in (Hand.SELF, *WORKERS, Hand.RULES):
        assert f"'{hand}'" in photo
        assert (f"'{hand}'" in file) == (hand in WORKERS)
        assert (f"'{hand}'" in made_internal) == (hand in WORKERS[1:])


@pytest.mark.parametrize("done", WORKERS)
@pytest.mark.parametrize("sort", Sort)
async def test_nobody_puts_back_what_was_taken_away_above_them(
    client: Browser, sort: Sort, done: Hand
) -> None:
    station = await given.a_station()
    accounts = {
        hand: await given.an_account(role, station=None if hand is Hand.OFFICE else station)
        for hand, role in ROLES.items()
    }
    if sort is Sort.PHOTO:
        (sent,) = await steps.ready_photos("station", station, accounts[Hand.SENDER])
    else:
        (sent,) = await steps.ready_files("station", station, accounts[Hand.SENDER])
    form = {"kind": "station", "of": str(station), "reason": "放回去"}
    path = f"{sort.about.path}/{sent}"
    for mine in WORKERS:
        await given.sign_in(client, accounts[done])
        taken = await client.post(f"{path}/removal", data={"reason": "不该放"})
        assert taken.status_code == 303, mine
        await given.sign_in(client, accounts[mine])
        there = Page(await client.get(f"{sort.about.path}/of/station/{station}")).all("#removed")
        response = await client.post(f"{path}/restoration", data=form)
        allowed = WORKERS.index(mine) >= WORKERS.index(done)
        assert (bool(there), response.status_code) == (allowed, 303 if allowed else 404), mine
        if not allowed:
            await given.sign_in(client, accounts[Hand.OFFICE])
            assert (await client.post(f"{path}/restoration", data=form)).status_code == 303


async def test_what_the_office_made_internal_it_makes_public_alone(client: Browser) -> None:
    station = await given.a_station()
    accounts = {
        hand: await given.an_account(ROLES[hand], station=None if hand is Hand.OFFICE else station)
        for hand in WORKERS[1:]
    }
    (file,) = await steps.ready_files("station", station, accounts[Hand.CONVENER])
    path = f"/files/{file}"

    async def at(hand: Hand, act: str) -> int:
        await given.sign_in(client, accounts[hand])
        forms = Page(await client.get(path)).all(f"[formaction$='/{act}']")
        sent = await client.post(f"{path}/{act}", data={"reason": "先不公开"})
        assert bool(forms) == sent.is_redirect
        return int(sent.status_code)

    assert await at(Hand.CONVENER, "publication") == 303
    assert await at(Hand.OFFICE, "retraction") == 303
    assert await at(Hand.CONVENER, "publication") == 422
    assert await at(Hand.TOWNSHIP, "publication") == 422
    assert await at(Hand.OFFICE, "publication") == 303
    # From then on it is as before.
    assert await at(Hand.CONVENER, "retraction") == 303
    assert await at(Hand.TOWNSHIP, "publication") == 303
    assert await at(Hand.TOWNSHIP, "retraction") == 303
    assert await at(Hand.CONVENER, "publication") == 422


async def a_face(client: Browser) -> tuple[int, int, int]:
    """→ the member, their account, the office's, which is signed in."""
    station = await given.a_station()
    me = await given.an_account(Role.MEMBER, station=station)
    async with county_tx():
        member = await given.a_member("王委员", station=station, account=me)
    return member, me, await given.signed_in(client, Role.OFFICE)


async def test_a_face_that_its_member_took_down_is_theirs_alone(client: Browser) -> None:
    """Neither back nor anew, by the office, not even with another picture."""
    member, me, office = await a_face(client)
    photo = await steps.shown(client, "member", member)
    back = {"kind": "member", "of": str(member), "reason": "放回去"}
    await given.sign_in(client, me)
    assert (await client.post(f"/photos/{photo}/removal")).is_redirect
    await given.sign_in(client, office)
    assert Page(await client.get(f"/photos/of/member/{member}")).all("#removed") == []
    assert (await client.post(f"/photos/{photo}/restoration", data=back)).status_code == 404
    assert (await steps.announced(client, "member", member, 100)).status_code == 403
    page = Page(await client.get(f"/members/{member}"))
    assert page.all("form[action$='/photos/form']") == []
    assert "本人撤下了自己的照片" in page.one("main").text
    await given.sign_in(client, me)
    assert "本人撤下了" not in Page(await client.get(f"/members/{member}")).one("main").text
    assert (await client.post(f"/photos/{photo}/restoration", data=back)).is_redirect
    await given.sign_in(client, office)  # what stands the office takes down
    assert (await client.post(f"/photos/{photo}/removal")).is_redirect


async def test_a_face_that_the_office_took_down_is_put_back_by_the_office(client: Browser) -> None:
    member, me, office = await a_face(client)
    await given.sign_in(client, me)
    photo = await steps.shown(client, "member", member)
    back = {"kind": "member", "of": str(member), "reason": "放回去"}
    await given.sign_in(client, office)
    assert (await client.post(f"/photos/{photo}/removal")).is_redirect
    await given.sign_in(client, me)
    assert Page(await client.get(f"/photos/of/member/{member}")).all("#removed") == []
    assert (await client.post(f"/photos/{photo}/restoration", data=back)).status_code == 404
    assert (await steps.announced(client, "member", member, 100)).status_code == 200  # another
    await given.sign_in(client, office)
    assert (await client.post(f"/photos/{photo}/restoration", data=back)).is_redirect


async def test_what_was_filed_is_made_internal_by_the_office_alone(client: Browser) -> None:
    """As it is taken away: of photos and of files one rule."""
    station = await given.a_station()
    keeper = await given.an_account(Role.CONVENER, station=station)
    office = await given.an_account(Role.OFFICE)
    consultation = (await steps.subjects(station))["consultation"]
    (file,) = await steps.ready_files("consultation", consultation, keeper)
    (photo,) = await steps.ready_photos("consultation", consultation, keeper)
    reason = {"reason": "有人不愿公开"}
    await given.sign_in(client, keeper)
    assert (await client.post(f"/files/{file}/publication")).is_redirect
    async with county_tx():
        await execute(
            """UPDATE "consultation" SET "state" = 'filed'
               WHERE "consultation"."county" = $1 AND "id" = $2""",
            consultation,
        )
    page = Page(await client.get(f"/files/{file}"))
    assert page.all("[formaction$='/retraction'], [formaction$='/removal']") == []
    for path, says in (
        (f"/files/{file}/retraction", Sort.FILE.about.says.kept),
        (f"/files/{file}/removal", Sort.FILE.about.says.kept),
        (f"/photos/{photo}/removal", Sort.PHOTO.about.says.kept),
    ):
        assert refused(await client.post(path, data=reason)) == [says]
    await given.sign_in(client, office)
    page = Page(await client.get(f"/files/{file}"))
    assert len(page.all("[formaction$='/retraction']")) == 1
    assert (await client.post(f"/files/{file}/retraction", data=reason)).is_redirect
    async with county_tx(readonly=True):
        (row,) = await rows(
            'SELECT "published_at", "retracted_as" FROM "file"'
            ' WHERE "file"."county" = $1 AND "id" = $2',
            file,
        )
    assert tuple(row) == (None, "office")
    for path in (f"/files/{file}/removal", f"/photos/{photo}/removal"):
        assert (await client.post(path, data=reason)).is_redirect


async def test_a_file_of_what_runs_is_made_internal_by_its_keeper(client: Browser) -> None:
    station = await given.a_station()
    keeper = await given.signed_in(client, Role.CONVENER, station=station)
    file = await steps.file_shown(client, "station", station, documents.PDF)
    assert keeper
    assert (await client.post(f"/files/{file}/publication")).is_redirect
    sent = await client.post(f"/files/{file}/retraction", data={"reason": "发错了"})
    assert sent.is_redirect
