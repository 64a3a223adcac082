"""Written by triggers alone, with the text itself (app/migrations/0027_pieces.sql)."""

from piccolo.columns import BigInt, Boolean, Date, Text

from app.tenancy.tables import CountyTable


class Piece(CountyTable):
    """One or two characters, folded, of a record's searched text. `public`: strangers read it.
    The other columns: what lists stand by that are read along the pieces of their kind, a station's
    from the top down, or by its place of the national list.
    """

    id = None  # type: ignore[assignment]
    kind = Text(default=None)
    public = Boolean(default=None)
    piece = Text(default=None)
    by_pinyin = Text(null=True, default=None)
    by_strokes = Text(null=True, default=None)
    by_place = Text(null=True, default=None)
    from_top = Text(null=True, default=None)
    by_day = Date(null=True, default=None)
    record = BigInt(primary_key=True)
