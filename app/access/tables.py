from piccolo.columns import (
    JSONB,
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
)

from app.tenancy.tables import CountyTable


class Provider(CountyTable):
    """An OpenID Connect provider of a county, a region or the operator."""

    name = Text(default=None)
    issuer = Text(default=None)
    client_id = Text(default=None)
    client_secret = Text(default=None, secret=True)
    way = Text(default="")
    enabled = Boolean(default=True)
    instead_of = BigInt(default=None, null=True)
    writer = BigInt(default=None, null=True)


class ClientKey(CountyTable, tablename="client_key"):
    """app/accounts/rsa_keys.py"""

    id = None  # type: ignore[assignment]  # the real key is (county, use)
    use = Text(primary_key=True, default=None)
    sealed = Text(default=None, secret=True)
    made_at = Timestamptz()


class AccountRow(CountyTable, tablename="account"):
    provider = ForeignKey(Provider, null=False, on_delete=OnDelete.restrict)
    subject = Text(default=None, null=True)  # null: invited, and nobody has come
    name = Text(default=None)
    phone = Text(default="", secret=True)  # at the desk: who may call it sees it whole
    disabled_at = Timestamptz(default=None, null=True)
    created_at = Timestamptz()
    gone_on = Date(default=None, null=True)  # erased: app/persons/erasing.py
    joined = BigInt(default=None, null=True)  # its invitation was taken by this account


class Invitation(CountyTable):
    """Whoever comes with its code is that account (app/accounts/invitations.py)."""

    id = None  # type: ignore[assignment]  # the real key is (county, account)
    account = BigInt(primary_key=True, default=None)
    hash = Text(default=None, secret=True)
    until = Timestamptz(default=None)


class Session(CountyTable):
    token_hash = Text(default=None, secret=True)
    account = ForeignKey(AccountRow, null=False, on_delete=OnDelete.restrict)
    started_at = Timestamptz()
    seen_at = Timestamptz()
    wall_at = Timestamptz(default=None, null=True)


class Appointment(CountyTable):
    """A role held by an account, perhaps only at a station and what lies under it."""

    account = ForeignKey(AccountRow, null=False, on_delete=OnDelete.restrict)
    role = Text(default=None)
    station = BigInt(default=None, null=True)  # its table stands on a higher floor
    department = BigInt(default=None, null=True)
    since = Timestamptz()
    ended_at = Timestamptz(default=None, null=True)


class Submission(CountyTable):
    """A form's token, once it was taken (app/web/forms/idempotency.py)."""

    id = None  # type: ignore[assignment]  # the real key is (county, token)
    token = Text(primary_key=True, default=None)
    led_to = Text(default=None)
    content = Text(default="")  # a hash of who sent what
    said = Text(default="")
    kept = Text(default="")
    at = Timestamptz()


class KeptForm(CountyTable, tablename="kept_form"):
    """What was typed when a sign-in had expired: app/web/forms/expired.py. For an hour."""

    account = ForeignKey(AccountRow, null=False, on_delete=OnDelete.restrict)
    browser = Text(default=None, secret=True)
    address = Text(default=None)
    page = Text(default=None)
    fields = JSONB(default=None, secret=True)
    form = Text(default="", secret=True)
    at = Timestamptz()


class QuotaSpent(CountyTable, tablename="quota"):
    """app/web/rate_limit.py; of an address `who` is a keyed hash, never the address."""

    id = None  # type: ignore[assignment]  # the real key is (county, what, who, since)
    what = Text(primary_key=True, default=None)
    who = Text(default=None)
    since = Timestamptz()
    spent = Integer(default=1)
