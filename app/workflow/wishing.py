"""What whoever follows a matter by its code wants done with what is kept about them. The code alone
proves little on a shared phone: the file is theirs when the office has found out that it is them.
"""

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException

from app.db import county_tx
from app.i18n import _
from app.persons import exporting, wishes
from app.persons.exporting import Whose
from app.persons.own import ASKED, WishForm
from app.persons.wishes import About
from app.web.frame import Done, anybody, change, sentence
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, charter_of
from app.workflow.following import behind_cookie, followed_code, topic_behind


@change("/follow/wish", anybody, page="/follow")
async def wish(request: AnyRequest, form: WishForm) -> Done:
    topic = await behind_cookie(request)
    personal = charter_of(request).personal
    await wishes.ask(About(topic=topic["id"]), form.kind, form.words, "code", personal)
    return Done("/follow", sentence(ASKED))


@get("/follow/data.xlsx", guards=[spends("export")])
async def file(request: AnyRequest) -> Response[bytes]:
    async with county_tx(readonly=True):
        topic = await topic_behind(followed_code(request))
        if topic is None or not wishes.may_fetch(await wishes.of_matter(topic)):
            raise NotFoundException(_("没有这个页面，或者它不对您公开。"))
        lines = await exporting.lines_about(Whose(topic=topic))
    return await exporting.file_of("/follow", lines)


router = Router("/", route_handlers=[wish, file])
