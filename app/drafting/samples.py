"""Score sheets after what counties published, to be taken into a draft: tenants/sheets/*.toml."""

from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from app.charter.model import ActivityKind
from app.charter.presets import FOLDER
from app.charter.sheets import Sheet
from app.charter.store import without_none


class Sample(Struct, forbid_unknown_fields=True):
    """A sheet, and the activities that it counts."""

    title: str
    sheet: Sheet
    activities: list[ActivityKind] = []


@cache
def samples() -> dict[str, Sample]:
    return {
        file.stem: msgspec.toml.decode(file.read_bytes(), type=Sample)
        for file in sorted((FOLDER / "sheets").glob("*.toml"))
    }


def taken(data: dict[str, Any], sample: Sample) -> dict[str, Any]:
    """A draft's data with the sheet added; activities that it has already stay as they are. The
    sheet gets another key where its own is taken. Bears with data of any shape.
    """
    scoring = data.get("scoring")
    scoring = dict(scoring) if isinstance(scoring, dict) else {}
    sheets = scoring.get("sheets")
    sheets = list(sheets) if isinstance(sheets, list) else []
    keys = {each.get("key") for each in sheets if isinstance(each, dict)}
    sheet = without_none(msgspec.to_builtins(sample.sheet))
    numbers = range(2, len(keys) + 3)
    sheet["key"] = next(
        key for key in (sheet["key"], *(f"{sheet['key']}-{n}" for n in numbers)) if key not in keys
    )
    known = data.get("activities")
    known = list(known) if isinstance(known, list) else []
    there = {each.get("key") for each in known if isinstance(each, dict)}
    more = [
        without_none(msgspec.to_builtins(each))
        for each in sample.activities
        if each.key not in there
    ]
    return {
        **data,
        "scoring": {**scoring, "sheets": [*sheets, sheet]},
        "activities": [*known, *more],
    }
