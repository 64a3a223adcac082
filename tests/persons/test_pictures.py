"""A wish to be erased reaches the photos and files that show or name the person, and no others."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.access.roles import Role
from app.activities.tables import Activity, ActivityMember
from app.dates import now, today
from app.db import county_tx, rows, value
from app.evidence import erasing
from app.evidence.store.chosen import store
from app.evidence.store.sweep import sweep
from app.evidence.tables import File, Photo
from app.persons import wishes
from app.persons.wishes import About
from app.scoring.tables import Assessment, Mark
from tests import given
from tests.conftest import Browser
from tests.evidence import steps
from tests.page import Page

pytestmark = pytest.mark.anyio


async def sent(table: str) -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(f'SELECT * FROM "{table}" WHERE "{table}"."county" = $1 ORDER BY "id"')  # noqa: S608


async def test_those_that_are_chosen_are_gone_and_the_others_stay(
    client: Browser, county: int
) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station)
    other = await given.a_topic(station)
    await given.signed_in(client, Role.OFFICE, station=None)
    for matter in (topic, topic, other):
        await steps.shown(client, "topic", matter)
    async with county_tx():
        named = await given.a_file("topic", topic, name="名单.pdf", published_at=now())
        wish = await given.a_wish(topic, kind="erasure")
    shows, stays, elsewhere = await sent("photo")
    here = f"/wishes/{wish}"
    page = Page(await client.get(here))
    offered = [each["value"] for each in page.all("input[name=gone]")]
    assert offered == [f"photo-{shows['id']}", f"photo-{stays['id']}", f"file-{named}"]
    assert not any(each.has("checked") for each in page.all("input[name=gone]"))
    form = {
        "decision": "done",
        "answer": "照片和名单已经删除。",
        "gone": [f"photo-{shows['id']}", f"file-{named}", f"photo-{elsewhere['id']}"],
    }
    assert (await client.post(f"{here}/decision", data=form)).status_code == 303
    assert (await client.get(f"/photos/{shows['id']}/320")).status_code == 404
    assert (await client.get(f"/files/{named}/download")).status_code == 404
    assert (await client.get(f"/photos/{stays['id']}/320")).status_code in {200, 303, 307}
    before = {each.key for each in await store().keys(f"{county}/")}
    assert any(key.startswith(shows["object"]) for key in before)
    await sweep()
    after = {each.key for each in await store().keys(f"{county}/")}
    gone = before - after
    assert gone
    assert all(key.startswith(shows["object"]) for key in gone)
    assert not any(key.startswith(shows["object"]) for key in after)
    erased, kept, other_kept = await sent("photo")
    assert (erased["erased_on"], erased["sha256"]) == (today(), shows["sha256"])
    assert (kept["erased_on"], other_kept["erased_on"], other_kept["removed_at"]) == (None,) * 3
    (file,) = await sent("file")
    assert file["erased_on"] == today()
    told = (await client.get(f"/photos/of/topic/{topic}")).text
    assert erasing.REASON in told


async def test_what_was_taken_away_before_is_offered_too(client: Browser) -> None:
    """Its bytes are kept for thirty days."""
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        file = await given.a_file("topic", topic, removed_at=now() - timedelta(days=1))
        await erasing.erase(await erasing.choices(topic), {f"file-{file}"})
        assert await erasing.choices(topic) == []
        assert await File.exists().where(File.id == file)


async def test_a_member_s_reach_all_that_they_had_a_part_in(client: Browser) -> None:
    """Of activities, marks, sittings and what they raised; not of what others did."""
    station = await given.a_station()
    account = await given.an_account(Role.MEMBER)
    clerk = await given.an_account(Role.COMMITTEE)
    async with county_tx():
        member, other = await given.a_member(account=account), await given.a_member("李委员")
        mine, theirs = [await an_activity(station, clerk, each) for each in (member, other)]
        version = await value('SELECT max("id") FROM "charter" WHERE "charter"."county" = $1')
        held = Assessment(
            sheet="year", charter=version, opened_by="李", begins=date(2026, 1, 1),
            ends=date(2026, 12, 31),
        )  # fmt: skip
        await Assessment.insert(held)
        mark = Mark(assessment=held.id, subject=str(member), indicator="place")
        await Mark.insert(mark)
    raised = await given.a_topic(station, raiser=account)
    async with county_tx():
        files = [await given.a_file(*of) for of in (("activity", mine), ("topic", raised))]
        stays = await given.a_file("activity", theirs)
        photo = Photo(state="ready", object="1/photos/a", mark=mark.id, width=8, height=6)
        await Photo.insert(photo)
        personal = given.charter().personal
        wish = await wishes.ask(About(member=member), "erasure", "", "office", personal)
        found = await erasing.choices_of_person(account, member)
    expected = [f"photo-{photo.id}", *(f"file-{each}" for each in files)]
    await given.signed_in(client, Role.OFFICE)
    offered = Page(await client.get(f"/wishes/{wish}")).all("input[name=gone]")
    assert [each["value"] for each in offered] == expected
    async with county_tx():
        await erasing.erase(found, {expected[0], f"file-{files[0]}", f"file-{stays}"})
    erased = {each["id"]: each["erased_on"] for each in await sent("file")}
    assert erased == {files[0]: today(), files[1]: None, stays: None}
    assert [each["erased_on"] for each in await sent("photo")] == [today()]


async def an_activity(station: int, account: int, member: int) -> int:
    one = Activity(
        kind="proposal", title="修路提案", happened_on=today(), station=station,
        account=account, reported_by="张三",
    )  # fmt: skip
    await Activity.insert(one)
    await ActivityMember.insert(ActivityMember(activity=one.id, place=1, member=member))
    return int(one.id)


async def test_a_villager_s_reach_every_photo_and_file(client: Browser) -> None:
    """Whoever is seen at an activity has no recorded part in it: the office gives its address."""
    station = await given.a_station()
    topic = await given.a_topic(station)
    clerk = await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        member = await given.a_member()
        activity = await an_activity(station, clerk, member)
        photo = Photo(
            state="ready", object="1/photos/b", activity=activity, width=8, height=6, account=clerk
        )
        await Photo.insert(photo)
        named = await given.a_file("activity", activity, name="名单.pdf")
        stays = await given.a_file("activity", activity)
        wish = await given.a_wish(topic, kind="erasure")
    path = f"/wishes/{wish}/decision"
    form = {"decision": "done", "answer": "已删。", "others": "https://h/c/photos/12\n那张合影"}
    sent_off = await client.post(path, data=form)
    assert Page(sent_off).wrong["others"].startswith("第 1 行")
    assert [each["erased_on"] for each in await sent("photo")] == [None]
    base = f"http://test{client.base_url.path.rstrip('/')}"
    form["others"] = f"{base}/photos/{photo.id}\n\n {base}/files/{named}?x=1 "
    assert (await client.post(path, data=form)).status_code == 303
    assert [each["erased_on"] for each in await sent("photo")] == [today()]
    erased = {each["id"]: each["erased_on"] for each in await sent("file")}
    assert erased == {named: today(), stays: None}
