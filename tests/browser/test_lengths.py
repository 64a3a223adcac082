"""The page counts letters as the program does, not the units that a browser has them in."""

from playwright.sync_api import Page

PAGE = '<input data-most="3" maxlength="6"><textarea data-most="3" maxlength="6"></textarea>'


def test_rare_characters_are_one_letter_each(page: Page) -> None:
    page.set_content(PAGE)
    page.add_script_tag(path="static/app.js")
    field = page.locator("input")
    field.press_sequentially("𠮷𠮷𠮷")
    assert field.input_value() == "𠮷𠮷𠮷"
    field.press_sequentially("x")
    assert field.input_value() == "𠮷𠮷𠮷"
    field.fill("")
    field.press_sequentially("abcd")
    assert field.input_value() == "abc"


def test_what_is_too_much_goes_where_it_was_typed(page: Page) -> None:
    page.set_content(PAGE)
    page.add_script_tag(path="static/app.js")
    field = page.locator("textarea")
    field.fill("a\nb")
    field.press("Home")
    field.press_sequentially("x")
    assert field.input_value() == "a\nb"
    field.fill("ab")
    field.press("Home")
    field.press_sequentially("x")
    assert field.input_value() == "xab"
