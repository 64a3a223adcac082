from piccolo.columns import BigInt, Boolean, Date, DoublePrecision, Integer, Text, Timestamptz

from app.tenancy.tables import CountyTable


def is_ready(table: str) -> str:
    """SQL: taken in, kept in the store, not removed. Nobody is shown another one, and no other
    counts.
    """
    return f"""("{table}"."state" = 'ready' AND "{table}"."removed_at" IS NULL)"""


IS_READY = is_ready("photo")
# In SQL, of a row: only those see it who read what is internal.
INTERNAL_PHOTO = '("photo"."enclosure" IS NOT NULL AND "photo"."allowed_at" IS NULL)'
INTERNAL_FILE = '("file"."published_at" IS NULL)'


class Photo(CountyTable):
    """Belongs to one subject. `object` is the upload's key and the renditions' stem;
    when and where it was taken is private. `allowed_at`: of what was enclosed, since when others
    than those who handle the matter see it.
    """

    topic = BigInt(default=None, null=True)
    consultation = BigInt(default=None, null=True)
    commitment = BigInt(default=None, null=True)
    station = BigInt(default=None, null=True)
    activity = BigInt(default=None, null=True)
    mark = BigInt(default=None, null=True)
    standard_check = BigInt(default=None, null=True)
    enclosure = BigInt(default=None, null=True)
    member = BigInt(default=None, null=True)
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
    allowed_at = Timestamptz(default=None, null=True)
    allowed_by = BigInt(default=None, null=True)
    closed_as = Text(default="")
    removed_at = Timestamptz(default=None, null=True)
    removed_reason = Text(default="")
    removed_as = Text(default="")
    erased_on = Date(default=None, null=True)


class Enclosure(CountyTable):
    """What whoever raises a matter encloses. `held`: hash of their page's secret; `topic`: since
    the matter is sent.
    """

    held = Text(default=None)
    topic = BigInt(default=None, null=True)
    made_at = Timestamptz()


class File(CountyTable):
    """Belongs to one subject. `object` is its key in the store, where it lies as it was sent.
    Internal until `published_at`.
    """

    topic = BigInt(default=None, null=True)
    passage = BigInt(default=None, null=True)
    consultation = BigInt(default=None, null=True)
    outcome = BigInt(default=None, null=True)
    commitment = BigInt(default=None, null=True)
    activity = BigInt(default=None, null=True)
    station = BigInt(default=None, null=True)
    name = Text(default=None)
    type = Text(default="")
    size = BigInt(default=0)
    state = Text(default="pending")
    refusal = Text(default="")
    object = Text(default=None)
    sha256 = Text(default="")
    account = BigInt(default=None, null=True)
    uploaded_at = Timestamptz()
    published_at = Timestamptz(default=None, null=True)
    published_by = BigInt(default=None, null=True)
    removed_at = Timestamptz(default=None, null=True)
    removed_reason = Text(default="")
    removed_as = Text(default="")
    retracted_as = Text(default="")
    erased_on = Date(default=None, null=True)


class PhotoNote(CountyTable):
    """What is said beside a photo whose caption is kept as it was recorded."""

    photo = BigInt(default=None)
    text = Text(default=None)
    account = BigInt(default=None)
    at = Timestamptz()


class Stray(CountyTable):
    """An object in the store that no photo and no file knows. `ahead`: it is newer than the last
    look.
    """

    id = None  # type: ignore[assignment]
    key = Text(primary_key=True)
    ahead = Boolean(default=False)
    found_at = Timestamptz()


class StoreLook(CountyTable):
    """When the county's objects were last looked through: one row."""

    id = None  # type: ignore[assignment]
    county = Integer(primary_key=True, default=0)
    at = Timestamptz()
