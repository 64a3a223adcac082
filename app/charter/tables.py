from piccolo.columns import Date, Integer, Text, Timestamptz

from app.tenancy import CountyTable


class CharterVersion(CountyTable, tablename="charter"):
    number = Integer(default=None)
    effective_on = Date(default=None)
    author = Text(default=None)
    note = Text(default=None)
    document = Text(default=None)
    saved_at = Timestamptz()
