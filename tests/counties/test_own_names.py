"""A county that gave its own names at sign-up, and renames a kind of station later: no page says an
old name, and none a place of the county from whose article the preset comes.
"""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.charter import presets, store
from app.charter.naming import ALONE, DISTINCT, SUFFIXES, WORDS
from app.dates import today
from app.db import county_tx, current_realm, rows
from app.demo.county import demos
from app.divisions.rules import short_name
from tests.charter.test_presets_of_nobody import TOWNSHIP, divisions
from tests.conftest import Browser, signed_in_as_all
from tests.counties.test_signup import asked, number_of
from tests.page import Page
from tests.test_wording import ABOUT_RULES, SAID_BY_ALL, SEEN_BY, Listening, pages_seen, way_seen
from tests.topics.test_walks import raised_at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("named")]

# Counties that are nowhere, so that none has a name or a place of an article's.
PLACES = {
    "79": "甲子省", "7901": "甲子市", "{0}": "甲子{1}县", "{0}100": "乙丑镇", "{0}001": "乙寅街道",
    "{0}100201": "丙辰村委会", "{0}001001": "丙午社区居委会",
}  # fmt: skip
LEVEL = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}
ORDINARY = {"事项"}  # a word of every page, too
BEFORE_AND_AFTER = ("/audit",)  # the log says what was there before


async def nowhere(superuser: Any, number: int) -> str:
    """→ its code"""
    county = f"7901{number:02}"
    for place, name in PLACES.items():
        code = place.format(county)
        parents = [code[:length] for length in LEVEL if length < len(code)]
        await superuser.execute(
            "INSERT INTO division (code, name, level, parent, path, initials, romanised, spelt)"
            " VALUES ($1, $2, $3, $4, $2, 'x', 'x', 'x') ON CONFLICT DO NOTHING",
            code,
            name.format(county, "甲乙丙丁戊"[number]),
            LEVEL[len(code)],
            parents[-1] if parents else None,
        )
    return county


def old_names(slug: str) -> set[str]:
    """Those that are no part of other words."""
    preset = presets.presets()[slug]
    names = {getattr(preset.names, word) for word in WORDS}
    kinds = {kind.suffix for kind in preset.stations.kinds if kind.proposed}
    alone = {getattr(preset.names, word) for word in ALONE}
    long = {each for each in names | kinds if len(each) >= DISTINCT}
    return (long | alone) - SAID_BY_ALL - ORDINARY


def places_of(slug: str) -> set[str]:
    code = str(demos()[slug].code)
    found = {name for each, name in divisions() if each.startswith(code) and len(each) <= TOWNSHIP}
    return {each for each in found | {short_name(name) for name in found} if len(each) >= DISTINCT}


@pytest.mark.parametrize("slug", presets.slugs())
async def test_no_page_of_a_new_county_says_a_name_that_it_was_not_given(
    outside: Browser, operator: Browser, superuser: Any, slug: str
) -> None:
    code = await nowhere(superuser, presets.slugs().index(slug))
    own = {name: f"子{chr(0x4E30 + place)}" for place, name in enumerate(WORDS)}
    own |= {f"at_{level}": f"丑{place}号院" for place, level in enumerate(SUFFIXES)}
    sent = await asked(outside, code, f"c{code}", preset=slug, **own)
    assert sent.status_code == 303, Page(sent).refusals
    there = f"/operator/signups/{await number_of(superuser, f'c{code}')}/decision"
    sent = await operator.post(there, data={"decision": "approve"})
    assert sent.status_code == 303, sent.text
    current_realm.set(int(code))
    async with AsyncExitStack() as stack:
        people = await signed_in_as_all(stack, int(code))
        listening = Listening(old_names(slug) | places_of(slug))
        assert len(listening.words) > 20
        for who in SEEN_BY:
            people[who].event_hooks["response"].append(listening.hear)
        charter, station = await rules_and_station()
        assert charter.names.platform == own["platform"]
        ids = await way_seen(people, await raised_at(people, charter, station["code"]))
        assert told(listening) == []
        assert len(listening.pages) > 40

        kind = charter.station_kinds[station["kind"]]
        await rename(people["office"], kind.suffix)
        renamed = Listening({kind.suffix}, except_under=(*ABOUT_RULES, *BEFORE_AND_AFTER))
        for who in SEEN_BY:
            people[who].event_hooks["response"] = [renamed.hear]
        _charter, station = await rules_and_station()
        assert station["name"].endswith("寅院子")
        await pages_seen(people, ids)
        before = "/charter/drafts/"  # begun under the rules of before
        assert [each for each in told(renamed) if before not in each] == []
        assert len(renamed.pages) > 40


def told(listening: Listening) -> list[str]:
    return [f"{what} ({where})" for what, where in sorted(listening.heard.items())]


async def rules_and_station() -> tuple[Any, Any]:
    """In force, and a place where villagers raise matters."""
    async with county_tx(readonly=True):
        _version, charter = await store.in_force()
        found = await rows(
            'SELECT "code", "kind", "name" FROM "station" WHERE "station"."county" = $1'
            """ AND "level" IN ('village', 'township') ORDER BY "id" DESC LIMIT 1"""
        )
    return charter, found[0]


async def rename(office: AsyncClient, old: str) -> None:
    """As the office does: rules with another name for the kinds called so, then their stations."""
    charter, _station = await rules_and_station()
    kinds = [
        structs.replace(each, name=each.name.replace(old, "寅院子"), suffix="寅院子")
        if each.suffix == old
        else each
        for each in charter.stations.kinds
    ]
    charter = structs.replace(charter, stations=structs.replace(charter.stations, kinds=kinds))
    form = {
        "document": store.write(charter), "note": "改名", "made_against": "1",
        "effective_on": str(today()), "confirmed": "true",
    }  # fmt: skip
    sent = await office.post("/charter/versions", data=form)
    assert sent.status_code == 303, Page(sent).refusals
    assert sent.headers["location"].endswith("/stations/renaming")
    page = Page(await office.get("/stations/renaming"))
    assert page.texts("#renaming .title")
    sent = await office.post("/stations/renaming", data={"version": page.hidden("version")})
    assert sent.status_code == 303
