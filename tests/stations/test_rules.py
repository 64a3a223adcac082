import pytest

from app.charter.model import Level
from app.charter.store import read
from app.refusal import Refused
from app.stations import rules
from app.stations.codes import ALPHABET, new_code
from app.stations.rules import Parent
from tests.given import CHARTER


@pytest.mark.parametrize(
    ("kind", "parent", "field"),
    [
        ("county", None, None),
        ("town", Parent(Level.COUNTY, open=True), None),
        ("town", None, None),
        ("village", Parent(Level.TOWNSHIP, open=True), None),
        ("county", Parent(Level.COUNTY, open=True), "parent"),
        ("town", Parent(Level.VILLAGE, open=True), "parent"),
        ("town", Parent(Level.TOWNSHIP, open=True), "parent"),
        ("village", Parent(Level.TOWNSHIP, open=False), "parent"),
        ("nothing", None, "kind"),
    ],
)
def test_where_a_station_may_stand(kind: str, parent: Parent | None, field: str | None) -> None:
    found = rules.place_refusals(read(CHARTER), kind, parent)
    assert [each.field for each in found] == ([field] if field else [])


@pytest.mark.parametrize(
    ("name", "address", "taken", "fields"),
    [
        ("龙兴镇议事点", "中心街 1 号", False, []),
        (" 龙 ", "", False, ["name"]),
        ("龙" * 61, "路" * 121, False, ["name", "address"]),
        ("龙兴镇议事点", "", True, ["name"]),
    ],
)
def test_names(name: str, address: str, taken: bool, fields: list[str]) -> None:
    found = rules.name_refusals(name, address, taken=taken)
    assert [each.field for each in found] == fields


@pytest.mark.parametrize(
    ("closed", "below", "under_way"), [(True, 0, 0), (False, 2, 0), (False, 0, 1)]
)
def test_what_keeps_a_station_open(closed: bool, below: int, under_way: int) -> None:
    with pytest.raises(Refused):
        rules.check_closing(closed=closed, below=below, under_way=under_way)


def test_a_station_with_nothing_left_closes() -> None:
    rules.check_closing(closed=False, below=0, under_way=0)


def test_codes_can_be_read_aloud() -> None:
    codes = {new_code() for _each in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01OIL") & set(ALPHABET)
