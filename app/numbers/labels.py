"""What figures are called: in the county's words where they are the county's."""

from msgspec import structs

from app.charter.model import Charter, Names
from app.i18n import _, translated
from app.ledger.kinds import NAMES, Kind
from app.numbers.figures import meaning

LEVELS = {
    "county": _("县级"),
    "township": _("乡镇、街道"),
    "village": _("村、社区"),
    "unit": _("企事业单位、社会组织"),
    "area": _("片区、网格"),
}

LABELS = {
    "stations": "%(station)s",
    "stations-met": _("达标的%(station)s"),
    "topics-raised": _("提出的事情"),
    "topics": _("立项%(topic)s"),
    "topics-on-theme": _("其中%(theme)s"),
    "declined": _("不予受理"),
    "settled": _("就地解决"),
    "referred": _("提交决策参考"),
    "consultations": "%(consultation)s",
    "typical": _("其中典型"),
    "member-attendances": _("%(member)s参与（人次）"),
    "citizens": _("群众参与（人次）"),
    "departments": _("%(department)s参与（人次）"),
    "outcomes": _("报送%(outcome)s"),
    "adopted": _("其中被采纳"),
    "commitments": "%(commitment)s",
    "commitments-done": _("其中已办完"),
    "commitments-on-time": _("其中按期办完"),
    "answered": _("已作%(answer)s"),
    "solved": _("解决的问题"),
}


# Kinds of the ledger that speak of what a county has words of its own for; the others: kinds.NAMES.
KINDS = {
    Kind.STATION_OPENED: _("设立%(station)s"),
    Kind.STATION_STANDARD_MET: _("%(station)s达标"),
    Kind.TOPIC_ON_THEME: _("%(theme)s内立项"),
    Kind.CONSULTATION_FILED: _("%(consultation)s归档"),
    Kind.ATTENDANCE_MEMBER: _("%(member)s参加（人次）"),
    Kind.OUTCOME_REPORTED: _("报送%(outcome)s"),
    Kind.OUTCOME_ADOPTED: _("%(outcome)s被采纳"),
    Kind.OUTCOME_NOT_ADOPTED: _("%(outcome)s未被采纳"),
    Kind.COMMITMENT_MADE: _("定下%(commitment)s"),
    Kind.COMMITMENT_DUE: _("%(commitment)s到期（含提前办结）"),
    Kind.COMMITMENT_DONE: _("%(commitment)s办结"),
    Kind.COMMITMENT_DONE_ON_TIME: _("%(commitment)s按期办结"),
    Kind.COMMITMENT_VERIFIED: _("%(commitment)s经核验"),
    Kind.CASE_NOMINATED: _("推荐%(case)s"),
    Kind.CASE_CHOSEN: _("%(case)s被选用"),
    Kind.RATING_GIVEN: _("群众%(rating)s"),
}


def kind_called(kind: str, names: Names) -> str:
    """A kind of the ledger in the county's words."""
    if kind in KINDS:
        return translated(KINDS[Kind(kind)], **structs.asdict(names))
    return translated(NAMES[Kind(kind)]) if kind in set(Kind) else kind


def level_name(level: str) -> str:
    return translated(LEVELS[level]) if level in LEVELS else level


def label(name: str, charter: Charter) -> str:
    """Of any figure's id; `stations-village` → 工作站 · 村、社区."""
    names = charter.names
    words = {
        "station": names.station,
        "topic": names.topic,
        "consultation": names.consultation,
        "case": names.case,
        "member": names.member,
        "department": names.department,
        "outcome": names.outcome,
        "commitment": names.commitment,
        "answer": names.answer,
        "theme": names.theme or (charter.topics.theme.name if charter.topics.theme else ""),
    }
    if name in LABELS:
        return translated(LABELS[name], **words)
    _kind, column, part = meaning(name) or (None, None, "")
    whole = words["station"] if name.startswith("stations") else words["consultation"]
    called: dict[str, str] = {
        "station_kind": {key: kind.name for key, kind in charter.station_kinds.items()},
        "form": charter.forms,
        "result": {str(key): text for key, text in charter.consultations.conclusions.items()},
    }.get(column or "", {})
    of = level_name(part) if column == "level" else called.get(part, part)
    return f"{whole} · {of or translated(_('未注明'))}"
