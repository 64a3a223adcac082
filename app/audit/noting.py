"""Noting: in the caller's transaction, so that the note and what it is about are kept or lost
together. Nobody else writes the log.
"""

import json
from collections.abc import Mapping

from app.access.asking import asking
from app.audit.abouts import known
from app.audit.kinds import FIELDS, Noted
from app.db import county_tx, execute

NOTE = """
    WITH due AS (INSERT INTO jobs.due (county) VALUES ($1))
    INSERT INTO "audit" ("county", "act", "actor", "person", "address", "about", "before", "after")
    VALUES ($1, :act, :actor, :person, :address, :about, :before::jsonb, :after::jsonb)
"""
Values = Mapping[str, str | int | None]


async def note(
    act: Noted,
    about: str,
    before: Values | None = None,
    after: Values | None = None,
    *,
    account: int | None = None,
    name: str = "",
) -> None:
    """`about`: a path in the realm where there is a page, else what it was. `before`, `after`: what
    changed, by names of FIELDS; no secret and no villager's number ever stands there. `account` and
    `name`: of whoever is only now known, as at sign-in; else it is who asks.
    """
    unknown = ({*(before or ())} | {*(after or ())}) - FIELDS.keys()
    if unknown:
        raise TypeError(f"The log has no words for {sorted(unknown)}.")
    if not known(about):
        raise TypeError(f"The log has no words for {about} (abouts.py).")
    who = asking.get()
    await execute(
        NOTE,
        act=str(act),
        actor=account if account is not None else who.account,
        person=name or who.name,
        address=who.address,
        about=about,
        before=json.dumps(before or {}, ensure_ascii=False),
        after=json.dumps(after or {}, ensure_ascii=False),
    )


async def note_seen(about: str) -> None:
    """A page that shows what is personal was opened. After the page's own transaction, which only
    reads.
    """
    async with county_tx():
        await note(Noted.PERSONAL_SEEN, about)
