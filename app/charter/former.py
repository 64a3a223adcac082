"""What earlier versions of the rules had and today's no longer have: what was done under them is
still called so. No page says a piece's key.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from msgspec import structs

from app.charter import store
from app.charter.model import Charter
from app.db import rows

VERSIONS = """
    SELECT "id" FROM "charter" WHERE "charter"."county" = $1
    ORDER BY "number" DESC LIMIT 50
"""
PIECES: dict[str, Callable[[Charter], Sequence[Any]]] = {
    "forms": lambda charter: charter.consultations.forms,
    "station_kinds": lambda charter: charter.stations.kinds,
    "activity_kinds": lambda charter: charter.activities,
}


async def latest() -> list[Charter]:
    """The newest first. Within the caller's transaction."""
    numbers = [each["id"] for each in await rows(VERSIONS)]
    found = await store.versions(set(numbers))
    return [found[number] for number in numbers]


async def knowing(charter: Charter, **keys: Collection[str]) -> Charter:
    """With the pieces of these keys behind its own, as the latest version that had them says.
    Within the caller's transaction; mostly nothing is asked.
    """
    lacking = {
        what: set(filter(None, asked)) - {piece.key for piece in PIECES[what](charter)}
        for what, asked in keys.items()
    }
    if not any(lacking.values()):
        return charter
    return with_pieces(charter, lacking, await latest())


def with_pieces(
    charter: Charter, lacking: dict[str, set[str]], versions: Sequence[Charter]
) -> Charter:
    """Pure."""
    more: dict[str, list[Any]] = {
        what: list(
            {
                piece.key: piece
                for version in reversed(versions)
                for piece in PIECES[what](version)
                if piece.key in lacking.get(what, ())
            }.values()
        )
        for what in PIECES
    }
    return structs.replace(
        charter,
        consultations=structs.replace(
            charter.consultations, forms=[*charter.consultations.forms, *more["forms"]]
        ),
        stations=structs.replace(
            charter.stations, kinds=[*charter.stations.kinds, *more["station_kinds"]]
        ),
        activities=[*charter.activities, *more["activity_kinds"]],
    )
