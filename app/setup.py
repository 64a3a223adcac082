"""What the demo fills in on its first start, and finds done on later ones. Each county is one
transaction, so an interrupted set-up goes on with the next county that is missing.

Run by app/demonstration.py. Says on stderr what it does, and on stdout what there is in the end.
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.accounts.demo_idp import CLIENT_ID, demo_provider
from app.accounts.roles import NAMES, Role
from app.accounts.tables import AccountRow, Provider
from app.config import settings
from app.counties.tables import County
from app.db import bound_to, connection_pool, county_tx, rows
from app.divisions.load import load
from app.people.tables import Appointment
from app.tenancy import OPERATOR

WHO = """
    SELECT "role", min("account"."name") AS name, count(*) AS people
    FROM "appointment" JOIN "account"
      ON "account"."county" = $1 AND "account"."id" = "appointment"."account"
    WHERE "appointment"."county" = $1 AND "ended_at" IS NULL GROUP BY "role"
"""


@contextmanager
def step(text: str) -> Iterator[None]:
    """Named while it runs."""
    began = time.monotonic()
    sys.stderr.write(f"{text} ... ")
    sys.stderr.flush()
    yield
    sys.stderr.write(f"{time.monotonic() - began:.1f} s\n")


async def main() -> None:
    with step("The national list of divisions"):
        await load(os.environ["OWNER_DATABASE_URL"])
    async with connection_pool(min_size=1, max_size=2):
        await set_up_operator()
        await fill_counties()
        sys.stdout.write(await table())


async def set_up_operator() -> None:
    with bound_to(OPERATOR):
        async with county_tx():
            if await follow_the_address():
                return
            provider = Provider(**demo_provider())
            await Provider.insert(provider)
            account = AccountRow(provider=provider.id, subject="operator", name="平台运营员")
            await AccountRow.insert(account)
            await Appointment.insert(Appointment(account=account.id, role=Role.OPERATOR))


async def follow_the_address() -> bool:
    """Another PORT is another address of the demo's provider. False: there is none yet."""
    demo = demo_provider()
    mine = (Provider.client_id == CLIENT_ID) & (Provider.client_secret == demo["client_secret"])
    if not await Provider.exists().where(mine):
        return False
    moved = mine & (Provider.issuer != demo["issuer"])
    await Provider.update({Provider.issuer: demo["issuer"]}).where(moved)
    return True


async def fill_counties() -> None:
    try:
        from app.demo.fill import fill, presets
    except ImportError:
        return

    chosen = os.environ.get("DEMO_COUNTIES")
    for slug in chosen.split(",") if chosen else presets():
        found = await County.select(County.id).where(County.slug == slug).first()
        if found is None:
            with step(f"Demo records of {slug}"):
                await fill(slug)
        else:
            with bound_to(found["id"]):
                async with county_tx():
                    await follow_the_address()


async def table() -> str:
    lines = [("商量 Shangliang", f"{settings.base_url}/", "")]
    for county in await County.select().order_by(County.id):
        with bound_to(county["id"]):
            lines.append((county["name"], f"{settings.base_url}/{county['slug']}/", await who()))
    with bound_to(OPERATOR):
        lines.append(("平台运营", f"{settings.base_url}/operator", await who()))
    text = "".join(f"{address:40} {name} {people}\n" for name, address, people in lines)
    return f"{text}\nSign in at …/login: the demo's provider shows the people; a click is enough.\n"


async def who() -> str:
    async with county_tx(readonly=True):
        found: dict[str, Any] = {each["role"]: each for each in await rows(WHO)}
    return " · ".join(f"{NAMES[role]} {found[role]['name']}" for role in Role if role in found)


if __name__ == "__main__":
    asyncio.run(main())
