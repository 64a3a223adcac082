"""The front pages of the realms that are no county: a region's, with its counties; the operator's,
with who asks to join. Both say how many of their own people wait for an answer.
"""

from typing import Any

from litestar import Response, Router, get
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from app.access.roles import Act
from app.counties import operating
from app.db import county_tx, region_tx
from app.i18n import _, translated
from app.persons import wishes
from app.regions.comparison import headlines
from app.regions.pages import counties_of
from app.web.requests import AnyRequest, to


@get("/")
async def region_page(request: AnyRequest, after: FromQuery[int | None] = None) -> Response[Any]:
    if request.user is None:
        return to(request, "/login")
    if not request.user.may(Act.COMPARE):
        raise PermissionDeniedException(translated(_("您的账号无权办理，请换有权限的账号登录。")))
    async with county_tx(readonly=True):
        waiting = await wishes.how_many_wait()
    async with region_tx(readonly=True):
        context = await counties_of(after or 0)
    context["headlines"] = await headlines.of_today()
    context["wishes"] = waiting
    return Template("regions/show.html", context=context)


@get("/operator")
async def operator(
    request: AnyRequest,
    q: FromQuery[str] = "",
    after: FromQuery[int | None] = None,
    before: FromQuery[int | None] = None,
    waiting_before: FromQuery[int | None] = None,
) -> Response[Any]:
    if request.user is None:
        return Redirect("/operator/login?back=/operator")
    if not request.user.may(Act.SIGNUPS):
        raise PermissionDeniedException(translated(_("您的账号无权办理，请换有权限的账号登录。")))
    async with county_tx(readonly=True):
        context = await operating.front(q, after, before, waiting_before)
        context["wishes"] = await wishes.how_many_wait()
    return Template("counties/operator.html", context=context)


in_regions = Router("/", route_handlers=[region_page])
outside = Router("/", route_handlers=[operator])
