"""A county as files: the same as the program shows a stranger, whole, and nothing that is gone."""

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.config import settings
from app.db import county_tx, value
from app.publishing import running
from app.publishing.one_writer import Writer
from app.publishing.places import Folder
from app.publishing.rendering import Rendered
from app.publishing.running import NotRendered, publish, publish_all
from tests.isolation.test_routes import CANARY, a_full_county
from tests.publishing.files import RENDITION, nowhere, pages

pytestmark = pytest.mark.anyio


SAID = "本页内容截至", "As of"
AS_OF = re.compile(rf'<p class="wrap faint">(?:{"|".join(SAID)}) [\d: -]+</p>')


def unsaid(page: str) -> list[str]:
    """All that it says but as of when."""
    return [each for each in AS_OF.sub("", page).splitlines() if each.strip()]


async def test_files_are_what_a_stranger_is_shown(
    people: dict[str, AsyncClient], client: AsyncClient, county: int, tmp_path: Path
) -> None:
    ids = await a_full_county(people)
    slug = f"c{county}"
    done = await publish(slug, Folder(tmp_path))
    assert [each for each in done.lost if not RENDITION.search(each)] == []
    found = pages(tmp_path)
    assert f"{slug}/topics/{ids['topic_id']}" in found
    assert f"{slug}/en/topics/{ids['topic_id']}" in found
    english = {f"{each}/".removeprefix(f"{slug}/en/") for each in found if "/en" in each}
    assert english == {f"{each}/".removeprefix(f"{slug}/") for each in found if "/en" not in each}
    assert done.new == len(json.loads((tmp_path / slug / "manifest.json").read_text())["files"]) - 1
    differing = {}
    for path, text in found.items():
        assert AS_OF.search(text), path
        shown = await client.get(f"http://test/{path}", headers={"accept-language": "en"})
        if unsaid(shown.text) != unsaid(text):
            differing[path] = set(unsaid(shown.text)) ^ set(unsaid(text))
    # It looks for what is typed in files.
    assert differing.keys() == {f"{slug}/search", f"{slug}/en/search"}
    assert await others(tmp_path, slug, client) == set()
    assert nowhere(tmp_path, slug) == set()


async def others(root: Path, slug: str, client: AsyncClient) -> set[str]:
    """Of open data, feeds and site maps in both languages, and of cards, which are the same in
    both: what a stranger is not sent.
    """
    files = json.loads((root / slug / "manifest.json").read_text())["files"]
    names = [each for each in files if not each.endswith(".html")]
    kinds = {each.rpartition(".")[2] for each in names}
    assert {"csv", "jsonl", "atom", "xml", "json"} <= kinds
    assert {each.removeprefix(f"{slug}/en/") for each in names if "/en/" in each} == {
        each.removeprefix(f"{slug}/") for each in names if not re.search("/en/|/card/", each)
    }
    return {
        each
        for each in names
        if (await client.get(f"http://test/{each}")).content != (root / each).read_bytes()
    }


async def test_only_what_changed_is_written_and_what_is_gone_goes(
    people: dict[str, AsyncClient], county: int, superuser: Any, tmp_path: Path
) -> None:
    ids, slug, where = await a_full_county(people), f"c{county}", Folder(tmp_path)
    await publish(slug, where)
    first = pages(tmp_path)
    again = await publish(slug, where)
    assert pages(tmp_path) == first
    assert (again.new, again.changed, again.removed) == (0, 0, 0)
    page = tmp_path / slug / "topics" / ids["topic_id"] / "index.html"
    assert CANARY in page.read_text()
    assert page.with_name("index.html.gz").is_file()
    await superuser.execute(
        'UPDATE "topic" SET "published_at" = NULL, "taken_down_at" = now() WHERE "id" = $1',
        int(ids["topic_id"]),
    )
    after = await publish(slug, where)
    assert after.removed > 0
    assert not page.parent.exists()
    left = [path for path, text in pages(tmp_path).items() if f"{CANARY}路灯" in text]
    assert left == []


async def test_what_fails_just_now_is_not_gone(
    people: dict[str, AsyncClient], county: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_full_county(people)
    slug, where = f"c{county}", Folder(tmp_path)
    await publish(slug, where)
    before = pages(tmp_path)

    async def away(_path: str) -> Rendered:
        return Rendered(503, "text/html", b"")

    monkeypatch.setattr(running, "PATIENCE", (0,))
    monkeypatch.setattr(running, "render", away)
    with pytest.raises(NotRendered):
        await publish(slug, where)
    assert pages(tmp_path) == before


async def test_one_writes_at_a_time(
    county: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command leaves it to a publisher that is at work, and else does it itself."""
    monkeypatch.setattr(running, "settings", replace(settings, publish_to=str(tmp_path)))
    publisher, command = Writer(), Writer()
    monkeypatch.setattr(running, "writer", command)
    assert await publisher.is_us()
    assert await publisher.is_us()  # and stays it
    async with county_tx(readonly=True):
        before = await value(ASKED)
    said = [each async for each in publish_all(f"c{county}")]
    assert said == [f"c{county}: is made anew by the publisher that is at work"]
    assert pages(tmp_path) == {}
    async with county_tx(readonly=True):
        assert await value(ASKED) == before + 1
    publisher.own.end()
    assert await comes(command)
    said = [each async for each in publish_all(f"c{county}")]
    assert said[0].startswith(f"c{county}: ")
    assert (tmp_path / f"c{county}" / "index.html").is_file()
    assert not await publisher.is_us()
    command.own.end()
    assert await comes(publisher)
    publisher.own.end()


async def comes(writer: Writer) -> bool:
    """The server notices a moment later that somebody has left."""
    async with asyncio.timeout(10):
        while not await writer.is_us():  # noqa: ASYNC110  (the server tells nobody)
            await asyncio.sleep(0.05)
    return True


ASKED = """
    SELECT count(*) FROM "publish_mark"
    WHERE "publish_mark"."county" = $1 AND "kind" = 'county' AND "record" = 0
"""
