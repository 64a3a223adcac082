"""Only `noting` and the sealing of the ledger write here; only the log's page reads."""

from piccolo.columns import JSONB, BigInt, Text, Timestamptz

from app.tenancy.tables import CountyTable


class Audit(CountyTable):
    """Append-only: the database refuses update and delete."""

    act = Text(default=None)
    actor = BigInt(default=None, null=True)
    person = Text(default=None)
    address = Text(default=None)
    about = Text(default=None)
    before = JSONB(default="{}")
    after = JSONB(default="{}")
    at = Timestamptz()


# Without an id, as the ledger's (app/ledger/tables.py).


class AuditSeal(CountyTable, tablename="audit_seal"):
    id = None  # type: ignore[assignment]
    position = BigInt(primary_key=True)
    entry = BigInt(default=None)
    hash = Text(default=None)
    sealed_at = Timestamptz()


class AuditUnsealed(CountyTable, tablename="audit_unsealed"):
    """What was noted and waits to be sealed."""

    id = None  # type: ignore[assignment]
    entry = BigInt(primary_key=True)
