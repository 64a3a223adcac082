"""Whose own a record is, of any account: as `own` (own.py) says of loaded rows. As SQL.

The fragments stand in statements that name the record's table; `account`: an id, in SQL.
"""

from app.access.own import SPEAKS_FOR

SPEAKERS = ", ".join(f"'{role}'" for role in sorted(SPEAKS_FOR))


def there_is(found: str) -> str:
    """As EXISTS, of this row alone: for EXISTS the planner may read a whole county beforehand, once
    for all rows, where few are asked. `found`: from FROM on.
    """
    return f"coalesce((SELECT true {found} LIMIT 1), false)"


def appointed(account: str, what: str, then: str = "false") -> str:
    """Whether it holds such a role now; or held one `then`, of "theirs"."""
    return there_is(f"""FROM "appointment" AS "theirs" WHERE "theirs"."county" = $1
        AND "theirs"."account" = {account} AND ("theirs"."ended_at" IS NULL OR {then})
        AND {what}""")


def there_then(first: str, last: str) -> str:
    """Whether the appointment "theirs" was in force on one of these days, in SQL. What was done is
    also theirs who spoke for it then, wherever they went since.
    """
    return f"""(("theirs"."since" AT TIME ZONE 'Asia/Shanghai')::date <= {last}
        AND coalesce(("theirs"."ended_at" AT TIME ZONE 'Asia/Shanghai')::date >= {first}, true))"""


# The steps that wrote what a step judges (`judges="words"`), where it stands now: the matter and
# what came of it; at its gate a scheme too, and a result. Not what was referred: where nobody
# speaks for the Party, whoever sent it writes down the reply that came on paper.
AUTHORED = """("passage"."kind" IN ('report', 'propose') OR CASE "topic"."stage"
        WHEN 'preparing' THEN "passage"."kind" IN ('compose', 'research')
        WHEN 'concluded' THEN "passage"."kind" IN ('introduce', 'discuss', 'summarise')
        ELSE false END)
    AND "passage"."ring" < "topic"."ring" AND "passage"."decision" <> 'taken_back'"""


# Whoever takes over a department's work answers for what it has done, too, and whoever takes over
# from that.
ANSWER_FOR = """
    ARRAY(WITH RECURSIVE "over" (id) AS (
        SELECT {department} UNION SELECT "next"."taken_over_by"
        FROM "over" JOIN "department" AS "next" ON "next"."county" = $1
         AND "next"."id" = "over".id AND "next"."taken_over_by" IS NOT NULL)
    SELECT id FROM "over")
"""


def answer_for(department: str) -> str:
    """The departments that do: itself and those. `department`: an id, in SQL."""
    return ANSWER_FOR.format(department=department)


# What was merged into a topic, and into that in its turn: it is decided there for all of them.
MERGED = """
    WITH RECURSIVE "down" (id, raiser) AS (
        SELECT "id", "raiser" FROM "topic" AS "first"
        WHERE "first"."county" = $1 AND "first"."merged_into" = {topic}
        UNION SELECT "next"."id", "next"."raiser" FROM "down" CROSS JOIN LATERAL (
            SELECT "id", "raiser" FROM "topic" AS "further" WHERE "further"."county" = $1
               AND "further"."merged_into" = "down".id OFFSET 0) AS "next")
    SELECT raiser FROM "down" WHERE raiser IS NOT NULL
"""


def wrote(account: str) -> str:
    """Who raised the topic, or one that was merged into it, completed it, or wrote what is judged,
    before where it stands.
    """
    passed = there_is(f"""FROM "passage"
        WHERE "passage"."county" = $1 AND "passage"."topic" = "topic"."id"
          AND "passage"."account" = {account} AND {AUTHORED}""")
    merged = there_is(f"""FROM ({MERGED.format(topic='"topic"."id"')}) AS "merged"
        WHERE "merged"."raiser" = {account}""")
    return f"""({account} IS NOT DISTINCT FROM "topic"."raiser" OR {passed} OR {merged})"""


def carried_out(account: str) -> str:
    """Whose department owed something of the topic, or who reported on it without verifying it."""
    return there_is(f"""FROM "commitment" LEFT JOIN "progress" ON "progress"."county" = $1
           AND "progress"."commitment" = "commitment"."id" AND "progress"."account" = {account}
        WHERE "commitment"."county" = $1 AND "commitment"."topic" = "topic"."id"
          AND ("progress"."account" <> coalesce("commitment"."verified_by", 0)
               OR {owes(account)})""")


def rates_own(account: str) -> str:
    """Whether a rating would be of the account's own work, or of the answer that it gave."""
    answered = there_is(f"""FROM (SELECT "account" FROM "answer"
            WHERE "answer"."county" = $1 AND "answer"."topic" = "topic"."id"
            ORDER BY "id" DESC LIMIT 1) AS "last" WHERE "last"."account" = {account}""")  # noqa: S608
    return f"({carried_out(account)} OR {answered})"


JUDGES_NOTHING = """"topic"."judged" = ''"""


def own_topic(account: str) -> str:
    """Whether the step that the topic waits for judges what is this account's own."""
    return f"""CASE "topic"."judged" WHEN 'words' THEN {wrote(account)}
        WHEN 'work' THEN {carried_out(account)} ELSE false END"""


# Who spoke for its department on the day when it was done: of an appointment `theirs`. What was
# done stays the department's that did it, also when that has ended.
SPOKE = """("theirs"."department" = "commitment"."department" AND {})""".format(
    there_then('"commitment"."done_on"', '"commitment"."done_on"')
)
SPOKEN_BY = f"""
    ARRAY(SELECT "theirs"."account" FROM "appointment" AS "theirs"
          WHERE "theirs"."county" = $1 AND {SPOKE})
"""  # noqa: S608


def owes(account: str) -> str:
    """Whether its department is the account's, or was when it was done."""
    over = answer_for('"commitment"."department"')
    return there_is(f"""FROM "appointment" AS "theirs" WHERE "theirs"."county" = $1
        AND "theirs"."account" = {account} AND "theirs"."department" IS NOT NULL
        AND ({SPOKE} OR "theirs"."ended_at" IS NULL AND "theirs"."department" = ANY({over}))""")


def own_commitment(account: str) -> str:
    """Whether it is owed by the account's department, or the account ever reported on it."""
    reported = there_is(f"""FROM "progress" WHERE "progress"."county" = $1
        AND "progress"."commitment" = "commitment"."id" AND "progress"."account" = {account}""")
    return f"({reported} OR {owes(account)})"


# Who speaks for the station at hand.
KEEPS = f""""theirs"."role" IN ({SPEAKERS}) AND "theirs"."station" = ANY("station"."lineage")"""
# Who spoke for a station (its lineage) on a day, whoever of them did what is judged.
KEPT_ON = f"""
    SELECT DISTINCT "theirs"."account" FROM "appointment" AS "theirs"
    WHERE "theirs"."county" = $1 AND "theirs"."role" IN ({SPEAKERS})
      AND "theirs"."station" = ANY($2::bigint[]) AND {there_then("$3::date", "$3::date")}
"""  # noqa: S608
SHOWN_ON = """("standard_check"."shown_at" AT TIME ZONE 'Asia/Shanghai')::date"""


def own_check(account: str) -> str:
    """Whether the account showed it, sent a photo of it, or speaks for its station, or did on that
    day. It has no files.
    """
    return f"""("standard_check"."account" = {account} OR {sent(account, "standard_check")}
        OR {appointed(account, KEEPS, there_then(SHOWN_ON, SHOWN_ON))})"""


def sent(account: str, kind: str, sort: str = "photo") -> str:
    """Whether the account sent a photo of it. `kind`: its table, as photos and files call it.
    `sort`: or a file.
    """
    return there_is(f"""FROM "{sort}" WHERE "{sort}"."county" = $1
        AND "{sort}"."{kind}" = "{kind}"."id"
        AND "{sort}"."account" = {account} AND "{sort}"."removed_at" IS NULL""")


def own_activity(account: str) -> str:
    """Whether the account reported it, sent a photo or a file of it, took part, or speaks for the
    station that it counts for, or did on that day.
    """
    day = '"activity"."happened_on"'
    whose = """(SELECT "account" FROM "member" WHERE "member"."county" = $1
        AND "member"."id" = "activity_member"."member")"""
    took_part = there_is(f"""FROM "activity_member" WHERE "activity_member"."county" = $1
        AND "activity_member"."activity" = "activity"."id" AND {whose} = {account}""")
    return f"""("activity"."account" = {account} OR {sent(account, "activity")}
        OR {sent(account, "activity", "file")} OR {took_part}
        OR {appointed(account, KEEPS, there_then(day, day))})"""


def within_period(assessment: str) -> str:
    """Of an appointment "theirs". `assessment`: an id, in SQL."""
    return there_is(f"""FROM "assessment" AS "period" WHERE "period"."county" = $1
        AND "period"."id" = {assessment}
        AND {there_then('"period"."begins"', '"period"."ends"')}""")


def speaks_for(account: str, subject: str, assessment: str) -> str:
    """Whether the account speaks for the subject of a score, of whatever kind (`own_of` in
    app/scoring/rights.py), but for the county; or did within the period that is assessed.
    """
    speaks = f"""("theirs"."department" IS NOT NULL AND EXISTS (
            SELECT FROM "department" AS "one" WHERE "one"."county" = $1
               AND "one"."id"::text = {subject}
               AND "theirs"."department" = ANY({answer_for('"one"."id"')}))
        OR "theirs"."role" IN ({SPEAKERS}) AND EXISTS (
            SELECT FROM "station" AS "at" WHERE "at"."county" = $1
               AND ("at"."id"::text = {subject}
                        AND "theirs"."station" = ANY("at"."lineage")
                    OR "at"."id" = "theirs"."station" AND "theirs"."role" = 'township'
                       AND length("at"."division") >= 9
                       AND left("at"."division", 9) = {subject})))"""  # noqa: S608
    return f"""(EXISTS (
            SELECT FROM "member" WHERE "member"."county" = $1 AND "member"."account" = {account}
               AND {subject} IN ("member"."id"::text, "member"."sector"))
        OR {appointed(account, speaks, within_period(assessment))})"""


def took_part_in(table: str, accounts: str, by: str, account: str) -> str:
    """By account; from before accounts were kept, by name."""
    by_name = there_is(f"""FROM "account" AS "called" WHERE "called"."county" = $1
        AND "called"."id" = {account} AND "called"."name" = "{table}"."{by}" """)
    return f"""({account} = ANY("{table}"."{accounts}")
        OR "{table}"."{accounts}" = '{{}}' AND {by_name})"""


def own_appeal(account: str) -> str:
    """Whether the account appealed, verified the mark, or speaks for the subject. A county's own is
    every office account's: there others answer.
    """
    marked = there_is(f"""FROM "mark" WHERE "mark"."county" = $1
        AND "mark"."assessment" = "appeal"."assessment" AND "mark"."subject" = "appeal"."subject"
        AND "mark"."indicator" = "appeal"."indicator"
        AND {took_part_in("mark", "verifiers", "verified_by", account)}""")
    return f"""("appeal"."account" = {account} OR {marked}
        OR {speaks_for(account, '"appeal"."subject"', '"appeal"."assessment"')})"""


def own_mark(account: str) -> str:
    """Whether the account claimed it, or speaks for the subject; for a county its offices speak."""
    claimed = took_part_in("mark", "claimants", "claimed_by", account)
    office = appointed(account, """ "theirs"."role" = 'office'""")
    return f"""({claimed}
        OR {speaks_for(account, '"mark"."subject"', '"mark"."assessment"')}
        OR "mark"."subject" = 'county' AND {office})"""


def own_sheet(account: str, kind: str, assessment: str) -> str:
    """Whether the account speaks for any subject of this kind, or did within the period, but for
    the county: it approves no such sheet.
    """
    if kind in {"member", "sector"}:
        return there_is(f"""FROM "member" WHERE "member"."county" = $1
            AND "member"."account" = {account}
            AND ('{kind}' = 'member' OR "member"."sector" <> '')""")
    what = {
        "department": """ "theirs"."department" IS NOT NULL""",
        "station": f""""theirs"."role" IN ({SPEAKERS}) AND "theirs"."station" IS NOT NULL""",
        "township": """ "theirs"."role" = 'township' AND "theirs"."station" IS NOT NULL""",
        "county": """ "theirs"."role" = 'office'""",
    }
    then = "false" if kind == "county" else within_period(assessment)
    return appointed(account, what[kind], then)
