"""Conflict of interest: nobody judges in their own cause. One rule, by account and by what an
account speaks for.

Who verifies, approves or answers an appeal is neither author, subject nor beneficiary of the
record; who rates did not carry it out. The subject may claim and appeal, the raiser may rate: that
is not asked here. Where nobody else is left the office appoints another account of the same body.
"""

from collections.abc import Collection
from typing import NamedTuple

from app.access.roles import Account, Role
from app.i18n import _
from app.refusal import Refused

# Whoever holds one of these at a station speaks for it and for what lies under it.
SPEAKS_FOR = frozenset({Role.CONVENER, Role.TOWNSHIP})
OTHERS = _("这是您自己经手的，或者您就是当事的一方，请由别的账号办理；没有别人时请办公室另行指定。")


class Record(NamedTuple):
    """Whose a record is. `authors`: accounts; `lineage`: of the station that it is about;
    `spoken_for`: whoever asks is known to speak for its subject, as of a score.
    """

    authors: Collection[int | None] = ()
    members: Collection[int] = ()
    departments: Collection[int] = ()
    lineage: Collection[int] = ()
    spoken_for: bool = False


def own(account: Account, record: Record) -> bool:
    """Pure."""
    return (
        record.spoken_for
        or account.id in record.authors
        or (account.member is not None and account.member in record.members)
        or not set(account.departments).isdisjoint(record.departments)
        or any(
            grant.role in SPEAKS_FOR and grant.station in record.lineage
            for grant in account.grants
            if grant.station is not None
        )
    )


def check_other(account: Account, record: Record, field: str | None = None) -> None:
    if own(account, record):
        raise Refused(OTHERS, field)
