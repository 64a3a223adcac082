"""Names that nothing veils any more stay veiled: of a merging taken back, of a list they left."""

from collections.abc import Collection

from app.db import execute
from app.i18n import translated
from app.veiling.rules import VEILED

SHORTEST = 2  # letters: a single one would be struck out of every other word
KEEP = """
    INSERT INTO "veil" ("county", "topic", "stretch", "reason", "account", "raised")
    SELECT $1, "of".topic, told.stretch, :reason, :account, :raised::bigint
    FROM unnest(:topics::bigint[]) AS "of" (topic)
    CROSS JOIN unnest(:names::text[]) AS told (stretch)
    WHERE NOT EXISTS (SELECT FROM "veil" AS "there" WHERE "there"."county" = $1
        AND "there"."topic" = "of".topic AND "there"."stretch" = told.stretch
        AND "there"."lifted_at" IS NULL AND "there"."raised" IS NOT DISTINCT FROM :raised::bigint)
"""


async def keep_veiled(
    topics: Collection[int],
    names: Collection[str],
    reason: str,
    account: int,
    raised: int | None = None,
) -> None:
    """In the texts of `topics`; the office may lift it. `raised`: the matter of whose raiser they
    are, with whom they are erased. `reason`: a msgid. Within the caller's transaction.
    """
    told = [each for each in names if len(each) >= SHORTEST and each != VEILED]
    if topics and told:
        await execute(
            KEEP,
            topics=list(topics),
            names=told,
            reason=translated(reason),
            account=account,
            raised=raised,
        )
