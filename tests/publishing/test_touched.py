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
    "/c1/cases/3": ["/c1/photos/5"],
    "/c1/cases/4": ["/c1/photos/6"],
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
        "/c1/cases/3",
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
    assert found == {"/c1", "/c1/numbers", "/c1/numbers/solved"}


def test_links_come_back_as_they_were() -> None:
    assert unpacked(packed(LINKS)) == LINKS  # type: ignore[arg-type]
    assert reached("/c1/topics/6", LINKS) == {"/c1/topics/6", "/c1/stations/4"}
    assert leading_to({"/c1/consultations/8"}, LINKS) == {"/c1/topics/7", "/c1/members/9"}


GATHERED = [
    "/data",
    "/feed.atom",
    "/embed/topics",
    "/find/index.json",
    "/data/topics-2026.csv",
    "/data/outcomes-2026.jsonl",
    "/data/topics-2025.csv",
    "/data/numbers-2026.csv",
    "/data/stations.csv",
    "/data/cases.csv",
    "/find/2026.json",
    "/find/2026-11.json",
    "/find/2026-10.json",
    "/find/2025.json",
    "/find/stations-1.json",
    "/sitemap/2026.xml",
    "/sitemap/2025.xml",
    "/sitemap/pages.xml",
]


def gathered(changed: Changed, **more: list[str]) -> set[str]:
    links = {**LINKS, **more, "/c1/data": [f"{HOME}{each}" for each in GATHERED]}
    found = {path.removeprefix(HOME) for path in touched(HOME, links, changed)}
    return found & {*GATHERED} - {"/data", "/feed.atom", "/embed/topics", "/find/index.json"}


def test_of_what_gathers_records_those_of_its_time() -> None:
    assert gathered(Changed([SEVEN])) == {
        "/data/topics-2026.csv",
        "/data/outcomes-2026.jsonl",
        "/find/2026.json",
        "/find/2026-11.json",
        "/sitemap/2026.xml",
    }
    assert gathered(Changed(figures=True)) == {"/data/numbers-2026.csv"}
    assert gathered(Changed(cases=True)) == {"/data/cases.csv"}
    places = gathered(Changed(places=True))  # whose names stand beside every matter
    assert {*GATHERED[4:]} - places == {"/data/cases.csv"}


def test_of_a_new_month_all_that_is_of_a_time() -> None:
    """In a county of one month there is no list of it."""
    new = gathered(Changed([SEVEN._replace(months=frozenset({"2026-12"}))]))
    assert {"/find/2026-10.json", "/find/2026-11.json", "/sitemap/2025.xml"} <= new


def test_what_was_of_another_month_is_gone_from_it() -> None:
    """The list that still leads there says which."""
    before = {"/c1/consultations/-/month/2026-10": ["/c1/consultations/8"]}
    assert "/find/2026-10.json" in gathered(Changed([SEVEN]), **before)
