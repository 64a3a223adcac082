"""Who runs the deployment: named by a command, since nobody is there yet to name them on a page."""

from app.accounts.roles import Role
from app.accounts.tables import Provider
from app.db import bound_to, county_tx, value
from app.people.tables import Appointment
from app.tenancy import OPERATOR

HOLDS = """
    SELECT "id" FROM "appointment"
    WHERE "appointment"."county" = $1 AND "account" = $2 AND "role" = $3 AND "ended_at" IS NULL
"""


async def name_operator(provider: dict[str, str], subject: str, name: str) -> bool:
    """`provider`: name, issuer, client_id and client_secret, of which the first and the last are
    brought up to date. `subject`: the person's `sub` there. → False if they were operator already.
    """
    with bound_to(OPERATOR):
        async with county_tx():
            account = await account_of(await provider_of(provider), subject, name)
            if await value(HOLDS, account, Role.OPERATOR):
                return False
            await Appointment.insert(Appointment(account=account, role=Role.OPERATOR))
    return True


async def provider_of(wanted: dict[str, str]) -> int:
    is_it = (Provider.issuer == wanted["issuer"]) & (Provider.client_id == wanted["client_id"])
    found = await Provider.select(Provider.id).where(is_it).first()
    if found is None:
        made = Provider(**wanted)  # type: ignore[arg-type]
        await Provider.insert(made)
        return int(made.id)
    await Provider.update(
        {Provider.name: wanted["name"], Provider.client_secret: wanted["client_secret"]}
    ).where(Provider.id == found["id"])
    return int(found["id"])


async def account_of(provider: int, subject: str, name: str) -> int:
    """There may be one without a role: somebody who has tried to sign in."""
    found = await value(
        'INSERT INTO "account" ("county", "provider", "subject", "name") VALUES ($1, $2, $3, $4)'
        ' ON CONFLICT ("county", "provider", "subject")'
        ' DO UPDATE SET "name" = excluded."name", "disabled_at" = NULL RETURNING "id"',
        provider,
        subject,
        name,
    )
    return int(found)
