"""Charters in the database: numbered versions, parsed once per version and kept in memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypedDict

import msgspec
import tomli_w
from msgspec import structs

from app.charter import rules
from app.charter.english import heard, original
from app.charter.model import Charter
from app.charter.tables import CharterVersion
from app.charter.upgrades import brought_up
from app.dates import today
from app.db import county_in_tx, row, rows, value
from app.refusal import RefusedAll

parsed: dict[tuple[int, int], Charter] = {}  # versions never change, so they are never stale
KEPT = 4000
DOCUMENTS = """
    SELECT "id", "document" FROM "charter"
    WHERE "charter"."county" = $1 AND "id" = ANY($2::bigint[])
"""
STANDING = """
    SELECT "number", EXISTS (
        SELECT FROM "charter" AS "later" WHERE "later"."county" = $1
          AND "later"."number" > "charter"."number" AND "later"."effective_on" <= $3) AS replaced
    FROM "charter" WHERE "charter"."county" = $1 AND "id" = $2
"""


def read(document: str) -> Charter:
    """TOML → Charter, whatever schema it was written in, but for NewerSchema.
    msgspec.ValidationError names the path of what does not fit.
    """
    return msgspec.convert(brought_up(msgspec.toml.decode(document, type=dict)), Charter)


def write(charter: Charter) -> str:
    """Charter → TOML, as `read` takes it; TOML has no null, so what is None is left out."""
    return tomli_w.dumps(without_none(msgspec.to_builtins(charter)))


def without_none(piece: Any) -> Any:
    if isinstance(piece, dict):
        return {key: without_none(value) for key, value in piece.items() if value is not None}
    return [without_none(each) for each in piece] if isinstance(piece, list | tuple) else piece


def checked(document: str) -> Charter:
    """As `read`, and nothing in it is wrong. Else RefusedAll, with every error and its place."""
    try:
        charter = read(document)
    except msgspec.DecodeError as error:
        raise RefusedAll([rules.unreadable(str(error))]) from error
    if wrong := rules.refusals(rules.check(charter), charter):
        raise RefusedAll(wrong)
    return charter


class AtWork(NamedTuple):
    """Today's version: its id and the charter; None: the county has none, as in the midst of
    sign-up. `suspended`: why the operator has closed the county, which is only read then; empty: it
    is open. `county`: its name.
    """

    charter_id: int | None = None
    charter: Charter | None = None
    suspended: str = ""
    county: str = ""


AT_WORK = """
    SELECT "id" AS charter, (SELECT suspended_why FROM county
                             WHERE county.id = $1 AND suspended_at IS NOT NULL) AS suspended,
           (SELECT name FROM county WHERE county.id = $1) AS county_name
    FROM "charter" WHERE "charter"."county" = $1 AND "effective_on" <= :today
    ORDER BY "number" DESC LIMIT 1
"""


IN_FORCE = """
    SELECT "id" FROM "charter" WHERE "charter"."county" = $1 AND "effective_on" <= $2
    ORDER BY "number" DESC LIMIT 1
"""


async def read_at_work(found: Mapping[str, Any]) -> AtWork:
    """A row of AT_WORK, which each request asks, so that all workers see a new version at once."""
    charter = original(await version(found["charter"]))
    return AtWork(found["charter"], charter, found["suspended"] or "", found["county_name"] or "")


async def in_force() -> tuple[int | None, Charter | None]:
    """Today's version."""
    found = await row(IN_FORCE, today())
    return (found["id"], await version(found["id"])) if found else (None, None)


async def version(number: int) -> Charter:
    """The charter a topic runs under. `number` is the version's id."""
    known = parsed.get((county_in_tx(), number))
    return heard(known) if known else (await versions({number}))[number]


async def versions(numbers: set[int]) -> dict[int, Charter]:
    """Several at once; KeyError for one that there is not."""
    found = await versions_known(numbers)
    return {number: found[number] for number in numbers}


async def versions_known(numbers: set[int]) -> dict[int, Charter]:
    """Those of them that there are; what is not in memory is read in one query."""
    county = county_in_tx()
    unread = [number for number in numbers if (county, number) not in parsed]
    if unread:
        if len(parsed) >= KEPT:
            parsed.clear()
            unread = list(numbers)
        for found in await rows(DOCUMENTS, unread):
            parsed[county, found["id"]] = read(found["document"])
    known = {number: parsed.get((county, number)) for number in numbers}
    return {number: heard(charter) for number, charter in known.items() if charter}


async def save(
    document: str, *, author: str, note: str, effective_on: date, after: int | None = None
) -> int:
    """A new version; the caller has checked it (rules.check). → its id. `after`: the number of the
    newest that the author has seen; UniqueViolationError if there is a newer one by now.
    """
    if after is None:
        last = await value('SELECT max("number") FROM "charter" WHERE "charter"."county" = $1')
        after = last or 0
    saved = CharterVersion(
        number=after + 1,
        effective_on=effective_on,
        author=author,
        note=note,
        document=document,
    )
    await CharterVersion.insert(saved)
    return int(saved.id)


class Standing(TypedDict):
    version: int
    version_in_force: bool


async def standing(number: int) -> Standing:
    """For a record that runs under a version: its number, and whether it is today's."""
    found = await row(STANDING, number, today())
    return {"version": found["number"], "version_in_force": not found["replaced"]}


# Of some pieces a county has no more; what was done under them is still called so, on every page.
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
    found = await versions(set(numbers))
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
    charter: Charter, lacking: dict[str, set[str]], latest_first: Sequence[Charter]
) -> Charter:
    """Pure."""
    more: dict[str, list[Any]] = {
        what: list(
            {
                piece.key: piece
                for each in reversed(latest_first)
                for piece in PIECES[what](each)
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
