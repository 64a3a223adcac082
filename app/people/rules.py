"""Who may be given which role, who may be written down as a member. Plain values in and out."""

from collections.abc import Collection

from app.i18n import _
from app.refusal import Overtaken, Refused
from app.text import canonical_phone

NEEDS_STATION = frozenset({"convener", "township"})  # else they would keep the whole county
NEEDS_DEPARTMENT = frozenset({"department"})
COUNTYWIDE = frozenset({"office", "leadership", "party", "committee"})
LONGEST_NAME = 30


def check_account(subject: str, name: str) -> list[Refused]:
    """No subject: whoever it is comes by an invitation."""
    wrong = []
    if len(subject.strip()) > 255:
        wrong.append(
            Refused(_("账号标识不超过 %(most)s 个字符；不知道就留空。"), "subject", most=255)
        )
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        wrong.append(Refused(_("请填姓名，不超过 %(most)s 个字。"), "name", most=LONGEST_NAME))
    return wrong


def check_role(
    role: str, *, known: Collection[str], station: int | None, department: int | None
) -> list[Refused]:
    """`known`: the roles that may be held in a county."""
    if role not in known:
        return [Refused(_("请选一个职责。"), "role")]
    wrong = []
    if role in NEEDS_STATION and station is None:
        wrong.append(Refused(_("这个职责须限定在一处。"), "station"))
    if role in COUNTYWIDE and station is not None:
        wrong.append(Refused(_("这个职责不限定在一处。"), "station"))
    if role in NEEDS_DEPARTMENT and department is None:
        wrong.append(Refused(_("请选单位。"), "department"))
    if role not in NEEDS_DEPARTMENT and department is not None:
        wrong.append(Refused(_("这个职责不属于某个单位。"), "department"))
    return wrong


def check_came(subject: str | None) -> None:
    """An account of which nobody is known yet is opened by its invitation alone."""
    if subject is None:
        raise Refused(_("还没有人用这个账号登录过，请发邀请码。"))


def check_not_come(subject: str | None) -> None:
    if subject is not None:
        raise Refused(_("本人已经登录过，不用再邀请。"))


def check_member(
    name: str, sector: str, phone: str, mode: str, *, modes: Collection[str], placed: bool
) -> list[Refused]:
    wrong = []
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        wrong.append(Refused(_("请填姓名，不超过 %(most)s 个字。"), "name", most=LONGEST_NAME))
    if not 1 <= len(sector.strip()) <= LONGEST_NAME:
        wrong.append(Refused(_("请填界别。"), "sector"))
    if phone.strip() and canonical_phone(phone) is None:
        wrong.append(Refused(_("电话号码不对；也可以不填。"), "phone"))
    if placed and mode not in modes:
        wrong.append(Refused(_("请选编入方式。"), "mode"))
    return wrong


def work_phone(phone: str) -> str:
    """As it is kept; nothing: there is none."""
    kept = canonical_phone(phone) if phone.strip() else ""
    if kept is None:
        raise Refused(_("电话号码不对；也可以不填。"), "phone")
    return kept


def check_phone_seen(was: str, now: str) -> None:
    if was != now:
        raise Overtaken(_("别人刚刚改过这个电话，现在的已经显示出来，请再看一遍。"))


def check_ending(
    reason: str, *, ended: bool, itself: bool, other_ended: bool
) -> tuple[str, list[Refused]]:
    """Of a department. `itself`, `other_ended`: of the one that is to take over."""
    if ended:
        raise Overtaken(_("这个单位已经停用，什么都没有改。"))
    wrong = []
    if itself or other_ended:
        wrong.append(Refused(_("请选另一个在用的单位，或者不选。"), "department"))
    if not reason.strip():
        wrong.append(Refused(_("请写明停用的缘由。"), "reason"))
    return reason.strip(), wrong


def check_taking_up(reason: str, *, ended: bool) -> str:
    if not ended:
        raise Overtaken(_("这个单位没有停用，什么都没有改。"))
    if not reason.strip():
        raise Refused(_("请写明恢复的缘由。"), "reason")
    return reason.strip()


def check_owner(owner: int | None, member: int | None) -> list[Refused]:
    """`owner`: the member whose account it is."""
    if owner not in {None, member}:
        return [Refused(_("这个账号已属于另一位%(member)s。"), "subject")]
    return []
