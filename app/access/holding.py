"""Who holds which role at a station: appointed there, above it, or everywhere. As SQL.

The fragments stand in statements that join `topic` and `station`.
"""

APPOINTED = """
    FROM "appointment" JOIN "account" ON "account"."county" = $1
     AND "account"."id" = "appointment"."account" AND "account"."disabled_at" IS NULL
    WHERE "appointment"."county" = $1 AND "appointment"."ended_at" IS NULL
"""
HERE = (
    f"{APPOINTED} AND"
    ' ("appointment"."station" IS NULL OR "appointment"."station" = ANY("station"."lineage"))'
)

# The roles that somebody holds at the station.
HELD_HERE = f'ARRAY(SELECT DISTINCT "appointment"."role" {HERE})'


def _held(roles: str) -> str:
    return f'EXISTS (SELECT {HERE} AND "appointment"."role" = ANY({roles}))'


# As `hands` (app/topics/hands.py): who takes the step that the topic waits for.
HANDS = f"""CROSS JOIN LATERAL (
        SELECT CASE WHEN "topic"."held_by" = '{{}}' OR {_held('"topic"."held_by"')}
                    THEN "topic"."held_by"
                    WHEN {_held('"topic"."instead"')} THEN "topic"."instead"
                    ELSE '{{office}}' END AS roles,
               NOT ("topic"."held_by" = '{{}}' OR {_held('"topic"."held_by"')}
                    OR {_held('"topic"."instead"')}) AS vacant) AS hands"""
