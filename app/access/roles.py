"""Roles and permissions, in one place. A route says which act it is: `guards=[may(Act.…)]`.

At a topic's ring the county's charter names the roles that may move it on; ROLES are the words it
may use. A role may be limited to a station and what lies under it (`Grant.station`).
"""

from enum import StrEnum
from typing import Any, NamedTuple

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from app.i18n import _

Connection = ASGIConnection[Any, Any, Any, Any]


class Role(StrEnum):
    MEMBER = "member"
    CONVENER = "convener"
    TOWNSHIP = "township"
    COMMITTEE = "committee"
    LEADERSHIP = "leadership"
    PARTY = "party"
    DEPARTMENT = "department"
    OFFICE = "office"
    REGION = "region"
    OPERATOR = "operator"


NAMES = {
    Role.MEMBER: _("政协委员"),
    Role.CONVENER: _("召集人"),
    Role.TOWNSHIP: _("乡镇（街道）经办"),
    Role.COMMITTEE: _("专门委员会"),
    Role.LEADERSHIP: _("党组会、主席会"),
    Role.PARTY: _("党委"),
    Role.DEPARTMENT: _("承办单位"),
    Role.OFFICE: _("政协办公室"),
    Role.REGION: _("上级政协"),
    Role.OPERATOR: _("平台运营方"),
}


class Act(StrEnum):
    DESK = "desk"  # has a desk of their own
    SEE = "see"  # what is not public yet, at one's stations
    MOVE_TOPIC = "move_topic"  # at rings that the charter gives to the role
    CONSULT = "consult"  # prepare, record and file consultations
    SIGN_IN_SELF = "sign_in_self"  # at a consultation one was invited to
    UPLOAD = "upload"  # photos and files
    PUBLISH = "publish"  # a file, to whoever sees what it belongs to
    SPEAK = "speak"  # note a statement
    COMMIT = "commit"  # take back what departments were to do
    PROGRESS = "progress"  # report on what one's department owes
    VERIFY = "verify"  # that it was done
    ANSWER = "answer"  # reach whoever raised it, while it waits for an answer
    STATIONS = "stations"  # open, change and close them
    STANDARD = "standard"  # show that they meet their standard, see where it is missing
    PEOPLE = "people"  # accounts, roles, members, departments
    CHARTER = "charter"  # the county's rules: their versions, new ones
    SCORE = "score"  # see scores before they are settled
    ASSESS = "assess"  # open an assessment, bring it forward, lock it
    ANSWER_APPEAL = "answer_appeal"  # of scores
    MARK = "mark"  # verify what was claimed, reported and shown
    APPROVE = "approve"  # scores, after the public notice
    CLAIM = "claim"  # assess oneself, and appeal, where it is one's own score
    ACTIVITY = "activity"  # report what was done outside a consultation
    NOMINATE = "nominate"  # a closed topic, to the prefecture or the province
    VEIL = "veil"  # for strangers, a stretch of a matter's texts
    TAKE_BACK = "take_back"  # a matter's last step, and that it is public; and put it back
    PRIVATE = "private"  # see who raised a matter, and how to reach them
    WISHES = "wishes"  # what persons want done with what is kept about them
    NUDGE = "nudge"  # see all that waits in the county, and ask for it
    OVERVIEW = "overview"  # the whole county at a glance, and what its figures are made of
    SIGNUPS = "signups"
    AUDIT = "audit"  # read who did what, in one's own realm
    COMPARE = "compare"  # see the counties under the region's code, as far as they share
    CHOOSE = "choose"  # of what counties nominate to the region


SIGNED_IN = frozenset(Role) - {Role.REGION, Role.OPERATOR}
KEEPERS = frozenset({Role.CONVENER, Role.TOWNSHIP, Role.OFFICE})
# Who verifies and answers where nobody else is left; it is on their desks only there.
LAST = frozenset({Role.LEADERSHIP})

MAY: dict[Act, frozenset[Role]] = {
    Act.DESK: SIGNED_IN,
    Act.SEE: SIGNED_IN - {Role.DEPARTMENT},  # they see what they owe, and where they are invited
    Act.MOVE_TOPIC: SIGNED_IN,
    Act.CONSULT: KEEPERS | {Role.COMMITTEE},
    Act.SIGN_IN_SELF: frozenset({Role.MEMBER}),
    Act.UPLOAD: SIGNED_IN,  # each to what is theirs
    Act.PUBLISH: KEEPERS,
    Act.SPEAK: KEEPERS | {Role.MEMBER, Role.COMMITTEE, Role.DEPARTMENT},
    Act.COMMIT: KEEPERS | {Role.COMMITTEE},
    Act.PROGRESS: frozenset({Role.DEPARTMENT, Role.OFFICE}),
    Act.VERIFY: KEEPERS | {Role.COMMITTEE, Role.MEMBER} | LAST,
    Act.ANSWER: KEEPERS | {Role.COMMITTEE},
    Act.STATIONS: frozenset({Role.OFFICE}),
    Act.STANDARD: KEEPERS | {Role.COMMITTEE} | LAST,
    Act.PEOPLE: frozenset({Role.OFFICE}),
    Act.CHARTER: frozenset({Role.OFFICE}),
    Act.SCORE: frozenset({Role.OFFICE, Role.LEADERSHIP, Role.COMMITTEE}),
    Act.ASSESS: frozenset({Role.OFFICE}),
    Act.ANSWER_APPEAL: frozenset({Role.OFFICE}) | LAST,
    Act.MARK: frozenset({Role.OFFICE, Role.COMMITTEE}) | LAST,
    Act.APPROVE: frozenset({Role.LEADERSHIP}),
    Act.CLAIM: SIGNED_IN,
    Act.ACTIVITY: KEEPERS | {Role.MEMBER, Role.COMMITTEE} | LAST,
    Act.NOMINATE: frozenset({Role.OFFICE}),
    Act.VEIL: frozenset({Role.OFFICE}),
    Act.TAKE_BACK: frozenset({Role.OFFICE}),
    Act.PRIVATE: KEEPERS,
    Act.WISHES: frozenset({Role.OFFICE, Role.REGION, Role.OPERATOR}),  # each in their own realm
    Act.NUDGE: frozenset({Role.OFFICE}),
    Act.OVERVIEW: frozenset({Role.OFFICE, Role.LEADERSHIP, Role.PARTY}),
    Act.SIGNUPS: frozenset({Role.OPERATOR}),
    Act.AUDIT: frozenset({Role.OFFICE, Role.REGION, Role.OPERATOR}),
    Act.COMPARE: frozenset({Role.REGION}),
    Act.CHOOSE: frozenset({Role.REGION}),
}


class Grant(NamedTuple):
    role: Role
    station: int | None = None  # None: everywhere in the county
    department: int | None = None


class Account(NamedTuple):
    id: int
    name: str
    grants: tuple[Grant, ...]
    member: int | None = None  # the person's row among the members, if there is one

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def departments(self) -> list[int]:
        return [grant.department for grant in self.grants if grant.department is not None]

    def may(self, act: Act) -> bool:
        """Somewhere in the county; whether here, `at` says."""
        return not MAY[act].isdisjoint(self.roles)

    def at(self, roles: frozenset[Role] | set[Role], lineage: list[int]) -> list[Role]:
        """Those of `roles` that are held at a station with this lineage; empty: none."""
        return [
            grant.role
            for grant in self.grants
            if grant.role in roles and (grant.station is None or grant.station in lineage)
        ]

    def stations(self, act: Act) -> list[int] | None:
        """Where, for lists: these and what lies under them; None: everywhere in the county."""
        held = [grant.station for grant in self.grants if grant.role in MAY[act]]
        return None if None in held else [station for station in held if station is not None]

    def comes_first(self, act: Act) -> bool:
        """Not only where nobody else is left."""
        return not (MAY[act] - LAST).isdisjoint(self.roles)

    def may_at(self, act: Act, lineage: list[int]) -> bool:
        return bool(self.at(MAY[act], lineage))


def may(act: Act) -> Guard:
    """Guards a route. Signed out: 401, which brings the form back after sign-in. Else 403."""

    async def guard(connection: Connection, _handler: BaseRouteHandler) -> None:
        await signed_in(connection, _handler)
        if not connection.user.may(act):
            raise PermissionDeniedException(_("您的账号无权办理，请换有权限的账号登录。"))

    guard.act = act  # type: ignore[attr-defined]  # so that a test can walk the routes
    return guard


async def signed_in(connection: Connection, _handler: BaseRouteHandler) -> None:
    """As `may`, whatever the roles."""
    if connection.user is None:
        raise NotAuthorizedException(_("请先登录。"))
