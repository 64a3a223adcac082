from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from app.ledger.rules import BEGINNING, canonical, first_bad, link

ENTRY: dict[str, Any] = {
    "county": 140825, "id": 1, "kind": "topic.raised", "happened_on": date(2026, 3, 1),
    "recorded_at": datetime(2026, 3, 1, 8, tzinfo=UTC), "actor": None, "station": 2, "topic": 3,
    "consultation": None, "commitment": None, "member": None, "quantity": 1, "level": "township",
    "station_kind": "town", "category": "hard", "form": "", "result": "", "role": "",
    "reverses": None, "attributes": '{"b": 1, "a": "事"}',
}  # fmt: skip


def chain(length: int) -> list[dict[str, Any]]:
    links, last = [], BEGINNING
    for position in range(1, length + 1):
        entry = ENTRY | {"id": position * 10}
        last = link(last, entry)
        links.append(entry | {"position": position, "entry": entry["id"], "hash": last})
    return links


def test_the_same_entry_has_one_text_in_every_time_zone() -> None:
    china = ENTRY["recorded_at"].astimezone(timezone(timedelta(hours=8)))
    assert canonical(ENTRY | {"recorded_at": china}) == canonical(ENTRY)


def test_the_text_of_an_entry_is_the_same_for_ever() -> None:
    """What was sealed years ago is verified by today's program: this hash never changes."""
    assert link(BEGINNING, ENTRY) == (
        "961efb2edfbc5d615a4b230231f4a8dd99a884203d2229baa02394b4173edf64"
    )


def test_the_order_in_attributes_does_not_matter() -> None:
    assert canonical(ENTRY | {"attributes": '{"a":"事","b":1}'}) == canonical(ENTRY)


def test_a_whole_chain_holds() -> None:
    assert first_bad(0, BEGINNING, chain(5)) is None


@pytest.mark.parametrize("name", [name for name in ENTRY if name != "attributes"])
def test_every_column_is_covered(name: str) -> None:
    links = chain(5)
    links[2][name] = "another" if name != "recorded_at" else datetime(2026, 3, 2, tzinfo=UTC)
    bad = first_bad(0, BEGINNING, links)
    assert bad
    assert bad["position"] == 3


def test_attributes_are_covered() -> None:
    links = chain(3)
    links[1]["attributes"] = "{}"
    assert (first_bad(0, BEGINNING, links) or {})["position"] == 2


def test_a_removed_link_is_found_at_the_one_after_it() -> None:
    links = chain(5)
    del links[1]
    assert (first_bad(0, BEGINNING, links) or {})["position"] == 3


def test_an_entry_that_is_gone_is_found() -> None:
    links = chain(5)
    links[3] |= dict.fromkeys(ENTRY)
    assert (first_bad(0, BEGINNING, links) or {})["position"] == 4


def test_two_that_changed_places_are_found() -> None:
    links = chain(5)
    links[1], links[2] = links[2], links[1]
    assert (first_bad(0, BEGINNING, links) or {})["position"] == 3
