"""What somebody is given of what is kept about them: all of it. Every column in which the database
keeps a person who acted in no office is planted, and stands in the file of that person.
"""

from typing import Any

import pytest

from app.access.roles import Role
from app.dates import today
from app.db import county_tx, execute, value
from app.persons.columns import PERSONAL, Kept
from app.persons.exporting import Whose, lines_about
from tests import given

pytestmark = pytest.mark.anyio

MADE_OF_THE_NAME = {
    "member.by_pinyin", "member.by_strokes", "settled.by_pinyin", "topic.raiser_called",
}  # fmt: skip
PLANTED = {
    f"{table}.{column}": f"{table}与{column}"
    for kind in (Kept.RAISER, Kept.GUEST, Kept.LEFT)
    for table, columns in PERSONAL[kind].items()
    for column in columns.split()
} | {"circle.name": "孙二娘", "participant.name": "孙二娘", "activity.guests": "孙二娘"}


async def plant(superuser: Any, county: int) -> None:
    await superuser.execute("SET session_replication_role = replica")
    for where, text in PLANTED.items():
        table, column = where.split(".")
        instead = "ARRAY[$2]" if column == "guests" else "$2"
        await superuser.execute(
            f'UPDATE "{table}" SET "{column}" = {instead} WHERE county = $1',  # noqa: S608
            county,
            text,
        )
    await superuser.execute("SET session_replication_role = origin")


async def told(who: Whose) -> str:
    async with county_tx(readonly=True):
        return "\n".join(text for _what, text in await lines_about(who))


async def test_every_column_that_names_a_person_stands_in_their_file(
    county: int, superuser: Any
) -> None:
    station = await given.a_station()
    account = await given.an_account(Role.MEMBER)
    topic = await given.a_topic(station, title="路灯坏了")
    async with county_tx():
        member = await given.a_member("赵委员", account=account)
        activity = await given.an_activity(station, account, title="走访")
        await execute(
            'INSERT INTO "activity_member" ("county", "activity", "place", "member")'
            " VALUES ($1, $2, 1, $3)",
            activity,
            member,
        )
        sitting = await value(
            'INSERT INTO "consultation" ("county", "topic", "station", "round", "title",'
            ' "form", "held_on", "place") VALUES ($1, $2, $3, 1, $5, $6, $4, $5) RETURNING "id"',
            topic,
            station,
            today(),
            "商量路灯",
            "meeting",
        )
        for whose in (None, member):
            await execute(
                'INSERT INTO "circle" ("county", "topic", "grp", "name", "member")'
                " VALUES ($1, $2, 'citizen', '甲', $3)",
                topic,
                whose,
            )
            await execute(
                'INSERT INTO "participant" ("county", "consultation", "grp", "name", "member")'
                " VALUES ($1, $2, 'citizen', '甲', $3)",
                sitting,
                whose,
            )
        await given.an_assessment(station)
        await execute(
            'INSERT INTO "settled" ("county", "assessment", "subject", "name", "facts", "total")'
            " VALUES ($1, $2, $3, '甲', '{}', 87.50)",
            await value('SELECT "id" FROM "assessment" WHERE "assessment"."county" = $1'),
            str(member),
        )
    await plant(superuser, county)
    files = {
        "topic": await told(Whose(topic=topic)),
        "guest": await told(Whose(topic=topic, person="孙二娘")),
        "member": await told(Whose(account=account, member=member)),
        "activity": await told(Whose(activity=activity, person="孙二娘")),
    }
    of = {
        "topic": "topic",
        "account": "member",
        "member": "member",
        "settled": "member",
        "activity": "activity",
    }
    missing = [
        where
        for where, text in PLANTED.items()
        if where not in MADE_OF_THE_NAME and text not in files[of.get(where.split(".")[0], "guest")]
    ]
    assert missing == []
    assert "路灯坏了 孙二娘" in files["guest"]  # the circle, also where they never sat down
    assert "商量路灯 孙二娘" in files["guest"]
    assert "路灯坏了 孙二娘" in files["member"]
    assert "商量路灯 孙二娘" in files["member"]
    assert "走访" in files["member"]
    assert "settled与name 87.5" in files["member"]
