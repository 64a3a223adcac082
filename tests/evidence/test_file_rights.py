"""A file's rights are those of what it belongs to; who publishes it, and who takes it away."""

import pytest

from app.access.roles import Role
from app.charter.stages import Stage
from app.dates import now
from app.db import county_tx, current_realm, value
from app.evidence import rules
from app.topics.tables import Topic
from tests import given
from tests.conftest import Browser, browser
from tests.evidence import documents, steps
from tests.evidence.test_files import KINDS, subjects
from tests.outcomes.test_pages import OUTCOME
from tests.page import Page

pytestmark = pytest.mark.anyio


@pytest.mark.usefixtures("keeper")
async def test_what_is_public_follows_what_it_belongs_to_at_once(
    client: Browser, stranger: Browser, topic: int
) -> None:
    file = await steps.file_shown(client, "topic", topic, documents.PDF)
    await client.post(f"/files/{file}/publication")
    path = f"/files/{file}/download"
    assert (await stranger.get(path)).status_code == 200
    async with county_tx():
        await Topic.update({Topic.published_at: None}).where(Topic.id == topic)
    assert (await stranger.get(path)).status_code == 404
    assert (await client.get(path)).status_code == 200


@pytest.mark.usefixtures("keeper")
async def test_what_is_kept_is_withdrawn_by_the_office_alone(
    client: Browser, stranger: Browser, topic: int
) -> None:
    file = await steps.file_shown(client, "topic", topic, documents.PDF)
    async with county_tx():
        await Topic.update({Topic.stage: str(Stage.CLOSED)}).where(Topic.id == topic)
    assert not Page(await client.get(f"/files/{file}")).all("form[action$='/removal']")
    sent = await client.post(f"/files/{file}/removal", data={"reason": "不好看"})
    assert (sent.status_code, rules.FILE_KEPT in sent.text) == (422, True)
    await given.signed_in(stranger, Role.OFFICE)
    sent = await stranger.post(f"/files/{file}/removal", data={"reason": "有人的身份证号"})
    assert sent.status_code == 303
    assert (await client.get(f"/files/{file}")).status_code == 404


async def test_only_who_keeps_the_records_publishes(client: Browser, station: int) -> None:
    """Not whoever sent it."""
    sender = await given.signed_in(client, Role.MEMBER)
    topic = await given.a_topic(station, raiser=sender)
    (file,) = await steps.ready_files("topic", topic, sender)
    assert not Page(await client.get(f"/files/{file}")).all("form[action$='/publication']")
    assert (await client.post(f"/files/{file}/publication")).status_code == 403


async def test_at_another_station_a_keeper_publishes_nothing(client: Browser, topic: int) -> None:
    sender = await given.signed_in(
        client, Role.CONVENER, Role.MEMBER, station=await given.a_station("别处议事点")
    )
    (file,) = await steps.ready_files("topic", topic, sender)
    sent = await client.post(f"/files/{file}/publication")
    assert (sent.status_code, rules.NOT_PUBLISHER in sent.text) == (422, True)


@pytest.mark.usefixtures("keeper")
async def test_where_strangers_never_come_nothing_is_published(
    client: Browser, station: int
) -> None:
    activity = (await subjects(station))["activity"]
    file = await steps.file_shown(client, "activity", activity, documents.PDF)
    assert not Page(await client.get(f"/files/{file}")).all("form[action$='/publication']")
    sent = await client.post(f"/files/{file}/publication")
    assert (sent.status_code, rules.PAGE_NOT_PUBLIC in sent.text) == (422, True)


PAGES = {
    "topic": "/topics/{topic}",
    "passage": "/topics/{topic}",
    "consultation": "/consultations/{consultation}",
    "outcome": "/topics/{topic}",
    "commitment": "/commitments/{commitment}",
    "activity": "/activities/{activity}",
    "station": "/stations/{station}",
}


ROLES = [role for role in Role if role != Role.OPERATOR]


@pytest.mark.parametrize("role", [None, *ROLES])
async def test_a_file_s_rights_are_those_of_its_page(
    client: Browser, station: int, role: Role | None
) -> None:
    """Of each kind, for each role: at its station, at another, and everywhere in the county. What
    is public is found by whoever sees the page, and its list stands there; a form to send one
    stands there for whom it is taken.
    """
    sender = await given.an_account(Role.OFFICE)
    elsewhere = await given.a_station("别处议事点")
    found = await subjects(station)
    async with county_tx():
        await Topic.update({Topic.published_at: now()}).where(Topic.id == found["topic"])
    public, internal = {}, {}
    for kind, subject in found.items():
        (public[kind],) = await steps.ready_files(kind, subject, sender, published_at=now())
        (internal[kind],) = await steps.ready_files(kind, subject, sender)
    told = 0
    for place in (station, elsewhere, None):
        if role:
            await given.signed_in(client, role, station=place)
        for kind, subject in found.items():
            page = await client.get(PAGES[kind].format(**found), follow_redirects=True)
            sees = page.status_code == 200
            case = (kind, role, place, page.status_code)
            for path in (f"/files/{public[kind]}", f"/files/of/{kind}/{subject}"):
                status = (await client.get(path)).status_code
                assert status == (200 if sees else 404), case
            reads = (await client.get(f"/files/{internal[kind]}")).status_code
            assert reads in ({200, 404} if sees else {404}), case
            listed = [f'/files/{each[kind]}"' in page.text for each in (public, internal)]
            assert listed == [sees, reads == 200], case
            told += reads == 200
            if not role:
                assert reads == 404, case
                continue
            status = (await steps.announced(client, kind, subject, 100, name="a.pdf")).status_code
            forms = Page(page).all('form[action$="/files/form"]') if sees else []
            offered = any(
                each.typed("kind") == [kind] and each.typed("id") == [str(subject)]
                for each in forms
            )
            assert (status == 200) == offered, (*case, status)
            assert status in ({200, 403} if sees else {403, 404}), case
    assert (told > 0) == (role not in {None, Role.REGION, Role.DEPARTMENT})


async def test_who_approved_puts_the_document_beside_its_number(
    client: Browser, stranger: Browser, station: int
) -> None:
    """The Party, which sends nothing else."""
    party = await given.signed_in(client, Role.PARTY)
    found = await subjects(station, party)
    async with county_tx():
        await Topic.update({Topic.published_at: now()}).where(Topic.id == found["topic"])
    file = await steps.file_shown(client, "passage", found["passage"], documents.PDF, "批复.pdf")
    step = next(
        each
        for each in Page(await client.get(f"/topics/{found['topic']}")).all("ol.timeline > li")
        if "县委〔2026〕3号" in each.text
    )
    assert "批复.pdf" in step.text
    for kind in set(KINDS) - {"passage"}:
        sent = await steps.announced(client, kind, found[kind], 100, name="a.pdf")
        assert sent.status_code in {403, 404}, kind
    await given.signed_in(stranger, Role.PARTY)
    sent = await steps.announced(stranger, "passage", found["passage"], 100, name="a.pdf")
    assert sent.status_code == 403
    assert (await stranger.get(f"/files/{file}")).status_code == 200


async def test_another_county_has_no_such_file(
    keeper: int, station: int, other_county: int
) -> None:
    (file,) = await steps.ready_files("station", station, keeper, published_at=now())
    here = current_realm.set(other_county)
    async with browser(f"/c{other_county}") as there:
        await given.signed_in(there, Role.OFFICE, Role.MEMBER)
        for path in ("", "/download", "/state"):
            assert (await there.get(f"/files/{file}{path}")).status_code == 404
        for path in ("arrival", "publication", "retraction", "removal"):
            assert (await there.post(f"/files/{file}/{path}", data={})).status_code == 404
        sent = await steps.announced(there, "station", station, 100, name="a.pdf")
        assert sent.status_code == 404
    current_realm.reset(here)


async def test_what_was_reported_by_mistake_is_told_by_no_file(
    client: Browser, county: int
) -> None:
    """It went back with its step, and so did its page's mention."""
    topic = await given.a_topic(await given.a_station(), ring="报送成果", published_at=now())
    office = await given.signed_in(client, Role.OFFICE)
    assert (await client.post(f"/topics/{topic}/outcomes", data=OUTCOME)).status_code == 303
    async with county_tx(readonly=True):
        outcome = await value('SELECT "id" FROM "outcome" WHERE "outcome"."county" = $1')
    (file,) = await steps.ready_files("outcome", outcome, office, published_at=now())
    paths = (f"/files/{file}", f"/files/of/outcome/{outcome}")
    async with browser(f"/c{county}") as stranger:
        statuses = [(await stranger.get(each)).status_code for each in paths]
        assert statuses == [200] * 2
        back = {"version": "1", "reason": "报错了"}
        assert (await client.post(f"/topics/{topic}/back", data=back)).status_code == 303
        assert [(await stranger.get(each)).status_code for each in paths] == [404] * 2
    assert (await client.get(paths[0])).status_code == 200
