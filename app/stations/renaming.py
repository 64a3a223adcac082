"""A bulk rename: stations follow the rules. A kind has another name now, and its stations are still
called by the old one. All are shown with their new names before anything is done.
"""

from dataclasses import dataclass
from typing import Any, TypedDict

from litestar import get
from litestar.response import Template

from app.access.roles import Act, may
from app.charter import store
from app.charter.model import Charter
from app.db import county_tx, execute, rows
from app.i18n import _
from app.refusal import Refused
from app.stations.rules import LONGEST_NAME
from app.web.forms.fields import id_in
from app.web.forms.versions import check_version, version_of
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of

HERE = "/stations/renaming"
AT_ONCE = 500
# Of several endings that fit the longest is meant, also among those that are right: 政协委员工作站
# ends with 工作站, too. A name that another open station has, or would get, is not given.
CALLED = """
    WITH ending AS (
        SELECT DISTINCT ON ("station"."id") "station"."id", "station"."name" AS called,
            left("station"."name", -length(was.old)) || was.fresh AS fresh,
            was.old <> was.fresh AS due
        FROM "station" JOIN unnest(:kinds::text[], :olds::text[], :freshes::text[])
            AS was (kind, old, fresh)
            ON was.kind = "station"."kind" AND right("station"."name", length(was.old)) = was.old
        WHERE "station"."county" = $1 AND "station"."closed_on" IS NULL
        ORDER BY "station"."id", length(was.old) DESC
    )
    SELECT ending."id", ending.called AS name, ending.fresh,
        count(*) OVER (PARTITION BY ending.fresh) = 1
        AND NOT EXISTS (SELECT FROM "station" AS "other" WHERE "other"."county" = $1
                        AND "other"."name" = ending.fresh AND "other"."closed_on" IS NULL)
        AND length(ending.fresh) <= :most AS free
    FROM ending WHERE ending.due ORDER BY ending."id" LIMIT :limit
"""
RENAME = """
    UPDATE "station" SET "name" = fresh.name
    FROM unnest(:ids::bigint[], :olds::text[], :names::text[]) AS fresh (id, old, name)
    WHERE "station"."county" = $1 AND "station"."id" = fresh.id AND "station"."name" = fresh.old
"""


class Renaming(TypedDict):
    """`fresh`: what it would be called; `free`: no other is called so, and it is short enough."""

    id: int
    name: str
    fresh: str
    free: bool


async def due(charter: Charter) -> list[Renaming]:
    """Stations called as an earlier version of the rules had it; one more than are done at once."""
    endings = earlier(await store.latest(), charter)
    if not endings:
        return []
    found: list[Renaming] = await rows(
        CALLED,
        kinds=[kind for kind, _old, _fresh in endings],
        olds=[old for _kind, old, _fresh in endings],
        freshes=[fresh for _kind, _old, fresh in endings],
        most=LONGEST_NAME,
        limit=AT_ONCE + 1,
        of=Renaming,
    )
    return found


def earlier(versions: list[Charter], now: Charter) -> list[tuple[str, str, str]]:
    """Kind, what its stations' names ended with in one of these, and what they end with now: also
    the right one, if there was another. Pure.
    """
    found = []
    for kind in now.stations.kinds:
        before = (version.station_kinds.get(kind.key) for version in versions)
        olds = {each.suffix for each in before if each and each.suffix} - {kind.suffix}
        if kind.suffix and olds:
            found += [(kind.key, old, kind.suffix) for old in sorted({*olds, kind.suffix})]
    return found


@dataclass
class RenamingForm:
    """`keep`: stations that shall be called as they are."""

    version: str = ""
    keep: frozenset[str] = frozenset()


@get("/renaming", guards=[may(Act.STATIONS)])
async def renaming(request: AnyRequest) -> Template:
    async with county_tx(readonly=True):
        found = await due(charter_of(request))
    shown = found[:AT_ONCE]
    return Template(
        "stations/renaming.html",
        context={"found": shown, "more": len(found) > AT_ONCE, "version": version_of(shown)},
    )


@change("/renaming", may(Act.STATIONS), page=HERE, most=AT_ONCE + 10)
async def rename_all(request: AnyRequest, form: RenamingForm) -> Done:
    found = (await due(charter_of(request)))[:AT_ONCE]
    check_version(form.version, found)
    kept = {id_in(each) for each in form.keep}
    chosen = [each for each in found if each["free"] and each["id"] not in kept]
    if not chosen:
        raise Refused(_("没有要改名的。"))
    await execute(
        RENAME,
        ids=[each["id"] for each in chosen],
        olds=[each["name"] for each in chosen],
        names=[each["fresh"] for each in chosen],
    )
    return Done(HERE, sentence(_("%(n)s 处已改名。"), n=len(chosen)))


handlers: list[Any] = [renaming, rename_all]
