"""What a browser does with a photo, and what the worker does after it."""

from datetime import date
from secrets import token_hex
from typing import Any

from httpx import AsyncClient, Response

from app.consultations.tables import Consultation
from app.dates import now
from app.db import county_tx, current_realm, rows, tx, value
from app.evidence.enclosing import kept_as
from app.evidence.store.chosen import store
from app.evidence.tables import Enclosure, Photo
from app.jobs.queue import perform
from app.worker import handlers  # noqa: F401  (registers them)
from tests import given
from tests.evidence import pictures

QUEUED = """
    DELETE FROM jobs.pgqueuer
    WHERE convert_from(payload, 'utf8')::jsonb->'county' = to_jsonb($1::int)
    RETURNING entrypoint, payload
"""
HELD_ON = date(2026, 3, 1)


async def a_consultation(topic: int, station: int, **columns: Any) -> int:
    """→ its id"""
    async with county_tx():
        row = Consultation(
            **{
                "topic": topic,
                "station": station,
                "round": 1,
                "title": "路灯怎么修",
                "form": "meeting",
                "place": "村委会",
                "held_on": HELD_ON,
                **columns,
            }
        )
        await Consultation.insert(row)
    return int(row.id)


async def announced(
    client: AsyncClient,
    kind: str,
    subject: int,
    size: int,
    **more: Any,
) -> Response:
    """`name`: it is a file that is called so."""
    form = {"kind": kind, "id": subject, "size": size, **more}
    path = "/files" if "name" in more else "/photos"
    return await client.post(path, data=form, headers={"hx-request": "true"})


async def put(client: AsyncClient, upload: dict[str, Any], data: bytes) -> Response:
    url = f"http://test{upload['url']}"
    return await client.request(upload["method"], url, content=data, headers=upload["headers"])


async def sent(client: AsyncClient, kind: str, subject: int, data: bytes | None = None) -> int:
    """Announced, sent and said to have arrived. → the photo's id"""
    data = data or pictures.from_phone()
    response = await announced(client, kind, subject, len(data))
    assert response.status_code == 200, response.text
    answer = response.json()
    assert isinstance(answer["id"], str)  # JavaScript has no integers of that size
    assert (await put(client, answer["upload"], data)).status_code == 201
    arrival = await client.post(f"/photos/{answer['id']}/arrival")
    assert arrival.json()["state"] == "arrived"
    return int(answer["id"])


async def file_sent(
    client: AsyncClient, kind: str, subject: int, data: bytes, name: str = "批复.pdf"
) -> int:
    """As `sent`. → the file's id"""
    response = await announced(client, kind, subject, len(data), name=name)
    assert response.status_code == 200, response.text
    answer = response.json()
    assert (await put(client, answer["upload"], data)).status_code == 201
    arrival = await client.post(f"/files/{answer['id']}/arrival")
    assert arrival.json()["state"] == "arrived"
    return int(answer["id"])


async def file_shown(
    client: AsyncClient, kind: str, subject: int, data: bytes, name: str = "批复.pdf"
) -> int:
    file = await file_sent(client, kind, subject, data, name)
    assert await work() == ["file.intake"]
    assert (await client.get(f"/files/{file}/state")).json()["state"] == "ready"
    return file


async def work() -> list[str]:
    """Does the bound county's jobs as the worker would. → their names"""
    async with county_tx():
        queued = await tx().connection.fetch(QUEUED, current_realm.get())
    for each in queued:
        await perform(each["entrypoint"], each["payload"])
    return [each["entrypoint"] for each in queued]


async def shown(client: AsyncClient, kind: str, subject: int, data: bytes | None = None) -> int:
    photo = await sent(client, kind, subject, data)
    assert await work() == ["photo.intake"]
    assert (await client.get(f"/photos/{photo}/state")).json()["state"] == "ready"
    return photo


async def objects() -> list[str]:
    """Keys of all that lies in the store for the bound county."""
    return [each.key for each in await store().keys(f"{current_realm.get()}/")]


async def subjects(station: int) -> dict[str, int]:
    """One of each kind at a station: nothing public, filed or decided yet. There is an account."""
    topic = await given.a_topic(station)
    sitting = await a_consultation(topic, station)
    async with county_tx():
        department = await given.a_department("住建局")
        commitment = await given.a_commitment(topic, department, date(2027, 3, 1))
        await given.an_assessment(station)
        check = await given.a_check(station)
        member = await given.a_member(station=station)
        activity = await value('SELECT max("id") FROM "activity" WHERE "activity"."county" = $1')
        mark = await value('SELECT max("id") FROM "mark" WHERE "mark"."county" = $1')
    return {
        "topic": topic,
        "consultation": sitting,
        "commitment": commitment,
        "station": station,
        "activity": int(activity),
        "mark": int(mark),
        "standard_check": check,
        "enclosure": await an_enclosure(topic),
        "member": member,
    }


async def an_enclosure(topic: int | None, secret: str = "s" * 24) -> int:
    """→ its id"""
    async with county_tx():
        row = Enclosure(held=kept_as(secret), topic=topic)
        await Enclosure.insert(row)
    return int(row.id)


async def ready_files(
    kind: str, subject: int, account: int, many: int = 1, **columns: Any
) -> list[int]:
    """Rows alone, without bytes. → their ids"""
    async with county_tx():
        return [await given.a_file(kind, subject, account=account, **columns) for _ in range(many)]


async def ready_photos(
    kind: str, subject: int, account: int | None, many: int = 1, *, allowed: bool = True
) -> list[int]:
    """Rows alone, without bytes. → their ids. `allowed`: of what was enclosed."""
    ids = []
    async with county_tx():
        for _ in range(many):
            photo = Photo(state="ready", object=f"{current_realm.get()}/photos/{token_hex(8)}")
            photo.account, photo.width, photo.height = account, 800, 600
            setattr(photo, kind, subject)
            photo.allowed_at = now() if kind == "enclosure" and allowed else None
            await Photo.insert(photo)
            ids.append(int(photo.id))
    return ids


async def ledger() -> list[tuple[int, int | None, int | None]]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "quantity", "station", "consultation" FROM "ledger"'
            ' WHERE "ledger"."county" = $1 AND "kind" = \'photo.added\' ORDER BY "id"'
        )
    return [tuple(each) for each in found]


async def photos_there() -> int:
    async with county_tx(readonly=True):
        return int(await Photo.count())
