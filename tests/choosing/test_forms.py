"""Walks every form of every page that a role may see, in a county with more of everything than a
list shows: no select is longer than a list may be, and no bare text names what is there already.
"""

import re
from pathlib import Path

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.charter import store
from app.charter.model import ActivityKind
from app.charter.sheets import Indicator, Scoring
from app.choosing.asking import FEW
from app.dates import today
from app.db import county_tx
from tests import given
from tests.isolation.test_routes import INSIDE, a_full_county, asked
from tests.page import Page

pytestmark = pytest.mark.anyio

TEMPLATES = Path("templates")
# Fields whose names say that something which is there already is meant.
THINGS = {
    "station", "member", "members", "names", "department", "subject", "parent", "division", "into",
    "participant", "indicator", "level", "kind", "with", "county",
}  # fmt: skip
TEXTS = re.compile(r"<(input|textarea)\b[^>]*?\bname=\"([a-z_]+)(?:\.?{{[^}]*}})?\"[^>]*>")
# Texts that are called so and name nothing that is there.
NEW = {
    ("accounts/demo_idp.html", "subject"),  # of the demo's own provider
    ("people/index.html", "subject"),  # an account that is added: the provider knows it
}
ANY = {
    "consultations/_person_fields.html": "names"
}  # citizens and experts are written nowhere else


def test_no_template_takes_a_typed_name_of_what_is_there() -> None:
    """A text field for it looks it up while one types."""
    bare = set()
    for path in TEMPLATES.rglob("*.html"):
        name = path.relative_to(TEMPLATES).as_posix()
        for found in TEXTS.finditer(path.read_text()):
            tag, field = found.group(0), found.group(2)
            hidden = re.search(r'type="(hidden|radio|checkbox)"', tag)
            if field in THINGS and not hidden and "asks(" not in tag:
                bare.add((name, field))
    assert bare == NEW | set(ANY.items())


def large_charter() -> str:
    """With as many kinds of activities and indicators."""
    kinds = [ActivityKind(f"kind{n}", f"第{n}种活动", levels=[f"第{n}级"]) for n in range(FEW + 1)]
    indicators = [
        Indicator(f"own{n}", f"第{n}项", 1, "manual", kind="bonus") for n in range(FEW + 1)
    ]
    charter = given.charter()
    sheets = [
        structs.replace(each, indicators=[*each.indicators, *indicators])
        for each in charter.scoring.sheets
    ]
    return store.write(structs.replace(charter, activities=kinds, scoring=Scoring(sheets=sheets)))


async def test_no_select_is_longer_than_a_list_may_be(
    people: dict[str, AsyncClient],
) -> None:
    async with county_tx():
        await store.save(large_charter(), author="李", note="多", effective_on=today())
    ids = await a_full_county(people)
    at = int(ids["station_id"])
    for number in range(FEW + 1):
        await given.a_station(f"第{number}镇")
        await given.a_topic(at, title=f"第{number}件事")
    async with county_tx():
        for number in range(FEW + 1):
            await given.a_department(f"第{number}局")
            await given.a_member(f"委员第{number}", station=at)
    waiting = await given.a_topic(at, title="等着初筛的事")
    composing = await given.a_topic(at, title="等着定人的事", ring="确定人员")
    promising = await given.a_topic(at, title="等着落实的事", ring="落实")
    long, asking = [], set()
    pages = [(route.path, route) for route in INSIDE if route.method == "GET"]
    for who, client in people.items():
        answers = [(path, await asked(client, route, ids)) for path, route in pages]
        answers += [
            (f"/topics/{each}", await client.get(f"/topics/{each}"))
            for each in (waiting, composing, promising)
        ]
        for path, answer in answers:
            if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
                continue
            page = Page(answer)
            asking |= {each["data-choose"].split("?")[0] for each in page.all("[data-choose]")}
            long += [
                f"{who} {path}: {each['name']} {len(each.all('option'))}"
                for each in page.all("select")
                if len(each.all("option")) > FEW + 1  # and the empty one
            ]
    assert long == []
    kinds = {each.rpartition("/")[2] for each in asking}
    assert kinds >= {
        "station", "reported_at", "parent", "member", "department", "mergeable", "activity",
        "level",
    }  # fmt: skip
