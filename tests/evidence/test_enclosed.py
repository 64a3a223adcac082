"""Photos that whoever raises a matter sends along: held until it is sent, no evidence, hidden until
somebody who screens it allows each.
"""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from app.access.roles import Role
from app.audit import Noted
from app.audit.pages import lines
from app.dates import now
from app.db import county_tx, current_realm, execute, rows, value
from app.evidence import rules
from app.evidence.enclosing import HELD_FOR, new_secret
from app.evidence.erasing import choices
from app.evidence.store.sweep import sweep
from app.evidence.tables import Photo
from app.persons.amending import amending
from app.persons.erasing import erase_raisers
from app.topics.enclosed import may_allow, reviewers
from app.web.forms.begun import texts
from app.worker.periodic import prune
from tests import given
from tests.audit.test_audit import noted
from tests.conftest import Browser
from tests.evidence import pictures, steps
from tests.page import Page
from tests.quotas import HERE, spent
from tests.topics.test_raising import MATTER, code_of

pytestmark = pytest.mark.anyio

SECRET = new_secret()


async def announced(client: Browser, secret: str, size: int = 100, **more: Any) -> Response:
    headers = {"x-held": secret, "hx-request": "true"}
    return await client.post("/raise/photos", data={"size": size, **more}, headers=headers)


async def sent(client: Browser, secret: str) -> int:
    """As a script does it. → the photo's id"""
    data = pictures.from_phone()
    answer = (await announced(client, secret, len(data))).json()
    assert (await steps.put(client, answer["upload"], data)).status_code == 201
    path, headers = f"/raise/photos/{answer['id']}", {"x-held": secret}
    arrival = await client.post(f"{path}/arrival", headers=headers)
    assert arrival.json() == {"state": "arrived", "text": ""}
    assert await steps.work() == ["photo.intake"]
    assert (await client.post(f"{path}/state", headers=headers)).json()["state"] == "ready"
    return int(answer["id"])


async def raised(client: Browser, secret: str, **more: Any) -> int:
    form = MATTER | {"station": await code_of(await given.a_station()), "held": secret, **more}
    assert (await client.post("/raise", data=form)).status_code == 303
    async with county_tx(readonly=True):
        return int(await value('SELECT max("id") FROM "topic" WHERE "topic"."county" = $1'))


async def publish(topic: int) -> None:
    async with county_tx():
        await execute(
            'UPDATE "topic" SET "published_at" = $3 WHERE "topic"."county" = $1 AND "id" = $2',
            topic,
            now(),
        )


async def test_each_is_seen_when_a_reviewer_allows_it(client: Browser, stranger: Browser) -> None:
    photos = [await sent(stranger, SECRET) for _n in range(2)]
    for photo in photos:  # not sent yet: it is nobody's
        assert (await stranger.get(f"/photos/{photo}/320")).status_code == 404
    topic = await raised(stranger, SECRET)
    assert await steps.ledger() == []
    await publish(topic)
    assert "提出人附的照片" not in (await stranger.get(f"/topics/{topic}")).text
    assert (await stranger.get(f"/photos/{photos[0]}/320")).status_code == 404
    assert "还有 2 张没有公开" in (await stranger.get("/follow")).text

    await given.signed_in(client, Role.TOWNSHIP)
    page = Page(await client.get(f"/topics/{topic}"))
    assert (len(page.all("#enclosed img")), page.all("#enclosed [checked]")) == (2, [])
    assert (await client.get(f"/photos/{photos[0]}/320")).status_code == 200
    form = {"allowed": str(photos[0]), "before": ""}
    assert (await client.post(f"/topics/{topic}/enclosed", data=form)).status_code == 303
    shown = Page(await stranger.get(f"/topics/{topic}"))
    assert [each["href"].rpartition("/")[2] for each in shown.all("#enclosed a")] == [
        str(photos[0])
    ]
    assert (await stranger.get(f"/photos/{photos[0]}/320")).status_code == 200
    assert (await stranger.get(f"/photos/{photos[1]}/320")).status_code == 404
    assert await steps.ledger() == []

    late = {"allowed": str(photos[1]), "before": ""}  # of a page from before
    assert (await client.post(f"/topics/{topic}/enclosed", data=late)).status_code == 409
    back = {"before": str(photos[0])}
    for _twice in range(2):
        assert (await client.post(f"/topics/{topic}/enclosed", data=back)).status_code == 303
    assert (await stranger.get(f"/photos/{photos[0]}/320")).status_code == 404
    told = [(each["about"], lines(each["after"])) for each in await noted(Noted.FILE_PUBLISHED)]
    assert told == [(f"/photos/{photos[0]}", [f"状态: {state}"]) for state in ("已公开", "已收回")]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 401),
        (Role.TOWNSHIP, 303),
        (Role.COMMITTEE, 303),
        (Role.CONVENER, 303),
        (Role.OFFICE, 303),
        (Role.PARTY, 404),
        (Role.MEMBER, 404),
        (Role.DEPARTMENT, 404),
    ],
)
async def test_who_allows(client: Browser, role: Role | None, status: int) -> None:
    topic = await given.a_topic(await given.a_station())
    photo = (await steps.ready_photos(
        "enclosure", await steps.an_enclosure(topic), None, allowed=False
    ))[0]  # fmt: skip
    if role:
        await given.signed_in(client, role)
    sent = await client.post(f"/topics/{topic}/enclosed", data={"allowed": str(photo)})
    assert sent.status_code == status
    async with county_tx(readonly=True):
        found = await rows('SELECT "allowed_at" FROM "photo" WHERE "photo"."county" = $1')
    assert (found[0]["allowed_at"] is not None) == (status == 303)


async def test_nobody_allows_their_own_or_elsewhere(client: Browser) -> None:
    station = await given.a_station()
    me = await given.signed_in(client, Role.TOWNSHIP)
    topic = await given.a_topic(station, raiser=me)
    assert (await client.post(f"/topics/{topic}/enclosed", data={})).status_code == 404
    await given.signed_in(client, Role.TOWNSHIP, station=await given.a_station("别处"))
    assert (await client.post(f"/topics/{topic}/enclosed", data={})).status_code == 404
    assert reviewers(given.charter()) == {
        Role.TOWNSHIP, Role.COMMITTEE, Role.OFFICE, Role.CONVENER
    }  # fmt: skip
    nobody: Any = {"raiser": None, "lineage": [1]}
    assert not may_allow(None, nobody, given.charter())


async def test_nine_and_no_more_and_nobody_else_s(client: Browser, stranger: Browser) -> None:
    first = await sent(client, SECRET)
    for _n in range(8):
        await sent(client, SECRET)
    tenth = await announced(client, SECRET)
    assert (tenth.status_code, Page(tenth).texts("li")) == (
        422,
        ["这里已有 9 张照片，不能再传。请先删去不需要的。"],
    )
    path = f"/raise/photos/{first}"
    for what in ("arrival", "state", "removal"):
        wrong = await stranger.post(f"{path}/{what}", headers={"x-held": new_secret()})
        assert wrong.status_code == 404
    taken = await client.post(f"{path}/removal", headers={"x-held": SECRET})
    assert taken.json() == {"state": "removed"}
    assert (await announced(client, SECRET)).status_code == 200
    for odd in ("", "a" * 23, "a" * 25, "%" * 24):
        assert (await announced(client, odd)).status_code == 422


async def test_what_was_only_announced_takes_no_place(client: Browser) -> None:
    """On a bad line an answer is lost: the script knows of no place, and asks for another."""
    lost = [(await announced(client, SECRET)).json()["id"] for _n in range(9)]
    await sent(client, SECRET)
    again = await announced(client, SECRET, again=lost[0])
    assert again.json()["id"] == lost[0]


async def test_what_comes_as_the_tenth_of_many_at_once_is_refused(client: Browser) -> None:
    data = pictures.from_phone()
    ten = [(await announced(client, SECRET, len(data))).json() for _n in range(10)]
    for each in ten:
        assert (await steps.put(client, each["upload"], data)).status_code == 201
    told = [
        (
            await client.post(f"/raise/photos/{each['id']}/arrival", headers={"x-held": SECRET})
        ).json()
        for each in ten
    ]
    assert [each["state"] for each in told] == ["arrived"] * 9 + ["refused"]
    assert told[9]["text"] == "传送期间这里的照片已满，这一张没有收下。"


async def test_what_is_sent_takes_no_more(client: Browser) -> None:
    await sent(client, SECRET)
    topic = await raised(client, SECRET)
    assert (await announced(client, SECRET)).status_code == 422
    other = await raised(client, SECRET, title="另一件没有照片的事")  # the same page again
    async with county_tx(readonly=True):
        found = await rows('SELECT "topic" FROM "enclosure" WHERE "enclosure"."county" = $1')
    assert ([each["topic"] for each in found], other != topic) == ([topic], True)


async def test_another_county_knows_no_secret_of_this_one(
    client: Browser, other_county: int
) -> None:
    photo = await sent(client, SECRET)
    there = f"http://test/c{other_county}/raise/photos/{photo}/state"
    assert (await client.post(there, headers={"x-held": SECRET})).status_code == 404


async def test_what_is_never_sent_goes(client: Browser, superuser: Any) -> None:
    await sent(client, SECRET)
    kept = new_secret()
    await sent(client, kept)
    topic = await raised(client, kept)
    assert len(await steps.objects()) == 4
    for late, states in ((-1, ["ready", "ready"]), (1, ["ready", "refused"])):
        made = now() - HELD_FOR - timedelta(hours=late)
        for table, column in (("enclosure", "made_at"), ("photo", "uploaded_at")):
            await superuser.execute(
                f"UPDATE {table} SET {column} = $2 WHERE county = $1",  # noqa: S608
                current_realm.get(),
                made,
            )
        await prune()
        async with county_tx(readonly=True):
            found = await rows('SELECT "state" FROM "photo" WHERE "photo"."county" = $1')
        assert sorted(each["state"] for each in found) == states
    await sweep()
    await prune()
    assert len(await steps.objects()) == 2
    async with county_tx(readonly=True):
        left = await rows('SELECT "topic" FROM "enclosure" WHERE "enclosure"."county" = $1')
        assert (await Photo.count(), [each["topic"] for each in left]) == (1, [topic])


async def test_without_scripts_photos_come_with_the_form_and_stay(client: Browser) -> None:
    code = await code_of(await given.a_station())
    page = Page(await client.get("/raise", params={"station": code}))
    form = page.one('form[action$="/raise"]')
    assert (form["enctype"], form.one("[type=file]")["name"]) == ("multipart/form-data", "photo")
    typed = MATTER | {"station": code, "held": page.hidden("held"), "title": "灯"}
    files = [("photo", ("a.jpg", pictures.from_phone(), "image/jpeg")),
             ("photo", ("空.jpg", b"", "image/jpeg"))]  # fmt: skip
    refused = await client.post("/raise", data=typed, files=files)
    assert refused.status_code == 422
    again = Page(refused)
    assert set(again.wrong) == {"title", "photo"}
    assert f"空.jpg：{rules.EMPTY}" in refused.text
    assert again.hidden("held") == typed["held"]
    assert len(again.all("[name=drop]")) == 1
    good = typed | {"title": MATTER["title"], "form_token": client.form_token()}
    more = [("photo", ("b.jpg", pictures.from_phone(), "image/jpeg"))]
    for _n in range(2):  # an impatient finger
        assert (await client.post("/raise", data=good, files=more)).status_code == 303
    assert await steps.work() == ["photo.intake"] * 2
    async with county_tx(readonly=True):
        assert await value('SELECT count(*) FROM "topic" WHERE "topic"."county" = $1') == 1
        found = await rows(
            'SELECT "state" FROM "photo" WHERE "photo"."county" = $1 AND "enclosure" IN'
            ' (SELECT "id" FROM "enclosure" WHERE "enclosure"."county" = $1'
            ' AND "topic" IS NOT NULL)'
        )
    assert [each["state"] for each in found] == ["ready", "ready"]


async def test_without_scripts_a_refused_form_shows_its_photos_to_that_browser_alone(
    client: Browser, stranger: Browser
) -> None:
    """As soon as they are taken in, and until they are sent; the page's secret is no address."""
    code = await code_of(await given.a_station())
    page = Page(await client.get("/raise", params={"station": code}))
    typed = MATTER | {"station": code, "held": page.hidden("held"), "title": "灯"}
    files = [("photo", ("a.jpg", pictures.from_phone(), "image/jpeg")),
             ("photo", ("b.jpg", b"no picture", "image/jpeg"))]  # fmt: skip
    refused = Page(await client.post("/raise", data=typed, files=files))
    await steps.work()
    shown = [each["src"] for each in refused.all("[data-kept] img")]
    assert len(shown) == 2
    assert not [each for each in shown if typed["held"] in each]
    good, bad = shown
    answer = await client.get(f"http://test{good}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert "private" in answer.headers["cache-control"] or "no-store" in answer.headers[
        "cache-control"
    ]  # fmt: skip
    assert (await client.get(f"http://test{bad}")).status_code == 404
    assert (await stranger.get(f"http://test{good}")).status_code == 404
    assert (await client.get(f"http://test{good}0")).status_code == 404
    again = Page(await client.post("/raise", data=typed | {"form_token": client.form_token()}))
    assert len(again.all("[data-kept] img")) == 1  # what was refused says why instead
    assert (await client.get(f"http://test{good}")).status_code == 200
    await raised(client, typed["held"])
    assert (await client.get(f"http://test{good}")).status_code == 404


async def test_what_is_dropped_is_not_sent(client: Browser) -> None:
    photos = [await sent(client, SECRET) for _n in range(2)]
    topic = await raised(client, SECRET, drop=str(photos[0]))
    await given.signed_in(client, Role.TOWNSHIP)
    page = Page(await client.get(f"/topics/{topic}"))
    assert [each["value"] for each in page.all("#enclosed [name=allowed]")] == [str(photos[1])]


async def test_an_address_sends_so_many_an_hour(client: Browser) -> None:
    await spent("enclose", HERE, 1199)
    answers = [(await announced(client, SECRET)).status_code for _n in range(2)]
    assert answers == [200, 429]
    form = MATTER | {"station": await code_of(await given.a_station()), "held": SECRET}
    files = [("photo", ("a.jpg", pictures.from_phone(), "image/jpeg"))]
    assert (await client.post("/raise", data=form, files=files)).status_code == 429
    assert (await client.post("/raise", data=form)).status_code == 303  # without photos


async def test_what_nobody_showed_goes_with_the_name(client: Browser) -> None:
    shown, hidden = [await sent(client, SECRET) for _n in range(2)]
    topic = await raised(client, SECRET)
    await given.signed_in(client, Role.TOWNSHIP)
    await client.post(f"/topics/{topic}/enclosed", data={"allowed": str(shown), "before": ""})
    async with county_tx():
        assert {each["id"] for each in await choices(topic)} == {shown, hidden}
        async with amending():
            await erase_raisers([topic])
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "id" FROM "photo" WHERE "photo"."county" = $1 AND "erased_on" IS NOT NULL'
        )
    assert [each["id"] for each in found] == [hidden]
    await sweep()
    assert len(await steps.objects()) == 2


async def test_the_page_of_all_of_them_shows_each_reader_what_the_matter_s_page_does(
    client: Browser, stranger: Browser
) -> None:
    photos = [await sent(stranger, SECRET) for _n in range(2)]
    topic = await raised(stranger, SECRET)
    await publish(topic)
    await given.signed_in(client, Role.TOWNSHIP)
    form = {"allowed": str(photos[0]), "before": ""}
    assert (await client.post(f"/topics/{topic}/enclosed", data=form)).status_code == 303
    async with county_tx():
        enclosure = await value('SELECT "id" FROM "enclosure" WHERE "enclosure"."county" = $1')
    for reader, seen in ((stranger, photos[:1]), (client, photos)):
        page = Page(await reader.get(f"/photos/of/enclosure/{enclosure}"))
        assert [int(each["href"].rpartition("/")[2]) for each in page.all("figure a")] == seen
        assert [(await reader.get(f"/photos/{each}")).status_code for each in photos] == (
            [200] * len(seen) + [404] * (2 - len(seen))
        )


async def test_photos_too_large_together_leave_what_was_typed_above_them(client: Browser) -> None:
    """Without scripts, in one sending."""
    code = await code_of(await given.a_station())
    page = Page(await client.get("/raise", params={"station": code}))
    typed = MATTER | {"station": code, "held": page.hidden("held")}
    files = [("photo", (f"{n}.jpg", b"0" * (33 * 2**20), "image/jpeg")) for n in range(3)]
    sent = await client.post("/raise", data=typed, files=files)
    again = Page(sent)
    assert (sent.status_code, set(again.wrong)) == (413, {"photo"})
    assert again.hidden("station") == code
    assert again.hidden("held") == typed["held"]
    assert again.one("[name=title]")["value"] == MATTER["title"]
    assert again.one("[name=story]").text.strip() == MATTER["story"]
    async with county_tx(readonly=True):
        assert await value('SELECT count(*) FROM "topic" WHERE "topic"."county" = $1') == 0


def test_texts_stand_before_the_first_file_and_whole() -> None:
    def part(name: str, body: str, more: str = "") -> str:
        return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{body}\r\n'

    photo = part("photo", "\xff", '; filename="a.jpg"')
    sent = (
        part("title", "路灯") + part("story", "一\r\n二") + photo + part("spot", "村口")
    ).encode()
    assert texts(sent, "b") == [("title", "路灯"), ("story", "一\n二")]
    assert texts(part("title", "路灯").encode() + b"--b\r\nContent-Dis", "b") == [("title", "路灯")]
    assert texts(part("story", "没有写完").encode()[:-6], "b") == []
    assert texts(b"", "b") == []
