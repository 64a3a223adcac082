"""Which addresses of a county are files, and which need the program. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urldefrag

from app.text.lists import MARK, queried

# Routes that a stranger may ask for, by their own paths; a walk over all routes holds the two lists
# complete (tests/publishing/test_addresses.py).
PUBLISHED = {
    "/",
    "/topics",
    "/topics/{topic_id:int}",
    "/consultations",
    "/consultations/{consultation_id:int}",
    "/commitments",
    "/commitments/{commitment_id:int}",
    "/photos/of/{kind:str}/{subject_id:int}",
    "/photos/{photo_id:int}",
    "/photos/{photo_id:int}/{size:int}/{mark:str}",
    "/files/of/{kind:str}/{subject_id:int}",
    "/files/{file_id:int}",
    "/members/{member_id:int}",
    "/numbers",
    "/numbers/{name:str}",
    "/stations",
    "/stations/{station_id:int}",
    "/stations/checks/{check_id:int}",
    "/stations/{station_id:int}/counted",
    "/charter",
    "/charter/versions/{charter_id:int}",
    "/scores",
    "/scores/{sheet:str}",
    "/scores/{sheet:str}/{subject:str}",
    "/scores/{sheet:str}/{subject:str}/{indicator:str}",
    "/cases",
    "/cases/{case_id:int}",
    "/data",
    "/data/{file:str}",
    "/embed/figures",
    "/embed/topics",
    "/feed.atom",
    "/find/{file:str}",
    "/search",
    "/sitemap.xml",
    "/sitemap/{file:str}",
    "/stations/{station_id:int}/feed.atom",
    "/topics/{topic_id:int}/card/{file:str}",
    "/topics/{topic_id:int}/feed.atom",
    "/week/{week:str}",
}
ASKED = "somebody sends or is told something of their own"
SIGNING_IN = "leads to a session"
WHILE_TYPING = "answers while somebody types"
AS_A_TABLE = "made for whoever takes it along"
PRINTED = "for whoever puts it up"
PROGRAM = {
    "/login": SIGNING_IN,
    "/login/{provider_id:int}": SIGNING_IN,
    "/callback": SIGNING_IN,
    "/signed-out/{provider_id:int}": SIGNING_IN,
    "/invitation": SIGNING_IN,
    "/jwks.json": "what an identity provider asks of the program",
    "/raise": ASKED,
    "/raise/photos/{photo_id:int}/{mark:str}": "a photo that is not sent yet",
    "/follow": ASKED,
    "/follow/codes": ASKED,
    "/follow/data.xlsx": ASKED,
    "/follow/rating/withdrawal": ASKED,
    "/follow/withdrawal": ASKED,
    "/follow/wish": ASKED,
    "/near": "answers to where a phone is",
    "/photos/{photo_id:int}/{size:int}": "as before; pages name a rendition by its hash",
    "/files/{file_id:int}/download": "a signed link to the store, for some minutes",
    "/scores/{sheet:str}/export.xlsx": AS_A_TABLE,
    "/scores/{sheet:str}/{subject:str}/export.xlsx": AS_A_TABLE,
    "/stations/{station_id:int}/poster": PRINTED,
    "/stations/{station_id:int}/qr.svg": PRINTED,
    "/{rest:path}": "not found; 404.html is its file",
}
WHILE = ("/choose/",)  # WHILE_TYPING


class Link(NamedTuple):
    """`path`: as it is asked for, unquoted."""

    path: str
    query: str


LINKS = re.compile(r"""\b(?:href|src|data-hx-get)="([^"]*)\"|\bsrcset="([^"]*)\"""")
ENTITY = re.compile(r"&amp;")


def links(page: str) -> Iterator[Link]:
    """Within the program, in the order of the page, as often as they stand there."""
    for one, many in LINKS.findall(page):
        several = [each.split()[0] for each in many.split(",") if each.strip()]
        for address in [one] if one else several:
            if found := link(address):
                yield found


@lru_cache(20_000)  # what stands at the head of each page, and on several
def link(address: str) -> Link | None:
    """Of what stands in a page. None: it leads out of the program, or nowhere."""
    path, _mark, query = urldefrag(ENTITY.sub("&", address)).url.partition("?")
    inside = path.startswith("/") and not path.startswith("//")
    return Link(unquote(path), query) if inside else None


def within(slug: str, found: Iterable[Link]) -> set[str]:
    """Paths of this county that a file may be of: they ask nothing in a query."""
    base = f"/{slug}"
    return {
        each.path
        for each in found
        if not each.query and (each.path == base or each.path.startswith(f"{base}/"))
    }


def file_of(path: str, *, page: bool) -> str:
    """`page`: a folder's own file, since other pages lie beneath it; else it is named as it is."""
    name = path.strip("/")
    return f"{name}/index.html" if page else name


ROUTE = {"int": r"\d+", "str": r"[^/]+", "path": r".+"}


def pattern(route: str) -> str:
    return re.sub(r"\\{\w+:(\w+)\\}", lambda part: ROUTE[part[1]], re.escape(route))


PUBLIC = re.compile("|".join(map(pattern, PUBLISHED)))


@lru_cache(20_000)
def is_published(path: str) -> bool:
    """`path`: within the county, unquoted; what is asked of a list may stand in it."""
    own, mark, _said = path.partition(MARK)
    return bool(PUBLIC.fullmatch(own)) and (not mark or queried(path) is not None)
