"""Days and quarters are written in one way, wherever people read them: pages, papers, notices and
workbooks (11.28). Read from all that a full county shows.
"""

import re
from contextlib import AsyncExitStack
from io import BytesIO
from zipfile import ZipFile

import pytest

from app.main import inside
from tests.isolation.test_odd_input import asked_for, everybody, handlers
from tests.page import said_on

pytestmark = pytest.mark.anyio

# As machines write them.
MACHINE = re.compile(
    r"(?<![\d〔【-])(20\d\d-\d\d?-\d\d?|20\d\d/\d\d?(/\d\d?)?|20\d\d\.\d\d?\.\d\d?"
    r"|20\d\d ?[Qq][1-4])"
)


def odd(text: str) -> set[str]:
    return {found[0] for found in MACHINE.finditer(text)}


def test_what_a_machine_would_write_is_known() -> None:
    for text in ("2026-03-25", "2026-3-5", "2025Q4", "2026/3/25", "2026.3.25"):
        assert odd(f"到{text}为止"), text
    for text in (
        "2026年3月25日 周三",
        "2026 年第 3 季度",
        "县委〔2026〕3号",
        "0573-8412345",
        "2026",
    ):
        assert not odd(text), text


def texts_of(content: bytes) -> set[str]:
    book = ZipFile(BytesIO(content))
    return set(re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/sharedStrings.xml").decode()))


async def test_no_page_paper_or_workbook_writes_a_day_as_a_machine(county: int) -> None:
    found: dict[str, set[str]] = {}
    books = 0
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        for method, path, handler in handlers(inside):
            if method != "GET" or path == "/callback":
                continue
            query = "?topic=" + ids["topic_id"] if "topic" in asked_for(path, handler) else ""
            page = await client.get(path.format(**ids) + query)
            kind = page.headers.get("content-type", "")
            if "html" in kind:
                said = said_on(page.text)
            elif "sheet" in kind:
                said, books = texts_of(page.content), books + 1
            else:
                continue
            if wrong := {each for text in said for each in odd(text)}:
                found[path] = wrong
    assert books > 3
    assert found == {}
