"""The whole matrix: who may do what. Whoever changes roles.py changes it here too, knowingly."""

import pytest

from app.access.roles import MAY, NAMES, Account, Act, Grant, Role

#          member convener township committee leadership party department office region operator
MATRIX = """
desk            x x x x x x x x . .
see             x x x x x x . x . .
move_topic      x x x x x x x x . .
consult         . x x x . . . x . .
sign_in_self    x . . . . . . . . .
upload          x x x x x x x x . .
publish         . x x . . . . x . .
speak           x x x x . . x x . .
commit          . x x x . . . x . .
progress        . . . . . . x x . .
verify          x x x x x . . x . .
answer          . x x x . . . x . .
stations        . . . . . . . x . .
standard        . x x x x . . x . .
people          . . . . . . . x . .
charter         . . . . . . . x . .
score           . . . x x . . x . .
assess          . . . . . . . x . .
answer_appeal   . . . . x . . x . .
mark            . . . x x . . x . .
approve         . . . . x . . . . .
claim           x x x x x x x x . .
activity        x x x x x . . x . .
nominate        . . . . . . . x . .
veil            . . . . . . . x . .
take_back       . . . . . . . x . .
private         . x x . . . . x . .
wishes          . . . . . . . x x x
nudge           . . . . . . . x . .
overview        . . . . x x . x . .
signups         . . . . . . . . . x
audit           . . . . . . . x x x
compare         . . . . . . . . x .
choose          . . . . . . . . x .
"""
ROWS = {line.split()[0]: line.split()[1:] for line in MATRIX.strip().splitlines()}
CELLS = [(act, role) for act in Act for role in Role]


def test_the_matrix_has_every_act_and_every_role() -> None:
    print("\n" + " " * 14 + " ".join(role[:9].rjust(10) for role in Role))  # noqa: T201
    for act in Act:
        cells = ("x" if role in MAY[act] else "." for role in Role)
        print(act.ljust(14) + " ".join(cell.rjust(10) for cell in cells))  # noqa: T201
    assert list(ROWS) == list(Act) == list(MAY)
    assert {len(cells) for cells in ROWS.values()} == {len(Role)}
    assert set(NAMES) == set(Role)


@pytest.mark.parametrize(("act", "role"), CELLS)
def test_who_may_do_what(act: Act, role: Role) -> None:
    expected = ROWS[act][list(Role).index(role)] == "x"
    assert Account(1, "张三", (Grant(role),)).may(act) is expected
    assert Account(1, "张三", (Grant(role),)).may_at(act, [7, 8]) is expected


@pytest.mark.parametrize(("act", "role"), CELLS)
def test_a_grant_at_a_station_holds_there_and_below_only(act: Act, role: Role) -> None:
    town = Account(1, "张三", (Grant(role, station=8),))
    expected = ROWS[act][list(Role).index(role)] == "x"
    assert town.may_at(act, [1, 8]) is expected
    assert town.may_at(act, [1, 8, 9]) is expected
    assert town.may_at(act, [1]) is False
    assert town.may_at(act, [1, 7, 9]) is False


@pytest.mark.parametrize("act", Act)
def test_without_a_role_nothing_is_allowed(act: Act) -> None:
    assert Account(1, "张三", ()).may(act) is False
    assert Account(1, "张三", ()).may_at(act, [1]) is False


def test_grants_do_not_mix() -> None:
    """An office role at one village and a convener's everywhere do not add up to more."""
    account = Account(1, "张三", (Grant(Role.OFFICE, station=8), Grant(Role.CONVENER)))
    assert account.may_at(Act.STATIONS, [1, 8])
    assert not account.may_at(Act.STATIONS, [1, 7])
    assert account.may_at(Act.CONSULT, [1, 7])
