"""A sheet as a workbook: the ranking, and how each point came about."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from app.dates import today
from app.db import county_tx
from app.scoring import life
from app.scoring.loading import Standing, standing
from app.scoring.rights import check_seen
from app.web import AnyRequest, day_in
from app.words import _, translated
from app.workbooks import Table, as_file

HEADS = (_("名次"), _("对象"), _("得分"), _("等次"), _("基本分"), _("加分"), _("扣分"), _("奖励"))
STEPS = (_("对象"), _("指标"), _("分值"), _("怎样得来"), _("得分"), _("备注"))


@get("/{sheet:str}/export.xlsx")
async def export(
    request: AnyRequest, sheet: FromPath[str], on: FromQuery[str] = ""
) -> Response[bytes]:
    async with county_tx(readonly=True):
        found = await standing(sheet, day_in(on) or today())
        await check_seen(request.user, found)
    return await as_file(f"{found.sheet.name} {found.period.begins}.xlsx", tables(found))


def tables(found: Standing) -> list[Table]:
    """In the reader's language: (name of a sheet, its rows; the first two are what it is, and its
    heads).
    """
    stage = translated(life.NAMES[found.stage])
    title = f"{found.sheet.name} {found.period.begins} – {found.period.ends} {stage}"
    indicators = found.sheet.indicators
    heads = [*(translated(each) for each in HEADS), *(each.name for each in indicators)]
    ranking: list[list[Any]] = [[title], heads]
    steps: list[list[Any]] = [[title], [translated(each) for each in STEPS]]
    for score in found.scores:
        name = found.names[score.subject]
        reward = found.sheet.reward
        ranking.append(
            [score.rank, name, score.total, score.grade, score.base, score.bonus, score.penalty]
            + [reward.name if reward and score.rewarded else ""]
            + [part.result.points for part in score.parts]
        )
        steps += [
            [
                name,
                part.indicator.name,
                part.indicator.marks,
                translated(part.result.text, **part.result.values),
                part.result.points,
                translated(part.result.note) if part.result.note else "",
            ]
            for part in score.parts
        ]
    return [(translated(_("排名")), ranking), (translated(_("计分过程")), steps)]


handlers = [export]
