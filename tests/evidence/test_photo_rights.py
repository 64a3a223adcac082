"""A photo has the rights of its subject's page; what is kept with a record; public addresses."""

import re
from typing import Any

import pytest

from app.access.roles import Role
from app.access.tables import Appointment
from app.db import county_tx, current_realm, execute, value
from app.evidence import rules
from app.evidence.rules import mark_of
from tests import given
from tests.conftest import Browser
from tests.evidence import steps
from tests.page import Page, is_told_without_body, refused

pytestmark = pytest.mark.anyio

KEPT = {
    "consultation": 'UPDATE "consultation" SET "state" = \'filed\'',
    "topic": 'UPDATE "topic" SET "stage" = \'closed\'',
    "commitment": 'UPDATE "commitment" SET "verified_on" = now()',
    "activity": 'UPDATE "activity" SET "state" = \'verified\'',
    "mark": 'UPDATE "mark" SET "verified" = 1, "verified_by" = \'李\', "verified_at" = now()',
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

    # That was the wrong one: it comes back, by the office alone.
    back = {"kind": kind, "of": str(subject), "reason": "撤错了一张"}
    assert not Page(await client.get(gallery)).all("#removed")
    assert (await client.post(f"{page}/restoration", data=back)).status_code == 404
    form = shown.one("#removed form")
    assert form["action"].endswith(f"{page}/restoration")
    sent = await stranger.post(f"{page}/restoration", data=back | {"reason": " "})
    assert refused(sent) == ["请写明恢复的缘由。"]
    assert (await stranger.post(f"{page}/restoration", data=back)).status_code == 303
    shown = Page(await stranger.get(gallery))
    assert (len(shown.all("figure")), shown.all("#removed, ul.list li")) == (2, [])
    sent = await stranger.post(f"{page}/restoration", data=back)
    assert refused(sent) == [rules.NO_LONGER_THERE]


ROLES = [role for role in Role if role != Role.OPERATOR]
PAGES = {
    "consultation": "/consultations/{}",
    "topic": "/topics/{}",
    "commitment": "/commitments/{}",
    "station": "/stations/{}",
    "activity": "/activities/{}",
    "mark": "/assessments/marks/{}",
    "standard_check": "/stations/checks/{}",
    "enclosure": "/topics/{}",
    "member": "/members/{}",
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
        await as_the_pages_have_it(client, subjects, photos, role, place)


async def as_the_pages_have_it(
    client: Browser, subjects: dict[str, int], photos: dict[str, list[int]], *who: object
) -> None:
    for kind, subject in subjects.items():
        of = subjects["topic"] if kind == "enclosure" else subject
        page = await client.get(PAGES[kind].format(of), follow_redirects=True)
        (photo,) = photos[kind]
        sees = page.status_code == 200
        for path in (f"/photos/{photo}", f"/photos/of/{kind}/{subject}"):
            found = (await client.get(path)).status_code
            assert found == (200 if sees else 404), (kind, who, page.status_code)
        if who[0] is None:
            continue
        sent = (await steps.announced(client, kind, subject, 100)).status_code
        offered = '/photos/form"' in page.text
        if kind == "enclosure":
            assert sent in {403, 404}, (who, sent)
        elif sees and kind != "topic":  # a matter's page has no form for photos of its own
            assert (sent == 200) == offered, (kind, who, sent)
        elif not sees:
            assert sent in {403, 404}, (kind, who, sent)


@pytest.mark.parametrize(
    ("role", "decided"),
    [*((each, False) for each in ROLES), (Role.MEMBER, True), (Role.DEPARTMENT, True)],
)
async def test_nor_do_two_roles_together_open_more(
    client: Browser,
    station: int,
    role: Role,
    decided: bool,
) -> None:
    """One at the station, one elsewhere: what one of them may do there is not done with what the
    other may do here. Before anything is filed, and after.
    """
    sender = await given.an_account(Role.OFFICE)
    elsewhere = await given.a_station("别处议事点")
    subjects = await steps.subjects(station)
    photos = {kind: await steps.ready_photos(kind, one, sender) for kind, one in subjects.items()}
    if decided:
        async with county_tx():
            for kind, statement in KEPT.items():
                await execute(f'{statement} WHERE "{kind}"."county" = $1')
    for other in ROLES:
        account = await given.an_account(role, station=station)
        async with county_tx():
            appointed = Appointment(account=account, role=other, station=elsewhere)
            await Appointment.insert(appointed)
        await given.sign_in(client, account)
        await as_the_pages_have_it(client, subjects, photos, role, other, decided)


async def test_members_send_nothing_to_what_is_not_theirs(client: Browser, station: int) -> None:
    await given.an_account()
    subjects = await steps.subjects(station)
    await given.signed_in(client, Role.MEMBER, station=await given.a_station("别处议事点"))
    sent = {
        kind: (await steps.announced(client, kind, one, 100)).status_code
        for kind, one in subjects.items()
    }
    assert (sent.pop("station"), sent.pop("member")) == (403, 403)
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
