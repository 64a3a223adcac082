"""Every page of a county speaks that county's words: no other county's, and none that the program
would put where the county has named something.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import msgspec
import pytest
from httpx import AsyncClient, Response
from msgspec import structs

from app.charter import presets, rules, store
from app.charter.model import Charter
from app.charter.naming import TEXTS
from app.charter.rings import GATES
from app.dates import now
from app.db import county_tx, current_realm, row
from app.drafting import drafts
from app.main import inside
from tests import given
from tests.isolation.routes import ids_of, routes
from tests.isolation.test_routes import expected
from tests.page import said_on
from tests.topics.test_walks import raised_under
from tests.walk import Walk

pytestmark = pytest.mark.anyio
SEEN_BY = ("citizen", "member", "convener", "township", "department", "office")
# The office's own work on the rules: other counties' presets are offered there, old versions are
# compared, and labels name the fields of the rules themselves.
ABOUT_RULES = ("/charter/drafts", "/charter/versions", "/charter/published")
COMMITTEE = "专门委员会"  # an organ of every CPPCC
MEMBER = "委员member"  # whom tests/walk.py invites
LONG = 4  # characters; shorter texts of counties are ordinary words, too: 采纳, 现场
# What counties write and every page may say: kinds of steps, roles and files, and what people do.
SAID_BY_ALL = {"介绍情况", "决策参考", "形成意见", "按期办结", "群众参加", "问题解决"}
EXAMPLE = "示例"  # for those who write the rules, where they look at a draft
LEVELS = {"片区"}  # also the fixed name of a level


class Hears(Protocol):
    async def hear(self, response: Response) -> None: ...


@dataclass
class Listening:
    """Looks for words on all pages that come along."""

    words: set[str]
    except_under: tuple[str, ...] = ABOUT_RULES
    pages: set[str] = field(default_factory=set)
    heard: dict[str, str] = field(default_factory=dict)  # word and sentence → where
    known: set[tuple[str, bool]] = field(default_factory=set)  # most is said on many pages

    async def hear(self, response: Response) -> None:
        path = response.request.url.path.removeprefix(f"/c{current_realm.get()}")
        if "text/html" not in response.headers.get("content-type", ""):
            return
        await response.aread()
        self.pages.add(path)
        preview = path.endswith("/preview")
        if path.startswith(self.except_under) and not preview:
            return
        for said in said_on(response.text):
            if (said, preview) in self.known:
                continue
            self.known.add((said, preview))
            text = said.replace(COMMITTEE, "").replace(MEMBER, "")
            text = text.replace(EXAMPLE, "") if preview else text
            for word in self.words:
                if word in text:
                    self.heard.setdefault(f"{word}: {said[:60]}", path)


async def everything_seen(
    people: dict[str, AsyncClient], charter: Charter, listening: Hears, *, refusals: bool
) -> None:
    """A matter's whole way, each page at each step; then every page there is. `refusals`: also what
    is said to whoever wants to go on too early, or to see what is not for them.
    """
    for who in SEEN_BY:
        people[who].event_hooks["response"].append(listening.hear)
    await way_seen(people, await raised_under(people, charter), refusals=refusals)


async def way_seen(
    people: dict[str, AsyncClient], walk: Walk, *, refusals: bool = False
) -> dict[str, str]:
    """As `everything_seen`, of a matter that was raised. → ids for the routes"""
    charter = walk.charter
    state = await walk.state()
    while state["stage"] != "closed":
        await look_around(people, walk)
        ring = charter.rings[state["ring"]]
        if refusals and state["stage"] != "answered":
            await refused(people, walk)
        if ring.kind == "rate" and state["stage"] != "answered":
            await walk.answer_and_rate()
        else:
            await walk.step(ring, next(role for role in ring.by if role in people))
        state = await walk.state()
    ids = await furnished(walk, charter)
    await pages_seen(people, ids, refusals=refusals)
    return ids


async def pages_seen(
    people: dict[str, AsyncClient], ids: dict[str, str], *, refusals: bool = False
) -> None:
    for route in routes(inside):
        if route.method == "GET":
            for who in SEEN_BY:
                if refusals or expected(route, who, 200):
                    await people[who].get(route.path.format(**ids))
    for look in ("topic", "raise", "consultation", "paper"):  # documents, too
        path = f"/charter/drafts/{ids['draft_id']}/preview?look={look}"
        assert (await people["office"].get(path)).status_code == 200


async def furnished(walk: Walk, charter: Charter) -> dict[str, str]:
    """Something for every page that there is. → ids for the routes"""
    async with county_tx():
        await drafts.begin(drafts.from_charter(charter), "草稿", "张三")
        sheet = charter.scoring.sheets[0] if charter.scoring.sheets else None
        station = (await row('SELECT "id" FROM "station" WHERE "station"."county" = $1'))["id"]
        places = {"sheet": sheet.key, "indicator": sheet.indicators[0].key} if sheet else {}
        await given.an_assessment(station, **places, text="某")
        await given.a_check(station)
        await given.a_nomination(walk.topic)
        await given.a_kept_form()
        await given.a_file("topic", walk.topic, published_at=now())
        await given.a_wish(walk.topic)
    async with county_tx(readonly=True):
        ids = await ids_of(list(routes(inside)))
    ids |= {"topic_id": str(walk.topic), "record_id": str(walk.topic), **places}
    if sheet and sheet.subject == "township":
        ids["subject"] = f"{current_realm.get()}100"
    return ids


async def look_around(people: dict[str, AsyncClient], walk: Walk) -> None:
    for who in SEEN_BY:
        await people[who].get(f"/topics/{walk.topic}")
        await people[who].get("/desk")


def names_of(charter: Charter) -> set[str]:
    return {each for each in structs.astuple(charter.names) if each}


def own_words(charter: Charter) -> set[str]:
    kinds = {kind.name for kind in charter.stations.kinds}
    drawn = {charter.composition.name, charter.flow.name, charter.topics.admission.name}
    return {word for word in names_of(charter) | kinds | drawn if len(word) > 1} - LEVELS


@pytest.mark.parametrize("slug", presets.slugs())
async def test_no_page_says_another_county_s_words(
    people: dict[str, AsyncClient], slug: str
) -> None:
    own = presets.document(slug)
    others = {
        word
        for other, charter in presets.presets().items()
        if other != slug
        for word in own_words(charter)
        if word not in own
    }
    assert len(others) > 20
    listening = Listening(others)
    await everything_seen(people, presets.presets()[slug], listening, refusals=False)
    said = [f"{what} ({where})" for what, where in sorted(listening.heard.items())]
    assert said == [], "\n".join(said)
    assert len(listening.pages) > 40


def invented(charter: Charter) -> Charter:
    """Every text that a county writes is a mark: its names, and what all pieces are called."""
    numbers = count()

    def of(piece: Any, name: str = "") -> Any:
        if isinstance(piece, dict):
            inside = "name" if name in {"conclusions", "names"} else ""
            return {key: of(value, inside or key) for key, value in piece.items()}
        if isinstance(piece, list):
            return [of(each, name) for each in piece]
        return f"甲{next(numbers)}" if name in {*TEXTS, "channels", "title"} and piece else piece

    data = of(msgspec.to_builtins(charter))
    data["outcomes"]["branches"] = {}
    return msgspec.convert(data, Charter)


def texts_of(piece: Any, name: str = "") -> Iterator[str]:
    """Every text that a county writes."""
    if isinstance(piece, dict):
        inside = "name" if name in {"conclusions", "names"} else ""
        for key, value in piece.items():
            yield from texts_of(value, inside or key)
    elif isinstance(piece, list):
        for each in piece:
            yield from texts_of(each, name)
    elif isinstance(piece, str) and name in TEXTS:
        yield piece


# Words that counties name otherwise, in a text of the program: it is filled in, `%(outcome)s`.
NAMED = re.compile(
    r"""_\(\s*(["'])((?:(?!\1).)*(?:委员(?!会)|议题|成果|案例|承办单位|纪要|召集人|工作站|议事室|落实事项)"""
    r"""(?:(?!\1).)*)\1"""
)
# About the rules themselves, of regions and of the demo; what a county calls these stands beside.
NOT_A_COUNTY_S = (
    "app/demo", "app/drafting", "app/regions", "app/charter", "app/ledger/kinds.py",
    "app/access/roles.py", "app/web/menu.py", "templates/regions", "templates/cases/choosing.html",
    "templates/cases/choice.html",
)  # fmt: skip


def test_no_text_of_a_county_s_pages_says_what_the_county_names() -> None:
    """28: 成果转化, 承办单位的工作台, 委员 in what search engines show: no walk came by there."""
    files = [*Path("app").rglob("*.py"), *Path("templates").rglob("*.html")]
    said = {(str(file), each[1]) for file in files for each in NAMED.findall(file.read_text())}
    assert len(said) > 10
    found = {(file, text) for file, text in said if not file.startswith(NOT_A_COUNTY_S)}
    assert found == {("app/audit/abouts.py", "案例推荐")}  # a region's
    gates = {gate.called for gate in GATES.values()}
    assert {each for each in gates if NAMED.search(f'_("{each}")')} == set()


async def refused(people: dict[str, AsyncClient], walk: Walk) -> None:
    """What is said to whoever wants to go on too early, or takes the wrong step."""
    state = await walk.state()
    ring = walk.charter.rings[state["ring"]]
    path = "carried-out" if ring.kind == "carry_out" else "review"
    form = {"version": state["version"], "decision": "merge", "opinion": "-", "text": "-"}
    for who in SEEN_BY:
        sent = await people[who].post(f"/topics/{walk.topic}/{path}", data=form)
        assert sent.status_code in {401, 403, 404, 422}, (ring.kind, who, sent.status_code)


async def test_no_page_says_a_word_of_its_own(people: dict[str, AsyncClient]) -> None:
    """All texts are marks; whoever says a word for what the county has named has it from nowhere.
    A matter's whole way, for six kinds of people, with what is refused to them on it.
    """
    charter = invented(given.charter())
    assert rules.check(charter) == []
    said_by_counties = {
        text for each in presets.presets().values() for text in texts_of(msgspec.to_builtins(each))
    }
    usual = set.union(*map(names_of, presets.presets().values()))
    usual |= {text for text in said_by_counties if len(text) >= LONG} - SAID_BY_ALL
    usual |= {"议题", "委员", "召集人", "工作站", "议事室", "成果", "案例", "承办单位", "纪要"}
    usual |= {"达成共识", "部分共识", "落实事项", EXAMPLE}
    mute = store.write(charter)
    assert not any(word in mute for word in usual), mute
    listening = Listening({word for word in usual if word not in mute and len(word) > 1})
    await everything_seen(people, charter, listening, refusals=True)
    said = [f"{what} ({where})" for what, where in sorted(listening.heard.items())]
    assert said == [], "\n".join(said)
    assert "/desk" in listening.pages
