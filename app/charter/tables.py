from piccolo.columns import BigInt, Date, Integer, Text, Timestamptz

from app.tenancy.tables import CountyTable


class CharterVersion(CountyTable, tablename="charter"):
    number = Integer(default=None)
    effective_on = Date(default=None)
    author = Text(default=None)
    note = Text(default=None)
    document = Text(default=None)
    saved_at = Timestamptz()


class PresetTaken(CountyTable, tablename="preset_taken"):
    preset = Text(default=None)
    document = Text(default=None)
    charter = BigInt(null=True, default=None)
    draft = BigInt(null=True, default=None)
    taken_at = Timestamptz()


class CharterDraft(CountyTable, tablename="charter_draft"):
    title = Text(default=None)
    author = Text(default=None)
    made_against = Integer(default=None)
    document = Text(default=None)
    previous = Text(default=None)
    tab = Text()
    started_at = Timestamptz()
    changed_at = Timestamptz()
    changed_by = Text(default=None)
    ended_at = Timestamptz(null=True, default=None)
    version = BigInt(null=True, default=None)
