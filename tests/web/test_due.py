"""A due day of a year whose holidays nobody knows yet says so, wherever it stands."""

import re
from datetime import date
from pathlib import Path

import pytest

from app.dates import in_words, last_published
from app.web.templates import due, environment

TEMPLATES = Path("templates")
# Limits that are counted in working days, or chosen among them. A public notice is counted in days.
LIMITS = re.compile(r"""(?:\bdue_on\b|\bdue\b|\buntil\b|\bdeadline\b)['"\])]*\s*\|\s*(\w+)""")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(last_published(), 12, 31), in_words(date(last_published(), 12, 31))),
        (date(last_published() + 1, 1, 1), f"{in_words(date(last_published() + 1, 1, 1))}（暂定）"),
    ],
)
def test_the_first_day_of_an_unknown_year_is_provisional(day: date, said: str) -> None:
    assert due(day) == said
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
        "persons/_mine.html",
        "persons/show.html",
    }
