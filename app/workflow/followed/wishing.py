"""What whoever follows a matter by its code wants done with what is kept about them. The code alone
proves little on a shared phone: the file is theirs when the office has found out that it is them.
"""

from dataclasses import dataclass

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Stream

from app.db import county_tx
from app.i18n import _
from app.persons import exporting, wishes
from app.persons.exporting import Whose
from app.persons.own import ASKED, WishForm
from app.persons.wishes import About
from app.web.frame import Done, anybody, change
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, charter_of
from app.workflow.followed.following import (
    ALONE,
    behind_cookie,
    code_meant,
    follow_cookie,
    on_it,
    topic_behind,
)


@dataclass
class FollowedWishForm(WishForm):
    of: str = ""


@change("/follow/wish", anybody, page=ALONE.format(act="wish"), cookie=follow_cookie)
async def wish(request: AnyRequest, form: FollowedWishForm) -> Done:
    topic = await behind_cookie(request, form.of)
    personal = charter_of(request).personal
    await wishes.ask(About(topic=topic["id"]), form.kind, form.words, "code", personal)
    return on_it(topic, ASKED)


@get("/follow/data.xlsx", guards=[spends("export")])
async def file(request: AnyRequest, of: FromQuery[str] = "") -> Stream:
    async with county_tx(readonly=True):
        topic = await topic_behind(await code_meant(request, of))
        found = [] if topic is None else await wishes.of_matter(topic)
        if not wishes.may_fetch(found):
            raise NotFoundException(_("没有这个页面，或者它不对您公开。"))
        lines = await exporting.lines_about(Whose(topic=topic, included=wishes.included(found)))
    return await exporting.file_of("/follow", lines)


handlers = [wish, file]
