"""Who sees which scores, and whose own they are."""

from litestar.exceptions import NotAuthorizedException, PermissionDeniedException

from app.accounts.roles import Account, Act, Role
from app.charter.sheets import Sheet
from app.db import rows
from app.scoring.loading import Standing
from app.words import _

OWN = {
    "station": """
        SELECT "id"::text AS subject FROM "station" WHERE "station"."county" = $1
          AND "lineage" && $2::bigint[] AND $3::bigint IS NOT DISTINCT FROM $3
    """,
    "township": """
        SELECT DISTINCT left("division", 9) AS subject FROM "station"
        WHERE "station"."county" = $1 AND "station"."id" = ANY($2::bigint[])
          AND length("division") >= 9 AND $3::bigint IS NOT DISTINCT FROM $3
    """,
    "sector": """
        SELECT "sector" AS subject FROM "member" WHERE "member"."county" = $1
          AND "id" = $3 AND $2::bigint[] IS NOT NULL
    """,
}
KEEP_ONE = frozenset({Role.CONVENER, Role.TOWNSHIP})


async def own_subjects(account: Account | None, sheet: Sheet) -> set[str]:
    """Whose scores are this person's own: they assess themselves, and may appeal."""
    if account is None:
        return set()
    match sheet.subject:
        case "member":
            return {str(account.member)} if account.member else set()
        case "department":
            return {str(each) for each in account.departments}
        case "county":
            return {"county"} if Role.OFFICE in account.roles else set()
        case subject:
            keep = [
                grant.station
                for grant in account.grants
                if grant.role in KEEP_ONE and grant.station is not None
            ]
            found = await rows(OWN[subject], keep, account.member)
            return {each["subject"] for each in found}


async def check_seen(account: Account | None, found: Standing, subject: str | None = None) -> None:
    """From the public notice on everybody sees them, and members' whoever is signed in; before, the
    office, and each their own.
    """
    if found.settled and (account or found.sheet.subject != "member"):
        return
    if account is None:
        raise NotAuthorizedException(_("请先登录。"))
    if account.may(Act.SCORE):
        return
    if subject is None or subject not in await own_subjects(account, found.sheet):
        raise PermissionDeniedException(_("这张表公示以后才能看。"))
