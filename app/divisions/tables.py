from piccolo.columns import Text
from piccolo.table import Table

from app.db import DB


class Division(Table, db=DB):
    """Shared by all, and only read by the program: load.py fills it, as the owner."""

    code = Text(primary_key=True, default=None)
    name = Text(default=None)
    level = Text(default=None)
    parent = Text(default=None, null=True)
    path = Text(default=None)
    initials = Text(default="")
    romanised = Text(default="")
