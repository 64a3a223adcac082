"""Plain pictures for the demo (tenants/pictures): people round a table, on site, what was made, a
room. Drawn, so that nobody real is shown.
"""

from collections.abc import Collection
from functools import cache

from app.charter.presets import FOLDER
from app.evidence.rules import SIZES, rendition
from app.evidence.store.chosen import store

LOOKS = {"meeting": 4, "site": 3, "work": 3, "room": 2}  # how many there are of each
WIDTH, HEIGHT = 1280, 960


@cache
def drawn(name: str, width: int) -> bytes:
    return (FOLDER / "pictures" / f"{name}-{width}.webp").read_bytes()


async def put_pictures(keys: Collection[str]) -> None:
    """Both sizes of each that a photo of the demo names (Scene.photo), and none that nobody does:
    the sweep would find it, and stop.
    """
    await store().prepare()
    for key in sorted(keys):
        for width in SIZES:
            await store().put(
                rendition(key, width), drawn(key.rpartition("/")[2], width), "image/webp"
            )
