"""Walks every route that changes something: it stands in the frame (app/web/frame.py), says who
may, and its form stands on the page that the frame shows again, with a token in it.
"""

import re
from contextlib import AsyncExitStack
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from httpx import ASGITransport, Response
from litestar import Litestar
from litestar.routes import HTTPRoute
from msgspec import structs

from app.access.roles import SIGNED_IN, Act
from app.access.tables import Provider
from app.charter import store
from app.charter.model import AGENDA, Ring, RingKind
from app.config import ROOT, settings
from app.dates import now, today
from app.db import county_tx, value
from app.main import app, in_regions, inside, outside
from app.outcomes.tables import Answer, Commitment
from app.people.tables import Member
from app.regions.api.pages import api
from app.topics.tables import Topic
from app.web.forms.validation import Fields
from tests import given
from tests.activities.test_activities import KINDS
from tests.charter.test_news import opened_earlier
from tests.conftest import Browser
from tests.evidence import steps
from tests.isolation.routes import routes
from tests.isolation.test_routes import a_full_county
from tests.page import Page
from tests.scoring.test_life import Case
from tests.walk import Walk

pytestmark = pytest.mark.anyio

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
APPS = {"inside": inside, "regions": in_regions, "programs": api, "outside": outside}
# Outside of the frame, and why.
VIEW = "how one likes to read, in cookies of this browser; nobody else's page gains"
UNFRAMED = {
    "inside POST /photos": "a script announces photos; the form's token comes as a header",
    "inside POST /photos/{photo_id}/arrival": "a script says that one has arrived; the same",
    "inside POST /photos/form": "files, without scripts; asks for the form's token itself",
    "inside POST /raise/photos": "as photos; the page's secret comes as a header",
    "inside POST /raise/photos/{photo_id}/arrival": "as photos",
    "inside POST /raise/photos/{photo_id}/state": "as photos",
    "inside POST /raise/photos/{photo_id}/removal": "as photos",
    "inside POST /files": "as photos",
    "inside POST /files/{file_id}/arrival": "as photos",
    "inside POST /files/form": "as photos",
    "outside PUT /blob/{key}": "the signed link is the permission",
    "regions POST /view": VIEW,
    "outside POST /operator/view": VIEW,
}
DEMO = {
    "outside POST /demo-idp/authorize": "the demo's provider",
    "outside POST /demo-idp/token": "a program's, with its own secret",
}


def changing(app: Litestar) -> dict[str, Any]:
    """`POST /raise` → its handler."""
    return {
        f"{method} {route.path_format}": handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods & CHANGING
    }


def framed(app: Litestar) -> dict[str, Any]:
    """`/raise` → its handler."""
    return {
        name.removeprefix("POST "): handler
        for name, handler in changing(app).items()
        if "frame" in handler.opt
    }


def test_whatever_changes_something_stands_in_the_frame() -> None:
    outside_of_it = {
        f"{which} {name}"
        for which, each_app in APPS.items()
        for name, handler in changing(each_app).items()
        if "frame" not in handler.opt
    }
    assert outside_of_it == set(UNFRAMED) | (set(DEMO) if settings.demo else set())


def test_every_form_says_who_may_send_it() -> None:
    for each_app in APPS.values():
        for path, handler in framed(each_app).items():
            first, *guards = (one for one in handler.resolve_guards() if not hasattr(one, "quota"))
            names = [each.__name__ for each in guards]
            acts = [each for each in guards if isinstance(getattr(each, "act", None), Act)]
            assert first.__name__ == "keep_for_later", path
            assert acts or {"anybody", "signed_in"} & {*names}, (path, names)


def test_every_form_is_small_or_only_for_the_signed_in() -> None:
    """A form of many fields costs much: a stranger's is small, whatever it is."""
    large = {
        path
        for each_app in APPS.values()
        for path, handler in framed(each_app).items()
        if handler.opt["frame"].most > 200
        and "anybody" in [each.__name__ for each in handler.resolve_guards()]
    }
    # A tick for each place of a county: a thousand and more; its trial is a button of that form.
    assert large == {"/signup", "/signup/trial"}


def test_every_form_s_page_is_a_page() -> None:
    for each_app in APPS.values():
        pages = [pattern(each.path) for each in routes(each_app) if each.method == "GET"]
        for path, handler in framed(each_app).items():
            page = handler.opt["frame"].page
            if callable(page):
                continue
            assert any(each.fullmatch(page.partition("?")[0]) for each in pages), (path, page)
            asked = {*re.findall(r"{(\w+)}", page)} - {*re.findall(r"{(\w+)}", path)}
            form = handler.opt["frame"].form
            assert not is_dataclass(form) or asked <= {each.name for each in fields(form)}, path


def test_every_form_has_a_page_whatever_is_typed() -> None:
    for each_app in APPS.values():
        for path, handler in framed(each_app).items():
            known = dict.fromkeys(re.findall(r"{(\w+)}", path), "1")
            for typed in ([], [(name, "a b?c/灯") for name in ("start", "station", "code", "on")]):
                page = handler.opt["frame"].page_of(known, Fields(typed))
                assert re.fullmatch(r"/[!-~]*", page), (path, page)


FORMS = re.compile(r"<form\b.*?</form>", re.DOTALL | re.IGNORECASE)
POSTED = re.compile(r"""^<form\b[^>]*method=["']?post""", re.IGNORECASE | re.DOTALL)


def test_every_form_of_a_template_has_a_token() -> None:
    without, found = [], 0
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for form in FORMS.findall(path.read_text()):
            if POSTED.match(form):
                found += 1
                if "{{ form_token() }}" not in form:
                    without.append(f"{path.relative_to(ROOT / 'templates')}: {form[:80]}")
    assert found > 60
    assert [each for each in without if "/view'" not in each] == []
    assert len(without) == 1


class Looking(Browser):
    """A browser whose every form is looked for on its page before it is sent; and is sent empty
    first, which changes nothing.
    """

    def looks(self, paths: dict[str, Any], found: set[str]) -> None:
        self.paths = {pattern(path): (path, handler) for path, handler in paths.items()}
        self.found = found

    async def post(self, url: Any, **options: Any) -> Response:
        for pattern, (path, handler) in self.paths.items():
            if match := pattern.fullmatch(str(url)):
                names = re.findall(r"{(\w+)}", path)
                await self.look(
                    path, handler, dict(zip(names, match.groups(), strict=True)), options
                )
                break
        return await super().post(url, **options)

    def notes(self, page: Response) -> None:
        """All forms of a page that was shown."""
        for address in forms_of(page):
            inner = address.removeprefix(self.base_url.path.rstrip("/"))
            self.found |= {path for each, (path, _) in self.paths.items() if each.fullmatch(inner)}

    async def look(
        self, path: str, handler: Any, parameters: dict[str, Any], options: dict[str, Any]
    ) -> None:
        frame = handler.opt["frame"]
        typed = Fields([(key, str(text)) for key, text in (options.get("data") or {}).items()])
        page = await self.get(frame.page_of(parameters, typed))
        assert page.status_code == 200, (path, page.status_code)
        address = f"{self.base_url.path.rstrip('/')}{path.format(**parameters)}"
        assert address in forms_of(page), f"{page.url} has no form for {path}: {forms_of(page)}"
        self.notes(page)
        required = is_dataclass(frame.form) and [
            each.name
            for each in fields(frame.form)
            if each.default is MISSING and each.default_factory is MISSING
        ]
        if required:
            empty = await super().post(path.format(**parameters))
            assert empty.status_code in {409, 422}, (path, empty.status_code, empty.text[-800:])


def forms_of(page: Response) -> set[str]:
    """Where its forms are sent. Each has a token."""
    found = set()
    for form in Page(page).all("form"):
        if form.get("method") == "post" and not form["action"].endswith("/view"):
            assert form.all("input[name=form_token]"), (page.url, form["action"])
            addresses = [
                form["action"],
                *(each["formaction"] for each in form.all("[formaction]")),
                *(each["data-hx-post"] for each in form.all("[data-hx-post]")),
            ]
            found |= {urlsplit(each).path for each in addresses}
    return found


async def test_every_form_stands_on_its_page(county: int) -> None:
    """Of a matter's forms while it goes its way, of all others when everything is there."""
    found: set[str] = set()
    paths = framed(inside)
    async with AsyncExitStack() as stack:
        people: Any = {name: await looking(stack, county, found) for name in WALKERS}
        for name in SIGNED_IN:
            await given.signed_in(people[name], name)
        ids = await a_full_county(people)
        everybody = await looking(stack, county, found)
        await given.signed_in(everybody, *SIGNED_IN)
        async with county_tx(readonly=True):
            code = await value('SELECT min("code") FROM "station" WHERE "station"."county" = $1')
        typed = {"station": code, "parent": ids["station_id"], "topic": ids["topic_id"]}
        typed |= {"standard": "三有", "item": "place"}
        typed |= {"sheet": "quarter", "task": "names"} | {"of": "topic", "number": ids["topic_id"]}
        pages: dict[str, dict[str, int]] = {}  # many forms stand on one; reading changes nothing
        readers = {"everybody": everybody, **people}
        for path, handler in paths.items():
            page = handler.opt["frame"].page_of(ids, Fields([*typed.items()]))
            if page not in pages:
                answers = {name: await reader.get(page) for name, reader in readers.items()}
                pages[page] = {name: each.status_code for name, each in answers.items()}
                for answer in answers.values():
                    if answer.status_code == 200:
                        everybody.notes(answer)
            statuses = [pages[page][name] for name in ("everybody", "citizen")]
            assert 200 in statuses or path in IN_A_STATE, (path, page, statuses)
    assert set(paths) - found == set(IN_A_STATE)


IN_A_STATE = {
    "/activities": "the county's rules know kinds of activities",
    "/account/sessions/end": "another browser is signed in",
    "/activities/{activity_id}/taking-up": "it was turned down",
    "/activities/{activity_id}/withdrawal": "it was verified",
    "/assessments/{assessment_id}/answers/{appeal_id}/retraction": "it was answered",
    "/assessments/{assessment_id}/appeals/{subject}": "the notice is out",
    "/assessments/{assessment_id}/approval": "the notice is out",
    "/assessments/{assessment_id}/locking": "it was approved",
    "/assessments/{assessment_id}/notice": "it is being verified",
    "/assessments/{assessment_id}/taking-up": "it is being verified",
    "/charter/news": "the preset has something new",
    "/charter/drafts/{draft_id}/taking-up": "one was put aside",
    "/people/departments/{department_id}/ending/taking-up": "it was ended",
    "/people/providers/{provider_id}/end": "another way to sign in stands beside it",
    "/people/providers/{provider_id}/taking-up": "it was ended",
    "/charter/versions/{charter_id}/restoration": "the version is not in force",
    "/commitments/{commitment_id}/taking-up": "it was withdrawn",
    "/consultations/{consultation_id}/statements/{statement_id}/return": "it was struck",
    "/consultations/{consultation_id}/taking-up": "it was cancelled",
    "/consultations/{consultation_id}/sign-in": "a member is invited, and it is today",
    "/consultations/{consultation_id}/walk-ins/{person_id}/removal": "somebody came unasked",
    "/desk/county/{topic_id}/nudge": "a matter waits for somebody",
    "/desk/county/nudges": "likewise",
    "/follow/rating/withdrawal": "it was rated",
    "/follow/resubmission": "it was returned",
    "/follow/withdrawal": "it is not accepted yet",
    "/follow/wish": "this browser holds its code",
    "/files/{file_id}/publication": "it is internal",
    "/files/{file_id}/restoration": "it was taken away",
    "/photos/{photo_id}/restoration": "it was taken away",
    "/photos/{photo_id}/caption": "nothing is filed or decided on it",
    "/people/{account_id}/enable": "the account is disabled",
    "/people/{account_id}/invitation": "nobody has come yet",
    "/raise/joining/{topic_id}": "it is public and under way",
    "/raise/near": "a station's place is known",
    "/near": "likewise",
    "/topics/{topic_id}/enclosed": "photos came with it",
    "/topics/{topic_id}/veils/lifting": "something is veiled",
    "/topics/{topic_id}/putting-back": "it was taken down",
    "/topics/{topic_id}/reference": "it is too hard to agree on",
    "/topics/{topic_id}/reply": "it was referred and received",
    "/commitments/{commitment_id}/verification/withdrawal": "it was verified",
    "/stations/{station_id}/reopening": "it was closed",
    "/stations/checks/{check_id}/verification": "it was shown",
    "/stations/renaming": "a kind of station was called otherwise",
    "/stations/{station_id}/standing": "all is verified, but nothing is recorded",
    "/topics/{topic_id}/lapse": "nobody rated in time",
    "/topics/{topic_id}/rating": "whoever raised it is signed in; it is answered",
    "/topics/{topic_id}/rating/withdrawal": "whoever raised it is signed in; it was rated",
    "/topics/{topic_id}/resubmission": "whoever raised it is signed in; it was returned",
    "/topics/{topic_id}/withdrawal": "whoever raised it is signed in; it is not accepted yet",
}


async def test_forms_that_depend_on_a_state(county: int, superuser: Any) -> None:
    found: set[str] = set()
    async with AsyncExitStack() as stack:
        client = await looking(stack, county, found)
        given.follows(client, "ABC234DEF")
        await given.an_account()  # the first one reports what there is: nobody verifies their own
        me = await given.signed_in(client, *SIGNED_IN)
        await given.sign_in(client, me)
        station = await given.a_station()
        pages = [*await a_raiser_s(me, station), *await an_office_s(station)]
        (photo,) = await steps.ready_photos("station", station, me)
        (internal,) = await steps.ready_files("station", station, me)
        (public,) = await steps.ready_files("station", station, me, published_at=now())
        files = [f"/files/{internal}", f"/files/{public}"]
        for page in ["/account", "/activities/new", f"/photos/{photo}", *files, *pages]:
            await looked_at(client, page)
        await superuser.execute("UPDATE activity SET state = 'verified' WHERE county = $1", county)
        await superuser.execute("UPDATE account SET disabled_at = now() WHERE id <> $1", me)
        for page in pages:
            await looked_at(client, page)
        await superuser.execute("UPDATE account SET disabled_at = NULL WHERE county = $1", county)
        await superuser.execute("UPDATE activity SET state = 'refused' WHERE county = $1", county)
        held = await given.a_topic(station, ring="介绍情况")
        cancelled = await steps.a_consultation(held, station, state="cancelled", reason="雨")
        for sent in (f"/photos/{photo}", f"/files/{public}"):
            assert (await client.post(f"{sent}/removal", data={"reason": "错了"})).is_redirect
        gone = [f"/{each}/of/station/{station}" for each in ("photos", "files")]
        for page in [*gone, *pages, f"/consultations/{cancelled}"]:
            await looked_at(client, page)
        given.follows(client, "RATED2345")
        await looked_at(client, "/follow/rating/withdrawal")
        topic = await given.a_topic(station)
        for page in await where_it_is_raised(station, superuser):
            await looked_at(client, page)
        await steps.ready_photos("enclosure", await steps.an_enclosure(topic), None)
        await an_invitation(client, me, topic)
        await a_withdrawn_commitment(client, station)
        await client.post(f"/topics/{topic}/veils", data={"stretch": "路灯", "reason": "认得出"})
        await looked_at(client, f"/topics/{topic}/office")
        await looked_at(client, "/desk/county")
        for page in await what_goes_back(client, me, station):
            await looked_at(client, page)
        await opened_earlier()
        await looked_at(client, "/charter/news")
        begun = await client.post("/charter/drafts", data={"title": "甲", "start": "now"})
        draft = begun.headers["location"].rpartition("/")[2]
        await client.post(f"/charter/drafts/{draft}/dropping")
        await looked_at(client, "/charter/drafts")
        await given.a_station("河东镇议事点")  # as the first version of the rules called it
        await looked_at(client, "/stations/renaming")
        await another_provider_ended(client)
        await looked_at(client, await somebody_invited(client, county))
        await looked_at(client, await somebody_known(station))
    assert {each for each in IN_A_STATE if not each.startswith("/assessments")} - found == set()


async def test_an_assessment_s_forms_from_its_opening_to_its_end(county: int) -> None:
    found: set[str] = set()
    async with AsyncExitStack() as stack:
        client = await looking(stack, county, found)
        case = await Case().begun(client)
        await case.by(case.office, "/verification")
        await case.by(case.office, "/taking-up", reason="点早了")
        await case.noticed()
        await given.sign_in(client, case.clerk)
        await looked_at(client, f"/assessments/{case.id}/appeals/{case.station}")
        await case.by(case.clerk, f"/appeals/{case.station}", indicator="place", text="新挂了牌子")
        async with county_tx(readonly=True):
            one = await value('SELECT "id" FROM "appeal" WHERE "appeal"."county" = $1')
        await case.by(case.office, f"/answers/{one}", upheld="true", mark="39", text="属实")
        await looked_at(client, f"/assessments/{case.id}/answers/{one}")
        await case.notice_over()
        await case.by(case.leader, "/approval")
        await case.by(case.office, "/locking")
        assert await case.stage() == "locked"
    assert {each for each in IN_A_STATE if each.startswith("/assessments")} - found == set()


async def somebody_known(station: int) -> str:
    """→ the page of a matter at whose place a member is, and not in its circle."""
    async with county_tx():
        await given.a_member(station=station)
    return f"/topics/{await given.a_topic(station, ring='介绍情况')}"


async def somebody_invited(client: Looking, county: int) -> str:
    answer = await client.post("/people", data={"name": "钱科长", "role": "leadership"})
    return str(answer.headers["location"].removeprefix(f"/c{county}"))


async def looked_at(client: Looking, page: str) -> None:
    answer = await client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    client.notes(answer)


async def where_it_is_raised(station: int, superuser: Any) -> list[str]:
    """A public matter is under way there, and its place is known."""
    await given.a_topic(station, ring="商前调研")
    placed = "latitude = 30, longitude = 104, placed_on = now()"
    await superuser.execute(f"UPDATE station SET {placed} WHERE id = $1", station)  # noqa: S608
    async with county_tx(readonly=True):
        code = await value('SELECT min("code") FROM "station" WHERE "station"."county" = $1')
    return ["/near", "/raise", f"/raise?station={code}"]


async def a_raiser_s(me: int, station: int) -> list[str]:
    """Pages of matters that were returned, answered, answered long ago, and rated."""
    returned = await given.a_topic(station, ring="提出", raiser=me, follow_code="ABC234DEF")
    rated: dict[str, Any] = {"ring": "答复评价", "stage": "answered"}
    topics = [
        await given.a_topic(station, raiser=me, **rated),
        await given.a_topic(station, **rated, ring_since=date(2021, 1, 4)),
        await given.a_topic(station, raiser=me, **rated, follow_code="RATED2345"),
    ]
    async with county_tx():
        await Answer.insert(Answer(topic=topics[0], text="修好了", happened_on=today()))
        await given.a_rating(topics[2], today())
    alone = ["/follow/withdrawal", "/follow/wish", f"/topics/{returned}/withdrawal"]
    alone.append(f"/topics/{topics[2]}/rating/withdrawal")
    return ["/follow", *alone, *(f"/topics/{each}" for each in [returned, *topics])]


async def an_office_s(station: int) -> list[str]:
    """An account's, a station's, an activity's, and an old version's of the rules."""
    someone, other = await given.an_account(), await given.a_station("乙站")
    async with county_tx():
        await given.an_assessment(station)
        for item in ("place", "system"):
            await given.a_check(station, item=item, state="verified", verified_by="李")
        shown = await given.a_check(other, account=someone)
        first = await value('SELECT min("id") FROM "charter" WHERE "charter"."county" = $1')
        rules = structs.replace(given.charter(), activities=list(KINDS.values()))
        await store.save(store.write(rules), author="李", note="改", effective_on=today())
        activity = await value('SELECT "id" FROM "activity" WHERE "activity"."county" = $1')
    return [
        f"/activities/{activity}", f"/people/{someone}", f"/stations/{station}",
        f"/stations/checks/{shown}", f"/charter/versions/{first}",
    ]  # fmt: skip


async def what_goes_back(client: Looking, me: int, station: int) -> list[str]:
    """A closed station, a matter that was taken down, a commitment that was verified, and matters
    on the road of what is too hard to agree on.
    """
    closed = await given.a_station("丙站")
    await client.post(f"/stations/{closed}/closing", data={})
    topic = await given.a_topic(station, ring="落实")
    await client.post(f"/topics/{topic}/taking-down", data={"reason": "不宜公开"})
    done: dict[Any, Any] = {"done_on": today(), "verified_on": today(), "verified_by": me}
    flow = structs.replace(given.charter().flow, reference=ASIDE)
    async with county_tx():
        owed = await given.a_commitment(topic, await given.a_department("园林局"), today())
        await Commitment.update(done).where(Commitment.id == owed)
        rules = structs.replace(given.charter(), flow=flow)
        await store.save(store.write(rules), author="李", note="难事", effective_on=today())
    aside: list[int] = []
    for place, by in ((len(given.charter().rings), "office"), (len(rules.rings) - 1, "party")):
        at: dict[str, Any] = {"ring": "落实", "stage": "referring", "held_by": [by]}
        aside.append(await given.a_topic(station, **at))
        async with county_tx():
            await Topic.update({Topic.ring: place}).where(Topic.id == aside[-1])
    return [
        f"/topics/{topic}/office", f"/stations/{closed}/edit", f"/commitments/{owed}",
        *(f"/topics/{each}" for each in [topic, *aside]),
    ]  # fmt: skip


ASIDE = [
    Ring(RingKind.REFER, "提交", ["office"]),
    Ring(RingKind.RECEIVE, "收文", ["party"]),
    Ring(RingKind.REPLY, "回复", ["party"], days=30),
]


async def an_invitation(client: Looking, me: int, topic: int) -> None:
    """The one who looks is a member, invited for today; and somebody comes unasked."""
    walk = Walk(topic, {str(role): client for role in SIGNED_IN}, given.charter())
    await walk.until(*AGENDA)
    ring = given.charter().rings[(await walk.state())["ring"]]
    planned = await walk.post(ring.by[0], "consultations", walk.plan())
    async with county_tx():
        invited = await value(
            'SELECT min("member") FROM "participant" WHERE "participant"."county" = $1'
        )
        await Member.update({Member.account: me}).where(Member.id == invited)
    here = re.sub(r".*(?=/consultations/)", "", planned.headers["location"])
    group = next(each for each in given.charter().composition.groups if each.counts_as == "citizen")
    await client.post(f"{here}/walk-ins", data={"grp": group.key, "name": "周老二"})
    await looked_at(client, here)
    async with county_tx(readonly=True):
        speaker = await value(
            'SELECT max("id") FROM "participant" WHERE "participant"."county" = $1'
        )
    await client.post(f"{here}/statements", data={"participant": str(speaker), "text": "记错的"})
    async with county_tx(readonly=True):
        wrong = await value('SELECT max("id") FROM "statement" WHERE "statement"."county" = $1')
    assert (await client.post(f"{here}/statements/{wrong}/removal")).is_redirect
    await looked_at(client, here)


async def another_provider_ended(client: Looking) -> None:
    async with county_tx():
        department = await given.a_department("县土地局")
    ending = f"/people/departments/{department}/ending"
    assert (await client.post(ending, data={"reason": "撤并"})).is_redirect
    await looked_at(client, ending)
    async with county_tx():
        another = Provider(name="另一种", issuer="https://b", client_id="b", client_secret="b")  # noqa: S106
        await Provider.insert(another)
    await looked_at(client, "/people/providers")
    await given.an_account(provider=another.id)
    assert (await client.post(f"/people/providers/{another.id}/end")).is_redirect
    await looked_at(client, "/people/providers")


async def a_withdrawn_commitment(client: Looking, station: int) -> None:
    topic = await given.a_topic(station, ring="落实")
    async with county_tx():
        promise = await given.a_commitment(topic, await given.a_department("城管局"), today())
    path = f"/commitments/{promise}"
    assert (await client.post(f"{path}/withdrawal", data={"reason": "写错了"})).is_redirect
    await looked_at(client, path)


WALKERS = ["citizen", *SIGNED_IN]


async def looking(stack: AsyncExitStack, county: int, found: set[str]) -> Looking:
    transport = ASGITransport(app=app)  # type: ignore[arg-type]
    client = Looking(transport=transport, base_url=f"http://test/c{county}")
    client.looks(framed(inside), found)
    return await stack.enter_async_context(client)


def pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{\w+}", r"([^/]+)", path))
