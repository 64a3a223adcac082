"""Photos through the pages: who may send, who may look, and what is refused."""

import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from app import evidence
from app.access.roles import Role
from app.consultations.tables import Consultation
from app.dates import now
from app.db import county_tx, current_realm, rows, value
from app.evidence import rules
from app.evidence.rules import LARGEST, MOST_PHOTOS, mark_of
from app.evidence.store.chosen import store
from app.evidence.store.directory import Directory
from app.evidence.store.storage import StoreAway
from app.evidence.tables import Photo
from app.topics.tables import Topic
from tests import given
from tests.conftest import Browser, browser
from tests.evidence import pictures, steps
from tests.page import Page, is_told_without_body

pytestmark = pytest.mark.anyio


@pytest.fixture
async def station(county: int) -> int:  # noqa: ARG001
    return await given.a_station()


@pytest.fixture
async def topic(station: int) -> int:
    return await given.a_topic(station, published_at=now())


@pytest.fixture
async def consultation(topic: int, station: int) -> int:
    return await steps.a_consultation(topic, station, state="filed")


@pytest.fixture
async def stranger(county: int) -> AsyncIterator[Browser]:
    async with browser(f"/c{county}") as client:
        assert isinstance(client, Browser)
        yield client


@pytest.fixture
async def member(client: Browser) -> int:
    """The client is signed in as a member. → the account"""
    return await given.signed_in(client, Role.MEMBER)


async def ledger() -> list[tuple[int, int | None, int | None]]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "quantity", "station", "consultation" FROM "ledger"'
            ' WHERE "ledger"."county" = $1 AND "kind" = \'photo.added\' ORDER BY "id"'
        )
    return [tuple(each) for each in found]


async def test_signed_out_nothing_can_be_sent(client: Browser, consultation: int) -> None:
    assert (await steps.announced(client, "consultation", consultation, 9)).status_code == 401
    for path in ("/photos/1/arrival", "/photos/form", "/photos/1/caption", "/photos/1/removal"):
        assert (await client.post(path)).status_code == 401
    assert (await client.get("/photos/1/state")).status_code == 401


async def test_from_phone_to_page(
    client: Browser, stranger: Browser, member: int, consultation: int, station: int
) -> None:
    photo = await steps.shown(client, "consultation", consultation)
    picture = await stranger.get(f"/photos/{photo}/1280")
    assert picture.status_code == 200
    assert picture.headers["cache-control"] == "private, no-cache"  # asks again each time
    assert picture.headers["content-type"] == "image/webp"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert "content-encoding" not in picture.headers
    image = Image.open(io.BytesIO(picture.content))
    assert image.size == (640, 480)
    assert not dict(image.getexif())
    assert b"SecretPhone" not in picture.content
    page = await stranger.get(f"/photos/{photo}")
    assert f'href="/c{current_realm.get()}/consultations/{consultation}"' in page.text
    for private in ("2026年3月1日 周日 09:30", "33.40833", "104.92", "张三"):
        assert private not in page.text
    assert await ledger() == [(1, station, consultation)]
    stem = await key_of(photo)
    assert sorted(await steps.objects()) == sorted(rules.rendition(stem, n) for n in rules.SIZES)
    assert await uploader_of(photo) == member


async def key_of(photo: int) -> str:
    async with county_tx(readonly=True):
        row = await Photo.select(Photo.object).where(Photo.id == photo).first()
    assert row
    return str(row["object"])


async def uploader_of(photo: int) -> int:
    async with county_tx(readonly=True):
        row = await Photo.select(Photo.account).where(Photo.id == photo).first()
    assert row
    return int(row["account"])


@pytest.mark.usefixtures("member")
async def test_the_office_sees_when_and_where(
    client: Browser, stranger: Browser, topic: int, station: int
) -> None:
    day = steps.HELD_ON + timedelta(days=2)
    consultation = await steps.a_consultation(topic, station, held_on=day)
    photo = await steps.shown(client, "consultation", consultation)
    await given.signed_in(stranger, Role.OFFICE)
    page = (await stranger.get(f"/photos/{photo}")).text
    facts = Page(page).facts
    assert facts["拍摄时间"].startswith("2026年3月1日 周日 09:30")
    assert facts["拍摄位置"] == "北纬 33.40833，东经 104.92000"
    assert facts["上传人"] == "张三"
    assert "请核对" in Page(page).one("main .notice").text
    async with county_tx():
        await Consultation.update({Consultation.held_on: steps.HELD_ON}).where(
            Consultation.id == consultation
        )
    assert "请核对" not in (await stranger.get(f"/photos/{photo}")).text


@pytest.mark.usefixtures("member")
async def test_what_strangers_see_follows_the_topic_at_once(
    client: Browser, stranger: Browser, topic: int, consultation: int
) -> None:
    photo = await steps.shown(client, "consultation", consultation)
    addresses = (
        f"/photos/{photo}",
        f"/photos/{photo}/320",
        f"/photos/of/consultation/{consultation}",
    )

    async def statuses(who: Browser) -> set[int]:
        return {(await who.get(address)).status_code for address in addresses}

    assert await statuses(stranger) == {200}
    async with county_tx():
        await Topic.update({Topic.published_at: None}).where(Topic.id == topic)
    assert await statuses(stranger) == {404}
    assert await statuses(client) == {200}
    async with county_tx():
        await Topic.update({Topic.published_at: now()}).where(Topic.id == topic)
        await Consultation.update({Consultation.state: "planned"}).where(
            Consultation.id == consultation
        )
    assert await statuses(stranger) == {404}
    await given.signed_in(stranger, Role.REGION)
    assert await statuses(stranger) == {404}


@pytest.mark.usefixtures("member")
async def test_another_county_has_no_such_photo(
    client: Browser, consultation: int, other_county: int
) -> None:
    photo = await steps.shown(client, "consultation", consultation)
    here = current_realm.set(other_county)
    async with browser(f"/c{other_county}") as there:
        await given.signed_in(there, Role.OFFICE, Role.MEMBER)
        for path in ("", "/320", "/1280", "/state"):
            assert (await there.get(f"/photos/{photo}{path}")).status_code == 404
        for path in ("arrival", "caption", "removal"):
            assert (await there.post(f"/photos/{photo}/{path}", data={})).status_code == 404
        response = await steps.announced(there, "consultation", consultation, 100)
        assert response.status_code == 404
    current_realm.reset(here)
    assert (await client.get(f"/photos/{photo}/320")).status_code == 200


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("size", ["2560", "0", "319", "x"])
async def test_other_sizes_there_are_none(client: Browser, station: int, size: str) -> None:
    photo = await steps.shown(client, "station", station)
    assert (await client.get(f"/photos/{photo}/{size}")).status_code == 404


@pytest.mark.parametrize("role", [Role.TOWNSHIP, Role.CONVENER, Role.COMMITTEE])
async def test_roles_send_where_they_are(client: Browser, station: int, role: Role) -> None:
    await given.signed_in(client, role, station=station)
    assert (await steps.announced(client, "station", station, 100)).status_code == 200
    elsewhere = await given.a_station("别处议事点")
    assert (await steps.announced(client, "station", elsewhere, 100)).status_code == 403


async def test_a_department_sends_for_what_it_owes(client: Browser, station: int) -> None:
    topic = await given.a_topic(station)
    async with county_tx():
        department = await given.a_department("住建局")
    await given.signed_in(client, Role.DEPARTMENT, department=department)
    assert (await steps.announced(client, "topic", topic, 100)).status_code == 404


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.PARTY, Role.REGION])
async def test_others_do_not_send(client: Browser, station: int, role: Role) -> None:
    await given.signed_in(client, role)
    assert (await steps.announced(client, "station", station, 100)).status_code == 403


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    ("size", "said"),
    [
        (LARGEST + 1, rules.TOO_LARGE),
        (0, rules.EMPTY),
    ],
)
async def test_what_is_announced_wrongly_is_refused_before_it_is_sent(
    client: Browser, station: int, size: int, said: str
) -> None:
    response = await steps.announced(client, "station", station, size)
    assert response.status_code == 422
    assert said in response.text
    async with county_tx(readonly=True):
        assert not await Photo.exists()


@pytest.mark.usefixtures("member")
async def test_enough_is_enough(client: Browser, station: int) -> None:
    async with county_tx():
        await Photo.insert(
            *(Photo(station=station, object=f"1/a/{n}", state="ready") for n in range(MOST_PHOTOS))
        )
    response = await steps.announced(client, "station", station, 100)
    assert response.status_code == 422
    assert "60 张" in response.text


@pytest.mark.usefixtures("member")
async def test_what_was_only_announced_takes_no_place(client: Browser, station: int) -> None:
    """Neither a bad line nor another person's announcements fill it; what came does."""
    there = [
        Photo(station=station, object=f"1/a/{n}", state="ready" if n < 59 else "pending")
        for n in range(MOST_PHOTOS + 20)
    ]
    async with county_tx():
        await Photo.insert(*there)
    first, second = [
        (await steps.announced(client, "station", station, 100)).json() for _ in range(2)
    ]
    for each in (first, second):
        assert (await steps.put(client, each["upload"], b"x" * 100)).status_code == 201
    assert (await client.post(f"/photos/{first['id']}/arrival")).json()["state"] == "arrived"
    answer = (await client.post(f"/photos/{second['id']}/arrival")).json()
    assert (answer["state"], answer["text"]) == ("refused", rules.FULL_MEANWHILE)
    assert (await steps.announced(client, "station", station, 100)).status_code == 422


@pytest.mark.usefixtures("member")
async def test_a_retry_takes_its_own_place_again(
    client: Browser, stranger: Browser, station: int
) -> None:
    data = pictures.from_phone()
    first = (await steps.announced(client, "station", station, len(data))).json()
    again = (await steps.announced(client, "station", station, len(data), again=first["id"])).json()
    assert again["id"] == first["id"]
    assert (await steps.put(client, again["upload"], data)).status_code == 201
    third = (await steps.announced(client, "station", station, len(data), again=first["id"])).json()
    assert third["id"] == first["id"]
    assert (await steps.put(client, third["upload"], data)).status_code == 412  # it is there
    assert (await client.post(f"/photos/{first['id']}/arrival")).json()["state"] == "arrived"
    assert await photos_there() == 1
    await given.signed_in(stranger, Role.MEMBER)
    other = (await steps.announced(client, "station", station, 9)).json()["id"]
    theirs = (await steps.announced(stranger, "station", station, 9, again=other)).json()["id"]
    elsewhere = await given.a_station("别处议事点")
    there = (await steps.announced(client, "station", elsewhere, 9, again=other)).json()["id"]
    assert len({other, theirs, there}) == 3


@pytest.mark.usefixtures("member")
async def test_a_cancelled_consultation_takes_none(
    client: Browser, topic: int, station: int
) -> None:
    consultation = await steps.a_consultation(topic, station, state="cancelled")
    assert (await steps.announced(client, "consultation", consultation, 100)).status_code == 422


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("kind", ["nothing", "account", "photo", ""])
async def test_of_what_there_is_not(client: Browser, kind: str) -> None:
    assert (await steps.announced(client, kind, 1, 100)).status_code == 404
    assert (await client.get(f"/photos/of/{kind or 'topic'}/1")).status_code == 404


@pytest.mark.usefixtures("member")
async def test_what_is_no_photo_leaves_nothing_but_the_reason(
    client: Browser, stranger: Browser, station: int
) -> None:
    photo = await steps.sent(client, "station", station, pictures.HTML)
    await steps.work()
    answer = (await client.get(f"/photos/{photo}/state")).json()
    assert answer["state"] == "refused"
    assert answer["text"] == rules.NOT_A_PHOTO
    assert await steps.objects() == []
    assert await ledger() == []
    assert rules.NOT_A_PHOTO in (await client.get(f"/photos/of/station/{station}")).text
    assert rules.NOT_A_PHOTO not in (await stranger.get(f"/photos/of/station/{station}")).text
    for path in ("", "/320"):
        assert (await client.get(f"/photos/{photo}{path}")).status_code == 404


@pytest.mark.usefixtures("member")
async def test_an_arrival_without_photo_is_refused(client: Browser, station: int) -> None:
    photo = (await steps.announced(client, "station", station, 100)).json()["id"]
    response = await client.post(f"/photos/{photo}/arrival", headers={"hx-request": "true"})
    assert response.status_code == 422
    assert rules.NOT_THERE in response.text
    assert await steps.work() == []


@pytest.mark.usefixtures("member")
async def test_an_arrival_said_twice_is_worked_on_once(client: Browser, station: int) -> None:
    photo = await steps.sent(client, "station", station)
    assert (await client.post(f"/photos/{photo}/arrival")).json()["state"] == "arrived"
    assert await steps.work() == ["photo.intake"]
    assert (await client.post(f"/photos/{photo}/arrival")).json()["state"] == "ready"
    assert len(await ledger()) == 1


@pytest.mark.usefixtures("member")
async def test_a_photo_is_changed_by_its_sender_and_the_keepers(
    client: Browser, stranger: Browser, station: int
) -> None:
    photo = await steps.shown(client, "station", station)
    await given.signed_in(stranger, Role.MEMBER)
    other = await given.a_station("别处议事点")
    for path in ("caption", "removal"):
        response = await stranger.post(f"/photos/{photo}/{path}", data={"caption": "改"})
        assert response.status_code == 403
    await given.signed_in(stranger, Role.CONVENER, station=other)
    assert (await stranger.post(f"/photos/{photo}/removal")).status_code == 403
    response = await client.post(f"/photos/{photo}/caption", data={"caption": " 修好的 <路灯> "})
    assert response.status_code == 303
    assert "修好的 &lt;路灯&gt;" in (await client.get(f"/photos/{photo}")).text
    form = {"caption": "长" * 101, "before": "修好的 <路灯>"}
    response = await client.post(f"/photos/{photo}/caption", data=form)
    assert response.status_code == 422
    await given.signed_in(stranger, Role.CONVENER, station=station)
    response = await stranger.post(f"/photos/{photo}/removal")
    assert response.status_code == 303
    assert response.headers["location"] == f"/c{current_realm.get()}/stations/{station}"


@pytest.mark.usefixtures("member")
async def test_what_was_removed_is_gone_at_once_and_no_longer_counts(
    client: Browser, stranger: Browser, station: int
) -> None:
    first, second = [await steps.shown(client, "station", station) for _ in range(2)]
    seen = await stranger.get(f"/photos/{first}/320")
    known = {"if-none-match": seen.headers["etag"]}
    again = await stranger.get(f"/photos/{first}/320", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    for _ in range(2):
        await client.post(f"/photos/{first}/removal")
    for path in ("", "/320"):
        assert (await stranger.get(f"/photos/{first}{path}")).status_code == 404
        assert (await client.get(f"/photos/{first}{path}")).status_code == 404
        late = await stranger.get(f"/photos/{first}{path}", headers=known)
        assert late.status_code == 404
    assert (await stranger.get(f"/photos/{second}/320")).status_code == 200
    assert [each[0] for each in await ledger()] == [1, 1, -1]
    async with county_tx(readonly=True):
        found = await evidence.photos_of(None, "station", [station])
    assert [each["id"] for each in found[station]] == [second]


@pytest.mark.usefixtures("member")
async def test_photos_of_several_subjects(client: Browser, station: int) -> None:
    other = await given.a_station("别处议事点")
    first = await steps.shown(client, "station", station)
    second = await steps.shown(client, "station", other, pictures.from_phone(6))
    await steps.sent(client, "station", other)
    async with county_tx(readonly=True):
        found = await evidence.photos_of(None, "station", [station, other, 7])
        assert await evidence.photos_of(None, "topic", []) == {}
    assert {key: [each["id"] for each in photos] for key, photos in found.items()} == {
        station: [first],
        other: [second],
    }
    assert (found[other][0]["width"], found[other][0]["height"]) == (240, 320)


@pytest.mark.usefixtures("member")
async def test_without_javascript_the_form_does_the_same(
    client: Browser, stranger: Browser, station: int
) -> None:
    page = (await client.get(f"/photos/of/station/{station}")).text
    sends = Page(page).one('form[action$="/photos/form"]')
    assert (sends["method"], sends["enctype"]) == ("post", "multipart/form-data")
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    files = [
        ("photo", ("a.jpg", pictures.from_phone(), "image/jpeg")),
        ("photo", ("b.jpg", pictures.HTML, "image/jpeg")),
    ]
    for _ in range(2):  # an impatient finger
        response = await client.post("/photos/form", data=form, files=files)
        assert response.status_code == 303
    led_to = response.headers["location"]
    assert led_to == f"/c{current_realm.get()}/photos/of/station/{station}"
    waiting = Page(await client.get(f"http://test{led_to}")).texts("ul.notice li")
    assert ["正在处理" in each for each in waiting] == [True, True]
    assert await steps.work() == ["photo.intake"] * 2
    page = (await client.get(f"http://test{led_to}")).text
    assert page.count("/320") == 1
    assert rules.NOT_A_PHOTO in page
    assert len(await ledger()) == 1
    response = await stranger.get(f"http://test{led_to}")
    assert rules.NOT_A_PHOTO not in response.text
    assert "multipart/form-data" not in response.text


@pytest.mark.usefixtures("member")
async def test_the_bytes_decide_and_not_what_it_is_called(client: Browser, station: int) -> None:
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    data = pictures.from_phone()
    files = [
        ("photo", (name, data if good else pictures.SVG, kind))
        for name, kind, good in [
            ("a.gif", "image/gif", True),
            ("照片", "", True),
            ("b.pdf", "application/octet-stream", True),
            ("c.jpg", "image/jpeg", False),
        ]
    ]
    assert (await client.post("/photos/form", data=form, files=files)).status_code == 303
    assert await steps.work() == ["photo.intake"] * 4
    async with county_tx(readonly=True):
        found = await Photo.select(Photo.state).order_by(Photo.id)
    assert [each["state"] for each in found] == ["ready", "ready", "ready", "refused"]


def files_of(*photos: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("photo", (name, data, "image/jpeg")) for name, data in photos]


async def photos_there() -> int:
    async with county_tx(readonly=True):
        return int(await Photo.count())


@pytest.mark.usefixtures("member")
async def test_other_photos_under_the_same_token_are_no_twin(client: Browser, station: int) -> None:
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    first, second = files_of(("a.jpg", pictures.from_phone())), files_of(("a.jpg", pictures.HTML))
    assert (await client.post("/photos/form", data=form, files=first)).status_code == 303
    sent = await client.post("/photos/form", data=form, files=second)
    assert sent.status_code == 409
    assert notice_of(sent.text) == ["这一页的表单已经提交过一次，内容与这次不同。请核对后再提交。"]
    assert await photos_there() == 1


@pytest.mark.usefixtures("member")
async def test_a_form_that_was_broken_off_goes_on_under_its_token(
    client: Browser, station: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    files = files_of(("a.jpg", pictures.from_phone()), ("b.jpg", pictures.from_phone()))
    real, asked = store().put, 0

    async def away_at_the_second(*values: Any) -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise StoreAway
        await real(*values)

    monkeypatch.setattr(store(), "put", away_at_the_second)
    sent = await client.post("/photos/form", data=form, files=files)
    assert (sent.status_code, sent.headers["retry-after"]) == (503, "5")
    monkeypatch.setattr(store(), "put", real)
    for _twice in range(2):
        sent = await client.post("/photos/form", data=form, files=files)
        assert sent.status_code == 303
    assert await steps.work() == ["photo.intake"] * 2
    assert await photos_there() == 2


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("token", ["", "abc", "stranger's"])
async def test_the_form_needs_its_token(
    client: Browser, stranger: Browser, station: int, token: str
) -> None:
    token = {"stranger's": stranger.form_token()}.get(token, token)
    form = {"kind": "station", "id": str(station), "form_token": token}
    files = files_of(("a.jpg", pictures.from_phone()))
    sent = await client.post("/photos/form", data=form, files=files)
    assert sent.status_code == 409
    assert notice_of(sent.text) == [
        "这一页打开太久，或是在别的浏览器里打开的。请重新选择，再传一次。"
    ]
    new = Page(sent).one("form[enctype] input[name=form_token]").value
    again = await client.post("/photos/form", data=form | {"form_token": new}, files=files)
    assert again.status_code == 303
    assert await photos_there() == 1


@pytest.mark.usefixtures("member")
async def test_all_photos_of_a_form_or_none_and_each_reason(client: Browser, station: int) -> None:
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    good, empty = ("a.jpg", pictures.from_phone()), ("b.jpg", b"")
    sent = await client.post("/photos/form", data=form, files=files_of(good, empty, ("c", b"")))
    assert sent.status_code == 422
    assert notice_of(sent.text) == [f"b.jpg：{rules.EMPTY}", f"c：{rules.EMPTY}"]
    assert await photos_there() == 0
    assert (await client.post("/photos/form", data=form, files=files_of(good))).status_code == 303
    assert await photos_there() == 1


@pytest.mark.usefixtures("member")
async def test_what_did_not_reach_the_store_may_be_sent_again(
    client: Browser, station: int
) -> None:
    objects = store()
    assert isinstance(objects, Directory)
    in_the_way = objects.root / str(current_realm.get())
    in_the_way.write_text("no folder")
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    files = files_of(("a.jpg", pictures.from_phone()))
    assert (await client.post("/photos/form", data=form, files=files)).status_code == 500
    in_the_way.unlink()
    for _n in range(2):
        sent = await client.post("/photos/form", data=form, files=files)
        assert sent.status_code == 303
    assert await steps.work() == ["photo.intake"]


def notice_of(page: str) -> list[str]:
    return Page(page).texts("#notice li")


@pytest.mark.usefixtures("member")
async def test_the_later_of_two_captions_sees_the_first(client: Browser, station: int) -> None:
    photo = await steps.shown(client, "station", station)
    path = f"/photos/{photo}/caption"
    assert (await client.post(path, data={"caption": "先写的"})).status_code == 303
    sent = await client.post(path, data={"caption": "后写的", "before": ""})
    assert sent.status_code == 409
    field = Page(sent).one("input[name=caption]")
    form = field.around("form")
    assert field.value == "后写的"
    assert form.texts("p.hint") == ["现在是：先写的"]
    assert form.typed("before") == ["先写的"]
    sent = await client.post(path, data={"caption": "后写的", "before": "先写的"})
    assert sent.status_code == 303


@pytest.mark.usefixtures("member")
async def test_a_caption_too_long_comes_back_as_typed(client: Browser, station: int) -> None:
    photo = await steps.shown(client, "station", station)
    path, data = f"/photos/{photo}/caption", {"caption": "长" * 101}
    sent = await client.post(path, data=data)
    assert sent.status_code == 422
    field = Page(sent).one("input[aria-invalid]")
    assert (field["name"], field.value) == ("caption", "长" * 101)
    part = await client.post(path, data=data, headers={"hx-request": "true"})
    assert (part.status_code, part.headers["hx-retarget"]) == (422, "#flash")


@pytest.mark.usefixtures("member")
async def test_scripts_need_the_page_s_token_too(client: Browser, station: int) -> None:
    data = {"kind": "station", "id": str(station), "size": "9", "type": "image/jpeg"}
    for token in ("", "abc"):
        sent = await client.post("/photos", data=data, headers={"x-form-token": token})
        assert sent.status_code == 403
        sent = await client.post("/photos/1/arrival", headers={"x-form-token": token})
        assert sent.status_code == 403
    assert await photos_there() == 0


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("number", [0, 2**63, 10**30])
async def test_numbers_that_nothing_has(client: Browser, number: int) -> None:
    for path in (f"/photos/{number}", f"/photos/{number}/320", f"/photos/of/topic/{number}"):
        assert (await client.get(path)).status_code == 404
    assert (await steps.announced(client, "topic", number, 100)).status_code == 404


@pytest.mark.usefixtures("member")
async def test_the_form_without_a_photo(client: Browser, station: int) -> None:
    response = await client.post(
        "/photos/form",
        data={"kind": "station", "id": str(station)},
        files=[("photo", ("", b"", "application/octet-stream"))],
    )
    assert response.status_code == 422
    assert "请先选择照片" in response.text


KEPT = {
    "consultation": 'UPDATE "consultation" SET "state" = \'filed\'',
    "topic": 'UPDATE "topic" SET "stage" = \'closed\'',
    "commitment": 'UPDATE "commitment" SET "verified_on" = now()',
    "activity": 'UPDATE "activity" SET "state" = \'verified\'',
    "mark": 'UPDATE "mark" SET "verified" = 1',
    "standard_check": 'UPDATE "standard_check" SET "state" = \'verified\'',
}


@pytest.mark.parametrize("kind", KEPT)
async def test_what_is_kept_changes_no_more_and_a_correction_stands_beside_it(
    client: Browser, stranger: Browser, station: int, superuser: Any, kind: str
) -> None:
    sender = await given.signed_in(client, Role.CONVENER, station=station)
    subject = (await steps.subjects(station))[kind]
    photos = await steps.ready_photos(kind, subject, sender, 2)
    page, gallery = f"/photos/{photos[0]}", f"/photos/of/{kind}/{subject}"
    typed = {"caption": "修好的路灯", "before": ""}
    assert (await client.post(f"{page}/caption", data=typed)).status_code == 303
    await superuser.execute(f"{KEPT[kind]} WHERE county = $1", current_realm.get())

    typed = {"caption": "别的话", "before": "修好的路灯"}
    sent = await client.post(f"{page}/caption", data=typed)
    assert (sent.status_code, rules.CAPTION_KEPT in sent.text) == (422, True)
    sent = await client.post(f"{page}/removal", data={"reason": "不好看"})
    assert (sent.status_code, rules.KEPT in sent.text) == (422, True)
    assert not Page(await client.get(page)).all("form[action$='/removal']")
    assert (await client.post(f"{page}/note", data={"caption": " "})).status_code == 422
    assert (await client.post(f"{page}/note", data={"caption": "是村东的路灯"})).is_redirect
    shown = Page(await client.get(page))
    assert shown.one("h1").text == "修好的路灯"
    assert [each.split("：")[1] for each in shown.texts("ul.list li")] == ["是村东的路灯"]
    assert "修好的路灯 更正：是村东的路灯" in Page(await client.get(gallery)).texts("figcaption")

    await given.signed_in(stranger, Role.OFFICE)
    sent = await stranger.post(f"{page}/removal", data={"reason": " "})
    assert (sent.status_code, rules.REASON_EMPTY in sent.text) == (422, True)
    assert (await stranger.get(page)).status_code == 200
    sent = await stranger.post(f"{page}/removal", data={"reason": "拍到了身份证"})
    assert sent.status_code == 303
    assert (await stranger.get(page)).status_code == 404
    shown = Page(await stranger.get(gallery))
    assert [each.split("：")[1] for each in shown.texts("ul.list li")] == ["拍到了身份证"]
    assert len(shown.all("figure")) == 1


ROLES = [role for role in Role if role != Role.OPERATOR]
PAGES = {
    "consultation": "/consultations/{}",
    "topic": "/topics/{}",
    "commitment": "/commitments/{}",
    "station": "/stations/{}",
    "activity": "/activities/{}",
    "mark": "/assessments/marks/{}",
    "standard_check": "/stations/checks/{}",
}


@pytest.mark.parametrize("role", [None, *ROLES])
async def test_a_photo_s_rights_are_those_of_its_page(
    client: Browser, station: int, role: Role | None
) -> None:
    """Of each kind, for each role: at its station, at another, and everywhere in the county."""
    sender = await given.an_account(Role.OFFICE)
    elsewhere = await given.a_station("别处议事点")
    subjects = await steps.subjects(station)
    photos = {kind: await steps.ready_photos(kind, one, sender) for kind, one in subjects.items()}
    for place in (station, elsewhere, None):
        if role:
            await given.signed_in(client, role, station=place)
        for kind, subject in subjects.items():
            page = await client.get(PAGES[kind].format(subject), follow_redirects=True)
            (photo,) = photos[kind]
            sees = page.status_code == 200
            for path in (f"/photos/{photo}", f"/photos/of/{kind}/{subject}"):
                found = (await client.get(path)).status_code
                assert found == (200 if sees else 404), (kind, role, place, page.status_code)
            if not role:
                continue
            sent = (await steps.announced(client, kind, subject, 100)).status_code
            offered = '/photos/form"' in page.text
            if sees and kind != "topic":  # a matter's page has no form for photos of its own
                assert (sent == 200) == offered, (kind, role, place, sent)
            elif not sees:
                assert sent in {403, 404}, (kind, role, place, sent)


async def test_members_send_nothing_to_what_is_not_theirs(client: Browser, station: int) -> None:
    await given.an_account()
    subjects = await steps.subjects(station)
    await given.signed_in(client, Role.MEMBER, station=await given.a_station("别处议事点"))
    sent = {
        kind: (await steps.announced(client, kind, one, 100)).status_code
        for kind, one in subjects.items()
    }
    assert sent.pop("station") == 403
    assert set(sent.values()) == {404}


@pytest.mark.usefixtures("member")
async def test_a_public_photo_is_kept_under_its_content_s_mark_until_it_is_withdrawn(
    client: Browser, stranger: Browser, station: int
) -> None:
    photo = await steps.shown(client, "station", station)
    page = await stranger.get(f"/stations/{station}")
    (address,) = re.findall(rf'src="(/c\d+/photos/{photo}/320/[0-9a-f]{{20}})"', page.text)
    path = address.partition("/photos")[2]
    kept = await stranger.get(f"/photos{path}")
    assert (kept.status_code, kept.headers["content-type"]) == (200, "image/webp")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in kept.headers
    assert kept.content == (await stranger.get(f"/photos/{photo}/320")).content
    await is_told_without_body(stranger, kept)
    for wrong in (f"/{photo}/320/{'0' * 20}", path.replace("/320/", "/1280/")):
        assert (await stranger.get(f"/photos{wrong}")).status_code == 404
    await client.post(f"/photos/{photo}/removal")
    for each in (client, stranger):
        gone = await each.get(f"/photos{path}")
        assert (gone.status_code, gone.headers["cache-control"]) == (404, "private, no-store")


@pytest.mark.usefixtures("member")
async def test_what_is_not_public_has_no_address_at_which_it_is_kept(
    client: Browser, station: int
) -> None:
    """Whoever may see it neither: a proxy would keep it for all."""
    topic = await given.a_topic(station)  # not published
    photo = await steps.shown(client, "topic", topic)
    assert (await client.get(f"/photos/{photo}/320")).status_code == 200
    async with county_tx(readonly=True):
        content = await value(
            'SELECT "sha256" FROM "photo" WHERE "photo"."county" = $1 AND "id" = $2', photo
        )
    mark = mark_of(content, 320)
    assert len(mark) == 20
    assert (await client.get(f"/photos/{photo}/320/{mark}")).status_code == 404
