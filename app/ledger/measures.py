"""What counties are compared by, as counts by quarters: which entries of the ledger make which
measure, and to which item it belongs that a county shares or keeps to itself (app/regions/).

Fixed meanings, the same in every county; never renamed, only added to. All of them but SNAPSHOTS
follow from the ledger, and can be counted again for any quarter.
"""

from datetime import date
from typing import NamedTuple

from app.ledger.kinds import Kind


class Flow(NamedTuple):
    """A sum over a quarter's entries of a kind, perhaps of one result or form only. `each`: how
    many they are, not how much they say.
    """

    item: str
    kind: Kind
    result: str = ""
    forms: tuple[str, ...] = ()
    each: bool = False


# Forms other than sitting together in a room: those keys have a meaning, all others are meetings.
ELSEWHERE = ("site", "written", "online", "talk")

FLOWS = {
    "raised": Flow("activity", Kind.TOPIC_RAISED),
    "accepted": Flow("activity", Kind.TOPIC_ACCEPTED),
    "declined": Flow("activity", Kind.TOPIC_DECLINED),
    "consultations": Flow("activity", Kind.CONSULTATION_FILED),
    "typical": Flow("activity", Kind.CONSULTATION_TYPICAL),
    "elsewhere": Flow("activity", Kind.CONSULTATION_FILED, forms=ELSEWHERE),
    "citizens": Flow("people", Kind.ATTENDANCE_CITIZEN),
    "departments": Flow("people", Kind.ATTENDANCE_DEPARTMENT),
    "member_attendances": Flow("people", Kind.ATTENDANCE_MEMBER),
    "reported": Flow("results", Kind.OUTCOME_REPORTED),
    "adopted": Flow("results", Kind.OUTCOME_ADOPTED),
    "promises": Flow("results", Kind.COMMITMENT_MADE),
    "promises_done": Flow("results", Kind.COMMITMENT_DONE),
    "promises_due": Flow("results", Kind.COMMITMENT_DUE),
    "promises_kept": Flow("results", Kind.COMMITMENT_DONE_ON_TIME),
    "solved": Flow("results", Kind.TOPIC_SOLVED),
    "reopened": Flow("results", Kind.TOPIC_REOPENED),
    "referred": Flow("results", Kind.TOPIC_REFERRED),
    "references_due": Flow("results", Kind.REFERENCE_DUE),
    "references_replied": Flow("results", Kind.REFERENCE_REPLIED),
    "references_on_time": Flow("results", Kind.REFERENCE_REPLIED_ON_TIME),
    "ratings": Flow("satisfaction", Kind.RATING_GIVEN, each=True),
    "ratings_solved": Flow("satisfaction", Kind.RATING_GIVEN, result="solved", each=True),
    "stars": Flow("satisfaction", Kind.RATING_GIVEN),
}

# Of the topics raised in a quarter: how many have come so far by now, whenever that was. Each step
# holds only who took all before it.
WAY = {
    "way_raised": Kind.TOPIC_RAISED,
    "way_accepted": Kind.TOPIC_ACCEPTED,
    "way_consulted": Kind.CONSULTATION_FILED,
    "way_adopted": Kind.OUTCOME_ADOPTED,
    "way_solved": Kind.TOPIC_SOLVED,
    "way_rated": Kind.RATING_GIVEN,
}
# Days from the first of one to the first of the other; counted where it ended. With `n_` how many
# topics, with `sq_` the sum of the squares.
SPANS = {
    "days_accept": (Kind.TOPIC_RAISED, Kind.TOPIC_ACCEPTED),
    "days_consult": (Kind.TOPIC_ACCEPTED, Kind.CONSULTATION_FILED),
    "days_solve": (Kind.CONSULTATION_FILED, Kind.TOPIC_SOLVED),
    "days_whole": (Kind.TOPIC_RAISED, Kind.TOPIC_SOLVED),
}
# What stands at a quarter's end.
STOCKS = {
    "stations": "coverage",
    "stations_county": "coverage",
    "stations_township": "coverage",
    "stations_village": "coverage",
    "stations_unit": "coverage",
    "stations_met": "coverage",
    "townships": "coverage",
    "townships_covered": "coverage",
    "villages": "coverage",
    "villages_covered": "coverage",
}
# As it was when it was counted last in that quarter: no entry tells it.
SNAPSHOTS = {
    "members": "members",
    "members_placed": "members",
    "members_rural": "members",
    "people": "population",
}
OTHERS = {
    "members_attending": "members",  # each once a quarter
    "forms_used": "activity",
    "categories_used": "activity",
    "quarters_active": "activity",  # with a consultation: 1
    **dict.fromkeys(WAY, "results"),
    **{f"{sign}{name}": "results" for name in SPANS for sign in ("", "n_", "sq_")},
}
# Measures that count persons, as sums over time: each with the figures that must not be few
# (few.py); of a part, that is also the rest.
PERSONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "citizens": (("citizens",),),
    "departments": (("departments",),),
    "member_attendances": (("member_attendances",),),
    "members_attending": (("members_attending",),),
    "ratings": (("ratings",),),
    "way_rated": (("way_rated",),),  # of all quarters together they are the ratings
    "stars": (("ratings",),),
    "ratings_solved": (("ratings",), ("ratings_solved",), ("ratings", "-ratings_solved")),
}
# And as they stand, each a part of those before.
PERSONS_NOW = ("members", "members_placed", "members_rural")

ITEM_OF = {name: flow.item for name, flow in FLOWS.items()} | STOCKS | SNAPSHOTS | OTHERS


def quarter_of(day: date) -> date:
    """Its first day."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
