"""All pages, and who looks at them. `{topic}` and the like are filled in from what a list shows."""

import re

from tests.browser.person import Person

COUNTY = "yanjiang"
# A sitting of today, before its hour and after.
NOT_FILED = re.compile("已安排|待归档")
OUTSIDE = ["/", "/signup", "/operator/login"]
PUBLIC = [
    "/",
    "/raise",
    "/follow",
    "/stations",
    "/topics",
    "/consultations",
    "/numbers",
    "/cases",
    "/data",
    "/search",
    "/login",
    "/_patterns",
]
OPENED = {  # a list, and what its first link opens
    "/topics": "main a[href*='/topics/']",
    "/stations": "main a[href*='/stations/']",
    "/consultations": "main a[href*='/consultations/']",
    "/numbers": "main a[href*='/numbers/']",
    "/cases": "main .list a[href*='/cases/']",
}
OF_OFFICE = {  # likewise, of what an office alone opens
    "/people": "main .list a[href*='/people/']",
    "/people/departments": "main a[href$='/ending']",
    "/people/members": "main .list a[href*='/people/members/']",
    "/scores/township-quarter": "main a[href*='/what-if']",
    "/activities": "main .list a[href*='/activities/']",
    "/commitments": "main .list a[href*='/commitments/']",
    "/charter/published": "main a[href*='/charter/']",
}
ROLES = {
    "member": ["/desk", "/desk?shown=others", "/account", "/account/data"],
    "convener": ["/desk"],
    "township": ["/desk", "/stations/standards?only=lacking"],
    "committee": ["/desk"],
    "leadership": ["/desk", "/calendar", "/overview", "/overview/wall", "/overview/holders"],
    "party": ["/desk"],
    "department": ["/desk"],
    "office": [
        "/desk",
        "/desk/first-day",
        "/desk?shown=late",
        "/desk/county",
        "/search?q=路",
        "/calendar?view=week",
        "/people",
        "/people/members",
        "/people/departments",
        "/people/providers",
        "/audit",
        "/sharing",
        "/charter/drafts",
        "/charter/versions",
        "/scores",
        "/stations/standards",
        "/cases/nominations",
        "/wishes",
        "/wishes?shown=decided",
        "/charter/sharing",
    ],
}


def opened_from(person: Person, path: str) -> str | None:
    """The page that the list at `path` leads to first."""
    person.goes_to(f"/{COUNTY}{path}")
    found = person.page.locator((OPENED | OF_OFFICE)[path])
    if not found.count():
        return None
    address = found.first.get_attribute("href") or ""
    return address.removeprefix(f"/{COUNTY}").split("#")[0]
