"""The field for choosing, as hands and input methods use it."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route

ASKS = 'data-choose="http://choose.test/choose/member?q="'
PAGE = f"""
<label>委员 <input name="member" {ASKS}></label>
<label>名单 <textarea name="names" {ASKS} data-many></textarea></label>
"""
FOUND = (
    '<li role="option" aria-selected="false" data-label="张三（农业界）">张三（农业界）</li>'
    '<li role="option" aria-selected="false" data-label="张三（教育界）">张三（教育界）</li>'
)
COMPOSE = """(field, [kind, text]) => {
    field.focus();
    if (text !== null) field.value = text;
    const event = kind === 'input'
        ? new InputEvent('input', {bubbles: true, isComposing: true})
        : new CompositionEvent(kind, {bubbles: true});
    field.dispatchEvent(event);
}"""


@pytest.fixture
def asked(page: Page) -> list[str]:
    """→ what was looked for."""
    found: list[str] = []

    def answer(route: Route) -> None:
        found.append(route.request.url.partition("?q=")[2])
        route.fulfill(body=FOUND, headers={"access-control-allow-origin": "*"})

    page.route("**/choose/**", answer)
    page.route(
        "http://choose.test/", lambda route: route.fulfill(body=PAGE, content_type="text/html")
    )
    page.goto("http://choose.test/")
    page.add_script_tag(path="static/choose.js")
    return found


def compose(field: Any, kind: str, text: str | None = None) -> None:
    field.evaluate(COMPOSE, [kind, text])


def test_one_question_after_a_pause(page: Page, asked: list[str]) -> None:
    field = page.locator("input")
    field.press_sequentially("zhang")
    page.wait_for_selector("[role=option]")
    assert asked[-1] == "zhang"
    assert len(asked) <= 2  # once when it got the cursor, at most
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "张三（教育界）"
    assert page.locator("[role=listbox]").count() == 0


def test_nothing_is_asked_while_an_input_method_composes(page: Page, asked: list[str]) -> None:
    page.clock.install()
    field = page.locator("textarea")
    compose(field, "compositionstart")
    for letters in ("z", "zh", "zha", "zhang"):
        compose(field, "input", letters)
    page.clock.run_for(600)
    assert asked == []
    compose(field, "compositionend", "张")
    page.clock.run_for(600)
    page.wait_for_selector("[role=option]")
    assert asked == ["%E5%BC%A0"]


def test_of_a_list_the_name_at_the_cursor_is_completed(page: Page, asked: list[str]) -> None:
    field = page.locator("textarea")
    field.fill("李四、张")
    page.wait_for_selector("[role=option]")
    assert asked == ["%E5%BC%A0"]
    page.locator("[role=option]").first.click()
    assert field.input_value() == "李四、张三（农业界）、"
    field.press("Escape")
    assert page.locator("[role=listbox]").count() == 0
