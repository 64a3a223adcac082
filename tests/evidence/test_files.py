"""Files through the pages and the worker: from the device to whoever may have them, and away."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from app.dates import now, today
from app.db import county_tx, current_realm, rows
from app.evidence import rules
from app.evidence.decoding import contents
from app.evidence.file_pages import disposition
from app.evidence.store import reconcile, sweep
from app.evidence.store.chosen import store
from app.evidence.tables import File
from app.outcomes.tables import Outcome
from app.topics.tables import Passage
from tests.conftest import Browser
from tests.evidence import documents, steps
from tests.page import Page, is_told_without_body

pytestmark = pytest.mark.anyio

KINDS = ("topic", "passage", "consultation", "outcome", "commitment", "activity", "station")


async def subjects(station: int, approver: int | None = None) -> dict[str, int]:
    """One of each kind that takes files: nothing public, filed or decided yet."""
    found = await steps.subjects(station)
    approved = Passage(
        topic=found["topic"], ring=2, kind="approve", decision="pass", role="party",
        facts={"document": "县委〔2026〕3号"}, account=approver, happened_on=today(),
    )  # fmt: skip
    reported = Outcome(
        topic=found["topic"], kind="proposal", text="修路灯", reported_to="县委",
        reported_on=today(),
    )  # fmt: skip
    async with county_tx():
        await Passage.insert(approved)
        await Outcome.insert(reported)
    return {kind: found[kind] for kind in KINDS if kind in found} | {
        "passage": int(approved.id),
        "outcome": int(reported.id),
    }


async def ledger() -> list[int]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "quantity" FROM "ledger" WHERE "ledger"."county" = $1'
            ' AND "kind" = \'file.added\' ORDER BY "id"'
        )
    return [each["quantity"] for each in found]


async def states() -> list[tuple[str, str]]:
    async with county_tx(readonly=True):
        found = await File.select(File.state, File.refusal).order_by(File.id)
    return [(each["state"], each["refusal"]) for each in found]


async def test_from_the_device_to_the_store_and_back(
    client: Browser, keeper: int, station: int
) -> None:
    file = await steps.file_shown(client, "station", station, documents.DOC, "会议纪要.wps")
    async with county_tx(readonly=True):
        row = await File.objects().first()
    assert row
    assert (row.name, row.type, row.size) == ("会议纪要.wps", "doc", len(documents.DOC))
    assert (row.account, row.station) == (keeper, station)
    assert row.published_at is None
    assert await steps.objects() == [row.object]
    assert await ledger() == [1]
    squeezed = {"accept-encoding": "gzip"}
    there = await client.get(f"/files/{file}/download", headers=squeezed)
    assert there.status_code == 200
    assert there.content == documents.DOC
    assert there.headers["content-disposition"] == (
        "attachment; filename=\"file.wps\"; filename*=UTF-8''" + quote("会议纪要.wps")
    )
    assert there.headers["x-content-type-options"] == "nosniff"
    assert there.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert there.headers["content-type"] == "application/msword"
    assert there.headers["content-length"] == str(len(documents.DOC))
    await is_told_without_body(client, there)
    assert there.headers["cache-control"] == "private, no-cache"
    assert "content-encoding" not in there.headers
    facts = Page(await client.get(f"/files/{file}")).facts
    assert facts["种类"] == "文字文稿"
    assert facts["大小"] == "6 KB"
    assert facts["上传人"] == "张三"
    assert facts["谁能看到"] == "只在内部可见"


def test_names_for_all_programs() -> None:
    assert disposition("a b.pdf") == (
        "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf"
    )
    assert disposition("附件.说明") == (
        "attachment; filename=\"file\"; filename*=UTF-8''%E9%99%84%E4%BB%B6.%E8%AF%B4%E6%98%8E"
    )
    assert (
        disposition("▇▇") == "attachment; filename=\"file.\"; filename*=UTF-8''%E2%96%87%E2%96%87"
    )
    assert disposition('x";evil=1.pdf') == (
        "attachment; filename=\"x__evil_1.pdf\"; filename*=UTF-8''x%22%3Bevil%3D1.pdf"
    )


@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("批复.pdf", documents.EXE, contents.UNKNOWN),
        ("批复.pdf", documents.HTML, contents.UNKNOWN),
        ("批复.txt", documents.HTML, contents.UNKNOWN),
        ("批复.pdf", documents.SVG, contents.UNKNOWN),
        ("批复.docx", b"", contents.BOMB),
        ("批复.docx", documents.MACROS, contents.WITH_PROGRAM),
    ],
)
async def test_its_bytes_decide_and_not_its_name(
    client: Browser, stranger: Browser, station: int, name: str, data: bytes, why: str
) -> None:
    data = data or documents.bomb()
    file = await steps.file_sent(client, "station", station, data, name)
    await steps.work()
    assert await states() == [("refused", why)]
    assert (await client.get(f"/files/{file}/state")).json()["text"] == why
    assert await steps.objects() == []
    assert await ledger() == []
    for path in ("", "/download"):
        assert (await client.get(f"/files/{file}{path}")).status_code == 404
    page = f"/files/of/station/{station}"
    assert f"{name}：{why}" in (await client.get(page)).text
    assert why not in (await stranger.get(page)).text


@pytest.mark.usefixtures("keeper")
async def test_internal_until_somebody_publishes_it(
    client: Browser, stranger: Browser, topic: int
) -> None:
    file = await steps.file_shown(client, "topic", topic, documents.PDF)
    addresses = (f"/files/{file}", f"/files/{file}/download")

    async def found_by(who: Browser) -> set[int]:
        return {(await who.get(each)).status_code for each in addresses}

    assert await found_by(stranger) == {404}
    assert "批复.pdf" not in (await stranger.get(f"/topics/{topic}")).text
    assert "批复.pdf" in (await client.get(f"/topics/{topic}")).text
    page = Page(await client.get(f"/files/{file}"))
    assert "不会被遮盖" in page.one("main .notice").text
    assert (await stranger.post(f"/files/{file}/publication")).status_code == 401
    assert await found_by(stranger) == {404}

    assert (await client.post(f"/files/{file}/publication")).status_code == 303
    assert await found_by(stranger) == {200}
    assert (await stranger.get(addresses[1])).content == documents.PDF
    shown = Page(await stranger.get(f"/topics/{topic}"))
    assert shown.one(f'a[href$="/files/{file}"]').text == "批复.pdf"
    assert "张三" not in (await stranger.get(addresses[0])).text

    sent = await client.post(f"/files/{file}/retraction", data={"reason": " "})
    assert (sent.status_code, rules.REASON_EMPTY in sent.text) == (422, True)
    assert await found_by(stranger) == {200}
    sent = await client.post(f"/files/{file}/retraction", data={"reason": "还没有定稿"})
    assert sent.status_code == 303
    assert await found_by(stranger) == {404}
    assert await found_by(client) == {200}
    assert await noted("file_published") == [
        (f"/files/{file}", {"state": "shared"}),
        (f"/files/{file}", {"state": "withdrawn", "reason": "还没有定稿"}),
    ]


async def noted(act: str) -> list[tuple[str, Any]]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "about", "after" FROM "audit" WHERE "audit"."county" = $1 AND "act" = $2'
            ' ORDER BY "id"',
            act,
        )
    return [(each["about"], json.loads(each["after"])) for each in found]


@pytest.mark.usefixtures("keeper")
async def test_what_was_withdrawn_is_gone_at_once_and_says_why(
    client: Browser, stranger: Browser, topic: int
) -> None:
    public, internal = [
        await steps.file_shown(client, "topic", topic, documents.PDF) for _n in range(2)
    ]
    await client.post(f"/files/{public}/publication")
    for file, reason in ((public, "传错了版本"), (internal, "草稿")):
        sent = await client.post(f"/files/{file}/removal")
        assert (sent.status_code, rules.REASON_EMPTY in sent.text) == (422, True)
        sent = await client.post(f"/files/{file}/removal", data={"reason": reason})
        assert sent.status_code == 303
        assert sent.headers["location"] == f"/c{current_realm.get()}/topics/{topic}"
        for who in (client, stranger):
            for path in ("", "/download"):
                assert (await who.get(f"/files/{file}{path}")).status_code == 404
    assert await ledger() == [1, 1, -1, -1]
    assert [about for about, _after in await noted("taken_down")] == [f"/topics/{topic}"] * 2
    shelf = f"/files/of/topic/{topic}"
    said = [each.split("：")[1] for each in Page(await client.get(shelf)).texts("ul.list li")]
    assert sorted(said) == ["传错了版本", "草稿"]
    said = [each.split("：")[1] for each in Page(await stranger.get(shelf)).texts("ul.list li")]
    assert said == ["传错了版本"]


@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize(
    ("size", "name", "why"),
    [
        (64 * 2**20 + 1, "a.mp3", rules.FILE_TOO_LARGE),
        (0, "a.pdf", rules.FILE_EMPTY),
        (100, "", contents.NAMELESS),
    ],
)
async def test_what_is_announced_wrongly_is_refused_before_it_is_sent(
    client: Browser, station: int, size: int, name: str, why: str
) -> None:
    sent = await steps.announced(client, "station", station, size, name=name)
    assert (sent.status_code, why in sent.text) == (422, True)
    assert await states() == []


async def test_only_what_is_there_counts(client: Browser, keeper: int, station: int) -> None:
    await steps.ready_files("station", station, keeper, 29)
    await steps.ready_files("station", station, keeper, 40, state="pending")
    await steps.ready_files("station", station, keeper, 5, removed_at=now())
    first, second = [
        (await steps.announced(client, "station", station, 9, name="a.txt")).json()
        for _n in range(2)
    ]
    again = await steps.announced(client, "station", station, 9, name="a.txt", again=first["id"])
    assert again.json()["id"] == first["id"]
    for each in (first, second):
        await steps.put(client, each["upload"], b"123456789")
    assert (await client.post(f"/files/{first['id']}/arrival")).json()["state"] == "arrived"
    answer = (await client.post(f"/files/{second['id']}/arrival")).json()
    assert (answer["state"], answer["text"]) == ("refused", rules.FILES_FULL_MEANWHILE)
    late = await steps.announced(client, "station", station, 9, name="a.txt")
    assert "30 个" in late.text


@pytest.mark.parametrize(
    ("there", "columns", "data", "why"),
    [
        (20, {"type": "docx"}, documents.PDF, contents.TOO_MANY["document"]),
        (10, {"type": "mp3"}, documents.AMR, contents.TOO_MANY["sound"]),
        (20, {"type": "text"}, documents.TEXT, contents.TOO_MANY["text"]),
        (8, {"size": 64 * 2**20}, documents.TEXT, rules.FILES_TOO_LARGE),
        (19, {"type": "docx"}, documents.PDF, ""),
        (20, {"type": "docx"}, documents.TEXT, ""),
    ],
)
async def test_limits_of_each_kind_and_of_one_subject(
    client: Browser, keeper: int, station: int, there: int, columns: Any, data: bytes, why: str
) -> None:
    await steps.ready_files("station", station, keeper, there, **columns)
    await steps.file_sent(client, "station", station, data)
    await steps.work()
    assert (await states())[-1] == ("refused" if why else "ready", why)
    await sweep.sweep()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def set_clock(**passed: int) -> None:
        at = now() + timedelta(**passed)
        monkeypatch.setattr(sweep, "now", lambda: at)
        monkeypatch.setattr(reconcile, "now", lambda: at)

    return set_clock


@pytest.mark.usefixtures("keeper")
async def test_one_whose_browser_went_away_is_taken_up_after_an_hour(
    client: Browser, station: int, later: Callable[..., None]
) -> None:
    sent = await steps.announced(client, "station", station, len(documents.PDF), name="a.pdf")
    await steps.put(client, sent.json()["upload"], documents.PDF)
    await steps.announced(client, "station", station, 100, name="never sent.pdf")
    later(minutes=59)
    await sweep.sweep()
    assert [each[0] for each in await states()] == ["pending", "pending"]
    later(hours=1)
    await sweep.sweep()
    assert await steps.work() == ["file.intake"]
    assert [each[0] for each in await states()] == ["ready", "pending"]
    later(days=400)
    await sweep.sweep()
    assert [each[0] for each in await states()] == ["ready"]
    there = await client.get(f"/files/{sent.json()['id']}/download")
    assert there.content == documents.PDF


@pytest.mark.usefixtures("keeper")
async def test_a_withdrawn_file_s_bytes_go_after_a_month(
    client: Browser, station: int, later: Callable[..., None]
) -> None:
    file = await steps.file_shown(client, "station", station, documents.PDF)
    await client.post(f"/files/{file}/removal", data={"reason": "传错了"})
    later(days=29)
    await sweep.sweep()
    assert len(await steps.objects()) == 1
    later(days=31)
    await sweep.sweep()
    assert await steps.objects() == []


@pytest.mark.usefixtures("keeper")
async def test_reconciling_knows_files(
    client: Browser, station: int, later: Callable[..., None]
) -> None:
    lost, kept = [
        await steps.file_shown(client, "station", station, documents.PDF) for _n in range(2)
    ]
    sent = await steps.announced(client, "station", station, len(documents.PDF), name="a.pdf")
    await steps.put(client, sent.json()["upload"], documents.PDF)
    async with county_tx(readonly=True):
        (row,) = await File.select(File.object).where(File.id == lost)
    await store().delete(row["object"])
    later(days=2)
    about = f"c{current_realm.get()}: "
    lines = [
        line.removeprefix(about) async for line in reconcile.reconcile(do=True) if about in line
    ]
    assert lines == [
        f"file {sent.json()['id']} arrived and nobody said so; it is taken in now.",
        f"file {lost} has lost its bytes; it is withdrawn.",
    ]
    assert await steps.work() == ["file.intake"]
    assert (await client.get(f"/files/{lost}")).status_code == 404
    assert (await client.get(f"/files/{kept}/download")).status_code == 200
    assert rules.FILE_GONE in (await client.get(f"/files/of/station/{station}")).text


async def test_bytes_that_are_gone_are_not_found(
    client: Browser, keeper: int, station: int
) -> None:
    (file,) = await steps.ready_files("station", station, keeper)
    assert (await client.get(f"/files/{file}")).status_code == 200
    assert (await client.get(f"/files/{file}/download")).status_code == 404


@pytest.mark.usefixtures("keeper")
async def test_the_intake_asks_again_who_sends(client: Browser, station: int) -> None:
    await steps.file_sent(client, "station", station, documents.PDF)
    async with county_tx():
        await rows('UPDATE "appointment" SET "ended_at" = now() WHERE "appointment"."county" = $1')
    await steps.work()
    assert await states() == [("refused", rules.FILE_NOT_YOURS)]
    assert await steps.objects() == []


@pytest.mark.usefixtures("keeper")
async def test_without_javascript_the_form_does_the_same(client: Browser, station: int) -> None:
    page = Page(await client.get(f"/stations/{station}"))
    sends = page.one('form[action$="/files/form"]')
    assert (sends["method"], sends["enctype"]) == ("post", "multipart/form-data")
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    files = [
        ("file", ("纪要.txt", documents.TEXT, "text/plain")),
        ("file", ("批复.pdf", documents.EXE, "application/pdf")),
    ]
    for _ in range(2):  # an impatient finger
        response = await client.post("/files/form", data=form, files=files)
        assert response.status_code == 303
    led_to = response.headers["location"]
    assert led_to == f"/c{current_realm.get()}/files/of/station/{station}"
    assert await steps.work() == ["file.intake"] * 2
    shelf = Page(await client.get(f"http://test{led_to}"))
    assert shelf.texts("a.title") == ["纪要.txt"]
    assert [contents.UNKNOWN in each for each in shelf.texts("ul.notice li")] == [True]
    sent = await client.post("/files/form", data=form | {"form_token": client.form_token()})
    assert "请先选择文件" in sent.text


@pytest.mark.usefixtures("keeper")
async def test_a_stranger_s_words_in_a_name_are_veiled(
    client: Browser, stranger: Browser, topic: int
) -> None:
    """The raiser of the matter is 李大爷, and his number is one."""
    name = "李大爷13800005678的材料.pdf"
    file = await steps.file_shown(client, "topic", topic, documents.PDF, name)
    await client.post(f"/files/{file}/publication")
    for path in (f"/topics/{topic}", f"/files/{file}", f"/files/of/topic/{topic}"):
        assert name in (await client.get(path)).text
        text = (await stranger.get(path)).text
        assert "138****5678" in text
        assert "李大爷" not in text
        assert "13800005678" not in text
    header = (await stranger.get(f"/files/{file}/download")).headers["content-disposition"]
    assert quote("李大爷") not in header
    assert "13800005678" not in header
