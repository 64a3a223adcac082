"""What somebody typed into a record and could not save is kept for them, and for nobody else."""

import json
from datetime import timedelta
from typing import Any

import pytest

from app.access.roles import Role
from app.consultations import unsaved
from app.dates import now
from app.db import county_tx, execute
from app.persons import erasing, words
from app.persons.amending import amending
from app.worker.periodic import PRUNED
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import HTMX, KEPT, PLAN, Place, a_place, all_of, recorded
from tests.page import Page

pytestmark = pytest.mark.anyio


async def overtaken(client: Browser, draft: str = "mine") -> Place:
    """The page of the convener, who typed 后写的 after somebody saved 先写的."""
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/record"
    await client.post(path, data=PLAN | {"version": "0", "minutes": "先写的"})
    late = PLAN | {"version": "0", "minutes": "后写的", "draft": draft}
    assert (await client.post(path, data=late, headers=HTMX)).status_code == 409
    return place


async def kept() -> list[tuple[str, str]]:
    return [
        (each["token"], json.loads(each["fields"]).get("minutes", ""))
        for each in await all_of("unsaved_record")
    ]


def both(page: Page) -> tuple[str, str, str, str]:
    box = page.one("textarea[name=minutes]")
    form = page.one("#sitting")
    version, began = (form.one(f"input[name={each}]").value for each in ("version", "began"))
    return box.value, form.one("[data-theirs]").text, version, began


async def test_the_loser_of_a_conflict_finds_both_texts_when_they_come_back(
    client: Browser,
) -> None:
    place = await overtaken(client)
    here = f"/consultations/{place.consultation}"
    page = Page(await client.get(here))
    assert both(page) == ("后写的", "现在是：先写的", "1", "mine")
    assert page.texts("#notice li") == [unsaved.OPEN_AGAIN]
    assert page.one("#unsaved button").text == "用已保存的，去掉我写的"
    # Saved on purpose: theirs is gone, and so is the draft.
    merged = PLAN | {"version": "1", "minutes": "先写的，后写的", "began": "mine"}
    assert (await client.post(f"{here}/record", data=merged)).status_code == 303
    assert await kept() == []
    assert not Page(await client.get(here)).all("#unsaved, [data-theirs]")


async def test_theirs_is_taken(client: Browser) -> None:
    place = await overtaken(client)
    here = f"/consultations/{place.consultation}"
    button = Page(await client.get(here)).one("#unsaved button")
    assert button["formaction"].endswith(f"{here}/unsaved")
    pressed = KEPT | {"draft": "new", "began": "mine", "thrown": button.value}
    assert (await client.post(f"{here}/unsaved", data=pressed)).status_code == 303
    assert await kept() == []
    page = Page(await client.get(here))
    assert page.one("textarea[name=minutes]").value == "先写的"


async def test_another_tab_that_saves_takes_nothing_away(client: Browser) -> None:
    place = await overtaken(client)
    path = f"/consultations/{place.consultation}/record"
    other = PLAN | {"version": "1", "minutes": "别的一页", "draft": "another"}
    assert (await client.post(path, data=other)).status_code == 303
    assert await kept() == [("mine", "后写的")]


async def test_nobody_else_sees_it(client: Browser) -> None:
    place = await overtaken(client)
    here = f"/consultations/{place.consultation}"
    for role in (Role.OFFICE, Role.CONVENER, Role.TOWNSHIP):
        await given.signed_in(client, role, station=place.station)
        page = await client.get(here)
        assert "后写的" not in page.text, role
        await client.post(f"{here}/unsaved", data={"draft": "mine"})
    assert await kept() == [("mine", "后写的")]


async def test_typed_while_it_was_filed(client: Browser) -> None:
    place = await a_place(client)
    await recorded(client, place.consultation)
    here = f"/consultations/{place.consultation}"
    filing = KEPT | {"version": "1", "conclusion": "consensus", "opinion": "装灯"}
    assert (await client.post(f"{here}/filing", data=filing)).status_code == 303
    late = KEPT | {"version": "1", "minutes": "归档时正在写", "draft": "mine"}
    assert (await client.post(f"{here}/record", data=late)).status_code == 422
    (section,) = Page(await client.get(here)).all("[data-unsaved]")
    assert [each.text for each in section.all(".two p")][:2] == ["归档时正在写", KEPT["minutes"]]
    await client.post(f"{here}/unsaved", data={"draft": "mine"})
    assert not Page(await client.get(here)).all("[data-unsaved]")


async def test_filing_says_that_the_draft_went_with_it(client: Browser) -> None:
    place = await a_place(client)
    await recorded(client, place.consultation)
    here = f"/consultations/{place.consultation}"
    late = KEPT | {"version": "0", "minutes": "后写的，很全。", "draft": "mine"}
    assert (await client.post(f"{here}/record", data=late)).status_code == 409
    filing = late | {"version": "1", "conclusion": "consensus", "opinion": "装灯"}
    sent = await client.post(f"{here}/filing", data=filing)
    assert sent.status_code == 303
    assert "没保存的那一份已去掉" in (await client.get(here)).text
    assert await kept() == []


@pytest.mark.parametrize("roles", [(Role.CONVENER,), ()])
async def test_whose_right_is_gone_still_finds_what_they_typed(
    client: Browser, roles: tuple[Role, ...]
) -> None:
    """A convener of another station by now, or of none."""
    place = await a_place(client)
    elsewhere = await given.a_station("关口镇工作站")
    await given.signed_in(client, *roles, station=elsewhere)
    here = f"/consultations/{place.consultation}"
    late = PLAN | {"version": "0", "minutes": "我的记录", "draft": "mine"}
    assert (await client.post(f"{here}/record", data=late)).status_code in {403, 404}
    assert await kept() == [("mine", "我的记录")]
    page = await client.get(here)
    assert "我的记录" in page.text
    assert "路灯怎么装" not in Page(page).one("h1").text
    assert "村口" not in "".join(Page(page).texts("dd"))
    if roles:
        desk = Page(await client.get("/desk"))
        assert desk.one("#unsaved a")["href"].endswith(here)


async def test_no_more_than_twenty_of_one_person(client: Browser) -> None:
    place = await overtaken(client, "0")
    late = PLAN | {"version": "0", "minutes": "后写的"}
    for number in range(1, 22):
        await client.post(
            f"/consultations/{place.consultation}/record", data=late | {"draft": str(number)}
        )
    assert sorted(int(token) for token, _text in await kept()) == [*range(2, 22)]


async def test_it_ends_after_thirty_days_and_with_its_person(client: Browser) -> None:
    place = await overtaken(client)
    (statement,) = [each for each in PRUNED if "unsaved_record" in each]
    assert PRUNED[statement] == timedelta(days=30)
    async with county_tx():
        await execute(statement, now() - timedelta(days=30))
    assert len(await kept()) == 1
    (one,) = await all_of("unsaved_record")
    async with county_tx(), amending():
        await words.strike({place.topic: {"后写"}})
    assert await kept() == [("mine", "▇▇的")]
    async with county_tx(), amending():
        await erasing.erase_accounts([one["account"]])
    assert await kept() == []


@pytest.mark.parametrize(
    ("left", "is_typed"),
    [
        ({"participant.7": "12"}, False),  # who alone can answer, as the page itself says it
        ({"participant": "12", "asks": "13", "member.grp": "5"}, False),
        ({"participant.7": "12", "text.7": "下月初"}, True),
        ({"names.grp": "甲、乙"}, True),
    ],
)
async def test_what_is_only_chosen_is_not_kept_as_typed(
    client: Browser, left: dict[str, str], is_typed: bool
) -> None:
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/attendance"
    assert (await client.post(path, data=left | {"draft": "mine"})).status_code == 303
    assert len(await all_of("unsaved_record")) == is_typed


def test_only_what_differs_stands_beside() -> None:
    saved: dict[str, Any] = {"minutes": "甲", "place": "村口", "agenda": ""}
    typed = {"minutes": "乙", "place": " 村口 ", "agenda": "", "opinion": "装灯"}
    assert unsaved.differing(typed, saved, {}) == [("", "乙", "甲"), ("形成的意见", "装灯", "")]
