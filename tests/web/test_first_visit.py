"""What a first visit costs: a phone far away waits for each request."""

import gzip
import re

import pytest
from httpx import AsyncClient

from app.portal.pages import PICTURES
from app.web.static_files import FOLDER, JOINED, files, light
from tests.test_styles import SHEETS, bare

pytestmark = pytest.mark.anyio
ASSET = re.compile(
    r'<(?:script|img)\b[^>]*?\bsrc="([^"]+)|<link rel="(?!alternate)[^>]*?\bhref="([^"]+)'
)


def asked_for(page: str) -> list[str]:
    at_once = re.sub(r'<link rel="alternate"[^>]*>', "", page)  # a feed is asked for by readers
    found = [one or other for one, other in ASSET.findall(at_once)]
    return [each for each in found if not each.startswith("data:")]


async def test_home_is_eight_requests_at_most(client: AsyncClient) -> None:
    """Itself, a style sheet, a script, five pictures; its icon is in it."""
    page = (await client.get("/")).text
    assert 'href="data:image/svg+xml,' in page
    assert [each.partition("?")[0] for each in asked_for(page)] == [
        "/static/app.css",
        "/static/page.js",
    ]
    assert 1 + len(asked_for(page)) + PICTURES <= 8


def test_what_is_joined_is_whole_and_strict() -> None:
    for name, parts in JOINED.items():
        whole = gzip.decompress(files()[name].zipped)
        assert whole == files()[name].body
        for part in parts:
            assert (FOLDER / part).read_bytes() in whole
        first = re.sub(rb"//[^\n]*\n|\s", b"", whole[:400])
        assert first.startswith(b'"usestrict";'), name


def test_a_sheet_travels_without_what_only_its_authors_read() -> None:
    """Rules as they stand, comments and indents away: a fifth of what a first visit costs."""
    assert light(b"/* a\n  b */\n.c {\n  d: e; /* f */\n}\n", ".css").split() == [
        b".c", b"{", b"d:", b"e;", b"}"
    ]  # fmt: skip
    assert light(b"// a /* b */\n  c\n", ".js") == b"// a /* b */\n  c\n"
    for sheet in SHEETS:
        sent = light(sheet.read_bytes(), ".css").decode()
        assert bare(sheet.read_text()).split() == sent.split(), sheet.name
    assert len(gzip.compress(light((FOLDER / "app.css").read_bytes(), ".css"), 9)) < 9_000
