"""A region's own page: which of its counties are at work. What they share comes with joining."""

from typing import Any

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromQuery
from litestar.response import Template

from app.accounts.roles import Act
from app.db import county_in_tx, county_tx, tx
from app.regions.comparing import compare
from app.web import AnyRequest, to
from app.words import _, translated

PAGE = 50

# The registry and the national list are open to all; a county's records are behind its policies.
REGION = "SELECT code, name, path FROM division WHERE code = $1"
OF_HOW_MANY = """
    SELECT count(*) FROM division WHERE level = 'county' AND code >= $1 AND code < $2
"""
AT_WORK = """
    SELECT county.id, county.slug, county.opened_at, division.path,
           count(*) OVER () AS total
    FROM county JOIN division ON division.code = county.id::text
    WHERE county.id::text >= $1 AND county.id::text < $2 AND county.id > $3
    ORDER BY county.id LIMIT $4
"""


@get("/")
async def show(request: AnyRequest, after: FromQuery[int | None] = None) -> Response[Any]:
    if request.user is None:
        return to(request, "/login")
    if not request.user.may(Act.COMPARE):
        raise PermissionDeniedException(translated(_("您的身份不能办理此事。")))
    async with county_tx(readonly=True):
        context = await counties_of(f"{county_in_tx()}", after or 0)
    return Template("regions/show.html", context=context)


async def counties_of(code: str, after: int) -> dict[str, Any]:
    connection, end = tx().connection, f"{int(code) + 1}"
    region = await connection.fetchrow(REGION, code)
    if region is None:
        raise NotFoundException
    found = await connection.fetch(AT_WORK, code, end, after, PAGE + 1)
    return {
        "region": region,
        "counties": found[:PAGE],
        "further": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "all": await connection.fetchval(OF_HOW_MANY, code, end),
        "at_work": found[0]["total"] if found else 0,
    }


router = Router("/", route_handlers=[show, compare])
