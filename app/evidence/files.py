"""Files as pages show them: a shelf for each subject."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, TypedDict

from app.access.roles import Account, Act
from app.db import rows
from app.evidence.decoding.contents import Type
from app.evidence.rights import Rights
from app.evidence.sorts import Sort
from app.evidence.subjects import Found, Subject
from app.evidence.tables import is_ready
from app.i18n import translated
from app.veiling.queries import as_read

# As `is_seen` (uploads.py) says of one.
ON_SHELF = f"""{is_ready("file")}
      AND ("published_at" IS NOT NULL OR "file"."account" = $4 OR {{of}} = ANY($3::bigint[]))"""

SHELVES = {
    kind: f"""
    SELECT "file"."id", "{kind}" AS of, {kind.about.topic.format(sent="file")} AS topic,
           "file"."name", "type", "size", "uploaded_at", "published_at",
           "account"."name" AS person
    FROM "file"
    LEFT JOIN "account"
      ON "account"."county" = $1 AND "account"."id" = "file"."account"
    WHERE "file"."county" = $1 AND "{kind}" = ANY($2::bigint[])
      AND {ON_SHELF.format(of=f'"{kind}"')}
    ORDER BY "file"."id"
"""  # noqa: S608
    for kind in Sort.FILE.about.subjects
}


class Shown(TypedDict):
    """`of`: the subject; `person`: who sent it, for those who read what is internal."""

    id: int
    of: int
    topic: int | None
    name: str
    type: str
    size: int
    uploaded_at: datetime
    published_at: datetime | None
    person: str | None


class Shelf(NamedTuple):
    """`adds`: the reader may put one more there."""

    kind: str
    id: int
    files: list[Shown]
    adds: bool


async def shelves(
    account: Account | None, kind: Subject, held: Mapping[int, Rights], *, open_: bool = True
) -> dict[int, Shelf]:
    """By subject, what `account` finds there; `held`: what it may do with each. `open_`: more may
    be added. Within the caller's transaction; one statement, however many subjects.
    """
    seen = [each for each, rights in held.items() if rights.sees]
    inside = [each for each in seen if held[each].inside]
    shelves = {each: Shelf(str(kind), each, [], held[each].adds and open_) for each in seen}
    if not seen:
        return shelves
    me = account.id if account else None
    found = await rows(SHELVES[kind], seen, inside, me, of=Shown)
    for each in await as_read(account, found, "name"):
        if not held[each["of"]].inside:
            each["person"] = None
        each["type"] = translated(Type(each["type"]).about.called)
        shelves[each["of"]].files.append(each)
    return shelves


async def shelf(
    account: Account | None, kind: Subject, subject: int, held: Rights, *, open_: bool = True
) -> Shelf | None:
    return (await shelves(account, kind, {subject: held}, open_=open_)).get(subject)


def may_publish(account: Account | None, of: Found, held: Rights) -> bool:
    """Or make internal again, until it is kept: whoever keeps the station's records. Where
    strangers never come, there is nothing to publish.
    """
    return (
        account is not None
        and held.inside
        and of["kind"].about.public
        and account.may_at(Act.PUBLISH, of["lineage"])
    )
