"""Members, departments and accounts to choose from."""

from app.choosing.asking import Asked, among, choices_of, of_names
from app.choosing.kinds import What
from app.choosing.rules import Choice, possible
from app.db import rows
from app.people.naming import Known, choice
from app.people.queries import AMONG as ACCOUNTS_AMONG
from app.stations.queries import UNDER_IT
from app.web.forms.fields import id_in

ONES = """
    (SELECT "member"."id", "member"."name", "member"."sector", "station"."name" AS station_name,
            "member"."phone"
     FROM "member" LEFT JOIN LATERAL (
         SELECT "station"."name" FROM "station" WHERE "station"."county" = $1
            AND "station"."id" = "member"."station" LIMIT 1) AS "station" ON true
     WHERE "member"."county" = $1 AND "left_on" IS NULL {which}
     ORDER BY "member"."by_pinyin", "member"."id" LIMIT :most)
"""
FITS = """
    AND ("member"."name" ~* :named OR "member"."sector" ~* :noted
         OR "station"."name" ~* :noted OR "member"."id" = :id::bigint)
"""
AMONG = f"""{FITS} AND "member"."id" = ANY(ARRAY(
        SELECT unnest(:ids::bigint[]) UNION ALL
        SELECT "at"."id" FROM unnest(:places::bigint[]) AS place (id) CROSS JOIN LATERAL (
            SELECT "member"."id" FROM "member"
            WHERE "member"."county" = $1 AND "member"."station" = place.id OFFSET 0) AS "at"))
"""  # noqa: S608
# Those who are placed near where it happens come first; each part in the order of an index.
NEAR = 'AND "member"."station" = ANY(ARRAY(SELECT "id" FROM "below"))'
FAR = """AND ("member"."station" IS NULL
             OR "member"."station" <> ALL(ARRAY(SELECT "id" FROM "below")))"""
NEAR_FIRST = f"""
    WITH RECURSIVE {UNDER_IT.format(station=":near::bigint")}
    {ONES.format(which="{which} " + NEAR)} UNION ALL {ONES.format(which="{which} " + FAR)}
    LIMIT :most
"""
DEPARTMENTS = """
    SELECT "id", "name" FROM "department"
    WHERE "department"."county" = $1 AND ("name" ~* $2 OR "id" = $3::bigint)
    ORDER BY "by_pinyin", "id" LIMIT $4
"""
ACCOUNTS = """
    SELECT "account"."id", "account"."name", "account"."subject"
    FROM {of}
    WHERE "account"."county" = $1 AND "account"."joined" IS NULL {which}
    ORDER BY "account"."id" DESC LIMIT :most
"""
CALLED = """
    AND ("account"."name" ~* :named OR "account"."subject" ~* :named
         OR "account"."subject" = :typed OR "account"."id" = :id::bigint)
"""


@choices_of(What.MEMBER)
async def members(asked: Asked) -> list[Choice]:
    ids, places = await among("member", asked), []
    if ids is not None and asked.words:  # their stations' names fit, too
        at = await among("station", asked._replace(value=""))
        ids, places = (None, []) if at is None else (ids, at)
    which = (FITS if ids is None else AMONG) if asked.named else ""
    near = id_in(asked.within)
    found = await rows(
        (ONES if near is None else NEAR_FIRST).format(which=which),
        of=Known,
        named=asked.named,
        noted=asked.noted,
        id=id_in(asked.value),
        ids=ids,
        places=places,
        near=near,
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
    ids = await among("account", asked)
    of = '"account"' if ids is None or not asked.named else ACCOUNTS_AMONG
    found = await rows(
        ACCOUNTS.format(of=of, which=CALLED if asked.named else ""),
        named=asked.named,
        typed=asked.value,
        id=id_in(asked.value),
        ids=ids,
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
    return await of_names(What.MEMBER, Asked(None), possible(text))
