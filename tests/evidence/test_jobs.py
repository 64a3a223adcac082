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
from app.db import bound_to, county_tx, current_realm, value
from app.evidence import jobs, rules
from app.evidence.directory import Directory
from app.evidence.s3 import S3
from app.evidence.stores import store
from app.evidence.tables import Photo
from app.main import app
from tests import given
from tests.evidence import pictures, steps
from tests.seaweed import KEY, SECRET

pytestmark = pytest.mark.anyio


@pytest.fixture
async def station(client: AsyncClient) -> int:
    await given.signed_in(client, Role.MEMBER)
    return await given.a_station()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The sweep comes so much later."""

    def set_clock(**ahead: float) -> None:
        at = now() + timedelta(**ahead)
        monkeypatch.setattr(jobs, "now", lambda: at)

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
    await jobs.sweep()
    assert await states() == ["pending"]
    later(hours=2)
    await jobs.sweep()
    assert await states() == []


async def test_an_upload_whose_browser_went_away_is_forgotten_with_its_bytes(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    data = pictures.jpeg()
    answer = (await steps.announced(client, "station", station, len(data))).json()
    await steps.put(client, answer["upload"], data)
    await jobs.sweep()
    assert len(await steps.objects()) == 1
    later(hours=2)
    await jobs.sweep()
    assert await states() == []
    assert await steps.objects() == []


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
    await jobs.sweep()
    assert part.exists()
    later(days=2)
    await jobs.sweep()
    assert not part.exists()


async def test_an_object_without_a_photo_is_swept_after_a_day(
    county: int, other_county: int, later: Callable[..., None]
) -> None:
    for number in (county, other_county):
        await store().put(f"{number}/photos/a-320.webp", b"x", "image/webp")
    await jobs.sweep()
    assert len(await steps.objects()) == 1
    later(days=2)
    await jobs.sweep()
    assert await steps.objects() == []
    with bound_to(other_county):
        assert len(await steps.objects()) == 1


async def test_the_sweep_keeps_what_is_shown(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    photo = await steps.shown(client, "station", station)
    arrived = await steps.sent(client, "station", station)
    there = await steps.objects()
    assert len(there) == 3
    later(days=400)
    await jobs.sweep()
    assert await steps.objects() == there
    assert (await client.get(f"/photos/{photo}/320")).status_code == 302
    await jobs.take_in(arrived)
    assert await states() == ["ready", "ready"]


async def test_a_refused_photo_is_forgotten_after_a_day(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    await steps.sent(client, "station", station, pictures.SVG)
    await steps.work()
    await jobs.sweep()
    assert await states() == ["refused"]
    later(days=2)
    await jobs.sweep()
    assert await states() == []
    assert await steps.objects() == []


async def test_a_removed_photos_bytes_go_after_a_month(
    client: AsyncClient, station: int, later: Callable[..., None]
) -> None:
    photo = await steps.shown(client, "station", station)
    await client.post(f"/photos/{photo}/removal")
    later(days=29)
    await jobs.sweep()
    assert len(await steps.objects()) == 2
    later(days=31)
    await jobs.sweep()
    assert await steps.objects() == []
    assert await states() == ["ready"]


@pytest.mark.parametrize("fails", ["put", "delete"])
async def test_an_intake_that_was_interrupted_is_done_again(
    client: AsyncClient, station: int, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    photo = await steps.sent(client, "station", station)
    real = getattr(store(), fails)
    asked = 0

    async def away(*values: Any) -> None:
        nonlocal asked
        asked += 1
        if asked == (2 if fails == "put" else 1):
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
    assert (await steps.put(client, answer["upload"], data)).status_code == 500
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
    for module in ("uploads", "jobs", "pages"):
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
        response = await client.get(f"/photos/{answer['id']}/1280")
        picture = await browser.get(response.headers["location"])
    assert picture.headers["content-type"] == "image/webp"
    assert b"SecretPhone" not in picture.content
    county = current_realm.get()
    assert len(await s3.keys(f"{county}/")) == 2
    await steps.announced(client, "station", station, 100)
    later(days=2)
    await jobs.sweep()
    assert len(await s3.keys(f"{county}/")) == 2
    assert await states() == ["ready"]
    s3.client.close()
