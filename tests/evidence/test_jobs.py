"""After the browser has gone: intake that was interrupted, and the sweep."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.config import settings
from app.dates import now
from app.db import bound_to, county_tx, current_realm, execute, rows, value
from app.evidence import jobs, rules, uploads
from app.evidence.sorts import Sort
from app.evidence.store import owner, reconcile, sweep
from app.evidence.store.chosen import store
from app.evidence.store.directory import Directory
from app.evidence.store.s3 import S3
from app.evidence.store.storage import Stored
from app.evidence.tables import Photo
from app.main import app
from tests import given
from tests.evidence import pictures, steps
from tests.seaweed import KEY, SECRET

pytestmark = pytest.mark.anyio
HTMX = {"hx-request": "true"}


@pytest.fixture
async def station(client: AsyncClient) -> int:
    await given.signed_in(client, Role.MEMBER)
    return await given.a_station()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The sweep comes so much later."""

    def set_clock(**ahead: float) -> None:
        at = now() + timedelta(**ahead)
        monkeypatch.setattr(sweep, "now", lambda: at)
        monkeypatch.setattr(reconcile, "now", lambda: at)

    return set_clock


async def states() -> list[str]:
    async with county_tx(readonly=True):
        return [each["state"] for each in await Photo.select(Photo.state).order_by(Photo.id)]


async def photos_counted() -> int:
    async with county_tx(readonly=True):
        return int(
            await value(
                'SELECT coalesce(sum("quantity"), 0) FROM "ledger"'
                ' WHERE "ledger"."county" = $1 AND "kind" = \'photo.added\''
            )
        )


async def test_an_upload_that_was_never_sent_is_forgotten(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    await steps.announced(client, "station", station, 100)
    await sweep.sweep()
    assert await states() == ["pending"]
    later(days=2)
    await sweep.sweep()
    assert await states() == []


async def test_an_upload_whose_browser_went_away_is_taken_up(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    data = pictures.jpeg()
    answer = (await steps.announced(client, "station", station, len(data))).json()
    await steps.put(client, answer["upload"], data)
    await sweep.sweep()
    assert await states() == ["pending"]
    later(hours=2)
    await sweep.sweep()
    assert await states() == ["arrived"]
    assert await steps.work() == ["photo.intake"]
    assert await states() == ["ready"]


@pytest.mark.parametrize(
    ("ago", "same", "there"), [(601, True, 1), (601, False, 2), (590, True, 2)]
)
async def test_what_was_sent_again_since_is_there_once(
    client: AsyncClient, station: int, superuser: Any, *, ago: int, same: bool, there: int
) -> None:
    """The page was closed after the bytes were sent, before it could say so. Two in one form, or
    another photo, stay two.
    """
    first, again = pictures.jpeg(), pictures.jpeg(width=640 if same else 800)
    sent = []
    for data in (first, again):
        answer = (await steps.announced(client, "station", station, len(data))).json()
        await steps.put(client, answer["upload"], data)
        sent.append(int(answer["id"]))
    assert (await client.post(f"/photos/{sent[1]}/arrival", headers=HTMX)).status_code == 200
    await steps.work()
    await superuser.execute(
        "UPDATE photo SET uploaded_at = now() - make_interval(secs => $2) WHERE id = $1",
        sent[0],
        ago,
    )
    async with county_tx():
        await uploads.arrived(Sort.PHOTO, sent[0])
    await steps.work()
    assert (await states()).count("ready") == there
    assert await photos_counted() == there


async def test_an_upload_that_breaks_off_leaves_nothing(client: AsyncClient, station: int) -> None:
    answer = (await steps.announced(client, "station", station, 5000)).json()
    path, _, question = answer["upload"]["url"].partition("?")
    events = iter(
        [
            {"type": "http.request", "body": b"x" * 1000, "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> Any:
        return next(events)

    async def send(_: Any) -> None:
        pass

    scope: Any = {
        "type": "http", "method": "PUT", "path": path, "raw_path": path.encode(),
        "query_string": question.encode(), "root_path": "", "scheme": "http",
        "headers": [(b"host", b"test"), (b"content-type", b"image/jpeg")],
        "client": ("127.0.0.1", 1), "server": ("test", 80), "http_version": "1.1",
    }  # fmt: skip
    await app(scope, receive, send)
    assert await steps.objects() == []
    assert not list((settings.data / "objects" / str(current_realm.get())).glob("*.part"))


async def test_what_a_killed_server_left_half_written_is_swept(
    county: int, later: Callable[..., None]
) -> None:
    directory = store()
    assert isinstance(directory, Directory)
    part = directory.begin(f"{county}/photos/a")
    part.write_bytes(b"half")
    await sweep.sweep()
    assert part.exists()
    later(days=2)
    await sweep.sweep()
    assert not part.exists()


async def forget_photos() -> None:
    """As a mistake in the database would."""
    async with county_tx():
        await Photo.delete(force=True)


async def test_an_object_without_a_photo_waits_for_days_and_is_named(
    client: AsyncClient, station: int, later: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    await steps.shown(client, "station", station)
    later(days=2)
    await sweep.sweep()
    there = await steps.objects()
    await forget_photos()
    await sweep.sweep()
    assert await steps.objects() == there
    assert f"2 objects in the store belong to no photo or file ({', '.join(there)})" in caplog.text
    later(days=15, hours=23)
    await sweep.sweep()
    assert await steps.objects() == there
    assert "are deleted" not in caplog.text
    later(days=16)
    await sweep.sweep()
    assert await steps.objects() == []
    assert f"for 14 days are deleted: {', '.join(there)}" in caplog.text


async def test_a_database_older_than_its_store_deletes_nothing(
    client: AsyncClient, station: int, later: Callable[..., None], other_county: int,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """As one that was restored from a copy, or a copy that looks into the same store. Neither its
    own photos that were removed nor later ones of its own change that.
    """
    first, _second = [await steps.shown(client, "station", station) for _ in range(2)]
    await sweep.sweep()
    county = current_realm.get()
    for number in (county, other_county):
        await store().put(f"{number}/photos/later-320.webp", b"x", "image/webp")
    there = await steps.objects()
    for days in (2, 20, 60):
        later(days=days)
        await sweep.sweep()
        assert await steps.objects() == there
    await client.post(f"/photos/{first}/removal")
    await sweep.sweep()
    later(days=200)
    await sweep.sweep()
    assert await steps.objects() == there
    assert "1 objects newer than the database" in caplog.text
    with bound_to(other_county):
        await sweep.sweep()  # has never looked, and knows of nothing
        later(days=400)
        await sweep.sweep()
        assert len(await steps.objects()) == 1


@pytest.mark.parametrize(("behind", "stops"), [(59, True), (61, False)])
async def test_a_store_whose_clock_is_behind_still_has_newer_objects(
    client: AsyncClient, station: int, behind: int, stops: bool
) -> None:
    """What came right after our last look bears an earlier time than that."""
    await steps.shown(client, "station", station)
    await sweep.sweep()
    another = Stored("1/photos/another-320.webp", 1, now() - timedelta(minutes=behind))
    async with county_tx():
        found = await sweep.marked([another], now())
    assert [each["ahead"] for each in found] == [stops]


async def test_a_look_by_a_clock_that_was_ahead_is_over_with_the_next(
    client: AsyncClient, station: int, later: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    """Else a database that is restored afterwards would have nothing newer than itself."""
    await steps.shown(client, "station", station)
    for days in (800, 0):
        later(days=days)
        await sweep.sweep()
    await store().put(f"{current_realm.get()}/photos/later-320.webp", b"x", "image/webp")
    there = await steps.objects()
    for days in (1, 60):
        later(days=days)
        await sweep.sweep()
    assert await steps.objects() == there
    assert "1 objects newer than the database" in caplog.text


@pytest.mark.parametrize("knows", ["pending", "arrived"])
async def test_a_database_from_before_the_intake_shows_the_photo_again(
    client: AsyncClient, station: int, later: Callable[..., None], knows: str
) -> None:
    """Restored, it knows that the photo was announced, and not that its pictures lie there."""
    photo = await steps.shown(client, "station", station)
    there = await steps.objects()
    await sweep.sweep()
    async with county_tx():
        await Photo.update({Photo.state: knows, Photo.sha256: "", Photo.width: 0}).where(
            Photo.id == photo
        )
    if knows == "arrived":  # its job was in the copy, too
        await jobs.take_in(photo)
    later(days=3)
    await sweep.sweep()
    await steps.work()
    assert await steps.objects() == there
    assert await states() == ["ready"]
    assert (await client.get(f"/photos/{photo}/1280")).status_code == 200
    later(days=60)
    await sweep.sweep()
    assert await steps.objects() == there


async def test_what_arrives_while_the_sweep_runs_stays(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    """Tried again after a day, under the row that was made for it before."""
    data = pictures.jpeg()
    answer = (await steps.announced(client, "station", station, len(data))).json()
    later(days=2)
    async with county_tx(readonly=True):
        over: list[sweep.Row] = await rows(sweep.SENT, of=sweep.Row)
    await steps.put(client, answer["upload"], data)
    await client.post(f"/photos/{answer['id']}/arrival")
    assert await sweep.forgotten(over) == []
    assert await states() == ["arrived"]
    assert len(await steps.objects()) == 1


async def test_what_is_known_again_no_longer_waits(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    """The database's right copy was found."""
    await steps.shown(client, "station", station)
    there = await steps.objects()
    async with county_tx():
        row = await Photo.objects().first()
    assert row
    later(days=1)
    await sweep.sweep()
    await forget_photos()
    await sweep.sweep()
    async with county_tx():
        await Photo.insert(Photo(**{**row.to_dict(), "removed_at": None}))
    later(days=20)
    await sweep.sweep()
    await forget_photos()
    await sweep.sweep()
    assert await steps.objects() == there


async def test_store_and_database_are_reconciled_both_ways_and_dry_first(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    county = current_realm.get()
    kept, lost = [await steps.shown(client, "station", station) for _ in range(2)]
    data = pictures.jpeg()
    answer = (await steps.announced(client, "station", station, len(data))).json()
    await steps.put(client, answer["upload"], data)
    async with county_tx():
        (row,) = await Photo.select(Photo.object).where(Photo.id == lost)
    await store().delete(f"{row['object']}-320.webp")
    await sweep.sweep()
    strange = f"{county}/photos/strange-320.webp"
    await store().put(strange, b"x", "image/webp")

    async def said(*, do: bool = False) -> list[str]:
        about = f"c{county}: "
        lines = [line async for line in reconcile.reconcile(do=do)]
        return [line.removeprefix(about) for line in lines if line.startswith(about)]

    later(days=2)
    before = await steps.objects()
    assert (
        await said()
        == await said()
        == [
            f"photo {answer['id']} arrived and nobody said so; it will be taken in.",
            f"photo {lost} has lost its bytes; it would be withdrawn.",
            f"{strange} (1 bytes, 2 days old) belongs to no photo or file; it stays.",
        ]
    )
    assert await states() == ["ready", "ready", "pending"]
    assert (await client.get(f"/photos/{lost}")).status_code == 200
    assert len(await said(do=True)) == 3
    assert await steps.objects() == before  # nothing is deleted by the command
    assert await steps.work() == ["photo.intake"]
    assert (await client.get(f"/photos/{lost}")).status_code == 404
    assert (await client.get(f"/photos/{kept}")).status_code == 200
    assert await photos_counted() == 2
    later(days=16)
    await sweep.sweep()
    assert strange not in await steps.objects()
    assert await said() == []


async def test_another_store_takes_no_photo_away(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    photos = [await steps.shown(client, "station", station) for _ in range(2)]
    for key in await steps.objects():
        await store().delete(key)
    later(days=2)
    about = f"c{current_realm.get()}: "
    lines = [line async for line in reconcile.reconcile(do=True)]
    assert sum("is this the right store?" in line for line in lines if about in line) == 2
    assert {(await client.get(f"/photos/{each}")).status_code for each in photos} == {200}


async def test_the_sweep_keeps_what_is_shown(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    photo = await steps.shown(client, "station", station)
    arrived = await steps.sent(client, "station", station)
    there = await steps.objects()
    assert len(there) == 3
    later(days=400)
    await sweep.sweep()
    assert await steps.objects() == there
    assert (await client.get(f"/photos/{photo}/320")).status_code == 200
    await jobs.take_in(arrived)
    assert await states() == ["ready", "ready"]


async def test_a_refused_photo_is_forgotten_after_a_day(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    await steps.sent(client, "station", station, pictures.SVG)
    await steps.work()
    await sweep.sweep()
    assert await states() == ["refused"]
    later(days=2)
    await sweep.sweep()
    assert await states() == []
    assert await steps.objects() == []


async def test_a_removed_photos_bytes_go_after_a_month(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    photo = await steps.shown(client, "station", station)
    await client.post(f"/photos/{photo}/removal")
    later(days=29)
    await sweep.sweep()
    assert len(await steps.objects()) == 2
    later(days=31)
    await sweep.sweep()
    assert await steps.objects() == []
    assert await states() == ["ready"]


@pytest.mark.parametrize("fails", ["put_new", "delete"])
async def test_an_intake_that_was_interrupted_is_done_again(
    client: AsyncClient, station: int, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    photo = await steps.sent(client, "station", station)
    real = getattr(store(), fails)
    asked = 0

    async def away(*values: Any) -> None:
        nonlocal asked
        asked += values[0] != owner.MARK
        if asked == (2 if fails == "put_new" else 1):
            raise OSError(28, "No space left on device")
        await real(*values)

    monkeypatch.setattr(store(), fails, away)
    with pytest.raises(OSError, match="No space"):
        await jobs.take_in(photo)
    monkeypatch.undo()
    for _ in range(2):
        await jobs.take_in(photo)
    assert await states() == ["ready"]
    assert await photos_counted() == 1
    assert len(await steps.objects()) == 2


async def test_a_disk_that_is_full_leaves_nothing(
    client: AsyncClient, station: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pictures.jpeg()
    answer = (await steps.announced(client, "station", station, len(data))).json()
    real = os.fsync

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert (await steps.put(client, answer["upload"], data)).status_code == 503
    monkeypatch.setattr(os, "fsync", real)
    assert await steps.objects() == []
    assert not list((settings.data / "objects" / str(current_realm.get())).glob("*.part"))
    assert (await steps.put(client, answer["upload"], data)).status_code == 201


async def test_a_photo_removed_while_it_is_taken_in_is_not_shown(
    client: AsyncClient, station: int
) -> None:
    photo = await steps.sent(client, "station", station)
    await client.post(f"/photos/{photo}/removal")
    await steps.work()
    assert await photos_counted() == 0
    assert (await client.get(f"/photos/{photo}/320")).status_code == 404


async def test_the_intake_asks_again_who_sends_and_what_it_is_of(client: AsyncClient) -> None:
    """Between its arrival and the intake a role ended, an account, the work it is of."""
    station = await given.a_station()
    await given.signed_in(client, Role.CONVENER, station=station)
    subjects = await steps.subjects(station)
    ended = {
        'UPDATE "activity" SET "state" = \'refused\' WHERE "activity"."county" = $1': (
            rules.NOT_OPEN
        ),
        'UPDATE "appointment" SET "ended_at" = now() WHERE "appointment"."county" = $1': (
            rules.NOT_YOURS
        ),
    }
    for statement, why in ended.items():
        kind = "activity" if "activity" in statement else "station"
        photo = await steps.sent(client, kind, subjects[kind])
        async with county_tx():
            await execute(statement)
        assert await steps.work() == ["photo.intake"]
        async with county_tx(readonly=True):
            (row,) = await Photo.select(Photo.state, Photo.refusal).where(Photo.id == photo)
        assert (row["state"], row["refusal"]) == ("refused", why)
    assert await photos_counted() == 0
    assert await steps.objects() == []


async def test_a_photo_whose_bytes_are_gone_is_refused(client: AsyncClient, station: int) -> None:
    photo = await steps.sent(client, "station", station)
    for key in await steps.objects():
        await store().delete(key)
    await steps.work()
    answer = (await client.get(f"/photos/{photo}/state")).json()
    assert (answer["state"], answer["text"]) == ("refused", rules.NOT_THERE)


async def test_of_a_photo_that_is_not_there_nothing_is_made(county: int) -> None:  # noqa: ARG001
    await jobs.take_in(7)


async def test_all_of_it_with_s3(
    client: AsyncClient, station: int, seaweed: str, monkeypatch: pytest.MonkeyPatch,
    later: Callable[..., None],
) -> None:  # fmt: skip
    s3 = S3(seaweed, "all", key=KEY, secret=SECRET, region="us-east-1", origin="http://test")
    await s3.prepare()
    for module in ("uploads", "jobs", "pages", "file_pages", "store.sweep", "store.owner"):
        monkeypatch.setattr(f"app.evidence.{module}.store", lambda: s3)
    data = pictures.from_phone()
    answer = (await steps.announced(client, "station", station, len(data))).json()
    link = answer["upload"]
    assert link["url"].startswith(seaweed)
    async with AsyncClient() as browser:
        origin = {"origin": "http://test", "access-control-request-method": "PUT"}
        asked = origin | {"access-control-request-headers": "content-type,if-none-match"}
        allowed = await browser.options(link["url"], headers=asked)
        assert allowed.headers["access-control-allow-origin"] == "http://test"
        sent = await browser.put(link["url"], content=data, headers=link["headers"])
        assert sent.status_code == 200
        await client.post(f"/photos/{answer['id']}/arrival")
        await steps.work()
        picture = await client.get(f"/photos/{answer['id']}/1280")
    assert picture.headers["content-type"] == "image/webp"
    assert b"SecretPhone" not in picture.content
    county = current_realm.get()
    assert len(await s3.keys(f"{county}/")) == 2
    await steps.announced(client, "station", station, 100)
    later(days=2)
    await sweep.sweep()
    assert len(await s3.keys(f"{county}/")) == 2
    assert await states() == ["ready"]
    s3.client.close()
