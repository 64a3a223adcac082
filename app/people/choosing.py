"""Members, departments and accounts to choose from."""

from app.choosing.asking import Asked, choices_of, of_names
from app.choosing.kinds import What
from app.choosing.rules import Choice, possible
from app.db import rows
from app.people.naming import Known, choice
from app.web.forms.fields import id_in

# Those who are placed near where it happens come first.
MEMBERS = """
    SELECT "member"."id", "member"."name", "member"."sector", "station"."name" AS station_name,
           "member"."phone"
    FROM "member" LEFT JOIN "station"
      ON "station"."county" = $1 AND "station"."id" = "member"."station"
    WHERE "member"."county" = $1 AND "left_on" IS NULL
      AND ("member"."name" ~* :named OR "member"."sector" ~* :noted
           OR "station"."name" ~* :noted OR "member"."id" = :id::bigint)
    ORDER BY :near::bigint = ANY("station"."lineage") DESC NULLS LAST,
             "member"."by_pinyin", "member"."id"
    LIMIT :most
"""
DEPARTMENTS = """
    SELECT "id", "name" FROM "department"
    WHERE "department"."county" = $1 AND ("name" ~* $2 OR "id" = $3::bigint)
    ORDER BY "by_pinyin", "id" LIMIT $4
"""
ACCOUNTS = """
    SELECT "account"."id", "account"."name", "account"."subject"
    FROM "account"
    WHERE "account"."county" = $1
      AND ("account"."name" ~* :named OR "account"."subject" ~* :named
           OR "account"."subject" = :typed OR "account"."id" = :id::bigint)
    ORDER BY "account"."id" DESC LIMIT :most
"""


@choices_of(What.MEMBER)
async def members(asked: Asked) -> list[Choice]:
    found = await rows(
        MEMBERS,
        of=Known,
        named=asked.named,
        noted=asked.noted,
        id=id_in(asked.value),
        near=id_in(asked.within),
        most=asked.most,
    )
    return [choice(each) for each in found]


@choices_of(What.DEPARTMENT)
async def departments(asked: Asked) -> list[Choice]:
    found = await rows(DEPARTMENTS, asked.named, id_in(asked.value), asked.most)
    return [Choice(str(each["id"]), each["name"]) for each in found]


@choices_of(What.ACCOUNT)
async def accounts(asked: Asked) -> list[Choice]:
    """By the name or by what the provider calls them, which tells them apart."""
    found = await rows(
        ACCOUNTS, named=asked.named, typed=asked.value, id=id_in(asked.value), most=asked.most
    )
    return [
        Choice(
            str(each["id"]), each["name"], (each["subject"],), each["subject"], (each["subject"],)
        )
        for each in found
    ]


async def members_called(text: str) -> list[Choice]:
    """All who may be meant by the names in a text."""
    return await of_names(What.MEMBER, Asked(None), possible(text))
