"""How long what is typed may be, in code points: each form's fields, by the form's address.

Held for every POST before its handler runs (arriving.py, after the route's guards); templates say
the same numbers in `at_most`, and a test compares the two. A field that is not named here
holds a choice, a number or a day, and may be as long as `OTHERS`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.i18n import _
from app.refusal import Refused

OTHERS = 300
ANY = 2**20  # a whole document: the body's own limit is lower

_MEMBER = {"name": 30, "sector": 30, "phone": 30}
_PROVIDER = {"issuer": 300, "client_id": 200, "client_secret": 500}
_RATING = {"comment": 500}
_FOLLOWER = {"title": 60, "story": 4000, "reason": 500}
_RAISE = {
    "title": 60, "story": 4000, "spot": 60, "name": 30, "phone": 30, "slip": 30,
    "latitude": 20, "longitude": 20, "accuracy": 20,
}  # fmt: skip
_PLAN = {"title": 60, "place": 60, "begins": 20, "agenda": 8000}
_PERSON = {"name": 30, "names": 2000}
_NOTE = {"text": 2000}
_WORDS = {
    "platform": 20, "slogan": 60, "station": 20, "topic": 20, "consultation": 20, "minutes": 20,
    "outcome": 20, "commitment": 20, "department": 20, "member": 20, "convener": 20, "circle": 20,
    "answer": 20, "rating": 20, "case": 20, "screening": 20, "at_county": 20, "at_township": 20,
    "at_village": 20,
}  # fmt: skip
_WISH = {"words": 500}
# The page of a photo and of a file is one form, and so is the list of departments.
_DEPARTMENTS = {"name": 30, "name.": 30, "phone": 30, "phone.": 30}
_PHOTO = {"caption": 100, "reason": 200}
_FILE = {"reason": 200, "reason.": 200}
# A sitting's page is one form: whatever is pressed, all of it arrives.
SITTING = _PLAN | {
    "minutes": 8000, "sections.": 4000, "opinion": 2000, "text": 2000, "text.": 2000,
    "names.": 2000, "name.": 30, "reason": 200, "reason.": 200,
}  # fmt: skip
# So is where a circle is composed, with what its ring asks for; where promises are written; a
# promise's page; and what the office does about a matter beside its steps.
COMPOSING = _PLAN | {"opinion": 2000, "report": 4000, "names.": 2000, "name.": 30}
PROMISING = _NOTE | {"task": 200, "new_department": 30}
PROMISED = _NOTE | {"note": 2000, "reason": 500, "reason.": 500}
OFFICE = {
    "stretch": 200,
    "reason": 200,
    "reason.": 200,
    "reason.back": 500,
    "reason.down": 500,
    "reason.up": 500,
}

_SIGNUP = {
    "admin_name": 40,
    "admin_subject": 200,
    "issuer": 300,
    "client_id": 200,
    "client_secret": 500,
    "contact": 200,
    "slug": 40,
    "kept": 4000,
}

LONGEST: dict[str, Mapping[str, int]] = {
    "/people": {"subject": 255, "name": 30},
    "/people/members": _MEMBER,
    "/people/members/{member_id}": _MEMBER,
    "/people/departments": _DEPARTMENTS,
    "/people/departments/{department_id}/phone": _DEPARTMENTS,
    "/people/departments/{department_id}/name": _DEPARTMENTS,
    "/people/departments/{department_id}/ending": {"reason": 200},
    "/people/departments/{department_id}/ending/taking-up": {"reason": 200},
    "/people/{account_id}/phone": {"phone": 30},
    "/people/providers": _PROVIDER,
    "/operator/counties/{code}/provider": _PROVIDER,
    "/operator/nation": {
        "issuer": 300, "client_id": 200, "client_secret": 500, "subject": 200, "name": 30,
    },
    "/topics/{topic_id}/review": {"title": 60, "opinion": 2000},
    "/topics/{topic_id}/approval": {"opinion": 2000, "document": 60},
    "/topics/{topic_id}/passage": COMPOSING,
    "/topics/{topic_id}/outcomes": {"text": 4000, "reported_to": 60},
    "/topics/{topic_id}/reference": {"text": 4000, "sent_to": 60, "document": 60},
    "/topics/{topic_id}/reply": {"text": 2000, "document": 60},
    "/topics/{topic_id}/adoption": {"reason": 2000},
    "/topics/{topic_id}/commitments": PROMISING,
    "/topics/{topic_id}/carried-out": PROMISING,
    "/topics/{topic_id}/answers": _NOTE,
    "/topics/{topic_id}/lapse": _NOTE,
    "/topics/{topic_id}/rating": _RATING,
    "/topics/{topic_id}/rating/withdrawal": {"reason": 200},
    "/topics/{topic_id}/resubmission": {"title": 60, "story": 4000},
    "/topics/{topic_id}/withdrawal": {"reason": 500},
    "/topics/{topic_id}/circle": COMPOSING | _PERSON,
    "/topics/{topic_id}/circle/known": COMPOSING,
    "/topics/{topic_id}/circle/{person_id}/removal": COMPOSING,
    "/topics/{topic_id}/consultations": COMPOSING,
    "/topics/finding": {"name": 30, "phone": 30},
    "/raise": _RAISE,
    "/raise/look": {"title": 60, "story": 4000, "spot": 60},
    "/raise/alike/look": {"title": 60},
    "/raise/near": {"latitude": 20, "longitude": 20},
    "/raise/joining/{topic_id}": _RAISE,
    "/topics/{topic_id}/back": OFFICE,
    "/topics/{topic_id}/taking-down": OFFICE,
    "/topics/{topic_id}/putting-back": OFFICE,
    "/topics/{topic_id}/veils": OFFICE,
    "/topics/{topic_id}/veils/lifting": OFFICE,
    "/follow": {"code": 20},
    "/invitation": {"code": 30},
    "/operator/counties/{code}/invitation": {"name": 30},
    "/follow/rating": _RATING,
    "/follow/rating/withdrawal": {"reason": 200},
    "/follow/wish": _WISH,
    "/account/data": _WISH,
    "/signup/done/{reference}/wish": _WISH,
    "/wishes": _WISH | {"person": 30},
    "/wishes/{wish_id}/decision": {
        "answer": 500,
        "name": 30,
        "phone": 200,
        "also": 1000,
        "others": 2000,
    },
    "/follow/resubmission": _FOLLOWER,
    "/follow/withdrawal": _FOLLOWER,
    "/consultations/{consultation_id}/walk-ins": SITTING | _PERSON,
    "/consultations/{consultation_id}/walk-ins/{person_id}/removal": SITTING,
    "/consultations/{consultation_id}/attendance": SITTING,
    "/consultations/{consultation_id}/sign-in": SITTING,
    "/consultations/{consultation_id}/statements": SITTING,
    "/consultations/{consultation_id}/statements/{statement_id}/removal": SITTING,
    "/consultations/{consultation_id}/statements/{statement_id}/return": SITTING,
    "/consultations/{consultation_id}/record": SITTING,
    "/consultations/{consultation_id}/unsaved": SITTING,
    "/consultations/{consultation_id}/filing": SITTING,
    "/consultations/{consultation_id}/cancellation": SITTING,
    "/consultations/{consultation_id}/taking-up": {"reason": 200},
    "/consultations/{consultation_id}/corrections": {"text": 2000, "reason": 200},
    "/commitments/{commitment_id}/progress": PROMISED,
    "/commitments/{commitment_id}/completion": PROMISED,
    "/commitments/{commitment_id}/verification": PROMISED,
    "/commitments/{commitment_id}/verification/withdrawal": PROMISED,
    "/commitments/{commitment_id}/withdrawal": PROMISED,
    "/commitments/{commitment_id}/taking-up": PROMISED,
    "/consultations/{consultation_id}/typical": {"reason": 200},
    "/photos/{photo_id}/caption": {"caption": 100},
    "/photos/{photo_id}/note": _PHOTO,
    "/photos/{photo_id}/removal": _PHOTO,
    "/photos/{photo_id}/restoration": {"reason": 200},
    "/files/{file_id}/publication": _FILE,
    "/files/{file_id}/retraction": _FILE,
    "/files/{file_id}/removal": _FILE,
    "/files/{file_id}/restoration": {"reason": 200},
    "/stations": {"name": 60, "address": 120},
    "/stations/{station_id}": {"name": 60, "address": 120},
    "/stations/{station_id}/reopening": {"reason": 200},
    "/cases/nominations/{nomination_id}/withdrawal": {"reason": 500},
    "/stations/{station_id}/checks": {"note": 500},
    "/stations/checks/{check_id}/verification": {"reason": 500},
    "/stations/checks/{check_id}/withdrawal": {"reason": 500},
    "/activities": {"title": 80, "members": 500, "note": 1000},
    "/activities/{activity_id}/verification": {"reason": 1000},
    "/activities/{activity_id}/taking-up": {"reason": 1000},
    "/activities/{activity_id}/withdrawal": {"reason": 1000},
    "/cases/nominations": {"title": 60, "matter": 600, "talk": 800, "result": 600},
    "/cases/{code}/{nomination_id}/choice": {"reason": 500},
    "/assessments/{assessment_id}/marks/{subject}": {"why.": 1000},
    "/assessments/{assessment_id}/appeals/{subject}": {"text": 1000},
    "/assessments/{assessment_id}/answers/{appeal_id}": {"text": 1000},
    "/assessments/{assessment_id}/answers/{appeal_id}/retraction": {"reason": 200},
    "/assessments/{assessment_id}/taking-up": {"reason": 500},
    "/assessments/{assessment_id}/withdrawal": {"reason": 500},
    "/scores/{sheet}/what-if": {"table.": 2000},
    "/scores/{sheet}/what-if/draft": {"table.": 2000},
    "/charter/drafts": {"title": 60},
    "/charter/drafts/{draft_id}/{part}": {"": 20_000},
    "/charter/drafts/{draft_id}/signing": {"note": 200},
    "/charter/versions": {"document": ANY, "note": 200},
    "/charter/versions/{charter_id}/restoration": {"note": 200},
    "/signup": _SIGNUP | _WORDS,
    "/signup/trial": _PROVIDER | {"slug": 40, "kept": 4000},
    "/operator/counties/{code}/suspend": {"reason": 200},
    "/operator/signups/{signup_id}/decision": {"reason": 500},
    "/operator/signups/{signup_id}/confirmation": {"reason": 500},
    "/operator/signups/{signup_id}/reopening": {"reason": 500},
    "/operator/divisions": {"code": 30, "name": 40},
    "/weights": {"name": 40},
    "/demo-idp/authorize": {"": 4000},
    "/demo-idp/token": {"": 4000},
    "/keys": {"name": 40},
}  # fmt: skip


def longest(path: str, field: str) -> int:
    """`path` with its parameters' names. `why.place` is one of `why.`; `""` stands for all."""
    limits = LONGEST.get(path, {})
    start, dot, _rest = field.partition(".")
    return limits.get(field) or limits.get(start + dot) or limits.get("") or OTHERS


def is_text(path: str, field: str) -> bool:
    """Typed freely, and no choice, number or day."""
    start, dot, _rest = field.partition(".")
    return bool({field, start + dot} & LONGEST.get(path, {}).keys())


def too_long(path: str, fields: Iterable[tuple[str, Any]]) -> list[Refused]:
    """Each field once, however often it was sent."""
    found = {
        name: longest(path, name)
        for name, text in fields
        if isinstance(text, str) and len(text.strip()) > longest(path, name)
    }
    text = _("这一项太长，最多 %(most)s 个字。")
    return [Refused(text, name, most=most) for name, most in found.items()]
