"""Two of a station's conveners keep one record at the same time, and one of them files it (11.5):
nobody's text is lost, and whoever comes too late reads it beside what is there.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest

from app.access.roles import Role
from tests import given
from tests.conftest import Browser, browser
from tests.consultations.steps import HTMX, KEPT, Place, a_place, all_of, recorded
from tests.page import Page

pytestmark = pytest.mark.anyio


class Two(NamedTuple):
    place: Place
    here: str
    first: Browser
    second: Browser


@pytest.fixture
async def two(client: Browser, county: int) -> AsyncIterator[Two]:
    """Both have opened the record at version 1, in which stands what `recorded` wrote."""
    place = await a_place(client)
    await recorded(client, place.consultation)
    async with browser(f"/c{county}") as second:
        await given.signed_in(second, Role.CONVENER, station=place.station)
        yield Two(place, f"/consultations/{place.consultation}", client, second)


def typed(text: str, draft: str, version: str = "1") -> dict[str, str]:
    return KEPT | {"minutes": text, "draft": draft, "version": version}


def ending(text: str, draft: str, version: str = "1") -> dict[str, str]:
    return typed(text, draft, version) | {"conclusion": "consensus", "opinion": "装三盏灯"}


async def stands() -> tuple[str, str]:
    (found,) = await all_of("consultation")
    return found["state"], found["minutes"]


async def kept() -> dict[str, dict[str, str]]:
    return {each["token"]: json.loads(each["fields"]) for each in await all_of("unsaved_record")}


async def test_one_saves_by_itself_the_other_s_form_shows_both(two: Two) -> None:
    mine, theirs = typed("甲写的", "a"), typed("乙写的", "b")
    assert (await two.first.post(f"{two.here}/record", data=mine, headers=HTMX)).status_code == 200
    for path, form in (("record", theirs), ("filing", ending("乙写的", "b"))):
        sent = await two.second.post(f"{two.here}/{path}", data=form, headers=HTMX)
        assert sent.status_code == 409
        box = Page(sent).one("textarea[name=minutes]")
        beside = Page(sent).one("[data-theirs]").text
        assert (box.value, beside) == ("乙写的", "现在是：甲写的"), path
        assert await stands() == ("planned", "甲写的"), path
    # Put together on purpose, and filed: both are in.
    last = ending("甲写的，乙写的", "b", "2")
    assert (await two.second.post(f"{two.here}/filing", data=last)).status_code == 303
    assert await stands() == ("filed", "甲写的，乙写的")
    assert await kept() == {}


@pytest.mark.parametrize("headers", [HTMX, {}])
async def test_who_types_on_after_the_filing_is_told_and_shown_what_they_typed(
    two: Two, headers: dict[str, str]
) -> None:
    sent = await two.second.post(f"{two.here}/filing", data=ending("乙归的", "b"))
    assert sent.status_code == 303
    late = await two.first.post(f"{two.here}/record", data=typed("甲后写", "a"), headers=headers)
    assert late.status_code == 422
    page = Page(late)
    assert any("已经归档" in each for each in page.texts("#notice, [role=alert], .notice"))
    if headers:  # the notice alone: in the box still stands what was typed
        assert late.headers["hx-retarget"] == "#flash"
    else:
        assert {"甲后写", "乙归的"} <= {*shown(late)}
    assert await stands() == ("filed", "乙归的")
    (section,) = Page(await two.first.get(two.here)).all("[data-unsaved]")
    assert [each.text for each in section.all(".two p")] == ["甲后写", "乙归的"]
    assert "甲后写" not in (await two.second.get(two.here)).text


async def test_both_file_and_the_later_conclusion_s_words_are_kept(two: Two) -> None:
    first, second = ending("甲归的", "a"), ending("乙归的", "b") | {"opinion": "装五盏灯"}
    assert (await two.first.post(f"{two.here}/filing", data=first)).status_code == 303
    late = await two.second.post(f"{two.here}/filing", data=second)
    assert late.status_code == 422
    assert {"乙归的", "装五盏灯"} <= {*shown(await two.second.get(two.here))}
    assert await stands() == ("filed", "甲归的")


def shown(answer: Any) -> list[str]:
    (section,) = Page(answer).all("[data-unsaved]")
    return [each.text for each in section.all(".two p")]


async def test_saving_and_filing_at_the_same_moment(two: Two) -> None:
    """Whichever is first, the other's text is there for its writer."""
    sent = await asyncio.gather(
        two.first.post(f"{two.here}/record", data=typed("甲写的", "a"), headers=HTMX),
        two.second.post(f"{two.here}/filing", data=ending("乙归的", "b")),
    )
    state, minutes = await stands()
    found = await kept()
    if state == "filed":
        assert [each.status_code for each in sent] == [422, 303]
        assert (minutes, found["a"]["minutes"], [*found]) == ("乙归的", "甲写的", ["a"])
    else:
        assert [each.status_code for each in sent] == [200, 409]
        assert (minutes, found["b"]["minutes"]) == ("甲写的", "乙归的")
        assert (found["b"]["opinion"], [*found]) == ("装三盏灯", ["b"])
