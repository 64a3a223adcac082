"""Written by triggers alone, with the text itself (app/migrations/0027_pieces.sql)."""

from piccolo.columns import BigInt, Boolean, Text

from app.tenancy.tables import CountyTable


class Piece(CountyTable):
    """One or two characters, folded, of a record's searched text. `public`: strangers read it.
    `by_pinyin`, `by_strokes`: a member's own, for lists in these orders.
    """

    id = None  # type: ignore[assignment]
    kind = Text(default=None)
    public = Boolean(default=None)
    piece = Text(default=None)
    by_pinyin = Text(null=True, default=None)
    by_strokes = Text(null=True, default=None)
    record = BigInt(primary_key=True)
