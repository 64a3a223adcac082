"""The page of open data, and its files."""

import re

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.dates import today
from app.db import county_tx
from app.public import cards, embedding, feeds, searching, sitemap, week
from app.public.data import SETS, Of, base_of, file_called, in_words_of, years_of
from app.public.sitemap import PAGES
from app.public.tables import FORMATS
from app.web.forms.fields import NO_SUCH
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, charter_of, realm_of

FILE = re.compile(r"([a-z]+)(?:-(20\d\d))?\.(csv|jsonl)")


@get("/data")
async def data(request: AnyRequest) -> Template:
    names = charter_of(request).names
    async with county_tx(readonly=True):
        years = {name: await years_of(name) for name in SETS}
        pieces = await searching.files()
    sets = [
        {
            "name": name,
            "called": in_words_of(names, each.called),
            "columns": [(key, in_words_of(names, what)) for key, what in each.columns.items()],
            "by_year": each.by_year,
            "years": years[name],
        }
        for name, each in SETS.items()
    ]
    context = {
        "sets": sets,
        "file": file_called,
        "endings": tuple(FORMATS),
        "pieces": pieces,
        "maps": [PAGES, *years["topics"]],
        "embeds": embedding.NAMES,
        "base": base_of(realm_of(request)),
        "week": week.week_of(today()),
    }
    return Template("public/data.html", context=context)


@get("/data/{file:str}", guards=[spends("export")])
async def data_file(request: AnyRequest, file: FromPath[str]) -> Response[bytes]:
    """Written while it is read, some records at a time: what is kept is the file alone. It is not
    sent meanwhile, for whoever reads slowly would hold the database.
    """
    found = FILE.fullmatch(file)
    if found is None or found[1] not in SETS:
        raise NotFoundException(NO_SUCH)
    name, ending, year = found[1], found[3], int(found[2] or 0)
    about, of = SETS[name], Of(charter_of(request), base_of(realm_of(request)))
    form, columns = FORMATS[ending], list(about.columns)
    written = bytearray(form.head(columns).encode())
    async with county_tx(readonly=True):
        if year not in (await years_of(name) if about.by_year else [0]):
            raise NotFoundException(NO_SUCH)
        async for part in about.reads(of, year):
            written += form.lines(columns, part).encode()
    return Response(bytes(written), media_type=form.media)


router = Router(
    "/",
    route_handlers=[
        data,
        data_file,
        *cards.handlers,
        *feeds.handlers,
        *sitemap.handlers,
        *embedding.handlers,
        *week.handlers,
        *searching.handlers,
    ],
)
