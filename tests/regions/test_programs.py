"""What programs are told of a region's counties, and that it is as its description says."""

import json
import sys
from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from anyio import from_thread, to_thread
from httpx import ASGITransport, AsyncClient
from hypothesis import HealthCheck, given, settings
from litestar.exceptions import ValidationException
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from schemathesis import GenerationMode, checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as openapi

from app.config import settings as ours
from app.db import bound_to, county_tx, current_realm, execute
from app.ledger.few import few
from app.ledger.measures import ITEM_OF
from app.ledger.series import write_series
from app.main import app
from app.processes.postgres import Server
from app.regions.api.pages import away
from app.regions.api.period import time_asked
from app.regions.dictionary import FIRST_SHOWN
from app.regions.quarters import quarter_after, written
from tests.conftest import Browser
from tests.given import divisions
from tests.regions.given_region import COUNTED, all_agree, neighbours, staff_of
from tests.regions.test_keys import a_key

pytestmark = pytest.mark.anyio
REGION, COUNTY = 64, 640101  # of no other test
FIRST = date(2025, 1, 1)


@pytest.fixture
async def region(pool: None, server: Server, database: str) -> AsyncIterator[Browser]:  # noqa: ARG001
    await divisions(server.url(database, "app_owner"))
    current_realm.set(REGION)
    async with county_tx():  # keys of other tests: there are twenty at most
        await execute('UPDATE "api_key" SET "ended_at" = now() WHERE "api_key"."county" = $1')
    async with staff_of(REGION) as client:
        yield client


async def document(region: Browser) -> dict[str, Any]:
    found: dict[str, Any] = (await region.get("/keys/openapi.json")).json()
    return found


async def test_the_server_is_where_it_says(region: Browser) -> None:
    key = {"authorization": f"Bearer {await a_key(region)}"}
    for each in (
        await document(region),
        (await region.get("/api/v1/openapi.json", headers=key)).json(),
    ):
        (server,) = each["servers"]
        assert server["url"] == f"{ours.base_url}/regions/{REGION}"
        for path in each["paths"]:
            asked = {"indicator": "consultations"} if path.endswith(("compare", "trend")) else {}
            answer = await region.get(path, headers=key, params=asked)
            assert answer.status_code == 200, path


async def test_every_no_is_described(region: Browser) -> None:
    for path, operations in (await document(region))["paths"].items():
        said = operations["get"]["responses"]
        assert said.keys() - {"404"} == {"200", "400", "401", "429", "503"}, path
        for waits in ("429", "503"):
            assert said[waits]["headers"]["Retry-After"]["schema"]["type"] == "integer"
        for status in said.keys() - {"200"}:
            assert said[status]["content"]["application/json"]["schema"] == {
                "$ref": "#/components/schemas/Problem"
            }


async def test_what_is_answered_while_the_database_is_away_is_described(region: Browser) -> None:
    """33: a generated client knew nothing of it; nor of what is told where nothing is asked for."""
    answer = away(None, TimeoutError())  # type: ignore[arg-type]
    compare = (await document(region))["paths"]["/api/v1/compare"]["get"]
    assert answer.headers.keys() == {"retry-after"}
    assert list(compare["responses"][str(answer.status_code)]["headers"]) == ["Retry-After"]
    (asked,) = (each for each in compare["parameters"] if each["name"] == "indicator")
    assert asked["description"] == f"Keys of indicators; else {', '.join(FIRST_SHOWN)}"


TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026", "", "`from` is no quarter"),
        ("2026Q5", "", "`from` is no quarter"),
        ("2026q1", "", "`from` is no quarter"),  # as it is described, to the letter
        ("", "２０２６Q1", "`to` is no quarter"),
        ("", "next", "`to` is no quarter"),
        ("2026Q3", "2026Q2", "`from` lies after `to`"),
        ("2027Q1", "", "`from` lies after `to`"),
        ("", "2027Q1", "`to` lies in the future"),
        ("2023Q3", "2026Q3", "13 quarters: at most 12"),
    ],
)
async def test_a_wrong_period_is_refused(region: Browser, first: str, last: str, why: str) -> None:
    with pytest.raises(ValidationException, match=why):
        time_asked(first, last, TODAY)
    key = {"authorization": f"Bearer {await a_key(region)}"}
    for path in ("compare", "trend"):
        asked = {"indicator": "stars", "from": first or "1999Q1", "to": last or "1998Q1"}
        answer = await region.get(f"/api/v1/{path}", headers=key, params=asked)
        assert answer.status_code == 400
        assert answer.json().keys() == {"status", "detail"}


def test_a_period_of_which_nothing_or_a_part_is_said() -> None:
    assert time_asked("", "", TODAY) == (date(2025, 10, 1), date(2026, 7, 1))
    assert time_asked("", "2026Q4", TODAY) == (date(2026, 1, 1), date(2026, 10, 1))
    assert time_asked("2023Q4", "2026Q3", TODAY).quarters == 12


async def test_a_township_that_is_none_is_refused(region: Browser) -> None:
    key = {"authorization": f"Bearer {await a_key(region)}"}
    for none in ("x", "", "%00", "-1", "64010", "2147483648000", "０" * 9, "640101001%0A"):
        answer = await region.get(f"/api/v1/coverage?after={none}", headers=key)
        assert answer.status_code == 400, none
    assert (await region.get("/api/v1/coverage?after=640101001", headers=key)).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status", "why"),
    [
        ("compare?frm=2024Q1", 400, "no parameter 'frm'"),
        ("compare?from=2025Q1&from=2024Q1", 400, "`from` is said once"),
        ("trend?indicator=stars&indicator=solved", 400, "`indicator` is said once"),
        ("compare?indicator=stars&indicator=solved", 200, ""),
        ("coverage?limit=5", 400, "no parameter 'limit'"),
        ("indicators?key=stars", 400, "no parameter 'key'"),
        ("compare?from=", 400, "`from` is empty"),
        ("compare?from=2025Q1&to=%00", 400, "`to` is empty"),
        ("trend?indicator=", 400, "`indicator` is empty"),
        ("compare?indicator=stars&indicator=", 400, "`indicator` is empty"),
        ("nothing", 404, "nothing here"),
    ],
)
async def test_what_is_misspelt_is_refused(
    region: Browser, asked: str, status: int, why: str
) -> None:
    """It would be answered as if it had not been said: by another period than was meant."""
    key = {"authorization": f"Bearer {await a_key(region)}"}
    answer = await region.get(f"/api/v1/{asked}", headers=key)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/json")
    assert why in answer.text


CHECKS = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
]


@pytest.mark.parametrize("mode", list(GenerationMode))
async def test_whatever_is_asked_is_answered_as_described(
    region: Browser, mode: GenerationMode
) -> None:
    """Schemathesis: made-up requests for each operation, good and bad."""
    schema = schemathesis.openapi.from_dict(await document(region))
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        key = {"authorization": f"Bearer {await a_key(region)}"}
        statuses = await to_thread.run_sync(partial(tried, region, operation, mode, key))
        assert statuses <= {200, 400, 401, 404}
        assert 200 in statuses or mode is GenerationMode.NEGATIVE


def tried(region: Browser, operation: Any, mode: GenerationMode, key: dict[str, str]) -> set[int]:
    """In a thread of its own; what is asked is asked in the test's loop."""
    statuses: set[int] = set()

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=30, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def attempt(case: Any) -> None:
        sent = case.as_transport_kwargs(headers=key, base_url=f"http://test/regions/{REGION}")
        asked = partial(region.get, sent["url"], params=sent["params"], headers=sent["headers"])
        answer = from_thread.run(asked)
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    attempt()
    return statuses


async def test_a_generated_client_is_answered(region: Browser, tmp_path: Path) -> None:
    """By nothing but the description: its own server, its own shapes."""
    await agreeing(COUNTY + 22)
    said, key = await document(region), await a_key(region)
    client = generated(said, tmp_path)(
        base_url=said["servers"][0]["url"].replace(ours.base_url, "http://test"), token=key
    )
    async with AsyncClient(
        transport=ASGITransport(app=app),  # type: ignore[arg-type]
        base_url=client._base_url,
        headers={"authorization": f"Bearer {key}"},
    ) as transport:
        client.set_async_httpx_client(transport)
        asked = partial(called, client)
        meanings = await asked("indicators")
        found = await asked("compare", from_="2026Q2", to="2026Q2")
        indicator = import_module("made_client.models").TrendIndicator("consultations")
        trend = await asked("trend", indicator=indicator)
        townships = await asked("coverage")
        problem = await asked("compare", from_="2026Q2", to="2026Q1")
    assert {each.key for each in meanings} >= {"consultations", "stars"}
    (own,) = (each for each in found.counties if each.county == COUNTY + 22)
    assert own.figures["satisfied"].n == 23
    assert [len(trend.quarters), townships.after, problem.status] == [4, None, 400]


def generated(said: dict[str, Any], folder: Path) -> Any:
    """→ the class of its client"""
    (folder / "openapi.json").write_text(json.dumps(said))
    options = ConfigFile(post_hooks=[], package_name_override="made_client")
    config = Config.from_sources(
        options, MetaType.NONE, folder / "openapi.json", "utf-8", overwrite=True,
        output_path=folder / "made_client",
    )  # fmt: skip
    assert generate(config=config) == []  # nothing to warn of
    sys.path.insert(0, str(folder))
    return import_module("made_client").AuthenticatedClient


async def called(client: Any, operation: str, **asked: Any) -> Any:
    return await import_module(f"made_client.api.default.{operation}").asyncio(
        client=client, **asked
    )


# few persons


async def agreeing(number: int, *series: dict[str, int]) -> None:
    """A county that shares everything, with these counts quarter by quarter besides its own."""
    await neighbours(number)
    with bound_to(number):
        async with county_tx():
            for place, counts in enumerate(series):
                for measure, n in counts.items():
                    quarter = quarter_after(FIRST, place)
                    await execute(COUNTED, quarter, ITEM_OF[measure], measure, n)
            await write_series(FIRST)
    await all_agree(REGION, number)


async def told(region: Browser, county: int, indicator: str) -> dict[tuple[date, date], Any]:
    """Of every time from one quarter to another, as programs are told."""
    key = {"authorization": f"Bearer {await a_key(region)}"}
    quarters = [quarter_after(FIRST, each) for each in range(6)]
    found = {}
    for first, last in [*combinations(quarters, 2), *zip(quarters, quarters, strict=True)]:
        asked = {"indicator": indicator, "from": written(first), "to": written(last)}
        answer = (await region.get("/api/v1/compare", headers=key, params=asked)).json()
        (own,) = (each for each in answer["counties"] if each["county"] == county)
        found[first, last] = own["figures"][indicator]
    trend = await region.get(
        "/api/v1/trend",
        headers=key,
        params={"indicator": indicator, "from": "2025Q1", "to": "2026Q2"},
    )
    for each in trend.json()["quarters"]:
        (quarter,) = (one for one in quarters if written(one) == each["quarter"])
        if figure := each["figures"].get(str(county)):
            assert figure | {"rank": None} == found[quarter, quarter] | {"rank": None}
    return found


def solved(known: dict[tuple[date, date], int]) -> set[int]:
    """What whoever adds and takes away all they were told comes to: a span is the difference of two
    days' sums, and so are all that hang together by such differences.
    """
    level: dict[date, dict[date, int]] = {}
    for (first, last), n in known.items():
        after = quarter_after(last, 1)
        level.setdefault(first, {})[after] = n
        level.setdefault(after, {})[first] = -n
    differences = set()
    for start in level:
        reached, waiting = {start: 0}, [start]
        while waiting:
            here = waiting.pop()
            for there, n in level[here].items():
                if there not in reached:
                    reached[there] = reached[here] + n
                    waiting.append(there)
        differences |= {abs(n) for n in reached.values()}
    return differences


CAME = [{"citizens": n, "consultations": 1} for n in (12, 3, 9, 0, 2)]


async def test_no_few_persons_by_difference_of_times(region: Browser) -> None:
    county = COUNTY + 30
    await agreeing(county, *CAME)
    found = await told(region, county, "citizens")
    shown = {time: each["n"] for time, each in found.items() if each["n"] is not None}
    first, third = FIRST, quarter_after(FIRST, 2)
    assert (shown[first, first], shown[first, third]) == (10, 20)
    assert (quarter_after(FIRST, 1),) * 2 not in shown
    assert not any(map(few, solved(shown)))
    assert all(each["withheld"] == (each["n"] is None) for each in found.values())
    assert all(
        each["rank"] is each["number"] is None for each in found.values() if each["withheld"]
    )
    assert found[quarter_after(FIRST, 1), quarter_after(FIRST, 1)]["over"] == 1  # matters


def test_whoever_takes_differences_finds_what_no_care_was_taken_of() -> None:
    quarters = [quarter_after(FIRST, each) for each in range(3)]
    assert 3 in solved({(quarters[0], quarters[1]): 15, (quarters[0], quarters[0]): 12})


async def test_neither_a_part_nor_the_rest_of_it_is_few(region: Browser) -> None:
    """Of ten ratings nine say solved: the tenth would stand alone."""
    county = COUNTY + 40
    await agreeing(
        county,
        {"ratings": 10, "ratings_solved": 9, "stars": 44},
        {"ratings": 8, "ratings_solved": 2},
    )
    found = await told(region, county, "satisfied")
    alone = found[FIRST, FIRST]
    assert (alone["n"], alone["over"], alone["number"]) == (None, 10, None)
    both = found[FIRST, quarter_after(FIRST, 1)]
    assert (both["n"], both["over"]) == (11, 18)
    stars = await told(region, county, "stars")
    assert stars[FIRST, FIRST]["n"] == 44


async def test_ratings_are_not_told_by_the_matters_that_were_rated(region: Browser) -> None:
    """All that were rated are the ratings: twelve, then three that are withheld. What is rated of
    an old quarter may still grow, one by one.
    """
    county = COUNTY + 45
    await agreeing(
        county,
        {"way_solved": 14, "way_rated": 12, "ratings": 12, "ratings_solved": 6, "stars": 50},
        {"way_solved": 4, "way_rated": 3, "ratings": 3, "ratings_solved": 1, "stars": 9},
    )
    ratings, rated = await told(region, county, "satisfied"), await told(region, county, "rated")
    second = (quarter_after(FIRST, 1),) * 2
    assert ratings[second]["over"] is rated[second]["n"] is rated[second]["number"] is None
    assert rated[second]["over"] == 4  # matters
    assert (rated[FIRST, FIRST]["n"], rated[FIRST, FIRST]["over"]) == (10, 14)
    known = {time: each["n"] for time, each in rated.items() if each["n"] is not None}
    assert not any(map(few, solved(known)))


async def test_of_members_neither_the_placed_nor_the_others(region: Browser) -> None:
    """Of forty 38 have a place, of these 12 in the country."""
    county = COUNTY + 50
    await agreeing(county, {"members": 40, "members_placed": 38, "members_rural": 12})
    placed = await told(region, county, "placed")
    rural = await told(region, county, "rural")
    assert (placed[FIRST, FIRST]["n"], placed[FIRST, FIRST]["over"]) == (None, 40)
    assert (rural[FIRST, FIRST]["n"], rural[FIRST, FIRST]["over"]) == (10, 40)


async def test_matters_are_told_however_few(region: Browser) -> None:
    county = COUNTY + 60
    await agreeing(county, {"consultations": 1})
    assert (await told(region, county, "consultations"))[FIRST, FIRST]["n"] == 1
