"""Where search engines find all pages of a county, by years; and what they are told at the door."""

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.config import settings
from app.consultations import rounds
from app.db import county_tx
from app.public.atom import XML, sitemap, sitemap_index
from app.public.data import base_of, years_of
from app.stations.queries import all_open
from app.tenancy.tables import County
from app.topics.queries import of_year
from app.web.forms.fields import NO_SUCH, id_in
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, realm_of

PAGES = "pages"
LISTS = ("", "/topics", "/consultations", "/commitments", "/stations", "/numbers", "/cases",
         "/charter", "/scores", "/data")  # fmt: skip


@get("/sitemap.xml", guards=[spends("export")])
async def index(request: AnyRequest) -> Response[bytes]:
    async with county_tx(readonly=True):
        parts = [PAGES, *map(str, await years_of("topics"))]
    base = base_of(realm_of(request))
    found = sitemap_index(f"{base}/sitemap/{each}.xml" for each in parts)
    return Response(found, media_type=XML)


@get("/sitemap/{file:str}", guards=[spends("export")])
async def part(request: AnyRequest, file: FromPath[str]) -> Response[bytes]:
    """`pages.xml`: the lists and the stations; `2026.xml`: what was raised and held in it."""
    name, base = file.removesuffix(".xml"), base_of(realm_of(request))
    async with county_tx(readonly=True):
        if file == f"{PAGES}.xml":
            found = [*LISTS, *[f"/stations/{one['id']}" async for p in all_open() for one in p]]
        elif file == f"{name}.xml" and id_in(name) in await years_of("topics"):
            found = await of(int(name))
        else:
            raise NotFoundException(NO_SUCH)
    return Response(sitemap(f"{base}{path}" for path in found), media_type=XML)


async def of(year: int) -> list[str]:
    topics = [f"/topics/{each['id']}" async for part in of_year(year) for each in part]
    held = [f"/consultations/{each['id']}" async for p in rounds.of_year(year) for each in p]
    return [*topics, *held]


@get("/robots.txt")
async def robots() -> Response[bytes]:
    """Who searches for others finds what is published, and asks nothing of the program."""
    slugs = await County.select(County.slug).order_by(County.slug)
    lines = ["User-agent: *", *(f"Disallow: /*{each}" for each in NOT_FOR_THEM), ""]
    lines += [f"Sitemap: {settings.base_url}/{each['slug']}/sitemap.xml" for each in slugs]
    text = "\n".join(lines) + "\n"
    return Response(text.encode(), media_type="text/plain")


NOT_FOR_THEM = ("/search", "/raise", "/follow", "/login", "/embed/", "?")
handlers = [index, part]
outside = Router("/", route_handlers=[robots])
