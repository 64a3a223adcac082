"""Whatever stands in a document: it is read whole and comes back as it was, or refused in words."""

from copy import deepcopy
from typing import Any

import msgspec
import pytest
import tomli_w
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from app.charter import presets
from app.charter.rules import check
from app.charter.shape import misshapen, misshapen_data, plain, readable
from app.charter.store import checked, read, write
from app.charter.upgrades import NewerSchema
from app.refusal import RefusedAll
from tests import given

CHARTERS = {"small": given.charter(), **presets.presets()}
DOCUMENTS = {slug: msgspec.toml.decode(write(each)) for slug, each in CHARTERS.items()}
ODD: st.SearchStrategy[Any] = st.one_of(
    st.text(max_size=8),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.just([]),
    st.lists(st.one_of(st.text(max_size=3), st.integers(-3, 3)), max_size=3),
    st.just({}),
    st.dictionaries(st.sampled_from(["key", "name", "days", "of"]), st.text(max_size=3)),
)


def places(piece: Any) -> list[tuple[Any, Any]]:
    """Every place of the document, whole parts as well as single values."""
    found = []
    for place, value in list(piece.items() if isinstance(piece, dict) else enumerate(piece)):
        found.append((piece, place))
        if isinstance(value, dict | list):
            found += places(value)
    return found


@drawn(st.sampled_from(sorted(CHARTERS)), st.data())
@settings(max_examples=300, deadline=None)
def test_any_document_is_kept_whole_or_refused_in_words(slug: str, data: st.DataObject) -> None:
    document = deepcopy(DOCUMENTS[slug])
    for _again in range(data.draw(st.integers(1, 3))):
        everywhere = places(document)
        piece, place = everywhere[data.draw(st.integers(0, len(everywhere) - 1))]
        if data.draw(st.booleans()):
            piece[place] = data.draw(ODD)
        else:
            piece.pop(place)
    text = tomli_w.dumps(document)
    try:
        problems = misshapen(text)
        charter = checked(text)
    except NewerSchema:  # a number that only a later program writes; its words: tests/history
        return
    except RefusedAll:
        found = plain(text)
        said = [each.said(found) for each in [*problems, *check(readable(found))]]
        assert all(said)
        assert problems or check(read(text))
    else:
        assert problems == []
        assert read(write(charter)) == charter


@pytest.mark.parametrize("slug", CHARTERS)
def test_what_cannot_be_read_is_stood_in_for(slug: str) -> None:
    document = msgspec.toml.decode(write(CHARTERS[slug]))
    document["outcomes"] = 3
    document["flow"]["steps"][0]["rings"][0]["days"] = "fünf"
    document["names"]["topics"] = "?"
    del document["stations"]["kinds"][0]["level"]
    problems = misshapen_data(document)
    assert {each.place for each in problems} == {
        ("outcomes",),
        ("flow", "steps", 0, "rings", 0, "days"),
        ("names", "topics"),
        ("stations", "kinds", 0, "level"),
    }
    charter = readable(document)
    assert charter.names == CHARTERS[slug].names
    assert charter.flow.steps[1:] == CHARTERS[slug].flow.steps[1:]
    assert charter.outcomes.kinds == []
