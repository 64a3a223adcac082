"""Only `posting`, `sealing` and `folding` write here; everybody else reads."""

from piccolo.columns import JSONB, Array, BigInt, Date, Integer, Text, Timestamptz

from app.tenancy.tables import CountyTable


def these(table: str, ids: str, called: str = "") -> str:
    """SQL, behind FROM: its rows with these ids, each looked up by its key: of a county that
    statistics do not know a planner would go along any index. `ids`: an array. Pure.
    """
    return f"""
        unnest({ids}) AS "looked" (up) CROSS JOIN LATERAL (
            SELECT "{table}".* FROM "{table}" WHERE "{table}"."county" = $1
              AND "{table}"."id" = "looked".up OFFSET 0) AS "{called or table}"
    """  # noqa: S608  (of this program's own words)


class Ledger(CountyTable):
    """Append-only: the database refuses update and delete."""

    kind = Text(default=None)
    happened_on = Date(default=None)
    recorded_at = Timestamptz()
    actor = BigInt(default=None, null=True)
    station = BigInt(default=None)
    topic = BigInt(default=None, null=True)
    consultation = BigInt(default=None, null=True)
    commitment = BigInt(default=None, null=True)
    member = BigInt(default=None, null=True)
    quantity = Integer(default=1)
    level = Text(default="")
    station_kind = Text(default="")
    category = Text(default="")
    form = Text(default="")
    result = Text(default="")
    role = Text(default="")
    reverses = BigInt(default=None, null=True)
    attributes = JSONB(default="{}")


class Reason(CountyTable):
    """Words beside an entry, whose attribute `reason` is their id."""

    topic = BigInt(default=None, null=True)
    text = Text(default="")


# The tables below have no id. Piccolo wants a primary key of one column: any will do, since the
# real one is in the migration.


class Seal(CountyTable):
    id = None  # type: ignore[assignment]
    position = BigInt(primary_key=True)
    entry = BigInt(default=None)
    hash = Text(default=None)
    sealed_at = Timestamptz()


class Unsealed(CountyTable):
    """What was posted and waits to be sealed."""

    id = None  # type: ignore[assignment]
    entry = BigInt(primary_key=True)


class TallyColumns:
    id = None
    year = Date(primary_key=True)
    whose = Text(default=None)
    subject = BigInt(default=None)
    known_on = Date(default=None)
    kind = Text(default=None)
    category = Text(default=None)
    form = Text(default=None)
    result = Text(default=None)
    role = Text(default=None)
    n = Array(BigInt(), default=None)
    records = Array(BigInt(), default=None)


class Tally(TallyColumns, CountyTable):  # type: ignore[misc]
    """A year's counts for scores, by month: `n` and `records` have twelve places each."""


class FigureColumns:
    id = None
    by = Text(primary_key=True)
    kind = Text(default=None)
    part = Text(default=None)
    since = Date(default=None)
    n = BigInt(default=None)
    entries = BigInt(default=None)


class Figure(FigureColumns, CountyTable):  # type: ignore[misc]
    """A kept count: what it is of stands in figures.py."""


class Folded(CountyTable):
    """Up to which place of the chain the county's entries are in what is kept; and up to which the
    counts by quarters were told to the regions.
    """

    id = None  # type: ignore[assignment]
    position = BigInt(primary_key=True)
    told = BigInt(default=0)


class Anew(CountyTable):
    """Of a county whose counts are made anew: up to which place of the chain they are."""

    id = None  # type: ignore[assignment]
    position = BigInt(primary_key=True)


class TallyAnew(TallyColumns, CountyTable):  # type: ignore[misc]
    """What takes the place of the tally when it is whole."""


class FigureAnew(FigureColumns, CountyTable):  # type: ignore[misc]
    """Likewise, of the figures."""


class InternalTopic(CountyTable, tablename="internal_topic"):
    """A matter that is in the kept counts as not public (internal.py)."""

    id = None  # type: ignore[assignment]
    topic = BigInt(primary_key=True)


class Turned(CountyTable):
    """What became public, or is so no longer, and is not counted as such yet; written by a trigger
    of `topic`.
    """

    topic = BigInt(default=None)
