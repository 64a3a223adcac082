from piccolo.columns import Integer, Text, Timestamptz
from piccolo.table import Table

from app.db import DB


class County(Table, db=DB):
    """Shared by all. `id` is the division code (GB/T 2260), `slug` the first part of the path."""

    id = Integer(primary_key=True, default=None)
    slug = Text(default=None)
    name = Text(default=None)
    opened_at = Timestamptz()
