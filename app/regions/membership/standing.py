"""Where a county stands among those of its province and its prefecture, as the worker has placed it
(placing.py): it reads its own rows and no others.
"""

from datetime import date
from functools import partial

from litestar import Router, get
from litestar.response import Template

from app.access.roles import Act, may
from app.db import county_tx, rows
from app.regions import quarters
from app.regions.comparison.cells import figure
from app.regions.dictionary import DICTIONARY
from app.regions.membership.above import to_share_with
from app.regions.membership.telling import FEWEST
from app.regions.quarters import written
from app.regions.rules import LIGHTS
from app.regions.wording import said
from app.web.requests import AnyRequest, charter_of

OWN = """
    SELECT "region", "indicator", "first", "last", "number", "middle", "low", "high", "light",
           "rank", "among", "made_at"
    FROM "standing" WHERE "standing"."county" = $1
"""


@get("/", guards=[may(Act.CHARTER)])
async def standing_page(request: AnyRequest) -> Template:
    async with county_tx(readonly=True):
        above = await to_share_with()
        found = await rows(OWN)
    by_region = {
        code: {each["indicator"]: each for each in found if each["region"] == code}
        for code in above
    }
    times: dict[int, tuple[date, date]] = {
        each["region"]: (each["first"], each["last"]) for each in found
    }
    context = {
        "above": above,
        "by_region": by_region,
        "times": times,
        "dictionary": DICTIONARY,
        "fewest": FEWEST,
        "figure": figure,
        "LIGHTS": LIGHTS,
        "written": written,
        "said_quarter": quarters.in_words,
        "said": partial(said, names=charter_of(request).names),
    }
    return Template("regions/standing.html", context=context)


router = Router("/sharing/standing", route_handlers=[standing_page])
