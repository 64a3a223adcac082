"""Plain pictures for the demo (tenants/pictures): people round a table, on site, what was made, a
room. Drawn, so that nobody real is shown.
"""

from functools import cache

from app.charter.presets import FOLDER
from app.evidence.rules import SIZES, rendition
from app.evidence.store.chosen import store

LOOKS = {"meeting": 4, "site": 3, "work": 3, "room": 2}  # how many there are of each
WIDTH, HEIGHT = 1280, 960


@cache
def drawn() -> list[tuple[str, int, bytes]]:
    names = [f"{look}{turn}" for look, number in LOOKS.items() for turn in range(number)]
    return [
        (name, width, (FOLDER / "pictures" / f"{name}-{width}.webp").read_bytes())
        for name in names
        for width in SIZES
    ]


async def put_pictures(county: int) -> None:
    """Both sizes of each, under the keys that the demo's photos name (Scene.photo)."""
    await store().prepare()
    for name, width, data in drawn():
        await store().put(rendition(f"{county}/demo/{name}", width), data, "image/webp")
