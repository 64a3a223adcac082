"""The rules for people to read; versions for the office: strangers, other counties, all errors."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from msgspec import structs

from app.access.roles import Role
from app.charter import presets, store
from app.charter.model import Charter
from app.charter.sheets import Scoring, Sheet
from app.charter.store import checked
from app.dates import today
from app.db import county_tx, current_realm, rows, tx
from app.drafting.in_use import cut_otherwise, missed
from app.ledger import Entry, Kind, post
from tests import given
from tests.conftest import Browser
from tests.english import reads
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

LONGER = given.CHARTER.replace('by = ["township"], days = 3', 'by = ["township"], days = 5')


async def versions() -> list[Any]:
    async with county_tx(readonly=True):
        return await rows('SELECT * FROM "charter" WHERE "charter"."county" = $1 ORDER BY "number"')


async def saved(document: str = LONGER, **more: Any) -> int:
    defaults = {"author": "李主任", "note": "改时限", "effective_on": today()}
    async with county_tx():
        return await store.save(document, **{**defaults, **more})


async def sent(client: AsyncClient, document: str = LONGER, **more: str) -> Response:
    form = {"document": document, "note": "放宽初筛", "effective_on": str(today())}
    return await client.post("/charter/versions", data={**form, "made_against": "1", **more})


async def confirmed(client: AsyncClient, document: str = LONGER, **more: str) -> Response:
    return await sent(client, document, confirmed="true", **more)


async def test_everybody_reads_the_rules(client: AsyncClient) -> None:
    text = (await client.get("/charter")).text
    for part in ("镇街初筛", "3 个工作日", "至少走访 1 次", "1+2+X", "切口小", "会议协商", "提案"):
        assert part in text
    assert "示例，请按本地文件修改" not in text
    assert "/charter/versions" not in text
    assert 'href="' + f"/c{current_realm.get()}/charter" in (await client.get("/")).text


@pytest.mark.parametrize("slug", presets.slugs())
async def test_each_preset_reads_and_comes_back_as_it_went(client: AsyncClient, slug: str) -> None:
    version = await saved(presets.document(slug))
    page = await client.get(f"/charter/versions/{version}")
    charter = presets.presets()[slug]
    assert page.status_code == 200
    assert all(ring.name in page.text for ring in charter.rings)
    assert "示例，请按本地文件修改" not in page.text  # that is for those who write the rules
    await given.signed_in(client, Role.OFFICE)
    page = await client.get(f"/charter/versions/{version}")
    assert ("示例，请按本地文件修改" in page.text) == charter.topics.admission.example
    file = await client.get(f"/charter/versions/{version}/export")
    assert "attachment" in file.headers["content-disposition"]
    assert checked(file.text) == charter
    form = {"note": "原样", "effective_on": str(today()), "made_against": "2"}
    both = form | {"document": "not this"}  # a file goes before the text beside it
    shown = await client.post("/charter/versions", data=both, files={"file": file.content})
    assert shown.status_code == 200
    assert Page(shown).all("#differences") == []
    assert Page(shown).texts("main .empty") == ["没有不同。"]


async def test_a_refused_file_stands_there_as_text(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    form = {"note": "改", "effective_on": str(today()), "made_against": "1", "document": ""}
    sent = await client.post("/charter/versions", data=form, files={"file": b"schema = \r\n"})
    assert sent.status_code == 422
    assert Page(sent).typed("document") == ["schema = \n"]


async def test_strangers_and_others_do_not_manage(client: AsyncClient) -> None:
    version = (await versions())[0]["id"]
    office = ("", f"/{version}/compare", f"/{version}/export")
    for path in office:
        assert (await client.get(f"/charter/versions{path}")).status_code == 401
    assert (await confirmed(client)).status_code == 401
    await given.signed_in(client, Role.TOWNSHIP)
    for path in office:
        assert (await client.get(f"/charter/versions{path}")).status_code == 403
    assert (await confirmed(client)).status_code == 403
    restoration = await client.post(f"/charter/versions/{version}/restoration", data={"note": "a"})
    assert restoration.status_code == 403
    assert len(await versions()) == 1


async def test_another_county_s_versions_are_not_there(
    client: AsyncClient, county: int, other_county: int
) -> None:
    current_realm.set(other_county)
    theirs = await saved()
    current_realm.set(county)
    await given.signed_in(client, Role.OFFICE)
    mine = (await versions())[0]["id"]
    for path in (
        f"{theirs}",
        f"{theirs}/compare",
        f"{theirs}/export",
        f"{mine}/compare?with={theirs}",
    ):
        assert (await client.get(f"/charter/versions/{path}")).status_code == 404
    answer = await client.post(
        f"/charter/versions/{theirs}/restoration", data={"note": "a", "made_against": "1"}
    )
    assert answer.status_code == 404
    assert len(await versions()) == 1


async def test_first_shown_then_saved(client: Browser) -> None:
    account = await given.signed_in(client, Role.OFFICE)
    await given.a_topic(await given.a_station())
    shown = await sent(client)
    assert "镇街初筛" in shown.text
    assert "3 → 5 个工作日" in shown.text
    assert "正在办的 1 件" in shown.text
    assert len(await versions()) == 1
    token = client.form_token()
    answer = await confirmed(client, form_token=token)
    assert answer.status_code == 303
    again = await confirmed(client, form_token=token)  # the same form, sent twice
    assert again.status_code == 303
    _first, new = await versions()
    assert (new["number"], new["note"], new["author"]) == (2, "放宽初筛", "张三")
    assert new["document"] == LONGER
    assert account
    assert "5 个工作日" in (await client.get("/charter")).text
    listed = (await client.get("/charter/versions")).text
    assert listed.index("放宽初筛") < listed.index("起步")


async def test_a_version_for_later_is_not_in_force_yet(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    later = str(today() + timedelta(days=30))
    assert (await confirmed(client, effective_on=later)).status_code == 303
    listed = Page(await client.get("/charter/versions"))
    assert listed.texts("main .list .tag") == ["还没有生效", "现行"]
    async with county_tx(readonly=True):
        in_force, _charter = await store.in_force()
    assert in_force == (await versions())[0]["id"]


@pytest.mark.parametrize("days", [-1, -3000])
async def test_no_version_takes_effect_in_the_past(client: AsyncClient, days: int) -> None:
    """What was decided by the rules of that day stays as it was decided."""
    await given.signed_in(client, Role.OFFICE)
    past = str(today() + timedelta(days=days))
    assert refused(await confirmed(client, effective_on=past)) == ["生效日期是今天或以后的一天。"]
    assert refused(await confirmed(client, effective_on="明天")) == ["生效日期是今天或以后的一天。"]
    assert len(await versions()) == 1
    assert (await confirmed(client, effective_on=str(today()))).status_code == 303


async def test_everything_wrong_is_said_at_once(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    broken = given.CHARTER.replace("days = 3", "days = 0").replace(
        'name = "两议两不议"', 'name = ""'
    )
    answer = await confirmed(client, broken, note="", effective_on="2020-01-01")
    assert answer.status_code == 422
    assert refused(answer) == [
        "议题 › 受理清单 › 名称: 不能空着。",
        "流程 › 定题 › 镇街初筛 › 时限: 时限要大于 0 个工作日；没有时限就不填。",
        "请写明改了什么、为什么改，不超过 200 字。",
        "生效日期是今天或以后的一天。",
    ]
    assert "days = 0" in answer.text  # what was typed stays
    misshapen = broken.replace('slogan = "大家的事大家商量"\n', "").replace("draw =", "drawn =")
    answer = await confirmed(client, misshapen)
    for part in ("名称 › 标语: 缺这一项", "流程 › drawn: 没有这一项", "流程 › 画法: 缺这一项"):
        assert part in answer.text
    assert "受理清单 › 名称: 不能空着" in answer.text  # the parts that can be read are checked, too
    assert len(await versions()) == 1


async def test_what_is_in_use_must_stay(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    topic = await given.a_topic(station := await given.a_station())
    async with county_tx():
        await tx().connection.execute(
            'INSERT INTO "circle" ("county", "topic", "grp", "name") VALUES ($1, $2, $3, $4)',
            tx().county, topic, "citizen", "某某",
        )  # fmt: skip
        await tx().connection.execute(
            'INSERT INTO "consultation" ("county", "topic", "station", "round", "title", "form",'
            ' "place", "held_on") VALUES ($1, $2, $3, 1, $4, $5, $6, $7)',
            tx().county, topic, station, "商量", "site", "村委会", today(),
        )  # fmt: skip
    document = given.CHARTER
    for key in ("town", "hard", "citizen", "site"):
        document = document.replace(f'key = "{key}"', f'key = "{key}-new"')
    answer = await confirmed(client, document)
    assert answer.status_code == 422
    for name in ("镇议事点", "群众难点", "群众代表", "现场协商"):
        assert f"「{name}」" in answer.text
    assert len(await versions()) == 1
    async with county_tx():  # closed and ended, they hold nothing any more
        for sql in (
            'UPDATE "station" SET "closed_on" = current_date WHERE "station"."county" = $1',
            """UPDATE "topic" SET "stage" = 'closed' WHERE "topic"."county" = $1""",
            """UPDATE "consultation" SET "state" = 'filed' WHERE "consultation"."county" = $1""",
        ):
            await tx().connection.execute(sql, tx().county)
    assert (await confirmed(client, document, effective_on=str(today()))).status_code == 303


SHEET = Sheet("a", "季度表", "station", "quarter")


def scored(*sheets: Sheet, year_begins: int = 1) -> Charter:
    scoring = Scoring(sheets=list(sheets), year_begins=year_begins)
    return structs.replace(given.charter(), scoring=scoring)


@pytest.mark.parametrize(
    ("period", "key", "year_begins", "wrong"),
    [
        ("quarter", "a", 1, False),
        ("quarter", "a", 4, False),  # the same quarters
        ("quarter", "a", 12, True),
        ("year", "a", 1, True),
        ("year", "b", 1, False),
        ("month", "a", 1, False),  # there is none, which others say
        ("quarter", "a", 13, False),
    ],
)
def test_a_sheet_keeps_its_periods(period: str, key: str, year_begins: int, *, wrong: bool) -> None:
    """A year's links led to the first quarter of before, and beginning it began that."""
    new = scored(structs.replace(SHEET, period=period, key=key), year_begins=year_begins)
    found = list(cut_otherwise(new, scored(SHEET), date(2026, 8, 1)))
    assert [each.place for each in found] == [("scoring", "sheets", 0, "key")] * wrong


async def test_before_there_are_records_it_may_change(county: int) -> None:
    assert county
    station = await given.a_station()
    new, known = scored(structs.replace(SHEET, period="year")), scored(SHEET)
    async with county_tx():
        assert await missed(new, known) == []
        await post(Entry(kind=Kind.CONSULTATION_FILED, station=station))
        (problem,) = await missed(new, known)
    assert problem.says().startswith("这张表的周期和以前不同")


async def test_the_later_of_two_sees_the_difference_and_chooses(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    await saved(given.CHARTER.replace("有话好说", "有话直说"))
    answer = await confirmed(client)
    assert answer.status_code == 200
    for part in ("李主任", "第 2 版", "有话直说 → 有话好说", "3 → 5 个工作日"):
        assert part in answer.text
    assert len(await versions()) == 2
    assert (await confirmed(client, made_against="2")).status_code == 303
    assert [each["number"] for each in await versions()] == [1, 2, 3]


async def test_of_two_at_the_same_moment_one_is_asked_again(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    forms = ({"note": "甲"}, {"note": "乙"})
    answers = await asyncio.gather(*(sent(client, confirmed="true", **form) for form in forms))
    assert sorted(each.status_code for each in answers) == [200, 303]
    assert len(await versions()) == 2
    asked = next(each for each in answers if each.status_code == 200)
    assert "第 2 版" in asked.text


async def test_what_no_calendar_holds_is_refused(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    document = given.CHARTER.replace("days = 3", "days = 99999999999")
    document = document.replace("follow_up_days = [30]", "follow_up_days = [99999999999]")
    answer = await confirmed(client, document)
    assert answer.status_code == 422
    assert "时限最多 500 个工作日" in answer.text
    assert "最晚在办结后第 3650 天" in answer.text


async def test_an_old_version_is_restored_as_a_new_one(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    first = (await versions())[0]
    await saved()
    here = f"/charter/versions/{first['id']}/restoration"
    form = {"note": "改回来", "made_against": "2", "effective_on": str(today())}
    old = Page(await client.get(f"/charter/versions/{first['id']}"))
    assert old.one('form[action$="/restoration"]')
    assert old.typed("effective_on") == [""]
    for missing in ({"note": " "}, {"effective_on": ""}):
        assert (await client.post(here, data=form | missing)).status_code == 422
    shown = await client.post(here, data=form)
    assert "时限</strong> 5 → 3 个工作日" in shown.text
    assert len(await versions()) == 2
    answer = await client.post(here, data=form | {"confirmed": "true"})
    assert answer.status_code == 303
    third = (await versions())[2]
    assert (third["document"], third["note"]) == (first["document"], "改回来")


async def test_two_versions_in_words(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    first = (await versions())[0]["id"]
    second = await saved()
    for path in (f"{first}/compare", f"{second}/compare?with={first}"):
        page = await client.get(f"/charter/versions/{path}")
        assert "3 → 5 个工作日" in page.text
        assert "第 1 版 → 第 2 版" in page.text
    assert (await client.get(f"/charter/versions/{first}/compare?with=x")).status_code == 404


async def test_a_topic_says_under_which_version_it_runs(client: AsyncClient) -> None:
    topic = await given.a_topic(await given.a_station(), ring="商前调研")
    version = (await versions())[0]["id"]
    await saved()
    page = (await client.get(f"/topics/{topic}")).text
    assert f"/charter/versions/{version}" in page
    assert "与今天的规则比较" not in page
    since = (await client.get(f"/charter/versions/{version}")).text
    assert "今天的规则与这一版有 1 处不同" in since
    assert "3 → 5 个工作日" in since
    await given.signed_in(client, Role.OFFICE)
    assert f"/charter/versions/{version}/compare" in (await client.get(f"/topics/{topic}")).text


async def test_in_english(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    first = (await versions())[0]["id"]
    await saved()
    reads(client)
    compared = (await client.get(f"/charter/versions/{first}/compare")).text
    assert "limit</strong> 3 → working days: 5" in compared
    wrong = (await sent(client, LONGER.replace("slogan", "slogam"), note="")).text
    assert "This is missing (slogan); please add it." in wrong
    assert "Say what was changed and why" in wrong


async def test_a_version_equal_to_the_last_is_not_signed(client: AsyncClient) -> None:
    """There is no button, and nothing is saved. Only what it says counts, not how."""
    await given.signed_in(client, Role.OFFICE)
    form = {
        "document": f"# once more\n{given.CHARTER}", "note": "又一版", "effective_on": str(today()),
        "made_against": "1",
    }  # fmt: skip
    said = "与第 1 版完全一样，没有什么可签发的。"
    shown = Page(await client.post("/charter/versions", data=form))
    assert shown.all("button[name=confirmed]") == []
    assert said in shown.texts("main .tag")
    sent = await client.post("/charter/versions", data=form | {"confirmed": "true"})
    assert said in Page(sent).refusals
    changed = given.CHARTER.replace('title = "测试"', 'title = "测试二"')
    shown = Page(await client.post("/charter/versions", data=form | {"document": changed}))
    assert len(shown.all("button[name=confirmed]")) == 1
