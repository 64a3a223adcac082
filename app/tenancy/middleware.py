"""The tenant from the address: binds the realm, and picks the application that serves it."""

import asyncio
from typing import Any

from litestar.types import ASGIApp, Receive, Send

from app.db import bound_to
from app.tenancy.numbers import OPERATOR
from app.tenancy.realms import OUTSIDE, REGION, county_called, known

ENGLISH = "en"  # stands behind the county's slug; without it a county's pages are Chinese


class TenantFromPath:
    """/slug/topics/7 is /topics/7 of a county, and /slug/en/topics/7 the same in English;
    /regions/51/ is / of a province's own office, and /regions/51/api/ what its programs read;
    /, /signup and /operator are of none. `root_path` is what stands before addresses of pages,
    `realm_path` what tells the realm from others.

    Wraps the applications, because Litestar routes first and runs its own middleware after.
    What lies outside is the operator's realm: sign-ups, its accounts and sessions are its rows.
    """

    def __init__(
        self, inside: ASGIApp, regions: ASGIApp, outside: ASGIApp, for_programs: ASGIApp
    ) -> None:
        self.inside, self.regions, self.outside = inside, regions, outside
        self.for_programs = for_programs

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.inside(scope, receive, send)
            return
        slug = scope["path"].split("/")[1]
        if region := REGION.match(scope["path"]):
            county, app = int(region[1]), self.regions
            scope["realm_path"] = scope["root_path"] = region[0]
            if scope["path"].startswith(f"{region[0]}/api/"):
                app = self.for_programs
        elif slug in OUTSIDE:
            county, app, scope["realm_path"] = OPERATOR, self.outside, "/operator"
        else:
            county, app = known.get(slug, 0), self.inside
            if not county:
                async with asyncio.timeout_at(scope["until"]):
                    county = await county_called(slug) or 0
            scope["realm_path"] = scope["root_path"] = f"/{slug}"  # Litestar cuts it off
            scope["language"] = "zh"
            if scope["path"].split("/")[2:3] == [ENGLISH]:
                scope["root_path"], scope["language"] = f"/{slug}/{ENGLISH}", ENGLISH
        if not county:
            # Who asks for a county tries its provider before it is there (app/counties/trial.py).
            trial = scope["path"] == f"/{slug}/callback"
            scope["root_path"], scope["realm_path"] = "", "/operator"
            scope["path"] = "/signup/callback" if trial else "/no-such-county"
            app, county = self.outside, OPERATOR
        with bound_to(county):
            await app(scope, receive, send)
