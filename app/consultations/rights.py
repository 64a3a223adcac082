"""Who sees a consultation, records it, files it, speaks and signs in. Of loaded rows."""

from collections.abc import Collection, Sequence

from app.access.hands import Hand, acting, may_undo
from app.access.own import Record, own
from app.access.roles import MAY, Account, Act, Role
from app.charter.model import AGENDA, Charter
from app.consultations import rules
from app.consultations.rules import State
from app.consultations.tables import Invited, LoadedConsultation, Struck
from app.evidence.rights import sends_at
from app.refusal import Refused
from app.topics.hands import in_fact
from app.topics.rules import check_turn

WHO_CALLS_IT_TYPICAL = frozenset({Role.OFFICE, Role.COMMITTEE})


def takes_part(people: Sequence[Invited], account: Account) -> bool:
    """Invited as a member, or of a department that was."""
    return any(
        (each["member"] is not None and each["member"] == account.member)
        or each["department"] in account.departments
        for each in people
    )


def sees_all(
    consultation: LoadedConsultation, people: Sequence[Invited], account: Account | None
) -> bool:
    """Before it is filed, and with everybody's full name: roles at its station, and the invited."""
    return account is not None and (
        account.may_at(Act.SEE, consultation["lineage"]) or takes_part(people, account)
    )


def is_public(consultation: LoadedConsultation) -> bool:
    return consultation["state"] == State.FILED and consultation["published_at"] is not None


def records(consultation: LoadedConsultation, charter: Charter, account: Account | None) -> bool:
    if account is None:
        return False
    held = account.at(set(Role), consultation["lineage"])
    return account.may_at(Act.CONSULT, consultation["lineage"]) or not rules.recorders(
        charter.rings
    ).isdisjoint(held)


def its_turn(consultation: LoadedConsultation, charter: Charter, account: Account) -> None:
    """Filing moves the topic on, so it takes the roles of the ring that the topic stands at."""
    check_turn(
        in_fact(charter.rings[consultation["ring"]], consultation),
        consultation["stage"],
        AGENDA,
        account.at(set(Role), consultation["lineage"]),
    )


def in_time(consultation: LoadedConsultation, charter: Charter) -> None:
    """Whoever keeps the record cancels a sitting and takes it up again, also where its ring is
    another's; but none that the topic has left behind.
    """
    ring = charter.rings[consultation["ring"]]
    check_turn(ring, consultation["stage"], AGENDA, ring.by)


def may_file(consultation: LoadedConsultation, charter: Charter, account: Account | None) -> bool:
    if account is None or consultation["state"] != State.PLANNED:
        return False
    try:
        its_turn(consultation, charter, account)
    except Refused:
        return False
    return True


def may_take_up(
    consultation: LoadedConsultation, charter: Charter, account: Account | None
) -> bool:
    if account is None or consultation["state"] != State.CANCELLED:
        return False
    try:
        in_time(consultation, charter)
    except Refused:
        return False
    mine = hand_at(account, consultation)
    return records(consultation, charter, account) and may_undo(mine, consultation["cancelled_as"])


def may_call_back(
    consultation: LoadedConsultation, struck: Sequence[Struck], account: Account | None
) -> list[Struck]:
    """Those of them that this account may."""
    mine = hand_at(account, consultation) if account else Hand.SENDER
    return [each for each in struck if may_undo(mine, each["struck_as"])]


def hand_at(account: Account, consultation: LoadedConsultation) -> Hand:
    """Any role records, where the charter says so."""
    return acting(account, set(Role), consultation["lineage"])


def seats(
    consultation: LoadedConsultation, people: Sequence[Invited], account: Account | None
) -> Sequence[Invited]:
    """Whose words this account may note. Those who keep the station and the members who were
    invited: everybody's; a member is of the whole county, and not of every sitting. A department:
    its own.
    """
    if account is None or consultation["state"] != State.PLANNED or not account.may(Act.SPEAK):
        return []
    keeps = account.at(MAY[Act.SPEAK] - {Role.MEMBER, Role.DEPARTMENT}, consultation["lineage"])
    if keeps or any(m["member"] is not None and m["member"] == account.member for m in people):
        return people
    return [each for each in people if each["department"] in account.departments]


def of_own_department(people: Sequence[Invited], account: Account | None) -> set[int]:
    mine = account.departments if account else []
    return {each["id"] for each in people if each["department"] in mine}


def speaks(
    consultation: LoadedConsultation, people: Sequence[Invited], account: Account | None
) -> bool:
    return bool(seats(consultation, people, account))


def sends(
    consultation: LoadedConsultation, people: Sequence[Invited], account: Account | None
) -> bool:
    """Photos and files, while it takes any: roles at its station, and members who take part."""
    return account is not None and (
        sends_at(account, consultation["lineage"])
        or (Role.MEMBER in account.roles and takes_part(people, account))
    )


def own_place(
    consultation: LoadedConsultation, people: Sequence[Invited], account: Account | None
) -> Invited | None:
    """Who I am among the participants; None: I was not invited, or it is over."""
    if account is None or account.member is None or consultation["state"] != State.PLANNED:
        return None
    return next((each for each in people if each["member"] == account.member), None)


def calls_typical(
    consultation: LoadedConsultation, account: Account | None, whose: Collection[int | None]
) -> bool:
    """Or does so no more, of what is exemplary already. It counts for the station: `whose` it is,
    or who speaks for it, does not say so.
    """
    if account is None or not account.at(WHO_CALLS_IT_TYPICAL, consultation["lineage"]):
        return False
    own_one = own(account, Record(authors=whose, lineage=consultation["lineage"]))
    return consultation["typical"] or (consultation["state"] == State.FILED and not own_one)
