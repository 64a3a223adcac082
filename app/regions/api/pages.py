"""The same indicators as JSON, for a region's own systems: an application of its own, since it
answers programs, not people. The key comes in `Authorization: Bearer …`, never in the address.
"""

import re
from typing import Annotated, Any

from litestar import Response, get
from litestar.connection import ASGIConnection
from litestar.exceptions import (
    HTTPException,
    NotAuthorizedException,
    NotFoundException,
    TooManyRequestsException,
    ValidationException,
)
from litestar.handlers import BaseRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import QueryParameter

from app.access.roles import Act, may
from app.away import BACK_IN
from app.dates import today
from app.db import is_away, region_tx, rows
from app.i18n import _, translated
from app.ledger.measures import quarter_of
from app.regions import queries
from app.regions.api.answers import (
    Comparison,
    CountyFigures,
    Figure,
    Meaning,
    Problem,
    Quarter,
    Township,
    Townships,
    Trend,
)
from app.regions.api.asked import asks_what_there_is
from app.regions.api.description import AWAY, BAD, LIMITED, NO_KEY, UNKNOWN, At, described
from app.regions.api.keys import LIMIT, use
from app.regions.api.period import time_asked
from app.regions.api.withholding import in_steps, persons
from app.regions.comparison.cache import looked, now
from app.regions.comparison.coverage import place_of
from app.regions.dictionary import BY_KEY, DICTIONARY, FIRST_SHOWN, Indicator
from app.regions.quarters import QUARTERS, written
from app.regions.queries import Time
from app.regions.rules import Value, cohort_of, ranked, values
from app.regions.wording import said
from app.web.application import Application
from app.web.deadline import Deadline
from app.web.requests import AnyRequest

TOWNSHIPS = """/* app_region */
    SELECT "township", division.name, "stations", "villages", "covered" FROM "township_count"
    JOIN division ON division.code = "township"
    WHERE $1::int IS NOT NULL AND ("county", "township") > (greatest($2, app.first_county()), $3)
    ORDER BY "county", "township" LIMIT 501
"""
MOST_TOWNSHIPS = 500
CODE = re.compile("^[0-9]{9}$")  # of a township
AFTER = "The code that the answer before ended with"


async def has_key(connection: ASGIConnection[Any, Any, Any, Any], _route: BaseRouteHandler) -> None:
    """401 without a good key, 429 when it was used too often; whoever shares can read of it."""
    scheme, _space, key = connection.headers.get("authorization", "").partition(" ")
    used = await use(key.strip()) if scheme.lower() == "bearer" and key.strip() else None
    if used is None:
        raise NotAuthorizedException(
            "A good key is needed: Authorization: Bearer …", headers={"www-authenticate": "Bearer"}
        )
    if used["used"] > LIMIT:
        raise TooManyRequestsException(
            f"At most {LIMIT} requests a minute.", headers={"retry-after": str(used["wait"])}
        )
    await looked(await now(), used["name"], translated(_("数据接口")))


# Said, and not asked by the framework: what is refused is refused in words.
InQuarters = Annotated[str, QueryParameter(schema_extra={"pattern": "^[0-9]{4}Q[1-4]$"})]
Code = Annotated[str, QueryParameter(schema_extra={"pattern": CODE.pattern})]
ONE = "Key of an indicator, as /v1/indicators lists them"
SOME = f"Keys of indicators; else {', '.join(FIRST_SHOWN)}"
Key = Annotated[str, QueryParameter(description=ONE, schema_extra={"enum": sorted(BY_KEY)})]
FROM = f"First quarter; else a year of them. At most {QUARTERS} quarters in all"
TO = "Last quarter, this one at the latest; else the last that is over"
From = Annotated[InQuarters | None, QueryParameter(name="from", description=FROM)]
To = Annotated[InQuarters | None, QueryParameter(name="to", description=TO)]


@get(
    "/v1/indicators",
    operation_id="indicators",
    summary="What the indicators mean",
    responses=BAD | NO_KEY | LIMITED | AWAY,
)
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


@get(
    "/v1/compare",
    operation_id="compare",
    summary="All counties by some indicators, over some quarters",
    responses=BAD | NO_KEY | UNKNOWN | LIMITED | AWAY,
)
async def compare(
    indicator: Annotated[list[Key] | None, QueryParameter(description=SOME)] = None,
    first: From = None,
    last: To = None,
) -> Comparison:
    asked = [known(key) for key in dict.fromkeys(indicator or FIRST_SHOWN)]
    time = time_asked(first or "", last or "", today())
    measures = {name for each in asked for name in each.measures}
    async with region_tx(readonly=True):
        found = await queries.load(time, await queries.counties(), measures)
        about = await persons(measures, quarter_of(today()))
    found.sums = in_steps(found.sums)
    hidden = {each.id: about.hidden(each.id, time) for each in found.counties}
    by_key = {each.key: figures(each, found.values(each), hidden) for each in asked}
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


@get(
    "/v1/trend",
    operation_id="trend",
    summary="One indicator, quarter by quarter",
    responses=BAD | NO_KEY | UNKNOWN | LIMITED | AWAY,
)
async def trend(
    indicator: Key,
    first: From = None,
    last: To = None,
) -> Trend:
    asked, time = known(indicator), time_asked(first or "", last or "", today())
    async with region_tx(readonly=True):
        counties = await queries.counties()
        sharing = counties.sharing(asked.items)
        found = await queries.by_quarter(counties, asked, time.first, time.last)
        about = await persons(asked.measures, quarter_of(today()))
    return Trend(
        asked.key,
        [
            Quarter(
                written(quarter),
                {
                    county: of(asked, each, None, about.hidden(county, Time(quarter, quarter)))
                    for county, each in values(
                        asked, sums, [one for one in sharing if one in there], 1
                    ).items()
                },
            )
            for quarter, sums in ((each, in_steps(own)) for each, own in found.items())
            for there in [queries.at_work(sums)]
        ],
    )


@get(
    "/v1/coverage",
    operation_id="coverage",
    summary="Which townships have stations",
    responses=BAD | NO_KEY | LIMITED | AWAY,
)
async def coverage(
    after: Annotated[Code | None, QueryParameter(description=AFTER)] = None,
) -> Townships:
    if after is not None and not CODE.fullmatch(after):
        raise ValidationException("`after` is no code of a township.")
    async with region_tx(readonly=True):
        found = await rows(TOWNSHIPS, *place_of(after or ""))
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


def figures(
    indicator: Indicator, found: dict[int, Value], hidden: dict[int, set[str]]
) -> dict[int, Figure]:
    """Ranked among those that are told. Pure."""
    told = {
        county: each
        for county, each in found.items()
        if not hidden[county].intersection(indicator.measures)
    }
    ranks = ranked(told, indicator.better)
    return {
        county: of(indicator, each, ranks.get(county), hidden[county])
        for county, each in found.items()
    }


def of(indicator: Indicator, value: Value, rank: int | None, hidden: set[str]) -> Figure:
    n, over = (
        hidden.isdisjoint(each.removeprefix("-") for each in signed)
        for signed in (indicator.counted, indicator.over)
    )
    if n and over:
        return Figure(value.n, value.over, value.number, value.low, value.high, rank, False)
    return Figure(
        value.n if n else None, value.over if over else None, None, None, None, None, True
    )


def answer(_request: AnyRequest, error: HTTPException) -> Response[Problem]:
    problem = Problem(error.status_code, error.detail)
    return Response(problem, status_code=error.status_code, headers=error.headers)


def away(_request: AnyRequest, error: Exception) -> Response[Problem]:
    if not is_away(error):
        return Response(Problem(500, "Something went wrong here."), status_code=500)
    problem = Problem(503, "The service is recovering; try again in a moment.")
    return Response(problem, status_code=503, headers={"retry-after": str(BACK_IN)})


api = Application(
    [indicators, compare, trend, coverage],
    path="/api",
    guards=[has_key, asks_what_there_is],
    middleware=[Deadline()],
    exception_handlers={HTTPException: answer, Exception: away},
    openapi_config=OpenAPIConfig(
        title="Shangliang: counties compared",
        version="1",
        description="The figures that a region's counties share with it, on fixed meanings.",
        path="/v1",
        render_plugins=[At()],
        components=Components(
            security_schemes={"key": SecurityScheme(type="http", scheme="bearer")}
        ),
        security=[{"key": []}],
    ),
)


@get("/keys/openapi.json", guards=[may(Act.COMPARE)])
async def document() -> dict[str, Any]:
    """For people, whom a sign-in lets in; a program asks /api/v1/openapi.json with its key."""
    return described(api.openapi_schema.to_schema())


handlers: list[Any] = [document]
