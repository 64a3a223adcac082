from piccolo.columns import Array, BigInt, Date, Text

from app.tenancy.tables import CountyTable


class Wish(CountyTable):
    """About one of a matter, an account, a member, an activity, a sign-up. `person`: who sat down
    about the matter, or took part in the activity; empty: who raised the matter. `channel`: by the
    follow-up code (or the sign-up's own address), signed in, or written down by the office.
    `included`: other matters that are the same person's.
    """

    kind = Text(default=None)
    topic = BigInt(default=None, null=True)
    account = BigInt(default=None, null=True)
    member = BigInt(default=None, null=True)
    activity = BigInt(default=None, null=True)
    signup = BigInt(default=None, null=True)
    person = Text(default="", secret=True)
    words = Text(default="", secret=True)
    channel = Text(default=None)
    recorded_by = BigInt(default=None, null=True)
    asked_on = Date(default=None)
    due_on = Date(default=None)
    state = Text(default="waiting")
    answer = Text(default="", secret=True)
    decided_by = BigInt(default=None, null=True)
    decided_on = Date(default=None, null=True)
    included = Array(BigInt(), default=list)
