"""The same indicators as JSON, for a region's own systems: an application of its own, since it
answers programs, not people. The key comes in `Authorization: Bearer …`, never in the address.
"""

from typing import Annotated, Any

from litestar import Litestar, Response, get
from litestar.connection import ASGIConnection
from litestar.exceptions import (
    HTTPException,
    NotAuthorizedException,
    NotFoundException,
    TooManyRequestsException,
)
from litestar.handlers import BaseRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import QueryParameter
from msgspec import Struct

from app.access.roles import Act, may
from app.dates import today
from app.db import region_tx, rows
from app.i18n import _, translated
from app.regions import queries
from app.regions.api.keys import LIMIT, use
from app.regions.comparison.address import time_in
from app.regions.comparison.cache import looked, now
from app.regions.dictionary import BY_KEY, DICTIONARY, FIRST_SHOWN, Indicator
from app.regions.quarters import written
from app.regions.rules import Value, cohort_of, ranked
from app.regions.wording import said
from app.web.requests import AnyRequest

TOWNSHIPS = """/* app_region */
    SELECT "township", division.name, "stations", "villages", "covered" FROM "township_count"
    JOIN division ON division.code = "township"
    WHERE $1::int IS NOT NULL AND "township" > $2 ORDER BY "township" LIMIT 501
"""
MOST_TOWNSHIPS = 500


class Meaning(Struct):
    """What an indicator is. `way`: number, share (0 to 1), rate or mean; `better`: 1, -1 or 0."""

    key: str
    group: str
    name: str
    meaning: str
    unit: str
    way: str
    better: int
    numerator: list[str]  # measures; one that begins with - is taken off
    denominator: list[str]
    times: int  # what the quotient is multiplied with
    quarters: bool  # whether the denominator counts once for each quarter


class Figure(Struct):
    """`low`, `high`: a 95 % interval. `rank`: null where there is too little to be ranked; who
    cannot be told apart shares one.
    """

    n: int
    over: int | None
    number: float | None
    low: float | None
    high: float | None
    rank: int | None


class CountyFigures(Struct):
    county: int  # division code
    name: str
    cohort: str
    figures: dict[str, Figure]  # by indicator; what a county does not share is not there


class Comparison(Struct):
    first: str  # quarters
    last: str
    counties: list[CountyFigures]


class Quarter(Struct):
    quarter: str
    figures: dict[int, Figure]  # by county; without ranks


class Trend(Struct):
    indicator: str
    quarters: list[Quarter]


class Township(Struct):
    code: str
    name: str
    stations: int  # of its own
    villages: int
    covered: int  # villages with a station


class Townships(Struct):
    townships: list[Township]
    after: str | None  # ask again with this to go on; null: that was all


async def has_key(connection: ASGIConnection[Any, Any, Any, Any], _route: BaseRouteHandler) -> None:
    """401 without a good key, 429 when it was used too often; whoever shares can read of it."""
    scheme, _space, key = connection.headers.get("authorization", "").partition(" ")
    used = await use(key.strip()) if scheme.lower() == "bearer" and key.strip() else None
    if used is None:
        raise NotAuthorizedException("A good key is needed: Authorization: Bearer …")
    if used["used"] > LIMIT:
        raise TooManyRequestsException(
            f"At most {LIMIT} requests a minute.", headers={"retry-after": str(used["wait"])}
        )
    await looked(await now(), used["name"], translated(_("数据接口")))


FIRST, LAST = (
    "First quarter, as 2025Q1; else a year of them",
    "Last one; else the last that is over",
)
ONE = "Key of an indicator, as /v1/indicators lists them"


@get("/v1/indicators", summary="What the indicators mean")
async def indicators() -> list[Meaning]:
    return [
        Meaning(
            each.key,
            each.group,
            said(each.name),
            said(each.meaning),
            said(each.unit),
            each.way,
            each.better,
            list(each.counted),
            list(each.over),
            each.times,
            each.quarters,
        )
        for each in DICTIONARY
    ]


@get("/v1/compare", summary="All counties by some indicators, over some quarters")
async def compare(
    indicator: Annotated[list[str] | None, QueryParameter(description=ONE)] = None,
    first: Annotated[str, QueryParameter(name="from", description=FIRST)] = "",
    last: Annotated[str, QueryParameter(name="to", description=LAST)] = "",
) -> Comparison:
    asked = [known(key) for key in indicator or FIRST_SHOWN]
    time = time_in(first, last, today())
    measures = {name for each in asked for name in each.measures}
    async with region_tx(readonly=True):
        found = await queries.load(time, await queries.counties(), measures)
    by_key = {each.key: figures(found.values(each), each.better) for each in asked}
    return Comparison(
        written(time.first),
        written(time.last),
        [
            CountyFigures(
                each.id,
                each.name,
                cohort_of(each.id),
                {key: own[each.id] for key, own in by_key.items() if each.id in own},
            )
            for each in found.counties
        ],
    )


@get("/v1/trend", summary="One indicator, quarter by quarter")
async def trend(
    indicator: Annotated[str, QueryParameter(description=ONE)],
    first: Annotated[str, QueryParameter(name="from", description=FIRST)] = "",
    last: Annotated[str, QueryParameter(name="to", description=LAST)] = "",
) -> Trend:
    asked, time = known(indicator), time_in(first, last, today())
    async with region_tx(readonly=True):
        sharing = {each.id for each in await queries.counties() if each.shares(asked)}
        found = await queries.by_quarter(asked, time.first, time.last)
    return Trend(
        asked.key,
        [
            Quarter(
                written(quarter),
                {county: of(each, None) for county, each in own.items() if county in sharing},
            )
            for quarter, own in found.items()
        ],
    )


@get("/v1/coverage", summary="Which townships have stations")
async def coverage(
    after: Annotated[
        str, QueryParameter(description="The code that the answer before ended with")
    ] = "",
) -> Townships:
    async with region_tx(readonly=True):
        found = await rows(TOWNSHIPS, after if after.isdecimal() else "")
    shown = [
        Township(
            each["township"], each["name"], each["stations"], each["villages"], each["covered"]
        )
        for each in found[:MOST_TOWNSHIPS]
    ]
    return Townships(shown, shown[-1].code if len(found) > MOST_TOWNSHIPS else None)


def known(key: str) -> Indicator:
    if key not in BY_KEY:
        raise NotFoundException(f"There is no indicator {key[:40]!r}.")
    return BY_KEY[key]


def figures(values: dict[int, Value], better: int) -> dict[int, Figure]:
    return {county: of(values[county], rank) for county, rank in ranked(values, better).items()}


def of(value: Value, rank: int | None) -> Figure:
    return Figure(value.n, value.over, value.number, value.low, value.high, rank)


def answer(_request: AnyRequest, error: HTTPException) -> Response[dict[str, Any]]:
    detail = {"status": error.status_code, "detail": error.detail}
    return Response(detail, status_code=error.status_code, headers=error.headers)


api = Litestar(
    [indicators, compare, trend, coverage],
    path="/api",
    guards=[has_key],
    exception_handlers={HTTPException: answer},
    openapi_config=OpenAPIConfig(
        title="Shangliang: counties compared",
        version="1",
        description="The figures that a region's counties share with it, on fixed meanings.",
        path="/v1",
        render_plugins=[JsonRenderPlugin()],
        components=Components(
            security_schemes={"key": SecurityScheme(type="http", scheme="bearer")}
        ),
        security=[{"key": []}],
    ),
)


@get("/keys/openapi.json", guards=[may(Act.COMPARE)])
async def document() -> dict[str, Any]:
    """For people, whom a sign-in lets in; a program asks /api/v1/openapi.json with its key."""
    return api.openapi_schema.to_schema()


handlers: list[Any] = [document]
