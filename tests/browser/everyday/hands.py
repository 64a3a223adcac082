"""How somebody works who has no scripts, or nothing but keys: the same verbs for both. Whoever uses
keys never clicks, and sees at each stop where they are.
"""

from datetime import date
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.person import Person

STOPS = 250  # of the longest page, with all its links
# → how the focus is marked, whether it is in sight, and what it is
WHERE = """
    () => {
        const at = document.activeElement;
        if (!at || at === document.body) return ["", "", "body"];
        const named = at.id && document.querySelector(`label[for="${at.id}"]`);
        const label = at.closest("label") || named;
        const around = [at, at.nextElementSibling, label].filter(Boolean);
        // The button within a field for a day has the engine's own ring, which no script can see.
        if (at.type === "date" && !at.matches(":focus-visible")) return ["", "", at.outerHTML];
        const ringed = (each) => {
            const style = getComputedStyle(each);
            const box = each.getBoundingClientRect();
            return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
                && style.outlineColor !== style.backgroundColor && box.width > 1 && box.height > 1;
        };
        const marked = around.find(ringed);
        if (!marked) return ["unmarked", "", at.outerHTML.slice(0, 160)];
        const box = marked.getClientRects()[0];
        const parts = [0.1, 0.5, 0.9];
        const seen = parts.some((x) => parts.some((y) => {
            const across = box.left + x * box.width, down = box.top + y * box.height;
            const top = document.elementFromPoint(across, down);
            return top && around.some((each) => each.contains(top));
        }));
        return ["", seen ? "" : "covered", at.outerHTML.slice(0, 160)];
    }
"""
AT_THE_SKIP = "document.activeElement.matches('.skip')"
IS_HERE = "each => each === document.activeElement"
KIND = "each => each.type"
PLACE = """
    each => [...each.form.elements].filter((one) => one.name === each.name && one.type === "radio")
        .indexOf(each)
"""
AT = """
    each => [...each.form.elements].filter((one) => one.name === each.name && one.type === "radio")
        .indexOf(document.activeElement)
"""


class Hands(Person):
    """With a finger, without scripts."""

    def writes(self, field: Locator, text: str) -> None:
        field.fill(text)

    def ticks(self, box: Locator) -> None:
        box.check()

    def opens_fold(self, fold: str) -> None:
        """What is folded on a phone, by the tick's id."""
        self.page.locator(f"label[for={fold}]").click()

    def picks(self, field: Locator, nth: int) -> None:
        """Of what there is to choose, the first is nothing."""
        field.select_option(index=nth)

    def chooses(self, field: Locator, text: str) -> None:
        """By the whole of its name: nobody looks for it while it is typed."""
        field.fill(text)

    def days(self, field: Locator, day: date) -> None:
        field.fill(day.isoformat())

    def brings(self, field: Locator, files: list[Any]) -> None:
        field.set_input_files(files)

    def sends_a_photo(self, where: Locator, files: list[Any]) -> None:
        """By the button that is there for it; what came of it stands in another window."""
        self.brings(where.locator("[type=file]"), files)
        with self.page.context.expect_page() as opened:
            self.touches(where.locator("[data-plain] button"))
        expect(opened.value.locator("main")).to_contain_text("1")
        opened.value.close()

    def looks_at(self, photo: Locator) -> None:
        """A photo is a link."""
        self.follows(photo)
        expect(self.page.locator("main img").first).to_be_visible()
        self.page.go_back()

    def unfolds(self, what: Locator) -> None:
        """What is folded away around it."""
        for folded in what.locator("xpath=ancestor::details[not(@open)]").all():
            self.touches(folded.locator("summary").first)


class Keys(Hands):
    """By keyboard alone."""

    def stop(self, key: str) -> None:
        if not self.page.evaluate("document.hasFocus()"):  # another's window was opened since
            self.page.bring_to_front()
        self.page.keyboard.press(key)
        unmarked, covered, what = self.page.evaluate(WHERE)
        assert not unmarked, f"{self.page.url}: no ring around {what}"
        assert not covered, f"{self.page.url}: cannot be seen: {what}"

    def reaches(self, what: Locator) -> None:
        """By Tab from where one is; past the head by the link that is there for it."""
        what.wait_for(state="attached")
        if what.evaluate(IS_HERE):
            return
        inside = what.evaluate("each => Boolean(each.closest('main'))")
        if inside and self.page.evaluate("document.activeElement === document.body"):
            self.stop("Tab")
            if self.page.evaluate(AT_THE_SKIP):
                self.page.keyboard.press("Enter")
        back = what.evaluate(
            "each => Boolean(each.compareDocumentPosition(document.activeElement)"
            " & Node.DOCUMENT_POSITION_FOLLOWING) && document.activeElement !== document.body"
        )
        radio = what.evaluate(KIND) == "radio"
        if what.evaluate(IS_HERE):
            return
        for _stop in range(STOPS):
            self.stop("Shift+Tab" if back else "Tab")
            if what.evaluate(IS_HERE) or (radio and what.evaluate(AT) >= 0):
                return
        raise AssertionError(f"{self.page.url}: no key leads to {what}")

    def touches(self, what: Locator) -> None:
        self.reaches(what)
        self.page.keyboard.press("Enter")

    def writes(self, field: Locator, text: str) -> None:
        self.reaches(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def ticks(self, box: Locator) -> None:
        self.reaches(box)
        if box.evaluate(KIND) == "radio":
            steps = box.evaluate(PLACE) - box.evaluate(AT)
            for _step in range(abs(steps)):
                self.stop("ArrowDown" if steps > 0 else "ArrowUp")
        if not box.is_checked():
            self.page.keyboard.press("Space")
        assert box.is_checked()

    def opens_fold(self, fold: str) -> None:
        self.ticks(self.page.locator(f"#{fold}"))

    def picks(self, field: Locator, nth: int) -> None:
        self.reaches(field)
        for _step in range(nth):
            self.page.keyboard.press("ArrowDown")
        assert field.evaluate("each => each.selectedIndex") == nth

    def brings(self, field: Locator, files: list[Any]) -> None:
        """The window in which files are chosen is the system's, and no page of ours."""
        self.reaches(field)
        field.set_input_files(files)

    def chooses(self, field: Locator, text: str) -> None:
        """From what is found while it is typed."""
        self.writes(field, text[:3])
        self.page.locator("[role=option]").first.wait_for()
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        assert field.input_value() == text

    def days(self, field: Locator, day: date) -> None:
        """Its three parts, in whichever order this browser has them."""
        self.reaches(field)
        for parts in ([f"{day:%m%d%Y}"], [f"{day:%Y}", f"{day:%m%d}"]):
            for n, digits in enumerate(parts):
                if n:
                    self.stop("Tab")
                self.page.keyboard.type(digits)
            if field.input_value() == day.isoformat():
                return
            self.stop("Shift+Tab")
            self.stop("Shift+Tab")
        raise AssertionError(field.input_value())

    def looks_at(self, photo: Locator) -> None:
        """Over its page: turned by arrows, closed by Escape, and one is where one was."""
        self.touches(photo)
        box = self.page.locator(".viewer-box")
        box.wait_for()
        self.stop("Tab")
        self.page.keyboard.press("ArrowRight")
        self.page.keyboard.press("Escape")
        expect(box).to_have_count(0)
        assert photo.evaluate(IS_HERE)

    def sends_a_photo(self, where: Locator, files: list[Any]) -> None:
        self.brings(where.locator("[type=file]"), files)
        expect(where.get_by_text("已完成")).to_have_count(1)
