"""`python -m app <command>`: what an operator of the program types."""

import asyncio
import os
import sys
from collections.abc import Callable

USAGE = """python -m app <command>

demo            everything on this machine: database, five counties, server (make demo)
serve           server and jobs worker; DATABASE_URL, SECRET and BASE_URL from the environment
migrate         bring the database up to date (DATABASE_URL of the owner role)
divisions       bring the national list into the database (DATABASE_URL of the owner role)
ledger verify   check every county's chain; names the first bad entry
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


def divisions() -> None:
    from app.divisions.load import load

    sys.stdout.write(f"{asyncio.run(load(os.environ['DATABASE_URL']))} rows written.\n")


def ledger_verify() -> None:
    from app.ledger.verify import main

    main()


COMMANDS: dict[tuple[str, ...], Callable[[], None]] = {
    ("demo",): demo,
    ("serve",): serve,
    ("migrate",): migrate,
    ("divisions",): divisions,
    ("ledger", "verify"): ledger_verify,
}


def main(words: list[str]) -> None:
    if "--tied" in words:  # ends when whoever started it does, as make does with its commands
        from app.lifetime import die_with_parent

        die_with_parent()
        words.remove("--tied")
    command = COMMANDS.get(tuple(words))
    if command is None:
        sys.exit(USAGE)
    try:
        command()
    except KeyError as missing:
        if missing.args[0] not in {"DATABASE_URL", "SECRET"}:
            raise
        sys.exit(f"{missing.args[0]} is not set.")


if __name__ == "__main__":
    main(sys.argv[1:])
