"""What the demo fills in on its first start, and finds done on later ones. Each county is one
transaction, so an interrupted set-up goes on with the next county that is missing.

Run by app/demonstration.py. Says on stderr what it does, and on stdout what there is in the end, or
what went wrong.
"""

import asyncio
import os
import sys
import traceback
from typing import Any

from app.access.roles import NAMES, Role
from app.access.tables import Provider
from app.accounts.demo_idp import CLIENT_ID, demo_provider
from app.accounts.operators import name_person
from app.away import broke_off
from app.bulk import analyse, step
from app.config import settings
from app.db import bound_to, bulk_limits, connection_pool, county_tx
from app.demo.county import demos
from app.demo.fill import Filled, fill
from app.demo.province import build
from app.divisions.load import load
from app.i18n import translated
from app.ledger.counting import keep
from app.tenancy.numbers import NATION, OPERATOR
from app.tenancy.tables import County


async def main() -> None:
    owner = os.environ["OWNER_DATABASE_URL"]
    with step("The national list of divisions"):
        await load(owner)
    async with connection_pool(min_size=1, max_size=2):
        with bulk_limits():
            await set_up_offices()
            filled = await fill_counties()
            with step("What is counted"):
                await keep_all()
    with step("Statistics"):
        await analyse(owner)
    sys.stdout.write(table(filled))


def run() -> None:
    """What went wrong is one sentence; where it did, for those who mend it, lies under DATA."""
    try:
        asyncio.run(main())
    except Exception as error:  # noqa: BLE001  (whatever it was)
        log = settings.data / "set-up.log"
        log.write_text("".join(traceback.format_exception(error)))
        sys.stdout.write(f"{broke_off('The set-up', error)} ({log} says more.)")
        sys.exit(1)


SICHUAN, ZIYANG = 51, 5120
# So many counties, each with a quarter of what a real one has in a year.
NEIGHBOURS: dict[str, Any] = {"counties": 21, "density": 0.25, "years": 1}
OFFICES = {
    OPERATOR: ("operator", "平台运营员"),
    NATION: ("region-156", "全国政协工作人员"),
    SICHUAN: ("region-51", "省政协工作人员"),
    ZIYANG: ("region-5120", "市政协工作人员"),
}


async def set_up_offices() -> None:
    for realm, person in OFFICES.items():
        await follow_the_address(realm)
        await name_person(realm, demo_provider(), *person)


async def follow_the_address(realm: int) -> None:
    """Another PORT is another address of the demo's provider."""
    demo = demo_provider()
    mine = (Provider.client_id == CLIENT_ID) & (Provider.client_secret == demo["client_secret"])
    moved = mine & (Provider.issuer != demo["issuer"])
    with bound_to(realm):
        async with county_tx():
            await Provider.update({Provider.issuer: demo["issuer"]}).where(moved)


async def fill_counties() -> list[Filled]:
    """DEMO_COUNTIES chooses folders of tenants/, with commas between; else all."""
    chosen = os.environ.get("DEMO_COUNTIES", "").split(",")
    filled = []
    for slug in [slug for slug in chosen if slug] or list(demos()):
        with step(f"Demo records of {slug}"):
            filled += await fill([slug], progress=quiet)
    if not any(chosen):  # beside which a demo county is compared; `make province` has all of them
        with step("Simulated counties of its province"):
            await build(SICHUAN, near=ZIYANG, **NEIGHBOURS, progress=quiet)
    for county in await County.select(County.id):  # those of a simulated province too
        await follow_the_address(county["id"])
    return filled


async def keep_all() -> None:
    """As the worker does from then on. Else it would begin with years of entries while the first
    visitors look, and statistics would know of no counts: pages are as slow as without any.
    """
    for county in await County.select(County.id):
        with bound_to(county["id"]):
            await keep()


def quiet(_: str) -> None:
    """`step` has named it."""


def table(filled: list[Filled]) -> str:
    where = [("商量 Shangliang", "/", []), ("平台运营方", "/operator", ["平台运营员"])]
    where.append(("全国", f"/regions/{NATION}/", ["全国政协工作人员"]))
    where.append(("四川省", f"/regions/{SICHUAN}/", ["省政协工作人员"]))
    where.append(("资阳市", f"/regions/{ZIYANG}/", ["市政协工作人员"]))
    for demo, known in filled:
        sign_ins = [each for each in known if each["roles"]]  # others only tried to sign in
        called = [translated(NAMES[Role(each["roles"][0])]) for each in sign_ins]
        who = [f"{role} {each['name']}" for role, each in zip(called, sign_ins, strict=True)]
        where.append((demo.name, f"/{demo.slug}/", who))
    lines = []
    for name, path, people in where:
        lines.append(f"{settings.base_url + path:36} {name}")
        lines += [f"    {'  ·  '.join(people[at : at + 4])}" for at in range(0, len(people), 4)]
    return "\n".join(
        [*lines, "", "To sign in: …/login, then choose one of the people named here (no password)."]
    )


if __name__ == "__main__":
    run()
