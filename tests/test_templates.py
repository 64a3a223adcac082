"""What must hold of every template, whichever page it belongs to."""

import re

from tests.test_styles import SCRIPTS, TEMPLATES

FORM = re.compile(r"<form\b(?:\{\{.*?\}\}|\{%.*?%\}|[^>{])*>", re.DOTALL)
MADE_BY_SCRIPTS = {"notice"}  # the summary of a page that is shown again


def test_the_browser_stops_at_no_field() -> None:
    """Its own check names one field and is silent about the rest; the server names all."""
    changing = [
        (each.name, form)
        for each in TEMPLATES
        for form in FORM.findall(each.read_text())
        if 'method="post"' in form
    ]
    assert len(changing) > 70
    assert [each for each in changing if " novalidate" not in each[1]] == []


def test_whatever_scripts_look_for_stands_in_some_page() -> None:
    named = {
        name
        for each in SCRIPTS
        for name in re.findall(r'getElementById\("([\w-]+)"\)', each.read_text())
    }
    there = {
        name for each in TEMPLATES for name in re.findall(r'\bid="([\w-]+)"', each.read_text())
    }
    assert "done-says" in named
    assert named - there - MADE_BY_SCRIPTS == set()
