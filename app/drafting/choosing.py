"""Versions of the county's rules, newest first."""

from app.choosing.asking import Asked, choices_of, fitting
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.db import rows
from app.i18n import _, translated
from app.web.forms.fields import id_in

VERSIONS = """
    SELECT "id", "number", "note" FROM "charter"
    WHERE "charter"."county" = $1 AND "id" <> coalesce($2::bigint, 0)
    ORDER BY "number" DESC
"""


@choices_of(What.VERSION)
async def versions(asked: Asked) -> list[Choice]:
    """Within a version: the others."""
    found = await rows(VERSIONS, id_in(asked.within))
    return fitting(
        asked,
        [
            Choice(
                str(each["id"]),
                translated(_("第 %(n)s 版"), n=each["number"]),
                (each["note"],),
                each["note"],
            )
            for each in found
        ],
    )
