"""The first people of the operator's realm and of a region's: named by a command, since nobody is
there yet to name them on a page. A county names its own (app/people/).
"""

from app.access.roles import Role
from app.access.tables import Appointment, Provider
from app.audit import Noted, note
from app.db import bound_to, county_tx, value
from app.tenancy.numbers import OPERATOR

HOLDS = """
    SELECT "id" FROM "appointment"
    WHERE "appointment"."county" = $1 AND "account" = $2 AND "role" = $3 AND "ended_at" IS NULL
"""


async def name_person(realm: int, provider: dict[str, str], subject: str, name: str) -> bool:
    """`realm`: OPERATOR or a region's code. `provider`: name, issuer, client_id and client_secret,
    of which the first and the last are brought up to date. `subject`: the person's `sub` there.
    → False if they had the role already.
    """
    role = Role.OPERATOR if realm == OPERATOR else Role.REGION
    with bound_to(realm):
        async with county_tx():
            return await enter(role, provider, subject, name)


async def enter(role: Role, provider: dict[str, str], subject: str, name: str) -> bool:
    """Within a transaction of the realm."""
    account = await account_of(await provider_of(provider), subject, name)
    if await value(HOLDS, account, role):
        return False
    await Appointment.insert(Appointment(account=account, role=role))
    after = {"role": str(role), "name": name, "subject": subject}
    await note(Noted.ROLE_GIVEN, "", after=after)
    return True


async def provider_of(wanted: dict[str, str]) -> int:
    is_it = (Provider.issuer == wanted["issuer"]) & (Provider.client_id == wanted["client_id"])
    found = await (
        Provider.select(Provider.id, Provider.name, Provider.client_secret).where(is_it).first()
    )
    if found is None:
        made = Provider(**wanted)  # type: ignore[arg-type]
        await Provider.insert(made)
        await note(Noted.PROVIDER, wanted["name"], after=told(wanted))
        return int(made.id)
    await Provider.update(
        {Provider.name: wanted["name"], Provider.client_secret: wanted["client_secret"]}
    ).where(Provider.id == found["id"])
    if (found["name"], found["client_secret"]) != (wanted["name"], wanted["client_secret"]):
        await note(Noted.PROVIDER, wanted["name"], {"name": found["name"]}, told(wanted))
    return int(found["id"])


def told(provider: dict[str, str]) -> dict[str, str]:
    """What the log keeps of it: never its secret, but that there is one."""
    named = {"name": provider["name"], "issuer": provider["issuer"]}
    return {**named, "client": provider["client_id"], "secret": "***"}


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
