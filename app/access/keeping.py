"""Somebody stays who can sign in and name others: of a county its office, of a region or of the
operator its own people.
"""

from app.access.roles import Role
from app.db import execute, value
from app.i18n import _
from app.refusal import Refused

# What the database itself takes where a role, an account or a provider changes (0064_held.sql).
ONE_AFTER_THE_OTHER = "SELECT pg_advisory_xact_lock(20064, $1)"
KEPT = """
    SELECT EXISTS (
        SELECT FROM "appointment"
        JOIN "account" ON "account"."county" = $1
         AND "account"."id" = "appointment"."account" AND "account"."disabled_at" IS NULL
         AND "account"."subject" IS NOT NULL
        JOIN "provider" ON "provider"."county" = $1
         AND "provider"."id" = "account"."provider" AND "provider"."enabled"
        WHERE "appointment"."county" = $1 AND "appointment"."ended_at" IS NULL
          AND "appointment"."role" = ANY($2::text[]))
"""
KEEPERS = (Role.OFFICE, Role.REGION, Role.OPERATOR)


async def keep_somebody() -> None:
    """After a role, an account or a provider was ended, within the same transaction. Of two who end
    each other's at the same moment, the second finds here what the first one did. Statements see
    what others committed before they began: that is why the lock is a statement of its own.
    """
    await execute(ONE_AFTER_THE_OTHER)
    if not await value(KEPT, [str(each) for each in KEEPERS]):
        raise Refused(_("至少要留一个能登录的管理账号，否则没有人能管理这里。"))
