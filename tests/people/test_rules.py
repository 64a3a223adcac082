import pytest

from app.access.roles import SIGNED_IN
from app.people import rules
from app.refusal import Refused


def fields(wrong: list[Refused]) -> list[str | None]:
    return [each.field for each in wrong]


@pytest.mark.parametrize(
    ("role", "station", "department", "expected"),
    [
        ("office", None, None, []),
        ("office", 7, None, ["station"]),
        ("member", None, None, []),
        ("member", 7, None, []),
        ("convener", None, None, ["station"]),
        ("township", None, None, ["station"]),
        ("township", 7, None, []),
        ("department", None, None, ["department"]),
        ("department", None, 3, []),
        ("party", None, 3, ["department"]),
        ("operator", None, None, ["role"]),
        ("region", None, None, ["role"]),
        ("", None, None, ["role"]),
        ("administrator", 7, 3, ["role"]),
    ],
)
def test_which_role_is_given_where(
    role: str, station: int | None, department: int | None, expected: list[str]
) -> None:
    wrong = rules.check_role(role, known=SIGNED_IN, station=station, department=department)
    assert fields(wrong) == expected


def test_an_account_has_a_name_and_perhaps_a_subject() -> None:
    assert fields(rules.check_account(" ", "")) == ["name"]
    assert fields(rules.check_account("s" * 256, "张" * 31)) == ["subject", "name"]
    assert rules.check_account("zhang", "张三") == []
    assert rules.check_account("s" * 255, "张" * 30) == rules.check_account("s", "张") == []


def test_a_member() -> None:
    def check(phone: str = "", mode: str = "fixed", *, placed: bool = True) -> list[str | None]:
        wrong = rules.check_member("王", "农业", phone, mode, modes={"fixed"}, placed=placed)
        return fields(wrong)

    assert check() == []
    assert check("13812345678") == []
    assert check("call me") == ["phone"]
    assert check(mode="float") == ["mode"]
    assert check(mode="", placed=False) == []
    wrong = rules.check_member("", "", "", "", modes=set(), placed=False)
    assert fields(wrong) == ["name", "sector"]

    def measured(name: str = "王", sector: str = "农业", phone: str = "") -> list[str | None]:
        return fields(rules.check_member(name, sector, phone, "", modes=set(), placed=False))

    assert measured(name="长" * 30) == measured(sector="长" * 30) == measured(sector="农") == []
    assert measured(name="长" * 31) == ["name"]
    assert measured(sector="长" * 31) == ["sector"]
    assert measured(phone="7022345") == measured(phone="+86 138 1234 5678") == []
    assert measured(phone="702234") == measured(phone="1" * 21) == ["phone"]
