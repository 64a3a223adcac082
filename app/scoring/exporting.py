"""A sheet as a workbook: the ranking, and how each point came about."""

from collections.abc import Collection
from typing import Any

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from app.audit.exporting import as_noted_file
from app.charter.sheets import Sheet
from app.charter.wording import joined
from app.db import county_tx
from app.i18n import _, named, translated
from app.scoring import rules
from app.scoring.assessment import rules as assessment
from app.scoring.headings import heading
from app.scoring.order import part_at
from app.scoring.periods import called
from app.scoring.results import Standing, counted
from app.scoring.rights import check_seen, check_subject
from app.scoring.rules import Score, Scored
from app.scoring.telling import WHY, untold
from app.web.forms.fields import day_asked
from app.web.rate_limit import spends
from app.web.requests import AnyRequest
from app.workbooks import Table

HEADS = (_("名次"), _("对象"), _("得分"), _("等次"), _("基本分"), _("加分"), _("扣分"), _("奖励"))
STEPS = (_("对象"), _("指标"), _("分值"), _("怎样得来"), _("得分"), _("备注"))


@get("/{sheet:str}/export.xlsx", guards=[spends("export")])
async def export(request: AnyRequest, sheet: FromPath[str], on: FromQuery[str] = "") -> Stream:
    async with county_tx(readonly=True):
        head = await heading(sheet, day_asked(on))
        await check_seen(request.user, head)
        found = await counted(head)
        kept_back = await untold(request.user, head)
    return await as_noted_file(
        f"/scores/{sheet}",
        f"{found.sheet.name} {called(found.period)}.xlsx",
        tables(found, kept_back),
    )


@get("/{sheet:str}/{subject:str}/export.xlsx", guards=[spends("export")])
async def export_one(
    request: AnyRequest, sheet: FromPath[str], subject: FromPath[str], on: FromQuery[str] = ""
) -> Stream:
    """One's own, also before it is published."""
    async with county_tx(readonly=True):
        head = await heading(sheet, day_asked(on))
        await check_subject(request.user, head, subject)
        found = (await part_at(head, 0, 0)).placing(await counted(head, [subject]))
        name = found.names[found.of(subject).subject]
        kept_back = await untold(request.user, head, subject)
    filename = f"{found.sheet.name} {name} {called(found.period)}.xlsx"
    return await as_noted_file(f"/scores/{sheet}", filename, tables(found, kept_back))


def tables(found: Standing, untold: Collection[str]) -> list[Table]:
    """In the reader's language: (name of a sheet, its rows; the first two are what it is, and its
    heads). `untold`: subjects of whom the reader is told the total alone.
    """
    stage = translated(assessment.NAMES[found.stage])
    title = f"{found.sheet.name} {called(found.period)} {stage}"
    indicators = found.sheet.indicators
    heads = [*(translated(each) for each in HEADS), *(each.name for each in indicators)]
    ranking: list[list[Any]] = [[title], heads]
    steps: list[list[Any]] = [[title], [translated(each) for each in STEPS]]
    for score in found.scores:
        name = found.names[score.subject]
        told, reward = score.subject not in untold, found.sheet.reward
        sums = [score.base, score.bonus, score.penalty] if told else [None] * 3
        ranking.append(
            [score.rank, name, score.total, named(score.grade), *sums]
            + [reward.name if reward and score.rewarded else ""]
            + [part.result.points if told else None for part in score.parts]
        )
        if not told:
            steps.append([name, "", None, translated(WHY), score.total, named(score.grade)])
            continue
        steps += [[name, *line] for line in derivation(found.sheet, score)]
    return [(translated(_("排名")), ranking), (translated(_("计分过程")), steps)]


def derivation(sheet: Sheet, score: Score) -> list[list[Any]]:
    """All that the page of a sheet says of how its points, and then its total, came about."""
    lines: list[list[Any]] = [
        [
            part.indicator.name,
            part.indicator.marks,
            translated(part.result.text, **part.result.values),
            part.result.points,
            joined(notes(part)),
        ]
        for part in score.parts
    ]
    if score.late:
        said = translated(rules.LATE, **score.values["late"])
        lines.append([translated(_("逾期补录")), None, said, score.late, ""])
    explained = rules.explained(sheet, score)
    lines += [["", None, translated(text, **values), None, ""] for text, values in explained]
    if score.why_no_rank:
        why = translated(score.why_no_rank, **score.values.get("few", {}))
        lines.append(["", None, why, None, ""])
    lines.append([translated(_("合计")), sheet.full_marks, "", score.total, named(score.grade)])
    return lines


def notes(part: Scored) -> list[str]:
    found = [translated(part.result.note)] if part.result.note else []
    if not part.counted:
        found.append(translated(_("取高的那一项里算")))
    if part.back:
        found.append(translated(_("含以前各期的冲销 %(n)s"), n=part.back))
    return [*found, part.indicator.note] if part.indicator.note else found


handlers = [export, export_one]
