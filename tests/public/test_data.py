"""Open data: all that its pages show, of published matters alone, as strangers read it."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from httpx import AsyncClient

from app.dates import now
from app.public.data import SETS
from tests import given
from tests.isolation.test_planted import SECRETS, planted
from tests.isolation.test_routes import CANARY, a_full_county
from tests.page import Page

pytestmark = pytest.mark.anyio


async def files(client: AsyncClient) -> dict[str, str]:
    page = Page(await client.get("/data"))
    paths = [each["href"] for each in page.all("a.button[href*='/data/']")]
    found = {}
    for path in paths:
        answer = await client.get(f"http://test{path}")
        assert answer.status_code == 200, path
        found[path.rpartition("/")[2]] = answer.text
    return found


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def whole(found: dict[str, str], name: str) -> list[dict[str, str]]:
    return [row for file, text in found.items() if file.startswith(name) and file.endswith("csv")
            for row in table(text)]  # fmt: skip


async def test_the_files_hold_what_the_pages_show_strangers(
    people: dict[str, AsyncClient], client: AsyncClient, county: int, superuser: Any
) -> None:
    ids = await a_full_county(people)
    station = int(ids["station_id"])
    found = await files(client)
    assert {each.partition(".")[0].partition("-")[0] for each in found} == set(SETS)
    (own,) = whole(found, "topics")
    assert own["title"] == f"{CANARY}路灯坏了"
    assert own["url"].endswith(f"/c{county}/topics/{ids['topic_id']}")
    came = whole(found, "outcomes")
    page = (await client.get(f"/topics/{ids['topic_id']}")).text
    assert {each["kind"] for each in came} >= {
        given.charter().names.commitment,
        given.charter().names.answer,
    }
    assert all(each["text"] in page for each in came)
    figures = Page(await client.get("/numbers?year=2026")).figures
    values = {each["id"]: each["value"] for each in whole(found, "numbers-2026")}
    told = {name: str(n) for name, n in figures.items() if values.get(name)}
    assert len(told) > 8
    assert {name: values[name] for name in told} == told
    assert [each["id"] for each in whole(found, "stations")] == [ids["station_id"]]
    for file, text in found.items():
        name = file.partition(".")[0].partition("-")[0]
        if file.endswith("jsonl"):
            lines = [json.loads(line) for line in text.splitlines()]
            assert all(each.keys() == SETS[name].columns.keys() for each in lines)
            assert len(lines) == len(table(found[file.removesuffix("jsonl") + "csv"]))
    await planted(county, superuser)
    after = await files(client)
    assert "139****5678" in "".join(after.values())
    assert [(name, each) for name, text in after.items() for each in SECRETS if each in text] == []
    hidden = await given.a_topic(station, title="没有公开的")
    more = [await given.a_topic(station, title=f"=第{n}件", published_at=now()) for n in range(60)]
    topics = {int(each["id"]): each for each in whole(await files(client), "topics")}
    assert topics.keys() == {int(ids["topic_id"]), *more}
    assert hidden not in topics
    assert topics[more[0]]["title"] == "'=第0件"


@pytest.mark.parametrize(
    "file",
    [
        "topics.csv",
        "topics-1999.csv",
        "topics-2099.csv",
        "stations-2026.csv",
        "x.csv",
        "a-2026.x",
    ],
)
async def test_what_there_is_not_is_not_found(client: AsyncClient, file: str) -> None:
    assert (await client.get(f"/data/{file}")).status_code == 404
