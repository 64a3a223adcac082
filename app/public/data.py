"""Open data: the lists of the pages, whole, as files. By years, so that what is new changes the
file of its own year.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import date
from typing import Any, NamedTuple, Protocol

from msgspec import structs

from app.cases.pages import LIST, PAGE
from app.charter import store
from app.charter.model import Charter, Names
from app.charter.stages import STAGE_NAMES, Stage
from app.config import settings
from app.dates import today
from app.db import rows
from app.i18n import _, translated
from app.numbers.figures import FIGURES, counted, gathered
from app.numbers.labels import level_name
from app.numbers.pages import FORMER, of_part, shown
from app.outcomes.queries import CameOfIt, outcomes_of_all
from app.stations.queries import all_open
from app.topics.queries import first_raised, of_year
from app.veiling.queries import hidden_in

Rows = AsyncIterator[list[dict[str, Any]]]


class Of(NamedTuple):
    """Of which county, and where its pages are: `https://host/slug`."""

    charter: Charter
    base: str


class Reads(Protocol):
    def __call__(self, of: Of, year: int) -> Rows: ...


class Data(NamedTuple):
    """`called`: with the county's own words filled in, as what its columns hold. Not `by_year`: one
    file.
    """

    called: str
    columns: Mapping[str, str]
    reads: Reads
    by_year: bool = True


async def topics(of: Of, year: int) -> Rows:
    async for part in of_year(year):
        yield [
            {
                "id": each["id"],
                "title": each["title"],
                "category": each["category_name"],
                "station": each["station_name"],
                "raised_on": each["raised_on"],
                "stage": translated(STAGE_NAMES[Stage(each["stage"])]),
                "url": f"{of.base}/topics/{each['id']}",
            }
            for each in part
        ]


async def outcomes(of: Of, year: int) -> Rows:
    async for part in of_year(year):
        ids = [each["id"] for each in part]
        veils = await hidden_in(None, dict.fromkeys(ids))
        found = await outcomes_of_all({topic: veils.get(topic) for topic in ids})
        charters = await store.versions({each["charter"] for each in part})
        yield [
            row | {"topic": each["id"], "url": f"{of.base}/topics/{each['id']}"}
            for each in part
            for row in came(
                found[each["id"]], charters[each["charter"]].outcome_kinds, of.charter.names
            )
        ]


def came(found: CameOfIt, kinds: Mapping[str, str], names: Names) -> list[dict[str, Any]]:
    """Pure."""
    reported = [
        {
            "kind": kinds.get(each["kind"], each["kind"]),
            "text": each["text"],
            "party": each["reported_to"],
            "on": each["reported_on"],
            "result": "" if each["adopted"] is None else translated(ADOPTED[each["adopted"]]),
            "result_on": each["decided_on"],
        }
        for each in found["outcomes"]
    ]
    promised = [
        {
            "kind": names.commitment,
            "text": each["task"],
            "party": each["department_name"],
            "on": each["due_on"],
            "result": translated(state),
            "result_on": on,
        }
        for each in found["commitments"]
        for state, on in [stands(each["withdrawn_on"], each["verified_on"], each["done_on"])]
    ]
    answered = [
        {
            "kind": names.answer,
            "text": each["text"],
            "party": "",
            "on": each["happened_on"],
            "result": "" if each["solved"] is None else translated(SOLVED[each["solved"]]),
            "result_on": each["rated_on"],
        }
        for each in found["answers"]
    ]
    return [*reported, *promised, *answered]


ADOPTED = {True: _("采纳"), False: _("不采纳")}
SOLVED = {True: _("解决了"), False: _("没有解决")}
DOING = _("正在办。")


def stands(
    withdrawn: date | None, verified: date | None, done: date | None
) -> tuple[str, date | None]:
    """How a commitment stands, and since when. Pure."""
    if withdrawn:
        return _("已撤回"), withdrawn
    if verified:
        return _("已办结"), verified
    return (_("报了办结，等着核验。"), done) if done else (DOING, None)


async def numbers(of: Of, year: int) -> Rows:
    found = await counted(year, public=True)
    known = {what: of_part(found, by) for what, by in FORMER.items()}
    charter = await store.knowing(of.charter, **known)
    page = shown(found, year, charter, None, stranger=True)
    figures = [(name, page["label"](name), page["told"](name)) for name in FIGURES]
    for level in page["levels"]:
        figures += [(level["name"], level["label"], level["quantity"]), *level["kinds"]]
    figures += [*page["where"], *page["forms"], *page["conclusions"]]
    yield [
        {
            "id": name,
            "name": called,
            "year": year,
            "value": value,
            "url": f"{of.base}/numbers/{name}/-/year/{year}",
        }
        for name, called, value in figures
    ]


async def stations(of: Of, year: int) -> Rows:  # noqa: ARG001
    async for part in all_open():
        known = await store.knowing(of.charter, station_kinds={each["kind"] for each in part})
        kinds = known.station_kinds
        yield [
            {
                "id": each["id"],
                "code": each["code"],
                "name": each["name"],
                "kind": kinds[each["kind"]].name if each["kind"] in kinds else each["kind"],
                "level": level_name(each["level"]),
                "address": each["address"],
                "under": each["parent"],
                "url": f"{of.base}/stations/{each['id']}",
            }
            for each in part
        ]


async def cases(of: Of, year: int) -> Rows:  # noqa: ARG001
    last: int | None = None
    while True:
        found = await rows(LIST, last, True)
        yield [
            {
                "id": each["id"],
                "title": each["title"],
                "matter": each["matter"],
                "talk": each["talk"],
                "result": each["result"],
                "published_by": each["region_name"],
                "published_on": each["published_on"],
                "url": f"{of.base}/cases/{each['id']}",
            }
            for each in found[:PAGE]
        ]
        if len(found) <= PAGE:
            return
        last = found[PAGE - 1]["id"]


PAGE_OF_IT = _("它的页面")
SETS: dict[str, Data] = {
    "topics": Data(
        _("%(topic)s"),
        {
            "id": _("编号"),
            "title": _("标题"),
            "category": _("类别"),
            "station": _("在哪个%(station)s"),
            "raised_on": _("提出的日子"),
            "stage": _("办到哪一步"),
            "url": PAGE_OF_IT,
        },
        topics,
    ),
    "outcomes": Data(
        _("报送、落实和答复"),
        {
            "topic": _("%(topic)s的编号"),
            "kind": _("是什么：%(outcome)s、%(commitment)s，还是%(answer)s"),
            "text": _("内容"),
            "party": _("报送给谁，或者由谁落实"),
            "on": _("报送、到期或答复的日子"),
            "result": _("结果：采纳没有、办结没有、解决没有"),
            "result_on": _("有结果的日子"),
            "url": PAGE_OF_IT,
        },
        outcomes,
    ),
    "numbers": Data(
        _("数字"),
        {
            "id": _("编号"),
            "name": _("数的是什么"),
            "year": _("年份"),
            "value": _("多少；空着的是人数太少，不公布"),
            "url": _("背后的每一条记录"),
        },
        numbers,
    ),
    "stations": Data(
        _("%(station)s"),
        {
            "id": _("编号"),
            "code": _("代码"),
            "name": _("名称"),
            "kind": _("种类"),
            "level": _("级别"),
            "address": _("地址"),
            "under": _("上一级%(station)s的编号"),
            "url": PAGE_OF_IT,
        },
        stations,
        by_year=False,
    ),
    "cases": Data(
        _("%(case)s"),
        {
            "id": _("编号"),
            "title": _("标题"),
            "matter": _("什么事"),
            "talk": _("怎样商量"),
            "result": _("结果怎样"),
            "published_by": _("谁公开的"),
            "published_on": _("公开的日子"),
            "url": PAGE_OF_IT,
        },
        cases,
        by_year=False,
    ),
}


def in_words_of(names: Names, text: str) -> str:
    return translated(text, **structs.asdict(names))


async def years_of(name: str) -> list[int]:
    """Of which there are files, latest first. Within the caller's transaction."""
    if not SETS[name].by_year:
        return []
    if name == "numbers":
        return gathered(await counted(None, public=True), None).years
    first = await first_raised()
    return list(range(today().year, first.year - 1, -1)) if first else []


def file_called(name: str, year: int | None, ending: str) -> str:
    return f"{name}-{year}.{ending}" if year else f"{name}.{ending}"


def base_of(realm_path: str) -> str:
    return f"{settings.base_url}{realm_path}"
