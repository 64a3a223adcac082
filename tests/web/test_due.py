"""A due day of a year whose holidays nobody knows yet says so, wherever it stands."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.access.roles import Role
from app.dates import due_in_words, in_words, last_published
from app.db import county_tx
from app.persons.tables import Wish
from app.web.templates import environment
from tests import given
from tests.conftest import Browser
from tests.persons.test_wishes import sheet

TEMPLATES = Path("templates")
# Limits that are counted in working days, or chosen among them. A public notice is counted in days.
LIMITS = re.compile(r"""(?:\bdue_on\b|\bdue\b|\buntil\b|\bdeadline\b)['"\])]*\s*\|\s*(\w+)""")
# Programs write them into workbooks and sentences: by due_in_words alone.
BARE = re.compile(
    r"""(?:\bday|\bin_words|\bstr|\bmoment)\([\w.\["']*(?:due_on|\bdue\b|deadline)"""
    r"""|(?:due_on|deadline\([^)]*\)|\bdue)["'\])]*\.(?:isoformat|strftime)"""
    r"""|\{[\w.\["']*(?:due_on|\bdue\b)["'\])]*[:}]"""
)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(last_published(), 12, 31), in_words(date(last_published(), 12, 31))),
        (date(last_published() + 1, 1, 1), f"{in_words(date(last_published() + 1, 1, 1))}（暂定）"),
    ],
)
def test_the_first_day_of_an_unknown_year_is_provisional(day: date, said: str) -> None:
    assert due_in_words(day) == said
    assert environment("zh").from_string("{{ day | due }}").render(day=day) == said


def test_no_template_shows_a_due_day_bare() -> None:
    found = {
        (str(file.relative_to(TEMPLATES)), shown)
        for file in sorted(TEMPLATES.rglob("*.html"))
        for shown in LIMITS.findall(file.read_text())
    }
    assert [each for each in sorted(found) if each[1] == "day"] == []
    assert {file for file, shown in found if shown == "due"} == {
        "outcomes/_commitment.html",
        "outcomes/_commitments.html",
        "outcomes/commitments.html",
        "outcomes/reference.html",
        "persons/_wished.html",
        "persons/show.html",
        "topics/_now.html",
        "topics/followed.html",
    }


def test_no_program_writes_a_due_day_bare() -> None:
    """Into a workbook, a paper or a sentence."""
    assert all(
        BARE.search(each)
        for each in ('day(each["due_on"])', "deadline(a, b).isoformat()", "f'{row['due_on']}'")
    )
    assert not BARE.search('due_in_words(each["due_on"])')
    bare = [str(file) for file in Path("app").rglob("*.py") if BARE.search(file.read_text())]
    assert bare == []


@pytest.mark.anyio
async def test_a_workbook_says_that_a_due_day_is_provisional(client: Browser) -> None:
    account = await given.signed_in(client, Role.MEMBER)
    unknown = date(last_published() + 1, 1, 4)
    async with county_tx():
        days: Any = {"asked_on": unknown, "due_on": unknown}
        await Wish.insert(Wish(kind="access", account=account, channel="account", **days))
    assert f"{in_words(unknown)}（暂定）" in sheet((await client.get("/account/data.xlsx")).content)
