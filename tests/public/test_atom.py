"""Feeds and site maps, as programs read them."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from litestar.exceptions import NotFoundException

from app.public.atom import Told, feed, sitemap, sitemap_index
from app.public.week import Week, week_asked, week_of

ATOM, SITEMAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_a_feed_is_xml_whatever_stands_in_it() -> None:
    told = [
        Told("/topics/1", "1", "<b>&\x0b\ud800路灯", date(2026, 1, 2), "]]>"),
        Told("/topics/2", "2", "后来的", date(2026, 3, 4)),
    ]
    root = ET.fromstring(feed("https://x/c1", "/", "县", told))  # noqa: S314  (our own)
    assert root.findtext(f"{ATOM}updated") == "2026-03-04T00:00:00+08:00"
    assert [each.text for each in root.iter(f"{ATOM}title")] == ["县", "后来的", "<b>&路灯"]
    ids = [each.text for each in root.iter(f"{ATOM}id")]
    assert ids == ["https://x/c1/", "https://x/c1/topics/2#2", "https://x/c1/topics/1#1"]


def test_a_feed_of_nothing_stays_the_same() -> None:
    assert feed("https://x/c1", "/", "县", []) == feed("https://x/c1", "/", "县", [])
    assert b"2000-01-01T00:00:00+08:00" in feed("https://x/c1", "/", "县", [])


def test_site_maps() -> None:
    root = ET.fromstring(sitemap(["https://x/a?b&c"]))  # noqa: S314  (our own)
    assert root.findtext(f"{SITEMAP}url/{SITEMAP}loc") == "https://x/a?b&c"
    root = ET.fromstring(sitemap_index(["https://x/a"]))  # noqa: S314  (our own)
    assert root.findtext(f"{SITEMAP}sitemap/{SITEMAP}loc") == "https://x/a"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 11, 29), "2026-W48"),
        (date(2026, 11, 30), "2026-W49"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
    ],
)
def test_weeks_are_those_of_the_calendar(day: date, name: str) -> None:
    assert week_of(day).name == name
    assert week_of(day).first.weekday() == 0
    assert week_of(day).before.last == week_of(day).first.fromordinal(
        week_of(day).first.toordinal() - 1
    )


def test_a_week_that_is_none_is_not_found() -> None:
    assert week_asked("2025-W01") == Week(date(2024, 12, 30))
    for name in ("2025-W53", "2025-W00", "2025", "2999-W01", "2025-W1", "x"):
        with pytest.raises(NotFoundException):
            week_asked(name)
