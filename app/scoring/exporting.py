"""A sheet as a workbook: the ranking, and how each point came about."""

from collections.abc import Collection, Iterator
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
from app.workbooks import Row, Table

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
    heads). Each row is made when it is written. `untold`: subjects of whom the reader is told the
    total alone.
    """
    return [
        (translated(_("排名")), ranking(found, untold)),
        (translated(_("计分过程")), steps(found, untold)),
    ]


def title(found: Standing) -> list[str]:
    stage = translated(assessment.NAMES[found.stage])
    return [f"{found.sheet.name} {called(found.period)} {stage}"]


def ranking(found: Standing, untold: Collection[str]) -> Iterator[Row]:
    reward = found.sheet.reward
    yield title(found)
    yield [
        *(translated(each) for each in HEADS),
        *(each.name for each in found.sheet.indicators),
    ]
    for score in found.scores:
        told = score.subject not in untold
        yield [
            score.rank,
            found.names[score.subject],
            score.total,
            named(score.grade),
            *([score.base, score.bonus, score.penalty] if told else [None] * 3),
            reward.name if reward and score.rewarded else "",
            *(part.result.points if told else None for part in score.parts),
        ]


def steps(found: Standing, untold: Collection[str]) -> Iterator[Row]:
    yield title(found)
    yield [translated(each) for each in STEPS]
    for score in found.scores:
        name = found.names[score.subject]
        if score.subject in untold:
            yield [name, "", None, translated(WHY), score.total, named(score.grade)]
        else:
            yield from ([name, *line] for line in derivation(found.sheet, score))


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
