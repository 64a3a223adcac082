"""Feeds and site maps as XML. Pure."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM, XML = "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8"
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOTHING_YET = date(2000, 1, 1)  # a feed has to say when it changed, and the same until it does


class Told(NamedTuple):
    """What happened: `path` within the county, `mark` tells it from others of the same page."""

    path: str
    mark: str
    title: str
    day: date
    text: str = ""


def feed(base: str, path: str, title: str, told: Iterable[Told]) -> bytes:
    """`base`: the county's address; `path`: of the page that says the same."""
    entries = sorted(told, key=lambda each: (each.day, each.mark), reverse=True)
    root = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    below(root, "id", f"{base}{path}")
    below(root, "title", title)
    below(root, "updated", moment(entries[0].day if entries else NOTHING_YET))
    below(below(root, "author"), "name", title)
    SubElement(root, "link", href=f"{base}{path}")
    for each in entries:
        entry = below(root, "entry")
        below(entry, "id", f"{base}{each.path}#{each.mark}")
        below(entry, "title", each.title)
        below(entry, "updated", moment(each.day))
        SubElement(entry, "link", href=f"{base}{each.path}")
        if each.text:
            below(entry, "summary", each.text)
    return written(root)


def below(above: Element, tag: str, text: str = "") -> Element:
    found = SubElement(above, tag)
    found.text = NO_XML.sub("", text)
    return found


def moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"


SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(addresses: Iterable[str]) -> bytes:
    return listed("urlset", "url", addresses)


def sitemap_index(addresses: Iterable[str]) -> bytes:
    return listed("sitemapindex", "sitemap", addresses)


def listed(whole: str, one: str, addresses: Iterable[str]) -> bytes:
    root = Element(whole, xmlns=SITEMAP)
    for each in addresses:
        below(below(root, one), "loc", each)
    return written(root)


def written(root: Element) -> bytes:
    found: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return found
