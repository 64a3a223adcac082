"""`python -m tests.browser.small_county FOLDER ENDPOINT`: a small county at work, published into a
folder and a bucket. With this process the program and its database have ended.
"""

import asyncio
import io
import sys
import tempfile
from pathlib import Path
from typing import Any

import asyncpg
from PIL import Image

from app.dates import now
from app.db import bound_to, connection_pool, county_tx, execute, rows, value
from app.evidence.rules import SIZES, rendition
from app.evidence.store.chosen import store
from app.evidence.store.s3 import S3
from app.migrate import create
from app.processes.postgres import Server
from app.publishing.places import Bucket, Folder
from app.publishing.running import publish, publish_static
from tests import given
from tests.conftest import browser
from tests.history import county
from tests.seaweed import KEY, SECRET

BUCKET = "public"
FORM = "form.html"  # beside the files: the page of a form that was open when the program went away
DATABASE = "small"


class Both:
    """The same files, of one rendering. What is read is the folder's."""

    def __init__(self, folder: Folder, bucket: Bucket) -> None:
        self.folder, self.bucket = folder, bucket
        self.get = folder.get

    async def put(self, name: str, body: bytes, kind: str, cache: str) -> None:
        await asyncio.gather(
            self.folder.put(name, body, kind, cache), self.bucket.put(name, body, kind, cache)
        )

    async def remove(self, name: str) -> None:
        await asyncio.gather(self.folder.remove(name), self.bucket.remove(name))


# Of a station that has more than its own page shows; and what a region chose.
PHOTOS = """
    INSERT INTO "photo" ("county", "station", "object", "state", "width", "height")
    SELECT $1::int, min("id"), $1::int::text || '/place/' || n, 'ready', 1280, 960
    FROM "station", generate_series(1, 13) AS n WHERE "station"."county" = $1 GROUP BY n
"""
CASE = """
    INSERT INTO published_case (county, nomination, topic, region, title, matter, talk, result,
        photos)
    SELECT county, id, topic, region, title, matter, talk, result, photos
    FROM nomination WHERE county = $1
"""


async def what_no_walk_leaves(server: Server) -> None:
    async with county_tx():
        station, topic = [
            await value(f'SELECT min("id") FROM "{each}" WHERE "{each}"."county" = $1')  # noqa: S608
            for each in ("station", "topic")
        ]
        await given.a_member(station=station)
        await given.a_file("topic", topic, published_at=now())
        await execute(PHOTOS)
    region: Any = await asyncpg.connect(server.url(DATABASE))
    await region.execute(CASE, county.NUMBER)
    await region.close()


async def photos_have_bytes() -> None:
    """As the intake leaves them."""
    async with county_tx(readonly=True):
        found = await rows('SELECT "object" FROM "photo" WHERE "photo"."county" = $1')
    for each in found:
        for size in SIZES:
            drawn = io.BytesIO()
            Image.new("RGB", (size // 10, size * 3 // 40), (30, 60, 200)).save(drawn, "WEBP")
            await store().put(rendition(each["object"], size), drawn.getvalue(), "image/webp")


async def form() -> str:
    async with county_tx(readonly=True):
        (station,) = await rows(
            'SELECT "code" FROM "station" WHERE "station"."county" = $1 LIMIT 1'
        )
    async with browser(f"/{county.SLUG}") as somebody:
        return (await somebody.get(f"/raise?station={station['code']}")).text


async def filled(server: Server, root: Path, endpoint: str) -> None:
    await create(DATABASE, server)
    files = S3(endpoint, BUCKET, key=KEY, secret=SECRET, region="us-east-1", origin="http://test")
    await files.prepare()
    both = Both(Folder(root), Bucket(files))
    async with connection_pool(dsn=server.url(DATABASE, "app_rw"), min_size=1, max_size=3):
        await county.fill()
        with bound_to(county.NUMBER):
            await what_no_walk_leaves(server)
            await photos_have_bytes()
            (root.parent / FORM).write_text(await form())
        await publish_static(both)
        done = await publish(county.SLUG, both)
    assert done.lost == [], done.lost


def main(root: str, endpoint: str) -> None:
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder), durable=False) as server:
        asyncio.run(filled(server, Path(root), endpoint))


if __name__ == "__main__":
    main(*sys.argv[1:])
