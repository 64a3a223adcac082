from piccolo.columns import BigInt, Boolean, DoublePrecision, Integer, Text, Timestamptz

from app.tenancy.tables import CountyTable

# In SQL: cleaned, kept in the store, not removed. Nobody is shown another one, and no other counts.
IS_READY = """("photo"."state" = 'ready' AND "photo"."removed_at" IS NULL)"""


class Photo(CountyTable):
    """Belongs to one subject. `object` is the upload's key and the renditions' stem;
    when and where it was taken is private.
    """

    topic = BigInt(default=None, null=True)
    consultation = BigInt(default=None, null=True)
    commitment = BigInt(default=None, null=True)
    station = BigInt(default=None, null=True)
    activity = BigInt(default=None, null=True)
    mark = BigInt(default=None, null=True)
    standard_check = BigInt(default=None, null=True)
    caption = Text(default="")
    state = Text(default="pending")
    refusal = Text(default="")
    object = Text(default=None)
    sha256 = Text(default="")
    width = Integer(default=0)
    height = Integer(default=0)
    taken_at = Timestamptz(default=None, null=True)
    taken_zone_known = Boolean(default=False)
    latitude = DoublePrecision(default=None, null=True)
    longitude = DoublePrecision(default=None, null=True)
    account = BigInt(default=None, null=True)
    uploaded_at = Timestamptz()
    removed_at = Timestamptz(default=None, null=True)
    removed_reason = Text(default="")


class PhotoNote(CountyTable):
    """What is said beside a photo whose caption is kept as it was recorded."""

    photo = BigInt(default=None)
    text = Text(default=None)
    account = BigInt(default=None)
    at = Timestamptz()


class Stray(CountyTable):
    """An object in the store that no photo knows. `ahead`: it is newer than the last look."""

    id = None  # type: ignore[assignment]
    key = Text(primary_key=True)
    ahead = Boolean(default=False)
    found_at = Timestamptz()


class StoreLook(CountyTable):
    """When the county's objects were last looked through: one row."""

    id = None  # type: ignore[assignment]
    county = Integer(primary_key=True, default=0)
    at = Timestamptz()
