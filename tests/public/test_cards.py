"""A matter's card: what it says, and that it goes with what it says."""

from io import BytesIO
from typing import Any

import pytest
from httpx import AsyncClient
from PIL import Image

from app.config import settings
from app.dates import now
from app.public.drawing import drawn, fitting
from app.topics.briefing.cards import Card
from tests import given
from tests.page import Page

pytestmark = pytest.mark.anyio
ROOM = 1056


def test_a_title_is_broken_into_lines_and_cut_with_an_ellipsis() -> None:
    assert fitting("路灯坏了", 72, ROOM, 4) == ["路灯坏了"]
    assert fitting(" 路灯\n坏了\t", 72, ROOM, 4) == ["路灯 坏了"]
    assert fitting("路" * 14 + "灯", 72, ROOM, 4) == ["路" * 14, "灯"]  # 14 × 72 = 1,008
    assert fitting("路" * 56, 72, ROOM, 4) == ["路" * 14] * 4
    assert fitting("路" * 57, 72, ROOM, 4) == [*["路" * 14] * 3, "路" * 13 + "…"]
    assert fitting("", 72, ROOM, 4) == [""]


@pytest.mark.parametrize("title", ["路灯坏了", "", "𬱖龘㙍", "😀\u202e\u0000\uffff", "W" * 300])
def test_whatever_is_said_is_drawn(title: str) -> None:
    image = Image.open(BytesIO(drawn(Card("某县 · 商量", title, "协商"))))
    assert (image.format, image.size) == ("JPEG", (1200, 630))


def test_its_name_is_of_what_it_says() -> None:
    one = Card("某县 · 商量", "路灯坏了", "协商")
    others = [one._replace(**{field: "别的"}) for field in one._fields]
    assert len({each.file for each in (one, *others)}) == 4
    assert Card("a", "b", "").file != Card("a", "", "b").file


async def test_it_says_what_strangers_read_and_goes_with_the_matter(
    client: AsyncClient, county: int, superuser: Any
) -> None:
    station = await given.a_station()
    topic = await given.a_topic(station, title="路灯坏了，打13912345678", published_at=now())

    async def address() -> str:
        page = Page(await client.get(f"/topics/{topic}"))
        (said,) = [each["content"] for each in page.all("meta[property='og:image']")]
        (link,) = [each["href"] for each in page.all("link[rel='image_src']")]
        assert said == f"{settings.base_url}{link}"
        return str(link)

    async def status(path: str) -> int:
        return (await client.get(f"http://test{path}")).status_code

    first = await address()
    answer = await client.get(f"http://test{first}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    english = {"accept-language": "en"}
    page = Page(await client.get(f"/topics/{topic}", headers=english))
    assert page.all("link[rel='image_src']")[0]["href"] == first
    await superuser.execute('UPDATE "topic" SET "title" = $2 WHERE "id" = $1', topic, "修好了")
    assert await address() != first
    assert await status(first) == 404
    second = await address()
    await superuser.execute('UPDATE "topic" SET "published_at" = NULL WHERE "id" = $1', topic)
    assert await status(second) == 404
    hidden = await given.a_topic(station, title="没有公开的")
    assert await status(second.replace(f"/{topic}/", f"/{hidden}/")) == 404
    assert county
