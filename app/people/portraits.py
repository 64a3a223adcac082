"""A member as people see one at a station, where the county's rules show faces: with a portrait
that the member or the office puts there.
"""

from typing import Any, TypedDict

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app import evidence
from app.db import county_tx, row
from app.evidence.rights import rights
from app.evidence.subjects import Subject
from app.web.requests import AnyRequest, charter_of

ONE = """
    SELECT "member"."id", "member"."name", "member"."sector", "member"."standing", "member"."mode",
           "member"."account", "member"."station", "station"."name" AS station_name,
           "station"."code", "left_on" IS NULL AND "closed_on" IS NULL
           AND "member"."station" IS NOT NULL AS public,
           coalesce((SELECT "removed_as" = 'self' FROM "photo"
                     WHERE "photo"."county" = $1 AND "photo"."member" = "member"."id"
                       AND "state" IN ('arrived', 'ready')
                     ORDER BY "removed_at" DESC NULLS FIRST LIMIT 1), false) AS left_to_them
    FROM "member"
    LEFT JOIN "station" ON "station"."county" = $1 AND "station"."id" = "member"."station"
    WHERE "member"."county" = $1 AND "member"."id" = $2
"""


class Shown(TypedDict):
    """`public`: stands at an open station, where people find them; `left_to_them`: no portrait
    stands, for they took down the last one themselves.
    """

    id: int
    name: str
    sector: str
    standing: bool
    mode: str
    account: int | None
    station: int | None
    station_name: str | None
    code: str | None
    public: bool
    left_to_them: bool


@get("/{member_id:int}")
async def member_page(request: AnyRequest, member_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        held = await rights(request.user, Subject.MEMBER, member_id)
        member = await row(ONE, member_id, of=Shown) if held.sees else None
        if member is None:
            raise NotFoundException
        photos = await evidence.photos_of(
            None, Subject.MEMBER, [member_id], public=member["public"]
        )
    modes = {mode.key: mode.name for mode in charter_of(request).placement.modes}
    context: dict[str, Any] = {
        "member": member,
        "mode": modes.get(member["mode"], member["mode"]),
        "portrait": photos.get(member_id, []),
        "may_upload": held.adds,
    }
    return Template("people/shown.html", context=context)


router = Router("/members", route_handlers=[member_page])
