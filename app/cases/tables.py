from piccolo.columns import Array, BigInt, Boolean, ForeignKey, Integer, OnDelete, Text, Timestamptz

from app.tenancy.tables import CountyTable
from app.topics.tables import Topic

# What is published lies in `published_case`, which all share: its policies say who writes it. So
# does what a region is asked, in `nominated`; triggers keep it, and its numbers in
# `nominated_count`.


class Nomination(CountyTable):
    """The region sees all but who nominated and who withdrew it."""

    topic = ForeignKey(Topic, null=False, on_delete=OnDelete.restrict)
    region = Integer(default=None)
    onward = Boolean(default=None)
    passed_to = Integer(default=None, null=True)
    title = Text(default=None)
    matter = Text(default=None)
    talk = Text(default=None)
    result = Text(default=None)
    photos = Array(base_column=BigInt(), default=[])
    nominated_by = Text(default=None)
    nominated_at = Timestamptz()
    withdrawn_by = Text(default="")
    withdrawn_at = Timestamptz(default=None, null=True)


class Choice(CountyTable):
    """A region's decision about a nomination. Written by the region's role, read by the county."""

    nomination = ForeignKey(Nomination, null=False, on_delete=OnDelete.restrict)
    region = Integer(default=None)
    kind = Text(default=None)
    reason = Text(default="")
    person = Text(default=None)
    at = Timestamptz()
    counted_at = Timestamptz(default=None, null=True)
