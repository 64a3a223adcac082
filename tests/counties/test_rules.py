import pytest

from app.charter.store import read
from app.counties import rules
from app.counties.rules import Asked, Known, Place, Proposed
from app.refusal import Refused
from tests.given import CHARTER

PLACES = [
    Place("330421001", "魏塘街道", "township", "330421"),
    Place("330421001001", "日晖社区", "village", "330421001"),
    Place("330421400", "嘉善县林场", "township", "330421"),
    Place("330421400001", "场部居委会", "village", "330421400"),
    Place("330421103", "西塘镇", "township", "330421"),
    Place("330421103201", "鸦鹊村村民委员会", "village", "330421103"),
    Place("330421103498", "虚拟社区", "village", "330421103"),
]


def asked(**other: object) -> Asked:
    whole: dict[str, object] = {
        "code": "330421", "slug": "jiashan", "preset": "jiashan", "admin_name": "王五",
        "admin_subject": "u-1", "contact": "0573", "issuer": "https://id.example.cn",
        "client_id": "c", "client_secret": "s", "ticked": frozenset({"001"}),
    }  # fmt: skip
    return Asked(**(whole | other))  # type: ignore[arg-type]


def known(**other: object) -> Known:
    whole: dict[str, object] = {
        "name": "嘉善县",
        "presets": ["jiashan"],
        "reserved": frozenset({"signup"}),
        "places": ["001", "001001"],
    }
    return Known(**(whole | other))  # type: ignore[arg-type]


def fields(asked: Asked, known: Known) -> list[str | None]:
    return [each.field for each in rules.refusals(asked, known)]


def test_a_whole_form_is_taken() -> None:
    assert fields(asked(), known()) == []


@pytest.mark.parametrize("case", [{"name": None}, {"here": True}, {"waiting": True}])
def test_a_county_joins_once_and_must_exist(case: dict[str, object]) -> None:
    assert fields(asked(slug="", admin_name=""), known(**case)) == ["code"]


@pytest.mark.parametrize(
    "slug",
    ["", "ab", "1abc", "嘉善", "jia--shan", "jiashan-", "a" * 31, "jia shan", "signup", "system"],
)
def test_slugs_that_are_none(slug: str) -> None:
    assert fields(asked(slug=slug), known()) == ["slug"]


@pytest.mark.parametrize("slug", ["abc", "jia-shan", "a1b", "a" * 30])
def test_slugs(slug: str) -> None:
    assert fields(asked(slug=slug), known()) == []


def test_a_slug_that_is_taken() -> None:
    assert fields(asked(), known(slug_taken=True)) == ["slug"]


def test_everything_wrong_is_said_at_once() -> None:
    empty = Asked(code="330421", slug="x")
    assert set(fields(empty, known())) == {"slug", "preset", "p", *rules.NEEDED}


def test_too_long_and_foreign_ticks() -> None:
    longest = {
        "admin_name": 40, "admin_subject": 200, "issuer": 300, "client_id": 200,
        "client_secret": 500, "contact": 200,
    }  # fmt: skip
    for field, most in longest.items():
        assert fields(asked(**{field: "x" * most}), known()) == []
        assert fields(asked(**{field: "x" * (most + 1)}), known()) == [field]
    assert fields(asked(ticked=frozenset({"999"})), known()) == ["p"]
    assert fields(asked(), known(issuer_fits=False)) == ["issuer"]


@pytest.mark.parametrize(
    ("decision", "reason", "state", "field"),
    [
        ("approve", "", "approved", None),
        ("refuse", "x", "refused", None),
        ("", "", "waiting", "decision"),
        ("refuse", "  ", "waiting", "reason"),
    ],
)
def test_decisions_that_are_none(decision: str, reason: str, state: str, field: str | None) -> None:
    with pytest.raises(Refused) as caught:
        rules.check_decision(decision, reason, state)
    assert caught.value.field == field


def test_oddities_and_what_lies_under_them_are_not_ticked() -> None:
    assert rules.expected(PLACES) == {"001", "001001", "103", "103201"}


def test_stations_are_proposed_from_the_top_down() -> None:
    unchecked = frozenset({"330421400", "330421400001", "330421103498", "330421001"})
    found = rules.proposed(read(CHARTER), "330421", "嘉善县", PLACES, unchecked)
    assert found == [
        Proposed("county", "county", "嘉善县议事厅", "330421", ()),
        Proposed("town", "township", "西塘镇议事点", "330421103", ("330421",)),
        Proposed("village", "village", "日晖社区议事点", "330421001001", ("330421",)),
        Proposed("village", "village", "鸦鹊村议事点", "330421103201", ("330421", "330421103")),
    ]


def test_a_form_is_read_without_blanks_and_case() -> None:
    found = rules.asked_in({"slug": " JiaShan ", "contact": " 0573 "}, ["001", "001"])
    assert (found.slug, found.contact, found.code) == ("jiashan", "0573", "")
    assert found.ticked == {"001"}


def test_a_decision_that_may_be() -> None:
    rules.check_decision("approve", "", "waiting")
    rules.check_decision("refuse", "资料不全", "waiting")
