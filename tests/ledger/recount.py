"""Counts once more, by hand: plain Python over exported entries. What app/ledger/ counts by SQL has
to be the same.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from app.ledger.measures import quarter_of

Counts = dict[tuple[date, str], int]
# What is kept for scores, a row for each month: as `tallied` makes it.
BY_MONTHS = """
    SELECT "whose", month, "subject",
           greatest("known_on", (month + interval '1 month - 1 day')::date) AS known_on, "kind",
           "category", "form", "result", "role", "of".n, "of".records
    FROM "tally" CROSS JOIN LATERAL unnest("n", "records") WITH ORDINALITY AS "of" (n, records, nth)
    CROSS JOIN LATERAL (
        SELECT ("year" + (nth - 1) * interval '1 month')::date AS month) AS "at"
    WHERE "tally"."county" = $1 AND "of".n IS NOT NULL
"""
PLAIN = {
    "topic.raised": "raised",
    "topic.accepted": "accepted",
    "topic.declined": "declined",
    "consultation.filed": "consultations",
    "consultation.typical": "typical",
    "attendance.citizen": "citizens",
    "attendance.department": "departments",
    "attendance.member": "member_attendances",
    "outcome.reported": "reported",
    "outcome.adopted": "adopted",
    "commitment.made": "promises",
    "commitment.done": "promises_done",
    "commitment.due": "promises_due",
    "commitment.done_on_time": "promises_kept",
    "topic.referred": "referred",
    "reference.due": "references_due",
    "reference.replied": "references_replied",
    "reference.replied_on_time": "references_on_time",
    "topic.solved": "solved",
    "topic.reopened": "reopened",
    "rating.given": "stars",
}
STEPS = (
    "topic.accepted", "consultation.filed", "outcome.adopted", "topic.solved", "rating.given",
)  # fmt: skip
WAY = ("way_accepted", "way_consulted", "way_adopted", "way_solved", "way_rated")
SPANS = {
    "days_accept": ("topic.raised", "topic.accepted"),
    "days_consult": ("topic.accepted", "consultation.filed"),
    "days_solve": ("consultation.filed", "topic.solved"),
    "days_whole": ("topic.raised", "topic.solved"),
}


def recounted(entries: Sequence[Any]) -> Counts:
    """Without what stands at a quarter's end, and without today's snapshots."""
    found: Counter[tuple[date, str]] = Counter()
    for each in entries:
        add(found, quarter_of(each["happened_on"]), each)
    used(found, entries)
    attending(found, entries)
    topics = defaultdict(list)
    for each in entries:
        if each["topic"] is not None:
            topics[each["topic"]].append(each)
    for own in topics.values():
        walk(found, own)
        spans(found, own)
    return {key: n for key, n in found.items() if n}


def add(found: Counter[tuple[date, str]], quarter: date, entry: Any) -> None:
    kind, n = entry["kind"], entry["quantity"]
    if kind in PLAIN:
        found[quarter, PLAIN[kind]] += n
    if kind == "consultation.filed" and entry["form"] in {"site", "written", "online", "talk"}:
        found[quarter, "elsewhere"] += n
    if kind == "rating.given":
        one = (n > 0) - (n < 0)
        found[quarter, "ratings"] += one
        if entry["result"] == "solved":
            found[quarter, "ratings_solved"] += one


def used(found: Counter[tuple[date, str]], entries: Sequence[Any]) -> None:
    held: Counter[tuple[date, str, str]] = Counter()
    for each in entries:
        if each["kind"] == "consultation.filed":
            key = quarter_of(each["happened_on"]), each["form"], each["category"]
            held[key] += each["quantity"]
    standing = [key for key, n in held.items() if n > 0]
    for quarter in {key[0] for key in standing}:
        own = [key for key in standing if key[0] == quarter]
        found[quarter, "forms_used"] = len({key[1] for key in own})
        found[quarter, "categories_used"] = len({key[2] for key in own})
        found[quarter, "quarters_active"] = 1


def attending(found: Counter[tuple[date, str]], entries: Sequence[Any]) -> None:
    came: Counter[tuple[date, int]] = Counter()
    for each in entries:
        if each["kind"] == "attendance.member" and each["member"] is not None:
            came[quarter_of(each["happened_on"]), each["member"]] += each["quantity"]
    for (quarter, _member), n in came.items():
        found[quarter, "members_attending"] += n > 0


def walk(found: Counter[tuple[date, str]], own: Sequence[Any]) -> None:
    """One topic: counted in each quarter in which it was raised, which is one."""
    raised: Counter[date] = Counter()
    for each in own:
        if each["kind"] == "topic.raised":
            raised[quarter_of(each["happened_on"])] += each["quantity"]
    sums = Counter[str]()
    for each in own:
        sums[each["kind"]] += each["quantity"]
    for quarter, n in raised.items():
        if n <= 0:
            continue
        found[quarter, "way_raised"] += 1
        for step, measure in zip(STEPS, WAY, strict=True):
            if sums[step] <= 0:
                break
            found[quarter, measure] += 1


def spans(found: Counter[tuple[date, str]], own: Sequence[Any]) -> None:
    first: dict[str, date] = {}
    for each in own:
        if each["quantity"] > 0:
            day = each["happened_on"]
            first[each["kind"]] = min(first.get(each["kind"], day), day)
    for name, (one, other) in SPANS.items():
        if one in first and other in first and first[one] <= first[other]:
            quarter, days = quarter_of(first[other]), (first[other] - first[one]).days
            found[quarter, name] += days
            found[quarter, f"n_{name}"] += 1
            found[quarter, f"sq_{name}"] += days * days


STATION = ("topic.accepted", "consultation.filed", "topic.solved")


QUARTERLY = (
    "topic.raised", "topic.accepted", "consultation.filed", "topic.settled", "topic.answered",
    "topic.solved", "commitment.due", "commitment.done_on_time", "topic.reopened",
)  # fmt: skip
ACTIVE = (
    "topic.raised", "topic.accepted", "topic.settled", "consultation.filed", "topic.solved",
    "activity.done",
)  # fmt: skip


PERSONS = ("attendance.member", "attendance.citizen", "attendance.department")


def public(entries: Sequence[Any], internal: Collection[int]) -> dict[tuple[str, date], int]:
    """Of persons as strangers read them, where these matters are not public: kind, year → sum."""
    found: Counter[tuple[str, date]] = Counter()
    for each in entries:
        if each["kind"] in PERSONS and each["topic"] not in internal:
            found[each["kind"], date(each["happened_on"].year, 1, 1)] += each["quantity"]
    return {key: n for key, n in found.items() if n}


def not_public(
    entries: Sequence[Any], internal: Collection[int]
) -> dict[tuple[Any, ...], tuple[int, int]]:
    """As `figured`, of persons at sittings about these matters."""
    found: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for each in entries:
        if each["kind"] in PERSONS and each["topic"] in internal:
            day = each["happened_on"].replace(day=1)
            for by, since in (("internal", day.replace(month=1)), ("internal_month", day)):
                one = found[by, each["kind"], "", since]
                one[0] += each["quantity"]
                one[1] += 1
    return {key: (n, entries) for key, (n, entries) in found.items()}


def figured(entries: Sequence[Any]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """By what it is narrowed, kind, value, first day of its span → sum, entries."""
    found: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])

    def add_to(by: str, entry: Any, part: str, since: date) -> None:
        one = found[by, entry["kind"], part, since]
        one[0] += entry["quantity"]
        one[1] += 1

    for each in entries:
        kind, day = each["kind"], each["happened_on"]
        year, month = date(day.year, 1, 1), date(day.year, day.month, 1)
        add_to("", each, "", year)
        if kind in {"station.opened", "consultation.filed"}:
            add_to("level", each, each["level"], year)
            add_to("station_kind", each, each["station_kind"], year)
        if kind in STATION:
            add_to("station", each, str(each["station"]), year)
        if kind == "consultation.filed":
            add_to("form", each, each["form"], year)
            add_to("result", each, each["result"], year)
            add_to("month", each, "", month)
            add_to("held", each, f"{each['form']}\n{each['category']}", quarter_of(day))
        if kind in QUARTERLY:
            add_to("quarter", each, "", quarter_of(day))
        if kind in ACTIVE:
            add_to("active", each, str(each["station"]), quarter_of(day))
        if kind == "rating.given":
            add_to("rated", each, f"{each['result']} {abs(each['quantity'])}", quarter_of(day))
        if kind == "attendance.member":
            add_to("member", each, str(each["member"] or ""), quarter_of(day))
    return {key: (n, entries) for key, (n, entries) in found.items()}


def tallied(
    entries: Sequence[Any], departments: dict[int, int]
) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Whose, month, subject, known on, words → sum, records."""
    known = {each["id"]: each for each in entries}
    found: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for each in entries:
        base = known[each["reverses"]] if each["reverses"] else each
        day = base["happened_on"]
        month = date(day.year, day.month, 1)
        ends = date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)
        known_on = max((base["recorded_at"] + timedelta(hours=8)).date(), ends)
        sign = (each["quantity"] > 0) - (each["quantity"] < 0)
        n = sign if each["kind"] == "rating.given" else each["quantity"]
        subjects = {
            "station": each["station"],
            "member": each["member"],
            "department": departments.get(each["commitment"]),
        }
        words = [each[name] for name in ("kind", "category", "form", "result", "role")]
        for whose, subject in subjects.items():
            if subject is not None:
                one = found[whose, month, subject, known_on, *words]
                one[0] += n
                one[1] += sign
    return {key: (n, records) for key, (n, records) in found.items()}
