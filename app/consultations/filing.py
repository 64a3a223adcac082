"""What a filed consultation means to the ledger. Plain values in, entries out."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.charter.model import Charter
from app.consultations import rules
from app.ledger import Entry, Kind


def entries(
    consultation: Mapping[str, Any],
    participants: Sequence[Any],
    statements: Sequence[Any],
    charter: Charter,
    category: str,
    *,
    actor: int | None = None,
) -> list[Entry]:
    """`consultation`: id, topic, station, held_on, form, conclusion, typical. `participants`:
    grp, member, department, state. `statements`: answers (None: not an answer).
    All of it happened on the day of the sitting, whenever it was filed.
    """
    groups = charter.groups
    came = rules.present(participants)
    members = [each for each in came if rules.of_members(each, groups)]
    others = [each for each in came if not rules.of_members(each, groups)]
    departments = [each for each in others if rules.of_department(each, groups)]
    citizens = [each for each in others if rules.counts_as(each, groups) == "citizen"]
    answers = [each for each in statements if each["answers"] is not None]

    def entry(kind: Kind, quantity: int = 1, member: int | None = None) -> Entry:
        filed = kind is Kind.CONSULTATION_FILED
        return Entry(
            kind=kind,
            station=consultation["station"],
            topic=consultation["topic"],
            consultation=consultation["id"],
            happened_on=consultation["held_on"],
            form=consultation["form"],
            category=category,
            result=consultation["conclusion"] if filed else "",
            quantity=quantity,
            member=member,
            actor=actor,
        )

    posted = [entry(Kind.CONSULTATION_FILED)]
    if consultation["typical"]:
        posted.append(entry(Kind.CONSULTATION_TYPICAL))
    posted += [entry(Kind.ATTENDANCE_MEMBER, member=each["member"]) for each in members]
    counted = [
        (Kind.ATTENDANCE_CITIZEN, len([p for p in citizens if p["department"] is None])),
        (Kind.ATTENDANCE_DEPARTMENT, len(departments)),
        (Kind.STATEMENT_MADE, len(statements) - len(answers)),
        (Kind.STATEMENT_ANSWERED, len(answers)),
    ]
    return posted + [entry(kind, quantity) for kind, quantity in counted if quantity]
