"""The oddest files that a person can choose, by the fields for photos, on a phone: of each it is
said that it is taken, or what to do instead. By scripts, and as a plain form.
"""

from typing import Any

from playwright.sync_api import Browser, Locator, expect

from tests.browser.job import form
from tests.browser.person import PHONE, Person
from tests.browser.places import COUNTY
from tests.browser.test_raising import STORY, address, villager  # noqa: F401  (fixtures)
from tests.evidence import pictures
from tests.evidence.test_odd_pictures import FILM, ODD
from tests.processes import until
from tests.program import Demo

MORE = "另存为"
# As it is called, what a browser says that it is, what it is; and what is told (empty: taken).
CHOSEN: list[tuple[str, str, bytes, str]] = [
    ("十二位.jpg", "image/jpeg", (ODD / "twelve_bits.jpg").read_bytes(), MORE),
    ("动态.heic", "image/heic", (ODD / "sequence.heic").read_bytes(), MORE),
    ("实况.jpg", "image/jpeg", pictures.from_phone(6) + FILM, ""),
    ("叫法不对.jpg", "image/jpeg", (ODD / "ten_bits.heic").read_bytes(), ""),
    ("动图.jpg", "image/jpeg", pictures.encoded(pictures.scene(), "GIF"), "请传 JPG"),
]
FILES: list[Any] = [
    {"name": name, "mimeType": kind, "buffer": data} for name, kind, data, _told in CHOSEN
]


def are_told(where: Locator) -> None:
    rows = where.locator(".uploads > li")
    expect(rows).to_have_count(5)
    for place, (_name, _kind, _data, told) in enumerate(CHOSEN):
        expect(rows.nth(place)).to_contain_text(told or "已完成", timeout=60_000)


def test_while_a_matter_is_written(villager: Person, address: str) -> None:  # noqa: F811
    villager.goes_to(address)
    where = form(villager, "/raise")
    where.locator("[name=photo]").set_input_files(FILES)
    are_told(where)
    assert villager.overflow() == 0


def test_on_a_page_that_keeps_photos(person: Person) -> None:
    """A topic's own page takes files; photos of its own it has from whoever raised it."""
    person.page.set_viewport_size(PHONE)
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/stations")
    person.follows(person.page.locator("main a.title").first)
    person.page.locator("input[name=photo]").first.set_input_files(FILES)
    are_told(person.page.locator("main"))
    assert person.overflow() == 0


def test_without_scripts(
    browser: Browser, browser_context_args: Any, program: Demo, address: str  # noqa: F811
) -> None:  # fmt: skip
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{program.base}{address}")
        page.locator("[name=photo]").set_input_files(FILES)
        page.locator("[name=title]").fill("灯")
        page.locator("[name=story]").fill(STORY)
        page.locator("main .main-action").click()
        assert page.locator("[name=drop]").count() == 5

        def looked_at() -> bool:
            """Taken in by the worker meanwhile; the form says so when it is sent again."""
            page.locator("main .main-action").click()
            return page.locator("fieldset .wrong").count() == 3

        assert until(looked_at, seconds=60)
        texts = " ".join(page.locator("fieldset .wrong").all_inner_texts())
        assert (texts.count(MORE), texts.count("请传 JPG")) == (2, 1)
