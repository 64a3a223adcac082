from piccolo.columns import Array, BigInt, Date, Integer, Text, Timestamptz

from app.tenancy import CountyTable


class CountyCount(CountyTable):
    """No id of its own; as in app/ledger/tables.py."""

    id = None  # type: ignore[assignment]
    month = Date(primary_key=True)
    kind = Text(default=None)
    level = Text(default=None)
    category = Text(default=None)
    form = Text(default=None)
    result = Text(default=None)
    entries = Integer(default=None)
    quantity = BigInt(default=None)


class Share(CountyTable):
    """`kinds`: of the ledger, what the item lets through."""

    region = Integer(default=None)
    item = Text(default=None)
    kinds = Array(base_column=Text(), default=None)
    agreed_by = Text(default=None)
    agreed_at = Timestamptz()
    ended_by = Text(default="")
    ended_at = Timestamptz(default=None, null=True)


class Look(CountyTable):
    region = Integer(default=None)
    person = Text(default=None)
    page = Text(default=None)
    looked_on = Date()
