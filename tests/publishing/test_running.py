"""A county as files: the same as the program shows a stranger, whole, and nothing that is gone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.publishing import running
from app.publishing.addresses import file_of, is_published, links, within
from app.publishing.places import Folder
from app.publishing.rendering import Rendered
from app.publishing.running import NotRendered, publish
from tests.isolation.test_routes import CANARY, a_full_county

pytestmark = pytest.mark.anyio


def pages(root: Path) -> dict[str, str]:
    return {
        path.parent.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("index.html")
    }


RENDITION = re.compile(r"/photos/\d+/\d+/")  # these photos are rows without bytes
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
    assert differing == {}
    nowhere = {
        (page, path)
        for page, text in found.items()
        for path in within(slug, links(text))
        if not RENDITION.search(path)
        and is_published(path.removeprefix(f"/{slug}").rstrip("/") or "/")
        and not any((tmp_path / file_of(path, page=page)).is_file() for page in (True, False))
    }
    assert nowhere == set()


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
