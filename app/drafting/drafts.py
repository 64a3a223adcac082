"""Drafts of a charter: kept as plain data, since they may be wrong; shared in the office."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, TypedDict

import msgspec
from litestar.exceptions import NotFoundException

from app.charter import store
from app.charter.model import Charter
from app.charter.tables import CharterDraft
from app.charter.upgrades import SCHEMA, brought_up
from app.db import row, rows, tx, value
from app.drafting.forms.fields import PARTS
from app.i18n import _

ONE = """
    SELECT * FROM "charter_draft"
    WHERE "charter_draft"."county" = $1 AND "id" = $2 AND "ended_at" IS NULL
"""
LIST = """
    SELECT "id", "title", "author", "made_against", "changed_at", "changed_by"
    FROM "charter_draft" WHERE "charter_draft"."county" = $1 AND "ended_at" IS NULL
      AND ($2::bigint IS NULL OR "id" < $2)
    ORDER BY "id" DESC LIMIT 51
"""
KEEP = """
    UPDATE "charter_draft" SET "document" = $3, "previous" = "document", "tab" = $4,
        "changed_at" = now(), "changed_by" = $5
    WHERE "charter_draft"."county" = $1 AND "id" = $2
"""
END = """
    UPDATE "charter_draft" SET "ended_at" = now(), "changed_by" = $3, "version" = $4
    WHERE "charter_draft"."county" = $1 AND "id" = $2 AND "ended_at" IS NULL
"""
DROPPED = """
    SELECT "id", "title", "author", "made_against", "changed_at", "changed_by"
    FROM "charter_draft" WHERE "charter_draft"."county" = $1 AND "ended_at" IS NOT NULL
      AND "version" IS NULL ORDER BY "ended_at" DESC, "id" DESC LIMIT 11
"""
TAKE_UP = """
    UPDATE "charter_draft" SET "ended_at" = NULL, "changed_by" = $3
    WHERE "charter_draft"."county" = $1 AND "id" = $2 AND "ended_at" IS NOT NULL
      AND "version" IS NULL RETURNING true
"""


BEGUN = _("草稿已经写起，生效之前什么都不变。")


class LoadedDraft(TypedDict):
    """`previous`: the document before the last change, which `tab` made. `made_against`: the number
    of the version that was the newest then.
    """

    county: int
    id: int
    title: str
    author: str
    made_against: int
    document: str
    previous: str
    tab: str
    started_at: datetime
    changed_at: datetime
    changed_by: str
    ended_at: datetime | None
    version: int | None


class ListedDraft(TypedDict):
    id: int
    title: str
    author: str
    made_against: int
    changed_at: datetime
    changed_by: str


async def find(draft_id: int, *, lock: bool = False) -> LoadedDraft:
    found = await row(ONE + ("FOR UPDATE" if lock else ""), draft_id, of=LoadedDraft)
    if found is None:
        raise NotFoundException(_("没有这份草稿，或者它已经生效、已经搁置。"))
    return found


async def listed(before: int | None) -> list[ListedDraft]:
    """At most one more than a page."""
    return await rows(LIST, before, of=ListedDraft)


async def dropped() -> list[ListedDraft]:
    """The latest ten, and one more where there are more."""
    return await rows(DROPPED, of=ListedDraft)


def data_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Brought up to today's schema; NewerSchema."""
    return brought_up(json.loads(record["document"]))


def text_of(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def blank() -> dict[str, Any]:
    return {"schema": SCHEMA}


def from_charter(charter: Charter) -> dict[str, Any]:
    found: dict[str, Any] = store.without_none(msgspec.to_builtins(charter))
    return found


async def begin(data: dict[str, Any], title: str, author: str) -> int:
    """→ its id. `data`: blank(), or a charter's."""
    newest = await value('SELECT max("number") FROM "charter" WHERE "charter"."county" = $1')
    begun = CharterDraft(
        title=title,
        author=author,
        made_against=newest or 0,
        document=text_of(data),
        previous=text_of(data),
        changed_by=author,
    )
    await CharterDraft.insert(begun)
    return int(begun.id)


async def keep(draft_id: int, data: dict[str, Any], tab: str, who: str) -> None:
    await tx().connection.execute(KEEP, tx().county, draft_id, text_of(data), tab, who)


async def end(draft_id: int, who: str, version: int | None = None) -> None:
    """Signed as a version, or put aside. It stays in the table."""
    await tx().connection.execute(END, tx().county, draft_id, who, version)


async def take_up(draft_id: int, who: str) -> None:
    """One that was put aside by mistake."""
    if not await value(TAKE_UP, draft_id, who):
        raise NotFoundException(_("没有这份草稿，或者它已经生效。"))


def mark(document: str, part: str) -> str:
    """What a page was made from, in short; as long as it is the same, nobody wrote in between."""
    data = json.loads(document)
    shown = json.dumps([data.get(name) for name in PARTS[part]], sort_keys=True)
    return sha256(shown.encode()).hexdigest()[:20]


def changed_elsewhere(record: LoadedDraft, part: str, seen: str, tab: str) -> bool:
    """`seen`: the page's mark; `tab`: the page. A page may be one change of its own behind."""
    if mark(record["document"], part) == seen:
        return False
    return record["tab"] != tab or mark(record["previous"], part) != seen
