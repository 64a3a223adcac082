"""Lists that can be files: what is asked stands in the path, and months never shift."""

from datetime import date
from typing import NamedTuple

from app.dates import months_since
from app.text.lists import listed, paged, queried


def test_what_is_asked_stands_in_the_path() -> None:
    assert listed("/topics", {}) == "/topics"
    assert listed("/topics", {"shown": "", "station": None}) == "/topics"
    assert listed("/topics", {"shown": "open", "before": 5}) == "/topics/-/shown/open/before/5"
    assert queried("/c1/topics/-/shown/open/before/5") == ("/c1/topics", b"shown=open&before=5")


def test_what_names_no_file_stays_a_query() -> None:
    assert listed("/topics", {"q": "灯", "before": 5}) == "/topics?q=%E7%81%AF&before=5"
    assert listed("/topics", {"form": "a/b"}) == "/topics?form=a%2Fb"
    assert listed("/topics", {"form": ".."}) == "/topics?form=.."
    assert listed("/topics", {"form": "x" * 61}) == f"/topics?form={'x' * 61}"
    assert listed("/topics", {"form": "x" * 60}) == f"/topics/-/form/{'x' * 60}"


def test_what_says_nothing_is_no_list() -> None:
    for path in ("/topics", "/topics/-/", "/topics/-/shown", "/topics/-/shown/", "/topics/-//x"):
        assert queried(path) is None


class One(NamedTuple):
    id: int
    on: date


def a_page(rest: list[One], since: date | None = None) -> tuple[list[int], int | None, str]:
    within = (lambda each: each.on >= since) if since else None
    page, last, earlier = paged(rest, 2, lambda each: each.on, within)
    return [each.id for each in page], last and last.id, earlier


def test_a_month_goes_on_and_ends() -> None:
    rest = [One(n, date(2026, 11, n)) for n in (5, 4, 3)]
    assert a_page(rest, date(2026, 11, 1)) == ([5, 4], 4, "2026-11")
    assert a_page(rest[:2], date(2026, 11, 1)) == ([5, 4], None, "")
    before = [One(6, date(2026, 11, 6)), One(2, date(2026, 9, 30)), One(1, date(2026, 9, 1))]
    assert a_page(before, date(2026, 11, 1)) == ([6], None, "2026-09")
    assert a_page(before, date(2026, 12, 1)) == ([], None, "2026-11")


def test_the_first_page_goes_on_in_the_month_of_what_follows() -> None:
    assert a_page([One(n, date(2026, 11, n)) for n in (5, 4, 3)]) == ([5, 4], 4, "2026-11")
    assert a_page([One(n, date(2026, n, 1)) for n in (5, 4, 3)]) == ([5, 4], None, "2026-03")


def test_months_from_the_first_to_the_last() -> None:
    found = months_since(date(2025, 11, 30), date(2026, 2, 1))
    assert found == {
        2026: [date(2026, 2, 1), date(2026, 1, 1)],
        2025: [date(2025, 12, 1), date(2025, 11, 1)],
    }
    assert months_since(None, date(2026, 2, 28)) == {2026: [date(2026, 2, 1)]}
