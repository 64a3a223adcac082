"""The indicators of the sheet that an assessment goes by."""

from app.choosing.asking import Asked, choices_of, fitting
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.scoring.results import assessment_of, heading_of
from app.web.forms.fields import id_in


@choices_of(What.INDICATOR)
async def indicators(asked: Asked) -> list[Choice]:
    head = await heading_of(await assessment_of(id_in(asked.within) or 0))
    return fitting(asked, [Choice(each.key, each.name) for each in head.sheet.indicators])
