from piccolo.columns import BigInt, Boolean, Date, Integer, Text, Timestamptz

from app.tenancy.tables import CountyTable


class PublishMark(CountyTable, tablename="publish_mark"):
    """What is to be made anew; triggers write it (0084). `record`: 0 is all of the kind; `first`:
    something is to be seen no longer.
    """

    kind = Text(default=None)
    record = BigInt(default=None)
    first = Boolean(default=None)
    at = Timestamptz()


class Published(CountyTable):
    """How far the county's files are: one row. `day`: of their lights, None while all are made
    anew; `cases`: which published cases there were; `rendered`: how many pages were looked at.
    """

    id = None  # type: ignore[assignment]
    county = Integer(primary_key=True, default=0)
    at = Timestamptz(default=None, null=True)
    day = Date(default=None, null=True)
    cases = Text(default="")
    rendered = Integer(default=0)
    failed = Text(default="")
    failed_at = Timestamptz(default=None, null=True)
