"""A draft's looks: the county's own pages in the draft's words, and nothing of them remains."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter import presets, store
from app.charter.model import Charter
from app.db import county_tx, current_realm
from app.drafting import drafts
from app.drafting.preview.example import called
from app.drafting.preview.pages import LOOKS, nothing_kept
from app.people.tables import Department
from tests import given
from tests.english import reads
from tests.page import Page

pytestmark = pytest.mark.anyio
CHARTERS = {"small": given.charter(), **presets.presets()}


async def a_draft(charter: Charter) -> int:
    async with county_tx():
        return await drafts.begin(drafts.from_charter(charter), "草稿", "张三")


async def seen(client: AsyncClient, draft: int, look: str = "") -> str:
    answer = await client.get(f"/charter/drafts/{draft}/preview", params={"look": look})
    assert answer.status_code == 200, answer.text
    return answer.text


async def everything_there(superuser: Any) -> dict[str, str]:
    """Of all tables there are, jobs' and shared ones too: how many rows, and what they say."""
    tables = await superuser.fetch(
        "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        " AND tablename NOT IN ('session')"  # when somebody was last here
    )
    rows = "SELECT t::text FROM {} AS t ORDER BY 1"
    names = [each["name"] for each in tables]
    return {name: str(await superuser.fetch(rows.format(name))) for name in names}


@pytest.mark.parametrize("name", CHARTERS)
async def test_each_look_is_in_the_draft_s_words_and_leaves_nothing(
    client: AsyncClient, superuser: Any, name: str
) -> None:
    charter = CHARTERS[name]
    await given.signed_in(client, Role.OFFICE)
    draft = await a_draft(charter)
    await seen(client, draft)
    before = await everything_there(superuser)
    known = dict(store.parsed)
    for look, needed in {
        "topic": [mark for mark, _first, _last in charter.marks]
        + list(charter.forms.values())[:1]
        + [group.name for group in charter.composition.groups],
        "raise": [each.name for each in charter.topics.categories],
        "consultation": [*charter.consultations.conclusions.values(), charter.names.minutes],
        "paper": [charter.names.minutes, charter.names.circle, charter.composition.name],
    }.items():
        page = await seen(client, draft, look)
        inside = page[page.index('<section class="look" inert') :]
        inside = inside[: inside.rindex("</section>")]
        assert [text for text in needed if text not in inside] == []
        assert f"<strong>{charter.names.platform}</strong>" in page
        assert "预览，还没有生效" in Page(page).texts(".no-print .notice")[0]
        assert "示例" in inside
        outside = page.replace(inside, "")
        assert outside.count("<form") == 3  # the head's: search, signing out twice
    assert await everything_there(superuser) == before
    assert store.parsed.keys() == known.keys()


async def test_the_words_are_only_of_the_preview(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    await seen(client, await a_draft(CHARTERS["zhenan"]), "topic")
    assert "有话好说" in (await client.get("/topics")).text
    assert "示例" not in (await client.get("/topics")).text


async def test_what_fails_on_the_way_leaves_nothing_either() -> None:
    with pytest.raises(ZeroDivisionError):
        async with nothing_kept():
            await given.a_department("住建局")
            raise ZeroDivisionError
    async with nothing_kept():
        await given.a_department("住建局")
        assert await Department.count() == 1
    async with county_tx(readonly=True):
        assert await Department.count() == 0


async def test_what_is_wrong_is_said_first(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    whole = drafts.from_charter(given.charter())
    without = {key: part for key, part in whole.items() if key != "publicity"}
    slow = drafts.from_charter(given.charter())
    slow["flow"]["steps"][0]["rings"][1]["days"] = 0
    both = {**slow, "names": {}}
    for data, said in (
        (drafts.blank(), "名称"),
        (without, "缺这一项"),
        (slow, "镇街初筛 › 时限: 时限要大于 0"),
        (both, "镇街初筛 › 时限: 时限要大于 0"),
    ):
        async with county_tx():
            draft = await drafts.begin(data, "草稿", "张三")
        for look in ("", *LOOKS):
            page = await seen(client, draft, look)
            assert said in page
            assert Page(page).texts("ul.notice li")
            assert Page(page).all("[inert]") == []


async def test_what_would_break_is_listed_with_links(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    topic = await given.a_topic(await given.a_station())
    draft = await a_draft(given.charter())
    assert "都合新规则" in await seen(client, draft)
    unknown = await client.get(f"/charter/drafts/{draft}/preview?look=no-such-look")
    assert unknown.status_code == 404
    charter = store.read(given.CHARTER.replace('key = "hard"', 'key = "hard-new"'))
    page = await seen(client, await a_draft(charter))
    assert f'/topics/{topic}">村口路灯坏了三个月' in page
    assert "群众难点" in page
    assert "必须修改才能生效" in page


async def test_only_the_county_s_own_office(
    client: AsyncClient, county: int, other_county: int
) -> None:
    draft = await a_draft(given.charter())
    here = f"/charter/drafts/{draft}/preview"
    assert (await client.get(here)).status_code == 401
    await given.signed_in(client, Role.TOWNSHIP)
    assert (await client.get(here)).status_code == 403
    await given.signed_in(client, Role.OFFICE)
    assert (await client.get(here)).status_code == 200
    current_realm.set(other_county)
    theirs = await a_draft(given.charter())
    current_realm.set(county)
    assert (await client.get(f"/charter/drafts/{theirs}/preview")).status_code == 404
    async with county_tx():
        await drafts.end(draft, "张三")
    assert (await client.get(here)).status_code == 404


def test_a_group_of_the_example() -> None:
    assert called("委员", 0) == called("委员", 1) == ["委员"]
    assert called("委员", 3) == ["委员1", "委员2", "委员3"]
    assert len(called("委员", 500)) == 12


async def test_in_english(client: AsyncClient) -> None:
    await given.signed_in(client, Role.OFFICE)
    reads(client)
    page = await seen(client, await a_draft(CHARTERS["yanjiang"]), "topic")
    assert "Preview" in page
    assert "示例" not in page
