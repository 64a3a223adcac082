from datetime import date, datetime
from typing import TypedDict

from piccolo.columns import Array, BigInt, Boolean, Date, Integer, Numeric, Text, Timestamptz

from app.tenancy.tables import CountyTable

# In SQL: an assessment that counts, and may be brought forward.
NOT_WITHDRAWN = '("assessment"."withdrawn_at" IS NULL)'


class Assessment(CountyTable):
    """A score sheet of one period, from the self-assessment on (rules: life.py)."""

    sheet = Text(default=None)
    charter = BigInt(default=None)
    begins = Date(default=None)
    ends = Date(default=None)
    stage = Text(default="assessing")
    opened_by = Text(default=None)
    opened_at = Timestamptz()
    notice_until = Date(default=None, null=True)
    noticed_at = Timestamptz(default=None, null=True)
    approved_by = Text(default="")
    approved_at = Timestamptz(default=None, null=True)
    locked_by = Text(default="")
    locked_at = Timestamptz(default=None, null=True)
    withdrawn_at = Timestamptz(default=None, null=True)
    withdrawn_by = Text(default="")
    withdrawn_reason = Text(default="")


class LoadedAssessment(TypedDict):
    """All columns of one."""

    county: int
    id: int
    sheet: str
    charter: int
    begins: date
    ends: date
    stage: str
    opened_by: str
    opened_at: datetime
    notice_until: date | None
    noticed_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    locked_by: str
    locked_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str


class NumberedAssessment(LoadedAssessment):
    """`version`: the charter's number."""

    version: int


class Mark(CountyTable):
    assessment = BigInt(default=None)
    subject = Text(default=None)
    indicator = Text(default=None)
    claimed = Numeric(default=None, null=True)
    claim = Text(default="")
    claimed_account = BigInt(default=None, null=True)
    claimants = Array(BigInt(), default=[])
    claimed_by = Text(default="")
    claimed_at = Timestamptz(default=None, null=True)
    verified = Numeric(default=None, null=True)
    reason = Text(default="")
    verifiers = Array(BigInt(), default=[])
    verified_by = Text(default="")
    verified_at = Timestamptz(default=None, null=True)


class Appeal(CountyTable):
    assessment = BigInt(default=None)
    subject = Text(default=None)
    indicator = Text(default=None)
    text = Text(default=None)
    account = BigInt(default=None)
    person = Text(default=None)
    raised_at = Timestamptz()
    upheld = Boolean(default=None, null=True)
    answer = Text(default="")
    answered_by = Text(default="")
    answered_at = Timestamptz(default=None, null=True)
    points_before = Numeric(default=None)
    points_after = Numeric(default=None, null=True)
    total_before = Numeric(default=None)
    total_after = Numeric(default=None, null=True)
    rank_before = Integer(default=None, null=True)
    rank_after = Integer(default=None, null=True)
    retracted_at = Timestamptz(default=None, null=True)
    retracted_by = Text(default="")
    retracted_reason = Text(default="")
    facts_before = Text(default=None, null=True)
    entries_before = Array(BigInt(), default=None, null=True)


# No id of their own; as in app/ledger/tables.py.


class Settled(CountyTable):
    """What was counted for a subject: `facts` as snapshot.py writes them."""

    id = None  # type: ignore[assignment]
    assessment = BigInt(primary_key=True)
    subject = Text(default=None)
    name = Text(default=None)
    facts = Text(default=None)
    total = Numeric(default=None)
    rank = Integer(default=None, null=True)
    by_pinyin = Text(default="")


class SettledEntry(CountyTable):
    id = None  # type: ignore[assignment]
    assessment = BigInt(primary_key=True)
    subject = Text(default=None)
    entry = BigInt(default=None)


class KeptOrder(CountyTable):
    """In which order subjects stood: order.py."""

    id = None  # type: ignore[assignment]
    sheet = Text(primary_key=True)
    begins = Date(default=None)
    rules = Text(default=None)
    subjects = Array(Text(), default=None)
    totals = Array(BigInt(), default=None)
    competes = Array(Boolean(), default=None)
    known = Array(Boolean(), default=None)
    keys = Array(Text(), default=None)


class Unscored(CountyTable):
    """Who changed since then; no `subject`: all that is kept is void."""

    kind = Text(default="")
    subject = Text(default="")


# The county's topmost station: of which entries are about an assessment.
ROOT = """
    SELECT "id" FROM "station" WHERE "station"."county" = $1
    ORDER BY cardinality("lineage"), "id" LIMIT 1
"""
