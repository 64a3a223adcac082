"""What a person does in a browser, and what is looked at on every page meanwhile."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = next((Path(__file__).parent / "vendor").glob("axe-*.min.js")).read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOTE_VIOLATIONS = """
    document.addEventListener('securitypolicyviolation', e => console.error(
        'CSP: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + (e.sample || '')))
"""


class Person:
    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.problems: list[str] = []
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

    def goes_to(self, path: str) -> None:
        response = self.page.goto(f"{self.base}{path}")
        assert response is not None
        assert response.ok, f"{path}: {response.status}"

    def signs_in(self, realm: str, subject: str) -> None:
        """As somebody whom the demo's provider knows."""
        self.goes_to(f"/{realm}/login")
        choice = self.page.get_by_role("link", name="演示身份服务")
        if choice.count():
            choice.click()
        self.page.locator(f'button[name=subject][value="{subject}"]').click()
        self.page.wait_for_url(f"**/{realm}**")

    def shortcomings(self) -> list[str]:
        """What axe-core finds serious on this page."""
        self.page.evaluate(AXE + ";0")  # through devtools: the strict CSP stops a <script>
        found: Any = self.page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
        return [
            f"{each['id']}: {node['html'][:120]}"
            for each in found["violations"]
            if each["impact"] in {"serious", "critical"}
            for node in each["nodes"][:3]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        wide: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wide

    def larger(self, *, large: bool) -> None:
        size = "large" if large else "standard"
        self.page.context.add_cookies([{"name": "size", "value": size, "url": self.base}])
