"""Every pattern of which pages are made, live, for whoever builds pages: in the demo alone. What is
shown there is made by the macros and parts that the pages use; here are only its texts.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from litestar import Router, get
from litestar.response import Template

from app import evidence
from app.access.roles import Account
from app.access.visibility import PUBLISHED
from app.choosing.asking import offer
from app.choosing.kinds import What
from app.dates import deadline, now, today
from app.db import county_tx, value
from app.evidence.files import Shelf
from app.evidence.tables import IS_READY
from app.i18n import _
from app.lights import light
from app.numbers.figures import headline
from app.refusal import Refused, RefusedAll
from app.topics.queries import newest
from app.web.frame import Done, anybody, change, sentence
from app.web.requests import AnyRequest

HERE = "/_patterns"


class Pattern(NamedTuple):
    """`template`: where its macro is, or the part itself, which is included whole."""

    key: str
    name: str
    template: str
    macro: str = ""


PATTERNS = (
    Pattern("head", _("页头：哪里、什么平台，往哪里去"), "layout.html"),
    Pattern("page-head", _("页面的开头"), "patterns/page.html", "page_head"),
    Pattern("task", _("请您办的一件事"), "patterns/task.html", "task"),
    Pattern("list", _("列表：查找、筛选、条数、往后看"), "patterns/lists.html", "search"),
    Pattern("record", _("记录：先说结果"), "patterns/record.html", "standing"),
    Pattern("form", _("表单：哪里要改，一次说完"), "_post.html", "post"),
    Pattern("errors", _("要改的几处"), "_notice.html"),
    Pattern("confirmation", _("办好了，接下来"), "patterns/confirmed.html", "confirmed"),
    Pattern("timeline", _("经过"), "patterns/timeline.html", "event"),
    Pattern("table", _("表格：手机上一行一张卡片"), "patterns/table.html", "cards"),
    Pattern("figure", _("数字：点开就是记录"), "ledger/_figure.html", "figure"),
    Pattern("light", _("期限灯"), "_light.html", "lit"),
    Pattern("empty", _("还没有内容：先做什么"), "patterns/empty.html", "empty"),
    Pattern("photos", _("照片：点开看大图"), "evidence/_photos.html", "gallery"),
    Pattern("files", _("文件"), "evidence/_files.html", "files"),
    Pattern("picker", _("选一个人、一处地方"), "choosing/_picker.html", "picker"),
    Pattern("ticks", _("点一下就请谁、谁到了"), "consultations/_ticks.html", "tick"),
    Pattern("day", _("选一天，数着工作日"), "patterns/day.html", "day_field"),
    Pattern("progress", _("办了多少"), "patterns/progress.html", "progress"),
    Pattern("document", _("文书：抬头、正文、落款"), "patterns/document.html", "letterhead"),
    Pattern("print", _("打印"), "patterns/print.html", "printing"),
)
# A sitting that all may read, with the most photos.
WITH_PHOTOS = f"""
    SELECT "consultation"."id" FROM "consultation"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "consultation"."topic"
    JOIN "photo" ON "photo"."county" = $1 AND "photo"."consultation" = "consultation"."id"
    WHERE "consultation"."county" = $1 AND "consultation"."state" = 'filed' AND {PUBLISHED}
      AND {IS_READY}
    GROUP BY "consultation"."id" ORDER BY count(*) DESC, "consultation"."id" LIMIT 1
"""  # noqa: S608


@get("/")
async def patterns(request: AnyRequest) -> Template:
    account: Account | None = request.user
    async with county_tx(readonly=True):
        listed = await newest(account, shown="open", most=3)
        sitting = await value(WITH_PHOTOS)
        shown = await evidence.photos_of(account, "consultation", [sitting] if sitting else [])
        context: dict[str, Any] = {
            "patterns": {each.key: each for each in PATTERNS},
            "topics": listed["topics"],
            "figures": await headline(stranger=True),
            "photos": shown.get(sitting, []),
            "stations": await offer(What.STATION, account),
            "lights": lights(),
            "shelf": Shelf("topic", 0, [a_file()], adds=False),
            "today": today(),
            "now": now(),
        }
    return Template("portal/patterns.html", context=context)


def lights() -> list[Any]:
    day = today()
    late, soon, far = day - timedelta(days=20), deadline(day, 2), deadline(day, 15)
    return [light(far, day), light(soon, day), light(late, day), light(late, day, done=late)]


def a_file() -> Any:
    return {
        "id": 0, "of": 0, "topic": None, "name": "reply.pdf", "type": "PDF", "size": 98_304,
        "uploaded_at": now(), "published_at": now(), "person": None,
    }  # fmt: skip


@dataclass
class TriedForm:
    """`title`: typed; `solved`: chosen. Nothing is kept of it."""

    title: str = ""
    solved: str = ""
    due_on: str = ""


@change("/", anybody, page=HERE)
async def tried(request: AnyRequest, form: TriedForm) -> Done:  # noqa: ARG001
    wrong = []
    if not form.title.strip():
        wrong.append(Refused(_("请写一句话说清是什么事。"), "title"))
    if not form.solved:
        wrong.append(Refused(_("请选解决了还是没有解决。"), "solved"))
    if wrong:
        raise RefusedAll(wrong)
    return Done(HERE, sentence(_("收到了。这一页什么也不保存。")))


router = Router(HERE, route_handlers=[patterns, tried])
