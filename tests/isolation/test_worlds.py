"""Whoever may not know how many came to what is not public learns it from nothing that they are
shown: of two worlds that differ in that alone all pages, attributes and workbooks are the same, to
the letter. No solver that reads them finds more.
"""

import re
from collections import deque
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import zip_longest

import pytest
from msgspec import structs

from app import ledger
from app.access.roles import Role
from app.charter import store
from app.charter.model import StandardItem
from app.charter.sheets import Indicator, Mix, Scoring, Sheet
from app.consultations.tables import Consultation
from app.dates import now, today
from app.db import bound_to, county_tx, rows, value
from app.ledger import Entry, Kind
from tests import given
from tests.conftest import Browser, browser, new_county
from tests.isolation.test_reach import links_of
from tests.scoring.test_life import Case, send
from tests.scoring.test_told import PLACE, words_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("pool")]

DAY, QUARTER = date(2025, 5, 6), "2025-05-06"
CAME = Indicator("came", "群众参加", 60, "per", counts="attendance.citizen", points=2)
FILED = Indicator("filed", "协商", 20, "per", counts="consultation.filed", points=1)
MARKED = Sheet("marked", "有评定的表", "station", "quarter", indicators=[CAME, PLACE])
PLAIN = structs.replace(MARKED, key="plain", name="没有评定的表", indicators=[CAME, FILED])
SHEETS = [
    MARKED,
    PLAIN,
    structs.replace(MARKED, key="alone", name="只有人的表", indicators=[CAME]),
    Sheet("year-marked", "评定年度表", "station", "year", mix=Mix("marked", 1.0)),
    Sheet("year-plain", "无评定年度表", "station", "year", mix=Mix("plain", 1.0)),
    Sheet("year-alone", "只有人的年度表", "station", "year", mix=Mix("alone", 0.5),
          indicators=[FILED]),
    structs.replace(PLAIN, key="sampled", name="有样本的表", sample="attendance.citizen",
                    sample_least=8, indicators=[FILED, PLACE]),
]  # fmt: skip
ITEMS = [
    StandardItem(f"came-{every}", f"有群众-{every}", counts=counts, at_least=8, every=every)
    for every in ("quarter", "year")
    for counts in ("attendance.citizen", "attendance.department")
]
MOST = 160  # pages
MADE = ("station", "topic", "consultation", "member", "account", "assessment", "department",
        "provider", "charter", "ledger")  # fmt: skip
IDS = r"(?<![0-9A-Za-z])\d{15,}(?![0-9A-Za-z])"
OF_FORM = r'(?<=name="form_token" value=")[^"]*'
DRAWN = r'(?s)<svg[^>]*class="qr".*?</svg>'


async def sat(
    station: int, day: date, n: int, members: Sequence[int] = (), *, public: bool
) -> None:
    """A sitting to which so many came, and of these members as many."""
    topic = await given.a_topic(
        station, published_at=now() if public else None, round=1, title="村口的路灯"
    )
    async with county_tx():
        held = Consultation(
            topic=topic, station=station, round=1, title="商量路灯", form="site", held_on=day,
            place="村口", state="filed", filed_at=now(),
        )  # fmt: skip
        await Consultation.insert(held)
    kinds = {
        Kind.ATTENDANCE_CITIZEN: n, Kind.ATTENDANCE_DEPARTMENT: n, Kind.CONSULTATION_FILED: 1,
    }  # fmt: skip
    by = [
        Entry(kind=Kind.ATTENDANCE_MEMBER, station=station, happened_on=day, topic=topic,
              consultation=held.id, member=each)
        for each in members[:n]
    ]  # fmt: skip
    async with county_tx():
        await ledger.post(
            *by,
            *(
                Entry(kind=kind, station=station, happened_on=day, topic=topic, quantity=quantity,
                      consultation=held.id)
                for kind, quantity in kinds.items()
            )
        )  # fmt: skip


class World(Case):
    opened: list[int]

    async def made(self, client: Browser, n: int) -> "World":
        """`n` came to what is not public, last year and now; the assessor's marks make up for it,
        so that the totals that a notice says are the same.
        """
        self.client, self.opened = client, list[int]()
        standing = given.charter()
        (standard,) = standing.stations.standards
        items = structs.replace(standard, items=[*standard.items, *ITEMS])
        charter = structs.replace(
            standing,
            scoring=Scoring(sheets=SHEETS),
            stations=structs.replace(standing.stations, standards=[items]),
        )
        async with county_tx():
            first = date(2021, 1, 1)
            await store.save(store.write(charter), author="李", note="考核", effective_on=first)
        self.station, self.other = await given.a_station("甲站"), await given.a_station("乙站")
        self.office = await given.an_account(Role.OFFICE, name="办公室")
        self.checker = await given.an_account(Role.OFFICE, name="核验的人")
        async with county_tx():
            members = [await given.a_member(f"委员{each}", self.station) for each in range(3)]
        for day in (DAY, today()):
            await sat(self.station, day, 6, members, public=True)
            await sat(self.station, day, n, members, public=False)
        await sat(self.other, DAY - timedelta(days=7), 7, public=True)
        for sheet in SHEETS:
            await self.settled(sheet, n)
        self.client.cookies.clear()
        return self

    async def settled(self, sheet: Sheet, n: int) -> None:
        await given.sign_in(self.client, self.office)
        await send(self.client, "/assessments", sheet=sheet.key, on=QUARTER)
        async with county_tx(readonly=True):
            newest = 'SELECT max("id") FROM "assessment" WHERE "assessment"."county" = $1'
            self.id = await value(newest)
        self.opened.append(self.id)
        await self.by(self.office, "/verification")
        if PLACE in sheet.indicators:
            made_up = 2 * n if CAME in sheet.indicators else 0
            for each, mark in ((self.station, 20 - made_up), (self.other, 20)):
                answer = await self.verify(each, str(mark))
                assert answer.status_code in {200, 303}, answer.text
        answer = await self.by(self.office, "/notice", days="7")
        assert await self.stage() == "notice", answer.text


def plain(text: str, county: int, known: dict[str, str]) -> str:
    """What differs between any two counties is called alike. Tokens go first, and an id stands by
    itself: now and then a token holds as many digits, and every later id would be called otherwise.
    """
    text = re.sub(OF_FORM, "OWN", text)
    text = re.sub(IDS, lambda found: known.setdefault(found[0], next_of(known)), text)
    text = text.replace(str(county), "COUNTY")
    for own in (r"\b\d\d:\d\d\b", r"S\d{7}\b", r"\bs\d+\b", r"\b[A-Z]\d{8}\b", DRAWN):
        text = re.sub(own, "OWN", text)
    return re.sub(r"[A-Za-z0-9_=-]{16,}", "~", text)


def next_of(known: dict[str, str]) -> str:
    """Of those that are not called yet: how many rows were made does not count."""
    return f"#{sum(each.startswith('#') for each in known.values())}"


def test_what_is_drawn_by_lot_changes_no_other_name() -> None:
    digits, known = "123456789012345678", {"376231758912925985": "topic0"}
    token = f'name="form_token" value="abc.6b0b9311.f{digits}aa"'
    page = f'{token} /topics/376231758912925985 e{digits}f id="at-376231758912999999"'
    one = plain(page, 100003, known)
    assert one == 'name="form_token" value="OWN" /topics/topic0 ~ id="at-#0"'
    other = plain(page.replace(digits, "a" * 18), 100003, {**known, "1": "ledger0"})
    assert other == one


async def in_order() -> dict[str, str]:
    """Ids are given in the order of time: what each is called in any world that was made alike."""
    known = dict[str, str]()
    async with county_tx(readonly=True):
        for table in MADE:
            ids = f'SELECT "id" FROM "{table}" WHERE "{table}"."county" = $1 ORDER BY 1'  # noqa: S608
            known |= {str(each["id"]): f"{table}{n}" for n, each in enumerate(await rows(ids))}
    return known


async def shown(client: Browser, county: int, starts: list[str]) -> dict[str, str]:
    """All that a reader gets to, link by link."""
    base, known = f"/c{county}", await in_order()
    queue, seen, found = deque(starts), set(starts), dict[str, str]()
    while queue and len(found) < MOST:
        path = queue.popleft()
        answer = await client.get(path)
        kind = answer.headers.get("content-type", "")
        if answer.status_code != 200:
            text = ""
        elif "html" in kind:
            text = answer.text
            for each in links_of(text, base):
                if each not in seen and "/login" not in each and "/view" not in each:
                    seen.add(each)
                    queue.append(each)
        elif "sheet" in kind:
            text = "\n".join(words_of(answer.content))
        else:
            text = answer.text if "text" in kind else ""
        found[plain(path, county, known)] = f"{answer.status_code} {plain(text, county, known)}"
    return found


def starts_of(world: World) -> list[str]:
    """Also what no link leads to: addresses are guessed."""
    found = ["/", "/numbers", "/scores", "/stations", f"/stations/{world.station}"]
    for sheet in SHEETS:
        on = f"?on={QUARTER}"
        found += [f"/scores/{sheet.key}{on}", f"/scores/{sheet.key}/export.xlsx{on}"]
        for subject in (world.station, world.other):
            here = f"/scores/{sheet.key}/{subject}"
            found += [f"{here}{each}{on}" for each in ("", "/export.xlsx", "/came", "/place")]
    for each in world.opened:
        found += [f"/assessments/{each}", f"/assessments/{each}/marks/{world.station}"]
    figures = ("citizens", "departments", "member-attendances", "consultations")
    found += [f"/numbers/{each}{year}" for each in figures for year in ("", "?year=2025")]
    for item in ITEMS:
        found.append(f"/stations/{world.station}/counted?standard=三有&item={item.key}")
    return found


async def read(n: int, role: Role | None) -> dict[str, str]:
    county = await new_county()
    with bound_to(county):
        async with browser(f"/c{county}") as client:
            world = await World().made(client, n)
            if role:
                async with county_tx():
                    department = await given.a_department("住建局")
                limited = {"department": department} if role == Role.DEPARTMENT else {}
                await given.signed_in(client, role, **limited)
            return await shown(client, county, starts_of(world))


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Of each address that differs the first lines that do."""
    found = []
    for path in sorted(one.keys() | other.keys()):
        texts = one.get(path, "not there"), other.get(path, "not there")
        if texts[0] != texts[1]:
            pairs = zip_longest(*(text.splitlines() for text in texts))
            lines = next(pair for pair in pairs if pair[0] != pair[1])
            found.append(f"{path}: {' | '.join(str(each).strip()[:200] for each in lines)}")
    return found


@pytest.mark.parametrize("role", [None, Role.DEPARTMENT])
async def test_nothing_that_a_stranger_is_shown_tells_how_many_came(role: Role | None) -> None:
    """One, two or three: with six in public the figures' steps are the same."""
    one, *others = [await read(n, role) for n in (1, 2, 3)]
    assert [differing(one, other) for other in others] == [[], []]
    answered = {path for path, said in one.items() if said.startswith("200")}
    assert {"/numbers", "/scores", "/stations", "/numbers/citizens"} <= answered
    assert any("/scores/marked" in path and "export" in path for path in answered)
    assert any("/scores/year-marked" in path for path in answered)


async def test_whoever_does_the_county_s_work_sees_the_difference() -> None:
    """So the reading has eyes."""
    one, other = [await read(n, Role.OFFICE) for n in (1, 3)]
    found = " ".join(differing(one, other))
    scores = [f"/scores/{each}" for each in ("plain", "year-plain", "marked/station0")]
    for path in (*scores, "/numbers/citizens", "/stations/station0", "export.xlsx"):
        assert path in found, path
