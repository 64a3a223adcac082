"""A sitting's page is one form, also without scripts: whatever is pressed, all that was typed in it
stands there afterwards, for whoever typed it (11.5).
"""

import json
import re
from typing import Any

import pytest
from httpx import Response

from app.access.roles import Role
from app.db import county_tx, execute
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import HTMX, MINUTES, Place, a_place, all_of
from tests.page import Page, as_a_browser_sends, refused

pytestmark = pytest.mark.anyio


async def presses(client: Browser, end: str, value: str = "", /, **typed: Any) -> Response:
    """On the sitting's page as it is now: types, and presses the button that goes to this `end`."""
    (sitting,) = await all_of("consultation")
    page = Page(await client.get(f"/consultations/{sitting['id']}"))
    button = next(
        each
        for each in page.all("button[formaction]")
        if re.search(f"/{end}$", each["formaction"])
        and each.get("value") == value
        and not each.has("hidden")
    )
    path = button["formaction"].removeprefix(client.base_url.path.rstrip("/"))
    return await client.post(path, data=as_a_browser_sends(page.one("#sitting"), button, **typed))


async def shown(client: Browser, place: Place) -> Page:
    return Page(await client.get(f"/consultations/{place.consultation}"))


@pytest.fixture
async def place(client: Browser) -> Place:
    """With a statement, one that was struck, and somebody who came unasked."""
    found = await a_place(client)
    speaker = str(found.people["钱小三"])
    for text in ("晚上太黑", "记错的"):
        sent = await presses(client, "statements", participant=speaker, text=text)
        assert sent.status_code == 303
    wrong = max(each["id"] for each in await all_of("statement"))
    await presses(client, f"{wrong}/removal")
    sent = await presses(client, "walk-ins", "citizen", **{"names.citizen": "周老二"})
    assert sent.status_code == 303
    await given.signed_in(client, Role.CONVENER, station=found.station)
    return found


# → which button, of which of the things alike, and what is typed for it.
PRESSED: dict[str, tuple[str, dict[str, Any]]] = {
    "attendance": ("", {}),
    "walk-ins": ("citizen", {"names.citizen": "吴四"}),
    r"walk-ins/\d+/removal": ("", {}),
    "statements": ("", {"text": "再装一盏"}),
    r"statements/\d+/removal": ("", {}),
}


@pytest.mark.parametrize("end", PRESSED)
async def test_minutes_typed_and_not_saved_stand_there_whatever_is_pressed(
    client: Browser, place: Place, end: str
) -> None:
    value, own = PRESSED[end]
    more = own | ({"participant": str(place.people["钱小三"])} if "text" in own else {})
    typed = {"minutes": "大家都说太黑。", "place": "河边", "opinion": "装灯", "reason": "下雨"}
    answer = next(each["id"] for each in await all_of("statement") if not each["struck_at"])
    typed |= {f"text.{answer}": "下月装", "names.convener": "王五"}
    sent = await presses(client, end, value, **typed, **more)
    assert sent.status_code == 303, sent.text[-500:]
    page = await shown(client, place)
    assert {name: page.typed(name) for name in typed} == {
        name: [text] for name, text in typed.items()
    }
    assert page.texts("#notice li") == ["这一页上写了、还没有保存的都还在框里。"]
    if "text" in own:  # what was noted is not typed any more
        assert page.typed("text") == [""]
    (saved,) = await all_of("consultation")
    assert (saved["minutes"], saved["place"]) == ("", "村口")
    # Saved: nothing that was typed for other buttons is lost, nor noted.
    assert (await presses(client, "record")).status_code == 303
    (saved,) = await all_of("consultation")
    assert (saved["minutes"], saved["place"]) == ("大家都说太黑。", "河边")
    page = await shown(client, place)
    assert (page.typed("opinion"), page.typed("names.convener")) == (["装灯"], ["王五"])
    await given.signed_in(client, Role.CONVENER, station=place.station)
    assert (await shown(client, place)).typed("opinion") == [""]  # somebody else's page


async def test_a_statement_called_back_keeps_the_minutes_too(client: Browser, place: Place) -> None:
    (struck,) = [each["id"] for each in await all_of("statement") if each["struck_at"]]
    pressed = f"statements/{struck}/return"
    sent = await presses(client, pressed, str(struck), minutes="没存的")
    assert refused(sent) == ["请写明恢复的缘由。"]
    assert [*Page(sent).wrong] == [f"reason.{struck}"]
    assert Page(sent).typed("minutes") == ["没存的"]
    more = {f"reason.{struck}": "没有记错", "minutes": "没存的"}
    assert (await presses(client, pressed, str(struck), **more)).status_code == 303
    page = await shown(client, place)
    assert page.texts("#statements .statement .prose") == ["晚上太黑", "记错的"]
    assert page.typed("minutes") == ["没存的"]
    assert "缘由：没有记错" in page.one("#corrections").text


async def test_two_tabs_of_one_person_lose_nothing_of_each_other(
    client: Browser, place: Place
) -> None:
    """Both show what was not saved; each goes on with it."""
    await presses(client, "attendance", minutes="开头")
    prefix = client.base_url.path.rstrip("/")

    def press(page: Page, **typed: str) -> tuple[str, dict[str, Any]]:
        button = next(
            each for each in page.all("button") if each.get("formaction", "").endswith("attendance")
        )
        return button["formaction"].removeprefix(prefix), as_a_browser_sends(page, button, **typed)

    one, two = await shown(client, place), await shown(client, place)
    for page, typed in ((one, {"minutes": "开头，中间"}), (two, {"opinion": "装灯"})):
        path, data = press(page, **typed)
        assert (await client.post(path, data=data)).status_code == 303
    page = await shown(client, place)
    assert (page.typed("minutes"), page.typed("opinion")) == (["开头"], ["装灯"])
    assert "开头，中间" in page.one("[data-unsaved]").text
    # What is saved ends its own, and what it began from; not the other tab's.
    assert (await presses(client, "record")).status_code == 303
    path, data = press(await shown(client, place))
    left = [json.loads(each["fields"]) for each in await all_of("unsaved_record")]
    assert [each.get("minutes") for each in left if "minutes" in each] == ["开头，中间"]


async def test_an_answer_typed_to_a_statement_that_is_struck_is_not_lost(
    client: Browser, place: Place
) -> None:
    """Whatever is pressed afterwards; and once the statement is back it stands beneath it."""
    said = next(each["id"] for each in await all_of("statement") if not each["struck_at"])
    name = f"text.{said}"
    await presses(client, f"{said}/removal", **{name: "下月装"})
    await presses(client, "attendance")
    page = await shown(client, place)
    assert page.typed(name) == ["下月装"]
    assert "要答复的那条发言已经撤下" in page.one(f"label:has([name='{name}'])").text
    typed = {"minutes": MINUTES, "opinion": "装灯", "conclusion": "consensus"}
    sent = await presses(client, "filing", **typed)
    assert "这里写了、还没有记下，请先记下或者清掉，再归档。" in refused(sent)
    await presses(client, f"statements/{said}/return", str(said), **{f"reason.{said}": "点错了"})
    page = await shown(client, place)
    assert page.typed(name) == ["下月装"]
    assert page.all(f"#answer-{said} [name='{name}']")


async def test_somebody_else_struck_what_is_being_answered(client: Browser, place: Place) -> None:
    said = next(each["id"] for each in await all_of("statement") if not each["struck_at"])
    page, path = await shown(client, place), f"/consultations/{place.consultation}/statements"
    button = next(each for each in page.all("button[name='answers']") if each.value == str(said))
    typed = {f"text.{said}": "下月装", f"participant.{said}": str(place.people["孙科长"])}
    form = as_a_browser_sends(page, button, **typed)
    async with county_tx():
        await execute(
            'UPDATE "statement" SET "struck_at" = now() WHERE "statement"."county" = $1'
            ' AND "id" = $2',
            said,
        )
    sent = await client.post(path, data=form)
    assert refused(sent) == ["没有找到要答复的发言。"]
    assert Page(sent).typed(f"text.{said}") == ["下月装"]


async def test_what_others_ticked_meanwhile_stays_ticked(client: Browser, place: Place) -> None:
    """The draft holds what was changed, not how all stood."""
    me, came = place.people["孙科长"], place.people["赵书记"]
    speaker = str(place.people["钱小三"])
    there = (await shown(client, place)).typed("came")
    ticks: dict[str, Any] = {"came": [str(me), *there], "minutes": "没存的"}
    await presses(client, "statements", participant=speaker, text="黑", **ticks)
    path = f"/consultations/{place.consultation}/attendance"
    await client.post(path, data={"came": [str(came)]})
    page = await shown(client, place)
    assert {str(me), str(came), speaker} <= set(page.typed("came"))
    await presses(client, "attendance")
    states = {each["name"]: each["state"] for each in await all_of("participant")}
    assert (states["孙科长"], states["赵书记"]) == ("present", "present")


async def test_filing_says_what_would_be_left_behind(client: Browser, place: Place) -> None:
    answer = next(each["id"] for each in await all_of("statement") if not each["struck_at"])
    typed: dict[str, Any] = {"minutes": MINUTES, "opinion": "装灯", "conclusion": "consensus"}
    left: dict[str, Any] = {f"text.{answer}": "下月装", "came": [str(place.people["孙科长"])]}
    sent = await presses(client, "filing", **typed, **left)
    said = refused(sent)
    assert "这里写了、还没有记下，请先记下或者清掉，再归档。" in said
    assert "参加的人改了、还没有记下，请先记下，再归档。" in said
    page = Page(sent)
    assert {f"text.{answer}", "came"} <= page.wrong.keys()
    assert page.typed("minutes") == [MINUTES]
    (saved,) = await all_of("consultation")
    assert saved["state"] == "planned"


async def test_a_cancelled_sitting_s_minutes_are_kept_for_whoever_typed_them(
    client: Browser, place: Place
) -> None:
    sent = await presses(client, "cancellation", reason="下雨", minutes="没存的")
    assert sent.status_code == 303
    page = await shown(client, place)
    assert "没存的" in page.one("[data-unsaved]").text
    assert "下雨" not in page.one("[data-unsaved]").text
    await client.post(f"/consultations/{place.consultation}/taking-up", data={"reason": "点错了"})
    assert (await shown(client, place)).typed("minutes") == ["没存的"]


async def test_who_may_only_note_what_is_said_loses_nothing_either(
    client: Browser, place: Place
) -> None:
    await given.sign_in(client, place.member_account)
    sent = await presses(client, "sign-in", text="想到一半")
    assert sent.status_code == 303
    page = await shown(client, place)
    assert (page.typed("text"), page.one("#sign-in").text) == (["想到一半"], "您已签到。")


async def test_what_is_typed_under_other_buttons_stays_when_a_section_is_renewed(
    client: Browser, place: Place
) -> None:
    """With scripts: only the fields of the pressed button are made anew."""
    answer = next(each["id"] for each in await all_of("statement") if not each["struck_at"])
    path = f"/consultations/{place.consultation}/statements"
    said = {"participant": str(place.people["钱小三"]), "text": "还有"}
    part = Page(await client.post(path, data=said | {"answers": ""}, headers=HTMX))
    assert {each["id"] for each in part.all("[data-hx-preserve]")} > {f"answer-{answer}"}
    assert not part.all("#saying[data-hx-preserve]")
    reply = {"answers": str(answer), f"text.{answer}": "装", "text": "想到一半"}
    reply |= {f"participant.{answer}": str(place.people["孙科长"])}
    part = Page(await client.post(path, data=reply, headers=HTMX))
    assert part.all("#saying[data-hx-preserve]")
    assert not part.all(f"#answer-{answer}[data-hx-preserve]")
    noted = [each["text"] for each in await all_of("statement") if not each["struck_at"]]
    assert noted == ["晚上太黑", "还有", "装"]
    people = Page(
        await client.post(
            f"/consultations/{place.consultation}/walk-ins",
            data={"grp": "citizen", "names.citizen": "吴四"},
            headers=HTMX,
        )
    )
    assert not people.all("#walk-in-citizen[data-hx-preserve]")
    assert people.all("#walk-in-convener[data-hx-preserve]")


async def test_names_looked_at_first_are_inside_the_page_s_form(
    client: Browser, place: Place
) -> None:
    data = {"grp": "member", "names.member": "李委员、郑不认识"}
    part = Page(
        await client.post(f"/consultations/{place.consultation}/walk-ins", data=data, headers=HTMX)
    )
    assert not part.all("form")
    button = part.one("button[formaction]")
    assert (button["name"], button.value) == ("grp", "member")
    assert {each["name"] for each in part.all("input, select")} == {
        "member.member", "names.member", "chosen.member",
    }  # fmt: skip
