"""What can be chosen, and who may look for it. Each feature answers for its own (asking.py)."""

from typing import NamedTuple

from app.access.roles import Act
from app.records import Recorded


class About(NamedTuple):
    """`act`: who may do it may look for these; None: everybody, for all of them are public."""

    act: Act | None


class What(Recorded):
    about: About

    STATION = "station", About(None)
    REPORTED_AT = "reported_at", About(Act.ACTIVITY)  # stations where one may report for
    PARENT = "parent", About(Act.STATIONS)  # stations under which others may lie
    DIVISION = "division", About(Act.STATIONS)  # within: the station above, if there is one
    MEMBER = "member", About(Act.MOVE_TOPIC)  # within: a station; those near it come first
    DEPARTMENT = "department", About(Act.MOVE_TOPIC)
    ACCOUNT = "account", About(Act.PEOPLE)
    MERGEABLE = "mergeable", About(Act.MOVE_TOPIC)  # within: the topic that would be merged
    SPEAKER = "speaker", About(Act.SPEAK)  # within: the consultation
    ANSWERER = "answerer", About(Act.SPEAK)  # as speakers: those of departments
    ASKED = "asked", About(Act.SPEAK)  # likewise; everybody's, for one may ask another department
    ACTIVITY = "activity", About(Act.ACTIVITY)  # kinds of activities
    LEVEL = "level", About(Act.ACTIVITY)
    INDICATOR = "indicator", About(Act.CLAIM)  # within: assessment/subject
    SUBJECT = "subject", About(Act.CHARTER)  # within: the kind of subjects that a sheet is about
    VERSION = "version", About(Act.CHARTER)  # of the rules
    COUNTY = "county", About(Act.CHOOSE)  # a region's own: of what is nominated to it
