"""A document of an older schema, brought up to today's whenever it is read. Pure.

What is stored stays as it was signed, and so does its hash: nothing here is ever written back.
The model (model.py) knows today's schema only.

The next schema: change the model and the presets, write one more step, append it to STEPS. A step
gets the data of TOML or JSON, which may be of any shape where nobody has checked it yet, changes
it in place, and says in its docstring what the lack of the new means in an old document. The
documents of tests/history/releases then show that old counties go on.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from app.i18n import _
from app.refusal import Refused

Data = dict[str, Any]


class NewerSchema(Refused):
    """Written by a later program than this."""

    def __init__(self, schema: int) -> None:
        text = _("这份规则的格式是第 %(schema)s 版，本程序只认得到第 %(known)s 版，请先更新程序。")
        super().__init__(text, "charter", schema=schema, known=SCHEMA)


def photo_is_a_tick(data: Data) -> None:
    """1 → 2. A standard's item had `evidence`, which could only be "photo" or empty; now it has the
    tick `photo`. Without `evidence` an item was met without a photo: `photo` is false.
    """
    for item in pieces(data, "stations", "standards", "items"):
        if item.get("evidence") in ("", "photo"):
            item["photo"] = item.pop("evidence") == "photo"


STEPS: list[Callable[[Data], None]] = [photo_is_a_tick]  # the first brings schema 1 to 2
SCHEMA = 1 + len(STEPS)


def brought_up(data: Data) -> Data:
    """Today's shape of it. NewerSchema; without a number that can be one it stays as it is."""
    schema = data.get("schema")
    if is_newer(data):
        raise NewerSchema(data["schema"])
    if type(schema) is not int or not 1 <= schema < SCHEMA:
        return data
    found = deepcopy(data)
    for step in STEPS[schema - 1 :]:
        step(found)
    return found | {"schema": SCHEMA}


def is_newer(data: Data) -> bool:
    schema = data.get("schema")
    return type(schema) is int and schema > SCHEMA


def pieces(data: Any, *names: str) -> Iterator[Data]:
    """All that lie under these names, through lists; what has another shape is passed over."""
    if isinstance(data, list):
        for each in data:
            yield from pieces(each, *names)
    elif isinstance(data, dict) and names:
        yield from pieces(data.get(names[0]), *names[1:])
    elif isinstance(data, dict):
        yield data
