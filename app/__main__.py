"""`python -m app <command>`: what an operator of the program types."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from inspect import signature
from urllib.parse import urlsplit

from app.processes.postgres import StartError

USAGE = """python -m app <command>

demo            everything on this machine: database, five counties, server (make demo)
serve           server and jobs worker; DATABASE_URL, SECRET and BASE_URL from the environment
doctor          look at settings, port, folder, database and store, as `serve` does before it starts
migrate         bring the database up to date (DATABASE_URL of the owner role)
divisions       bring the national list into the database (DATABASE_URL of the owner role)
operator ISSUER CLIENT_ID SUBJECT NAME
                name who runs the deployment, by the `sub` that their identity provider knows; the
                client's secret from CLIENT_SECRET
region CODE ISSUER CLIENT_ID SUBJECT NAME
                the same for a province (2 digits), a prefecture (4) or the nation (156)
province [CODE] [--counties N] [--years N] [--density X] [--seed N]
                simulated counties under all of a province's names (51: Sichuan), for demonstrations
                and measurements; without DATABASE_URL in the demo's database (make province)
ledger verify [SLUG]
                check every realm's chain, or that of one (a county's slug, operator, regions/51);
                names the first bad entry;
                without DATABASE_URL that of the demo under DATA
ledger recount SLUG
                make a county's kept counts anew from its entries, in batches; pages go on meanwhile
publish [SLUG]  what strangers may read, as files, to PUBLISH_TO: a folder, or s3://BUCKET; of all
                counties, or of this one; what did not change is not written again
store reconcile [--do]
                photos and files whose bytes are gone, and bytes that belong to none; --do takes up
                what arrived, withdraws what is lost, and lets the rest be deleted after its days
store take-over [--do]
                whose the store is; with --do it is this deployment's, and no other deletes there
"""


def demo() -> None:
    from app.demonstration import run

    run()


def serve() -> None:
    from app.serving import run

    run()


def migrate() -> None:
    from app import migrate

    asyncio.run(migrate.migrate(os.environ["DATABASE_URL"]))


def doctor() -> None:
    """Each check on a line; the program may be running meanwhile."""
    from app.config import settings
    from app.preflight import Verdict, look

    found = asyncio.run(look(settings, running=True))
    sys.stdout.write("\n".join([*map(str, found), ""]))
    if any(each.verdict in {Verdict.AWAY, Verdict.WRONG} for each in found):
        sys.exit(1)


def up_to_date() -> None:
    """Nothing but `migrate` works on another schema than the program's own."""
    from app.config import settings
    from app.migrate import check_at
    from app.preflight import wait_until_good

    asyncio.run(check_at(settings.database_url))
    wait_until_good(settings)


def divisions() -> None:
    """As the owner, whom the checks refuse."""
    from app.divisions.load import load
    from app.migrate import check_at

    asyncio.run(check_at(os.environ["DATABASE_URL"]))
    sys.stdout.write(f"{asyncio.run(load(os.environ['DATABASE_URL']))} rows written.\n")


def operator(*words: str) -> None:
    name_first("/operator", *words)


def region(code: str = "", *words: str) -> None:
    name_first(f"/regions/{code}", *words)


def name_first(realm: str, *words: str) -> None:
    if len(words) != 4:
        sys.exit(USAGE)
    from app.accounts.operators import name_person
    from app.db import connection_pool
    from app.tenancy.realms import realm_called

    up_to_date()
    issuer, client_id, subject, name = words
    provider = {
        "name": urlsplit(issuer).hostname or issuer,
        "issuer": issuer,
        "client_id": client_id,
        "client_secret": os.environ["CLIENT_SECRET"],
    }

    async def enter() -> bool:
        async with connection_pool(min_size=1, max_size=1):
            number = await realm_called(realm)
            if number is None:
                sys.exit(USAGE)
            return await name_person(number, provider, subject, name)

    sys.stdout.write("Named.\n" if asyncio.run(enter()) else "Had the role already.\n")


@contextlib.contextmanager
def some_database() -> Iterator[None]:
    """DATABASE_URL's, or else the demo's."""
    with contextlib.ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            from app.demonstration import opened

            os.environ |= stack.enter_context(opened())
        up_to_date()
        yield


def province(*words: str) -> None:
    from argparse import ArgumentParser

    parser = ArgumentParser("python -m app province")
    parser.add_argument("code", nargs="?", type=int, default=51)
    for name, kind in {"counties": int, "years": int, "density": float, "seed": int}.items():
        parser.add_argument(f"--{name}", type=kind)
    given = {
        key: value for key, value in vars(parser.parse_args(words)).items() if value is not None
    }
    with some_database():
        from app.away import broke_off
        from app.bulk import analyse, step
        from app.db import bulk_limits, connection_pool
        from app.demo.province import build

        async def make() -> list[str]:
            async with connection_pool(min_size=1, max_size=2):
                with bulk_limits(), step("Simulated counties") as meter:
                    made = await build(given.pop("code"), progress=meter.note, **given)
            if owner := os.environ.get("OWNER_DATABASE_URL"):
                with step("Statistics"):
                    await analyse(owner)
            else:
                sys.stdout.write(
                    "OWNER_DATABASE_URL is not set: statistics are left to the server.\n"
                )
            return made

        try:
            made = asyncio.run(make())
        except Exception as error:  # noqa: BLE001  (whatever it was)
            sys.exit(broke_off("The province", error))
    sys.stdout.write(f"{len(made)} counties built.\n")


def ledger_verify(slug: str | None = None) -> None:
    with some_database():
        from app.db import connection_pool
        from app.ledger.sealing import verify_all

        async def verify() -> list[str]:
            async with connection_pool(min_size=1, max_size=1):
                return [str(bad) for bad in await verify_all(slug)]

        try:
            found = asyncio.run(verify())
        except LookupError as unknown:  # a typo must not read as a chain that holds
            sys.exit(str(unknown))
        if found:
            sys.exit("\n".join(found))
    sys.stdout.write("Every chain holds.\n")


def ledger_recount(slug: str) -> None:
    with some_database():
        from app.bulk import step
        from app.db import bound_to, bulk_limits, connection_pool
        from app.ledger.counting import keep_anew
        from app.tenancy.realms import county_called

        async def run() -> None:
            async with connection_pool(min_size=1, max_size=1):
                number = await county_called(slug)
                if number is None:
                    sys.exit(f"There is no county {slug!r}.")
                with bound_to(number), bulk_limits(), step("Counting anew"):
                    await keep_anew()

        asyncio.run(run())


def store_reconcile(*words: str) -> None:
    if words not in {(), ("--do",)}:
        sys.exit(USAGE)
    with some_database():
        from app.db import bulk_limits, connection_pool
        from app.evidence.store.reconcile import reconcile

        async def run() -> None:
            async with connection_pool(min_size=1, max_size=1):
                with bulk_limits():
                    async for line in reconcile(do=bool(words)):
                        sys.stdout.write(f"{line}\n")

        asyncio.run(run())


def store_take_over(*words: str) -> None:
    if words not in {(), ("--do",)}:
        sys.exit(USAGE)
    with some_database():
        from app.db import connection_pool
        from app.evidence.store.owner import take_over

        async def run() -> None:
            async with connection_pool(min_size=1, max_size=1):
                sys.stdout.write("\n".join([*await take_over(do=bool(words)), ""]))

        asyncio.run(run())


def publish(slug: str = "") -> None:
    """What is linked and not there is told by its address."""
    with some_database():
        import uvloop

        from app.publishing.rendering import rendering_pool
        from app.publishing.running import publish_all

        async def run() -> None:
            async with rendering_pool():
                async for line in publish_all(slug):
                    sys.stdout.write(f"{line}\n")

        try:
            uvloop.run(run())
        except LookupError as error:
            sys.exit(str(error))


def takes(command: Callable[..., None], words: list[str]) -> bool:
    """So that a word too many is told by the usage, and not by where it broke."""
    try:
        signature(command).bind(*words)
    except TypeError:
        return False
    return True


COMMANDS: dict[str, Callable[..., None]] = {
    "demo": demo,
    "serve": serve,
    "doctor": doctor,
    "migrate": migrate,
    "divisions": divisions,
    "operator": operator,
    "region": region,
    "province": province,
    "ledger verify": ledger_verify,
    "ledger recount": ledger_recount,
    "publish": publish,
    "store reconcile": store_reconcile,
    "store take-over": store_take_over,
}


def main(words: list[str]) -> None:
    if "--tied" in words:  # ends when whoever started it does, as make does with its commands
        from app.processes.parent_death import die_with_parent

        die_with_parent()
        words.remove("--tied")
    pair = " ".join(words[:2]) in COMMANDS
    command = COMMANDS.get(" ".join(words[: 1 + pair]))
    words = words[1 + pair :]
    if command is None or not takes(command, words):
        sys.exit(USAGE)
    try:
        command(*words)
    except StartError as error:
        sys.exit(str(error))
    except KeyError as missing:
        if missing.args[0] not in {"DATABASE_URL", "SECRET", "CLIENT_SECRET"}:
            raise
        sys.exit(f"{missing.args[0]} is not set.")


if __name__ == "__main__":
    main(sys.argv[1:])
