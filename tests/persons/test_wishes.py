"""A person's wish: from the follow page, signed in, or written down by the office; on its desk with
a deadline, exported, carried out, answered, and noted without personal values.
"""

from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter import rules as charter_rules
from app.charter import store
from app.dates import deadline, in_words, today
from app.db import county_tx, row, rows, value
from app.persons import rules
from app.veiling.rules import VEILED
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page, refused
from tests.sheets import words as words_of

pytestmark = pytest.mark.anyio

CODE = "ABC234DEF"
STORY = "李大爷说晚上老人摔了两次，请打13800005678。"
LOG = """
    SELECT "act", "about", "before"::text, "after"::text FROM "audit"
    WHERE "audit"."county" = $1 ORDER BY "id"
"""


@pytest.fixture
async def topic(county: int) -> int:
    assert county
    return await given.a_topic(await given.a_station(), follow_code=CODE, story=STORY)


@pytest.fixture
async def raiser(county: int, topic: int) -> Any:
    async with browser(f"/c{county}") as client:
        given.follows(client, CODE)
        yield client
    assert topic


async def asked(client: AsyncClient, kind: str, words: str = "") -> None:
    sent = await client.post("/follow/wish", data={"kind": kind, "words": words})
    assert sent.status_code == 303


async def wish() -> Any:
    async with county_tx(readonly=True):
        return await row(
            'SELECT * FROM "wish" WHERE "wish"."county" = $1 ORDER BY "id" DESC LIMIT 1'
        )


async def decided(office: AsyncClient, **fields: str) -> None:
    form = {"decision": "done", "answer": "已经办好。"} | fields
    sent = await office.post(f"/wishes/{(await wish())['id']}/decision", data=form)
    assert sent.status_code == 303, Page(sent).wrong


async def told_of(topic: int) -> tuple[str, str, str]:
    async with county_tx(readonly=True):
        found = await row(
            'SELECT "raiser_name", "raiser_phone", "story" FROM "topic"'
            ' WHERE "topic"."county" = $1 AND "id" = $2',
            topic,
        )
    return tuple(found)


def sheet(content: bytes) -> str:
    return words_of(content)


async def test_the_office_has_fifteen_working_days(raiser: Browser, client: Browser) -> None:
    await given.an_account(Role.TOWNSHIP)  # so that the matter itself waits for somebody else
    await asked(raiser, "erasure", "请删掉我的电话")
    due = deadline(today(), 15)
    page = Page(await raiser.get("/follow"))
    assert page.texts("#personal .tag-now") == [f"办理中，{in_words(due)}前答复"]
    await given.signed_in(client, Role.OFFICE)
    desk = Page(await client.get("/desk"))
    assert desk.texts("section[aria-labelledby=wishes-title] .title") == ["删除我的个人信息"]
    assert (await client.get("/desk/next")).headers["location"].endswith(f"/{(await wish())['id']}")
    listed = Page(await client.get("/wishes"))
    assert listed.texts(".task .light") == ["按期，还剩 15 个工作日"]
    shown = Page(await client.get(f"/wishes/{(await wish())['id']}"))
    assert shown.texts("dd.prose") == ["请删掉我的电话"]


async def test_the_rules_say_how_many_days(raiser: Browser) -> None:
    async with county_tx():
        charter = given.charter()
        charter.personal.answer_days = 7
        await store.save(store.write(charter), author="办", note="快", effective_on=today())
    await asked(raiser, "access")
    assert (await wish())["due_on"] == deadline(today(), 7)


async def test_the_same_is_asked_once(raiser: Browser) -> None:
    await asked(raiser, "access")
    again = await raiser.post("/follow/wish", data={"kind": "access"})
    assert Page(again).wrong == {"kind": rules.ALREADY}
    await asked(raiser, "erasure")


async def test_what_is_to_be_corrected_is_said(raiser: Browser) -> None:
    for form, field in (({}, "kind"), ({"kind": "all"}, "kind"), ({"kind": "correction"}, "words")):
        sent = await raiser.post("/follow/wish", data=form)
        assert (sent.status_code, list(Page(sent).wrong)) == (422, [field])
    assert await wish() is None


async def test_the_file_is_theirs_when_the_office_says_so(
    raiser: Browser, client: Browser, topic: int
) -> None:
    await asked(raiser, "access")
    assert (await raiser.get("/follow/data.xlsx")).status_code == 404
    await given.signed_in(client, Role.OFFICE)
    own = await client.get(f"/wishes/{(await wish())['id']}/file.xlsx")
    await decided(client)
    page = Page(await raiser.get("/follow"))
    assert page.texts("#personal .prose") == ["已经办好。"]
    theirs = await raiser.get("/follow/data.xlsx")
    for file in (own, theirs):
        assert all(each in sheet(file.content) for each in ("李大爷", "13800005678", STORY, CODE))
    async with county_tx(readonly=True):
        log = await rows(LOG)
    assert [each["act"] for each in log] == ["wish", "exported", "wish", "exported"]
    assert not any(word in str(each) for each in log for word in ("李大爷", "5678", "老人"))
    await client.post("/follow/end")
    assert (await client.get("/follow/data.xlsx")).status_code == 404, topic


async def test_a_correction_is_carried_out(raiser: Browser, client: Browser, topic: int) -> None:
    """The name in the texts too: by another name nobody would veil it."""
    await asked(raiser, "correction", "我姓黎")
    await given.signed_in(client, Role.OFFICE)
    number = (await wish())["id"]
    wrong = await client.post(f"/wishes/{number}/decision", data={})
    assert list(Page(wrong).wrong) == ["decision", "answer"]
    form = {"decision": "done", "answer": "改了", "phone": "12"}
    wrong = await client.post(f"/wishes/{number}/decision", data=form)
    assert list(Page(wrong).wrong) == ["phone"]
    await decided(client, name="黎大爷", phone="139 1234 5678")
    assert await told_of(topic) == ("黎大爷", "13912345678", STORY.replace("李", "黎"))


async def test_an_erasure_is_carried_out(raiser: Browser, client: Browser, topic: int) -> None:
    await asked(raiser, "erasure", "我是李大爷，请删")
    await given.signed_in(client, Role.OFFICE)
    await decided(client, also="摔了两次\n\n。")
    assert await told_of(topic) == (VEILED, "", f"{VEILED}说晚上老人{VEILED}，请打{VEILED}。")
    assert (await wish())["words"] == ""
    page = Page(await raiser.get("/follow"))  # the code opens what is left, and the answer
    assert page.texts("#personal .prose") == ["已经办好。"]
    async with county_tx(readonly=True):
        log = await rows(LOG)
    assert [each["act"] for each in log] == ["wish", "erased", "wish"]
    assert not any(word in str(each) for each in log for word in ("李大爷", "5678", "老人"))
    again = await client.post(
        f"/wishes/{(await wish())['id']}/decision", data={"decision": "refused", "answer": "不"}
    )
    assert refused(again) == [rules.DECIDED]


async def test_a_name_that_is_gone_is_not_put_into_the_texts(
    raiser: Browser, client: Browser, topic: int
) -> None:
    await given.signed_in(client, Role.OFFICE)
    await asked(raiser, "erasure")
    await decided(client)
    await asked(raiser, "correction", "我叫黎大爷")
    await decided(client, name="黎大爷")
    name, _phone, story = await told_of(topic)
    assert (name, "黎" in story, VEILED in story) == ("黎大爷", False, True)


async def test_what_is_refused_changes_nothing(
    raiser: Browser, client: Browser, topic: int
) -> None:
    await asked(raiser, "erasure")
    await given.signed_in(client, Role.OFFICE)
    await decided(client, decision="refused", answer="请先证明是本人。")
    assert await told_of(topic) == ("李大爷", "13800005678", STORY)
    page = Page(await raiser.get("/follow"))
    assert page.texts("#personal .tag-off") == ["未办理"]


async def test_the_office_writes_down_for_who_came_about_a_sitting(
    people: dict[str, AsyncClient], topic: int
) -> None:
    async with county_tx():
        await rows(
            'INSERT INTO "circle" ("county", "topic", "grp", "name")'
            " VALUES ($1, $2, 'citizen', '孙二娘'), ($1, $2, 'citizen', '周阿婆') RETURNING 1",
            topic,
        )
    office = people["office"]
    page = Page(await office.get("/wishes/new", params={"of": "topic", "number": topic}))
    assert page.texts("select[name=person] option") == ["提出人", "孙二娘", "周阿婆"]
    form = {"of": "topic", "number": topic, "person": "孙二娘", "kind": "erasure"}
    assert (await office.post("/wishes", data=form)).status_code == 303
    await decided(office)
    async with county_tx(readonly=True):
        names = await value(
            'SELECT array_agg("name" ORDER BY "id") FROM "circle" WHERE "circle"."county" = $1'
        )
    assert names == [VEILED, "周阿婆"]
    assert await told_of(topic) == ("李大爷", "13800005678", STORY.replace("13800005678", VEILED))
    assert (await people["citizen"].get("/follow")).status_code == 200


async def test_signed_in_one_has_the_file_at_once(client: Browser, topic: int) -> None:
    account = await given.signed_in(client, Role.MEMBER)
    async with county_tx():
        await given.a_member("赵委员", account=account)
    own = sheet((await client.get("/account/data.xlsx")).content)
    assert "赵委员" in own
    assert "李大爷" not in own, topic
    sent = await client.post("/account/data", data={"kind": "correction", "words": "我叫张三丰"})
    assert sent.status_code == 303
    async with browser(str(client.base_url.path).rstrip("/")) as other:
        await given.signed_in(other, Role.OFFICE)
        await decided(other, name="张三丰")
    assert Page(await client.get("/account")).texts("dl.facts dd")[0] == "张三丰"


async def test_who_is_in_office_leaves_first_and_nobody_decides_for_themselves(
    client: Browser, county: int
) -> None:
    me = await given.signed_in(client, Role.OFFICE)
    assert (await client.post("/account/data", data={"kind": "erasure"})).status_code == 303
    form = {"decision": "done", "answer": "删"}
    path = f"/wishes/{(await wish())['id']}/decision"
    own = Page(await client.post(path, data=form))
    assert "自己经手" in own.wrong["decision"]
    async with browser(f"/c{county}") as other:
        await given.signed_in(other, Role.OFFICE)
        held = Page(await other.post(path, data=form))
    assert held.wrong["decision"].startswith("本人还在任"), me


async def test_nobody_decides_about_the_matter_that_they_raised(
    client: Browser, county: int
) -> None:
    """Nor about another of theirs that is included."""
    station, me = await given.a_station(), await given.signed_in(client, Role.OFFICE)
    mine, same = [await given.a_topic(station, raiser=who) for who in (me, None)]
    form = {"decision": "done", "answer": "查到了"}
    for of, included, own in ((mine, [], True), (same, [mine], True), (same, [], False)):
        about = {"of": "topic", "number": str(of), "kind": "access"}
        assert (await client.post("/wishes", data=about)).is_redirect
        path = f"/wishes/{(await wish())['id']}/decision"
        more = {"matters": [str(each) for each in included]}
        sent = await client.post(path, data=form | more)
        assert ("自己经手" in Page(sent).wrong.get("decision", "")) is own, of
        if own:
            async with browser(f"/c{county}") as other:
                await given.signed_in(other, Role.OFFICE)
                assert (await other.post(path, data=form)).is_redirect


async def test_the_rules_keep_within_bounds() -> None:
    for field, good, bad in (
        ("answer_days", (1, 30), (0, 31)),
        ("raiser_months", (1, 120), (0, 121)),
    ):
        charter = given.charter()
        for value_, fine in [*((each, True) for each in good), *((each, False) for each in bad)]:
            setattr(charter.personal, field, value_)
            assert (charter_rules.check(charter) == []) is fine, (field, value_)
