from piccolo.columns import Boolean, Text
from piccolo.table import Table

from app.db import DB


class Division(Table, db=DB):
    """Shared by all. load.py fills it, as the owner; the operator may add and rename."""

    code = Text(primary_key=True, default=None)
    name = Text(default=None)
    level = Text(default=None)
    parent = Text(default=None, null=True)
    path = Text(default=None)
    initials = Text(default="")
    romanised = Text(default="")
    spelt = Text(default="")
    amended = Boolean(default=False)
