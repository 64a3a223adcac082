"""The indicators of the sheet that an assessment goes by, with what a subject has by each."""

from app.choosing.asking import Asked, choices_of, fitting
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.i18n import _, translated
from app.scoring.headings import heading_of
from app.scoring.results import assessment_of, counted
from app.scoring.rights import own_subjects
from app.web.forms.fields import id_in


@choices_of(What.INDICATOR)
async def indicators(asked: Asked) -> list[Choice]:
    """Nothing of a subject that is not the account's own."""
    assessment, _slash, subject = asked.within.partition("/")
    head = await heading_of(await assessment_of(id_in(assessment) or 0))
    if not asked.account or subject not in await own_subjects(asked.account, head.sheet):
        return []
    parts = (await counted(head)).of(subject).parts
    said = [
        translated(_("得 %(points)s 分，最多 %(marks)s 分"), points=part.result.points,
                   marks=f"{part.indicator.marks:.15g}")
        for part in parts
    ]  # fmt: skip
    return fitting(
        asked,
        [
            Choice(part.indicator.key, part.indicator.name, (text,), text)
            for part, text in zip(parts, said, strict=True)
        ],
    )
