"""Photos through the pages: who may send, who may look, and what is refused."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from app import evidence
from app.access.roles import Role
from app.consultations.tables import Consultation
from app.dates import now
from app.db import county_tx, current_realm
from app.evidence import rules
from app.evidence.rules import LARGEST, MOST_PHOTOS
from app.evidence.tables import Photo
from app.topics.tables import Topic
from tests import given
from tests.conftest import Browser, browser
from tests.evidence import pictures, steps
from tests.evidence.steps import ledger, photos_there
from tests.page import Page

pytestmark = pytest.mark.anyio


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
