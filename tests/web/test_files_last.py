"""A form of files and texts, sent without scripts: when it is too large as a whole, what stands
above the files is kept. So no field stands below them; how much may come at once is said there.
"""

import re

import pytest

from app.access.roles import Role
from app.drafting import versions
from app.evidence import upload_form
from app.web.forms.validation import LARGEST_FILE
from app.workflow.raising import photos
from tests import given
from tests.conftest import Browser
from tests.page import Element, Page
from tests.test_styles import TEMPLATES
from tests.topics.test_raising import MATTER, code_of

pytestmark = pytest.mark.anyio

MULTIPART = "multipart/form-data"
FIELDS = "input[name], select[name], textarea[name], button[name]"
# Where each template with such a form is seen, and how much it takes: all together, or the one
# file that stands for a text.
SAID = {
    "raise.html": ("/raise?station={code}", photos.LARGEST),
    "_import.html": ("/charter/versions", LARGEST_FILE),
    "_sending.html": ("/photos/of/station/{station}", upload_form.LARGEST),
}


def below_the_files(form: Element) -> list[str]:
    """Names of what is typed or chosen, and would be lost."""
    fields = form.all(FIELDS)
    files = [n for n, each in enumerate(fields) if each.get("type") == "file"]
    return [each["name"] for each in fields[files[0] :] if each.get("type") != "file"]


def test_every_form_of_files_is_looked_at() -> None:
    found = {each.name for each in TEMPLATES if MULTIPART in each.read_text("utf-8")}
    assert found == set(SAID)
    by_file = {
        each.name for each in TEMPLATES if re.search(r'type="file"', each.read_text("utf-8"))
    }
    assert by_file - found == {"_enclosing.html"}  # a part of raise.html


@pytest.mark.parametrize("template", sorted(SAID))
async def test_no_field_stands_below_the_files(client: Browser, template: str) -> None:
    path, most = SAID[template]
    station = await given.a_station()
    await given.signed_in(client, Role.OFFICE)
    page = await client.get(path.format(code=await code_of(station), station=station))
    forms = Page(page).all(f"form[enctype='{MULTIPART}']")
    assert forms, path
    for form in forms:
        assert below_the_files(form) == [], path
        label = form.one("input[type=file]").around("label").text
        assert re.search(rf"不超过 {most // 2**20} MB\b", label), label


def test_what_would_be_lost() -> None:
    page = Page(
        '<form><input name="a"><input type="file" name="photo" multiple><label><textarea name="b">'
        '</textarea></label><input type="file" name="other"><input type="checkbox" name="c"></form>'
    )
    assert below_the_files(page.one("form")) == ["b", "c"]


async def test_all_that_was_typed_is_there_when_photos_are_too_large_together(
    client: Browser,
) -> None:
    """Sent in the order of the page, as browsers do."""
    code = await code_of(await given.a_station())
    page = Page(await client.get("/raise", params={"station": code}))
    typed = MATTER | {
        "station": code, "held": page.hidden("held"), "spot": "村小学后门", "name": "王阿姨",
        "phone": "13900001234",
    }  # fmt: skip
    category = page.typed("category")
    assert category == []
    files = [("photo", (f"{n}.jpg", b"0" * (33 * 2**20), "image/jpeg")) for n in range(3)]
    sent = await client.post("/raise", data=typed, files=files)
    assert sent.status_code == 413
    again = Page(sent)
    for name in ("title", "story", "spot", "name", "phone"):
        assert again.typed(name) == [typed[name]], name


async def test_what_was_noted_is_there_when_the_rules_are_too_large(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    text = '[host]\nname = "政协"'
    typed = {"note": "用成文的规则", "effective_on": "2027-01-01", "document": text}
    files = {"file": ("a.toml", b"#" * versions.LARGEST, "text/plain")}
    sent = await client.post("/charter/versions", data=typed, files=files)
    assert sent.status_code == 413
    again = Page(sent)
    assert again.typed("note") == ["用成文的规则"]
    assert again.typed("effective_on") == ["2027-01-01"]
    assert [each.strip() for each in again.typed("document")] == [text]
