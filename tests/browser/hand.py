"""A finger on a phone, whose taps are counted besides what is typed."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.person import MARK, Finger, Person


class Hand(Finger):
    """A finger that waits for where it leads to, as people do."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person, self.page = person, person.page

    def follows(self, what: Locator) -> None:
        self.page.evaluate(MARK)
        self(what)
        self.person.arrives()

    def writes(self, field: Locator, text: str) -> None:
        self(field)
        self.page.keyboard.type(text)

    def chooses(self, field: Locator, text: str) -> None:
        """In the list that the phone itself opens: a tap for it, and one for the choice."""
        words = field.locator("option", has_text=text).first
        self.taps += 2
        field.select_option(value=words.get_attribute("value"))

    def sends(self, button: Locator, end: str) -> None:
        with self.page.expect_response(lambda answer: answer.url.endswith(end)) as answered:
            self(button)
        assert answered.value.status < 400, answered.value.status
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def of_desk(
    phone: Person, county: str, role: str, act: str | re.Pattern[str]
) -> tuple[Hand, Locator]:
    """On one's desk. → a finger, and the first button that says so"""
    phone.signs_in(county, f"{county}-{role}")
    phone.goes_to(f"/{county}/desk")
    button = phone.page.locator("li.task a.button", has_text=act).first
    return Hand(phone), button
