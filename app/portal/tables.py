from piccolo.columns import BigInt, Date, Text, Timestamptz

from app.tenancy.tables import CountyTable


class FirstDay(CountyTable, tablename="first_day"):
    """An item of the first day's list that was ticked by hand; `all`: the list was put away."""

    id = None  # type: ignore[assignment]  # the real key is (county, item)
    item = Text(primary_key=True, default=None)
    account = BigInt(default=None, null=True)
    at = Timestamptz()


class Nobodys(CountyTable):
    """What nobody may take, as the worker found it: nobodys.py."""

    id = None  # type: ignore[assignment]  # the real key is (county, topic)
    topic = BigInt(primary_key=True, default=None)
    ring_since = Date(default=None)
    at = Timestamptz()
