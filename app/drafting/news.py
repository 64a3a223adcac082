"""What is new in the preset that a county began from, offered to its office as a draft. No
feature flag changes anything in a county.
"""

from typing import NamedTuple

from litestar import get
from litestar.response import Template

from app.access.roles import Act, may
from app.charter import origin, presets, store
from app.charter.english import original
from app.charter.model import Charter
from app.db import county_tx, value
from app.drafting import drafts
from app.drafting.differences import Difference, differences
from app.drafting.merging import kept_back, merged
from app.i18n import _
from app.refusal import Refused
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, user_of

TITLE = _("采用范本的新内容")
NEWEST = """
    SELECT "id" FROM "charter" WHERE "charter"."county" = $1 ORDER BY "number" DESC LIMIT 1
"""


class News(NamedTuple):
    preset: str
    title: str
    changed: list[Difference]  # in the preset, since the county began from it or took it up
    taken: list[Difference]  # what of it a draft would change
    kept: list[Difference]  # where the county's own change stays: its → the preset's
    charter: Charter


async def news() -> News | None:
    """Within the caller's transaction. None: there is nothing that the county does not have.
    Held against the newest version, whether it is in force yet or not.
    """
    last = await origin.last_taken()
    if last is None or last.preset not in presets.slugs():
        return None
    base, shipped = store.read(last.document), presets.presets()[last.preset]
    own = original(await store.version(await value(NEWEST)))
    charter = merged(base, own, shipped)
    found = News(
        last.preset,
        shipped.title,
        differences(base, shipped),
        differences(own, charter),
        kept_back(base, own, shipped),
        charter,
    )
    return found if found.changed and (found.taken or found.kept) else None


@get("/news", guards=[may(Act.CHARTER)])
async def news_page() -> Template:
    async with county_tx(readonly=True):
        found = await news()
        draft = await origin.open_draft(found.preset) if found else None
    return Template("charter/news.html", context={"news": found, "draft": draft})


@change("/news", may(Act.CHARTER), page="/charter/news")
async def begin(request: AnyRequest, form: Fields) -> Done:  # noqa: ARG001
    found = await news()
    if found is None:
        raise Refused(_("范本没有本地还没有的新内容。"))
    data = drafts.from_charter(found.charter)
    begun = await drafts.begin(data, TITLE, user_of(request).name)
    await origin.take_up(found.preset, begun)
    return Done(f"/charter/drafts/{begun}", sentence(drafts.BEGUN))


handlers = [news_page, begin]
