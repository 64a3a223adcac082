"""Members, departments and accounts to choose from."""

from app.choosing.asking import Asked, choices_of, named_so, of_names
from app.choosing.kinds import What
from app.choosing.rules import Choice, possible
from app.db import rows
from app.people.naming import Known, choice
from app.people.queries import AMONG as ACCOUNTS_AMONG
from app.pieces.queries import along, also_kept_as, cut_up, walk
from app.stations.queries import below
from app.web.forms.fields import id_in

ONES = """
    (SELECT "member"."id", "member"."name", "member"."sector", "station"."name" AS station_name,
            "member"."phone", "member"."by_pinyin"
     FROM {of} LEFT JOIN LATERAL (
         SELECT "station"."name" FROM "station" WHERE "station"."county" = $1
            AND "station"."id" = "member"."station" LIMIT 1) AS "station" ON true
     WHERE "member"."county" = $1 AND "left_on" IS NULL {fits} {{where}}
     ORDER BY {at}."by_pinyin", {at}."id" LIMIT :most)
"""
OWN = '("member"."name" ~* :named OR "member"."sector" ~* :noted)'
FITS = f'AND ({OWN} OR "station"."name" ~* :noted OR "member"."id" = :id::bigint)'
AMONG = """
    (SELECT DISTINCT unnest(:ids::bigint[]) AS id) AS its CROSS JOIN LATERAL (
        SELECT "member".* FROM "member"
        WHERE "member"."county" = $1 AND "member"."id" = its.id LIMIT 1) AS "member"
"""
PLACED = """
    (SELECT DISTINCT unnest(:below::bigint[]) AS id) AS place CROSS JOIN LATERAL (
        SELECT "member".* FROM "member"
        WHERE "member"."county" = $1 AND "member"."station" = place.id OFFSET 0) AS "member"
"""
# Their stations' names fit, too. Of each as many as are asked for, so that of both together none is
# missing.
BOTH = """
    (SELECT * FROM ({own} UNION {placed}) AS fitting ORDER BY "by_pinyin", "id" LIMIT :most)
"""
# Those who are placed near where it happens come first.
NEAR = 'AND "member"."station" = ANY(:below::bigint[])'
FAR = 'AND ("member"."station" IS NULL OR "member"."station" <> ALL(:below::bigint[]))'
SHOWN = """
    SELECT "id", "name", "sector", station_name, "phone" FROM ({parts}) AS shown LIMIT :most
"""
FEW_PLACES = 50  # their members are looked at one by one; of more a page is met soon
DEPARTMENTS = """
    SELECT "id", "name" FROM "department"
    WHERE "department"."county" = $1 AND "ceased_at" IS NULL
      AND ("name" ~* $2 OR "id" = $3::bigint)
    ORDER BY "by_pinyin", "id" LIMIT $4
"""
ACCOUNTS = """
    SELECT "account"."id", "account"."name", "account"."subject"
    FROM {of}
    WHERE "account"."county" = $1 AND "account"."joined" IS NULL {which}
    ORDER BY {at}."id" DESC LIMIT :most
"""
CALLED = """
    AND ("account"."name" ~* :named OR "account"."subject" ~* :named
         OR "account"."subject" = :typed OR "account"."id" = :id::bigint)
"""


def ones(of: str, at: str = '"member"', fits: str = "") -> str:
    """Where they are placed (`where`) is still to be said. Pure."""
    return ONES.format(of=of, at=at, fits=fits)


async def meant(asked: Asked) -> tuple[str, list[int], str]:
    """→ the statement, and of its values the ids and the words."""
    if not asked.named:
        return ones('"member"'), [], ""
    if asked.words:
        words = await cut_up(asked.words, "member", "placed")
        if words is None:
            return ones('"member"', fits=FITS), [], ""
        own, at = walk("member", "by_pinyin", words), walk("placed", "by_pinyin", words)
        both = BOTH.format(
            own=ones(own.of, own.at, f"AND {OWN}"),
            placed=ones(at.of, at.at, 'AND "station"."name" ~* :noted'),
        )
        return both, [], words
    ids = await named_so("member", asked)
    return ones('"member"' if ids is None else AMONG, fits=FITS), ids or [], ""


@choices_of(What.MEMBER)
async def members(asked: Asked) -> list[Choice]:
    statement, ids, words = await meant(asked)
    near = id_in(asked.within)
    under = [] if near is None else await below(near)
    parts = statement.format(where="")
    if under:
        close = statement
        if len(under) <= FEW_PLACES:
            close = ones(PLACED, fits=FITS if asked.named else "")
        parts = f"{close.format(where=NEAR)} UNION ALL {statement.format(where=FAR)}"
    found = await rows(
        SHOWN.format(parts=parts),
        of=Known,
        named=asked.named,
        noted=asked.noted,
        id=id_in(asked.value),
        ids=ids,
        below=under,
        words=words,
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
    ids, words = None, ""
    if asked.words or not asked.named:
        of, at, words = await along("account", "", asked.words)
    else:
        ids = await named_so("account", asked)
        of, at = '"account"' if ids is None else ACCOUNTS_AMONG, '"account"'
    found = await rows(
        ACCOUNTS.format(of=of, at=at, which=CALLED if asked.named else ""),
        named=asked.named,
        typed=asked.value,
        id=id_in(asked.value),
        ids=ids,
        words=words,
        most=asked.most,
    )
    return [
        Choice(
            str(each["id"]), each["name"], (each["subject"],), each["subject"], (each["subject"],)
        )
        for each in found
    ]


async def members_called(text: str) -> list[Choice]:
    """All who may be meant by the names in a text."""
    names = await also_kept_as("member", possible(text))
    return await of_names(What.MEMBER, Asked(None), names)
