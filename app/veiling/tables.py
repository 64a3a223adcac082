from piccolo.columns import BigInt, Text, Timestamptz

from app.tenancy.tables import CountyTable


class Veil(CountyTable):
    """A stretch of a matter's texts that strangers do not read. `lifted_at`: they do again.
    `raised`: the matter of whose raiser it is the name, where that was merged into this one once.
    """

    topic = BigInt(default=None)
    stretch = Text(default=None)
    reason = Text(default=None)
    account = BigInt(default=None)
    raised = BigInt(default=None, null=True)
    at = Timestamptz()
    lifted_by = BigInt(default=None, null=True)
    lifted_at = Timestamptz(default=None, null=True)
    lifted_reason = Text()
