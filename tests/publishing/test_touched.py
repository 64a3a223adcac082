"""Which pages are made anew of what changed."""

from app.publishing.known import leading_to, packed, reached, unpacked
from app.publishing.touched import Changed, Matter, touched

HOME = "/c1"
SEVEN = Matter(7, frozenset({"2026-11"}), "road", (3, 2), (8,))
LINKS = {
    "/c1": ["/c1/topics", "/c1/numbers"],
    "/c1/topics": ["/c1/topics/-/month/2026-11"],
    "/c1/topics/-/month/2026-11": ["/c1/topics/7"],
    "/c1/topics/-/month/2026-10": ["/c1/topics/6"],
    "/c1/topics/-/category/road": ["/c1/topics/7"],
    "/c1/topics/-/category/light": ["/c1/topics/6"],
    "/c1/topics/-/station/2": ["/c1/topics/7"],
    "/c1/topics/-/station/4": ["/c1/topics/6"],
    "/c1/topics/6": ["/c1/stations/4"],
    "/c1/topics/7": ["/c1/photos/5", "/c1/photos/5/400/ab", "/c1/consultations/8"],
    "/c1/consultations/8": ["/c1/topics/7"],
    "/c1/members/9": ["/c1/consultations/8"],
    "/c1/stations/4": ["/c1/topics/6"],
    "/c1/numbers": ["/c1/numbers/solved"],
    "/c1/numbers/solved": ["/c1/topics/6"],
}


def test_a_matter_s_own_pages_its_lists_and_whoever_leads_to_it() -> None:
    assert touched(HOME, LINKS, Changed([SEVEN])) & LINKS.keys() == {
        "/c1",
        "/c1/topics",
        "/c1/topics/-/month/2026-11",
        "/c1/topics/-/category/road",
        "/c1/topics/-/station/2",
        "/c1/topics/7",
        "/c1/consultations/8",
        "/c1/members/9",
    }
    found = touched(HOME, LINKS, Changed([SEVEN]))
    assert "/c1/photos/5" in found  # its caption is the matter's
    assert "/c1/photos/5/400/ab" not in found  # never another


def test_a_new_month_changes_those_beside_it() -> None:
    new = SEVEN._replace(months=frozenset({"2026-12"}))
    assert {"/c1/topics/-/month/2026-11", "/c1/topics/-/month/2026-10"} <= touched(
        HOME, LINKS, Changed([new])
    )


def test_figures_alone() -> None:
    found = touched(HOME, LINKS, Changed(figures=True))
    assert found == {"/c1", "/c1/numbers", "/c1/numbers/solved", "/c1/en"}


def test_what_is_made_anew_is_so_in_both_languages() -> None:
    english = {f"/c1/en{page[3:]}": [f"/c1/en{to[3:]}" for to in LINKS[page]] for page in LINKS}
    both = LINKS | english
    changes = [Changed([SEVEN]), Changed(figures=True), Changed(day=True), Changed(cases=True),
               Changed(places=True), Changed(pages=frozenset({"/members/9"}))]  # fmt: skip
    for changed in changes:
        own = {each for each in touched(HOME, LINKS, changed) if not each.startswith("/c1/en")}
        assert touched(HOME, both, changed) == own | {f"/c1/en{each[3:]}" for each in own}, changed


def test_links_come_back_as_they_were() -> None:
    assert unpacked(packed(LINKS)) == LINKS  # type: ignore[arg-type]
    assert reached("/c1/topics/6", LINKS) == {"/c1/topics/6", "/c1/stations/4"}
    assert leading_to({"/c1/consultations/8"}, LINKS) == {"/c1/topics/7", "/c1/members/9"}
