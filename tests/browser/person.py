"""What a person does in a browser, and what is looked at on every page meanwhile."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.sync_api import Locator, Page, Response, TimeoutError, ViewportSize, expect

AXE = next((Path(__file__).parent / "vendor").glob("axe-*.min.js")).read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """
    ([tags, rules]) => axe.run(document, {runOnly: tags, rules, resultTypes: ['violations']})
        .then(found => found.violations)
"""
NOTE_VIOLATIONS = """
    document.addEventListener('securitypolicyviolation', e => console.error(
        'CSP: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + (e.sample || '')))
"""
SIZE = "size => { document.documentElement.dataset.size = size; }"
PATIENCE = 120_000  # milliseconds; nothing takes that long but on a machine with much else to do
expect.set_options(timeout=PATIENCE)
PHONE: ViewportSize = {"width": 390, "height": 844}

# A page that is left keeps the mark: the next one has none.
MARK = """
    for (const each of document.querySelectorAll("html, main")) each.dataset.left = 'yes'
"""
NEXT_PAGE = "html:not([data-left])"
INSTEAD = "main:not([data-left])"  # of a form that is sent from where it stands
ON_ITS_WAY = ".htmx-request, .htmx-swapping, .htmx-settling"

SIGNED_IN: dict[tuple[str, str, str], tuple[str, list[Any]]] = {}  # → where one came, and with what


def is_post(answer: Response) -> bool:
    """Of a form that was sent; what is asked while one writes is none."""
    return answer.request.method == "POST" and not answer.request.url.endswith("/look")


class Finger:
    """Counts what it does besides typing."""

    def __init__(self) -> None:
        self.taps = 0

    def __call__(self, what: Locator) -> None:
        self.taps += 1
        what.tap()


class Person:
    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.problems: list[str] = []
        page.context.set_default_timeout(PATIENCE)
        page.add_init_script(NOTE_VIOLATIONS)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                self.problems.append(f"{page.url}: {message.text} {message.location.get('url')}")
                if message.type in {"error", "warning"}
                else None
            ),
        )

    def begins_anew(self, size: ViewportSize = PHONE) -> None:
        """In the same window: off the page that was there, and nothing is known of anybody."""
        context = self.page.context
        for other in context.pages:
            if other != self.page:
                other.close()
        context.set_offline(False)
        context.unroute_all()
        self.page.unroute_all()
        self.goes_to("/static/mark.svg")  # a page of the same origin, on which nothing goes on
        self.page.evaluate("sessionStorage.clear(), localStorage.clear()")
        context.clear_cookies()
        self.page.set_viewport_size(size)
        self.problems.clear()

    def goes_to(self, path: str) -> None:
        response = self.page.goto(f"{self.base}{path}")
        assert response is not None
        assert response.ok, f"{path}: {response.status}"

    def touches(self, what: Locator) -> None:
        """As whoever has a mouse or a finger."""
        what.click()

    def follows(self, link: Locator) -> str:
        """Touches it, and waits until the page that it leads to is there. → its path"""
        self.page.evaluate(MARK)
        self.touches(link)
        self.arrives()
        return self.page.url.removeprefix(self.base)

    def arrives(self) -> None:
        """On the page after the one that was marked."""
        self.page.locator(NEXT_PAGE).wait_for(state="attached")
        self.page.wait_for_load_state()

    def presses(
        self,
        button: Locator,
        is_its_answer: Callable[[Response], bool] = is_post,
        *,
        refused: int | None = None,
    ) -> None:
        """Sends a form, and waits until its answer stands there: as a page, or in part of this one.
        Whoever goes on before that goes on while the browser is on its way elsewhere. `refused`:
        the status of the refusal that is meant to come.
        """
        self.page.evaluate(MARK)
        answer = self.hears(lambda: self.touches(button), is_its_answer)
        if answer is None and refused is None:
            self.arrives()
            return
        assert answer is not None
        if "hx-request" in answer.request.headers and "hx-redirect" not in answer.headers:
            expect(self.page.locator(ON_ITS_WAY)).to_have_count(0)
        elif answer.request.resource_type == "fetch" and answer.status >= 400:
            self.page.locator(INSTEAD).wait_for(state="attached")
        else:
            self.arrives()
        fits = answer.status == refused if refused else answer.status < 400
        assert fits, f"{answer.url}: {answer.status} {self.page.inner_text('main')}"

    def hears(
        self, act: Callable[[], None], is_its_answer: Callable[[Response], bool]
    ) -> Response | None:
        """None: the next page is there. A browser may not tell of an answer when the script that
        asked leaves for another page at once.
        """
        answers: list[Response] = []

        def hear(answer: Response) -> None:
            if is_its_answer(answer):
                answers.append(answer)

        self.page.on("response", hear)
        act()
        ends = monotonic() + PATIENCE / 1000
        while not answers and monotonic() < ends:
            with suppress(TimeoutError):
                self.page.locator(NEXT_PAGE).wait_for(state="attached", timeout=100)
                break
        self.page.remove_listener("response", hear)
        return next(iter(answers), None)

    def signs_in(self, realm: str, subject: str) -> None:
        """As somebody whom the demo's provider knows. Whoever did once has the cookie for good."""
        who = (self.base, realm, subject)
        if who in SIGNED_IN:
            path, cookies = SIGNED_IN[who]
            self.page.context.add_cookies(cookies)
            self.goes_to(path)
            return
        self.goes_to(f"/{realm}/login")
        choice = self.page.get_by_role("link", name="演示身份服务")
        if choice.count():
            self.follows(choice)
        self.follows(self.page.locator(f'button[name=subject][value="{subject}"]'))
        path = self.page.url.removeprefix(self.base)
        assert path.startswith(f"/{realm}"), (self.page.url, self.page.inner_text("main"))
        session = f"session-{realm.replace('/', '-')}"
        mine: list[Any] = [
            each for each in self.page.context.cookies() if each.get("name") == session
        ]
        assert len(mine) == 1, session
        SIGNED_IN[who] = path, mine

    def shortcomings(self, *, contrast: bool = True) -> list[str]:
        """What axe-core finds on this page. Contrast takes it half of its time; larger
        letters in the same colours need less of it.
        """
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE + ";0")  # through devtools: the strict CSP stops a <script>
        found: Any = self.page.evaluate(LOOK, [RULES, {"color-contrast": {"enabled": contrast}}])
        return [
            f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"][:3]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        wide: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wide

    def larger(self, *, large: bool) -> None:
        """As by the link that is on every page, but for this page alone."""
        self.page.evaluate(SIZE, "large" if large else "standard")
