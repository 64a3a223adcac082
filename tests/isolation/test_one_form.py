"""Without scripts a button sends its own form, and what was typed into another one of its page is
gone: no page has two forms where one holds a long text, or it is said here why (11.5).
"""

from contextlib import AsyncExitStack

import pytest

from tests.isolation.test_lengths import route_of
from tests.isolation.test_odd_input import everybody
from tests.page import Page
from tests.walk import pages_of

pytestmark = pytest.mark.anyio

# Where a form goes that holds a long text → where its page's other forms go; whoever presses one of
# those does it instead.
INSTEAD = {
    "/assessments/{assessment_id}/withdrawal": {"/assessments/{assessment_id}/verification"},
    "/charter/versions": {"/charter/sharing"},  # a document, whole, from where it is kept
    # Of another office than that of whoever kept the record.
    "/consultations/{consultation_id}/corrections": {"/consultations/{consultation_id}/typical"},
    "/stations/{station_id}/checks": {"/stations/{station_id}/place"},  # seen once, there and then
    # One step of a matter, or its way back.
    "/topics/{topic_id}/back": {"/topics/{topic_id}/taking-down", "/topics/{topic_id}/veils"},
    "/topics/{topic_id}/taking-down": {"/topics/{topic_id}/back", "/topics/{topic_id}/veils"},
}  # fmt: skip


def losing(page: Page, realm: str) -> set[tuple[str, str]]:
    """(where a form with a long text goes, where another form goes that takes its page away)."""
    forms = [
        (each, route_of(each["action"], realm))
        for each in page.all("main form[method=post]")
        if not each["action"].endswith("/view")
    ]
    return {
        (path, other)
        for form, path in forms
        if form.all("textarea")
        for another, other in forms
        if another is not form and another.get("target") != "_blank"
    }


def test_what_loses_another_form_s_text_is_found() -> None:
    one = '<form method=post action="/c1/topics/7/back"><textarea name=reason></textarea></form>'
    two = '<form method=post action="/c1/topics/7/veils"><input name=stretch></form>'
    aside = two.replace("method=post", "method=post target=_blank")
    lost = {("/topics/{topic_id}/back", "/topics/{topic_id}/veils")}
    assert losing(Page(f"<main>{one}{two}</main>"), "/c1") == lost
    assert losing(Page(f"<main>{one}{aside}</main>"), "/c1") == set()
    assert losing(Page(f"<main>{two}{two}</main>"), "/c1") == set()


async def test_no_button_leaves_a_long_text_behind(county: int) -> None:
    found: set[tuple[str, str]] = set()
    async with AsyncExitStack() as stack:
        client, ids = await everybody(stack, county)
        async for _path, page in pages_of(client, ids):
            if "html" in page.headers.get("content-type", ""):
                found |= losing(Page(page), f"/c{county}")
    assert {(path, other) for path, other in found if other not in INSTEAD.get(path, ())} == set()
    assert {(path, other) for path, others in INSTEAD.items() for other in others} == found
