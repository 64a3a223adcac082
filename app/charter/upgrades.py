"""A document of an older schema, brought up to today's whenever it is read. Pure.

What is stored stays as it was signed, and so does its hash: nothing here is ever written back.
The model (model.py) knows today's schema only.

The next schema: change the model and the presets, write one more step, append it to STEPS. A step
gets the data of TOML or JSON, which may be of any shape where nobody has checked it yet, changes
it in place, and says in its docstring what the lack of the new means in an old document. The
documents of tests/history/charters then show that old counties go on.
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


# What the presets said under 以下情形均不存在, and what is meant not to be.
SAID_WITHOUT_NOT = {
    "不与法律相抵触": "与法律相抵触",
    "不与法律法规和政策相抵触": "与法律法规和政策相抵触",
    "没有进入司法、信访程序": "已进入司法、信访程序",
    "没有进入司法、信访复核程序": "已进入司法、信访复核程序",
    "不先入为主": "先入为主",
    "不增加基层负担": "增加基层负担",
    "不走过场": "走过场",
    "不以偏概全": "以偏概全",
    "不说空话": "说空话",
}


def checklists_have_groups(data: Data) -> None:
    """2 → 3. A checklist had `fit` and `unfit`, and every item of both had to be ticked. Now it has
    groups that say what they demand. The items of `fit` are alternatives: one of them is enough,
    and all of them still are; of those of `unfit` none may be. What the presets said of these with
    a not is said without; what a county wrote itself stays, but for the 不议 at its end.
    """
    for part, name in (("topics", "admission"), ("consultations", "research")):
        for checklist in pieces(data, part, name):
            if isinstance(checklist.get("fit", []), list) and "groups" not in checklist:
                checklist["groups"] = groups_of(checklist)


def groups_of(checklist: Data) -> list[Data]:
    fit, unfit = checklist.pop("fit", []), checklist.pop("unfit", [])
    taken = {each.get("key") for each in [*pieces(fit), *pieces(unfit)]}
    for item in pieces(unfit):
        if isinstance(text := item.get("text"), str):
            item["text"] = SAID_WITHOUT_NOT.get(text) or without_not(text)
    groups = [{"key": "fit", "name": "宜", "items": fit, "at_least": 1}]
    if unfit:
        groups.append({"key": "unfit", "name": "不宜", "items": unfit, "at_least": 0})
    for group in groups:
        while group["key"] in taken:
            group["key"] += "-group"
    return groups


def without_not(text: str) -> str:
    """与政策相抵触的不议 → 与政策相抵触"""
    return text.removesuffix("不议").removesuffix("的") if text.endswith("不议") else text


def excluded_are_chosen(data: Data) -> None:
    """3 → 4. A sheet's `excluded` were names, and each meant all who are called so. Now they are
    chosen one by one; a name without a subject still means all of it.
    """
    for sheet in pieces(data, "scoring", "sheets"):
        if isinstance(names := sheet.get("excluded"), list):
            sheet["excluded"] = [
                {"name": each} if isinstance(each, str) else each for each in names
            ]


def somebody_runs_it(_data: Data) -> None:
    """4 → 5. A charter may say who runs the platform (`host`). An older one does not, and pages
    name nobody; a program of that day does not know the word.
    """


def minutes_are_one_text(_data: Data) -> None:
    """5 → 6. The minutes of a sitting may have sections (`consultations.sections`). Under an older
    charter they are one text; a program of that day does not know the word.
    """


def no_faces_no_english(_data: Data) -> None:
    """6 → 7. A charter may show members' faces at their station (`publicity.faces`) and say what
    its names are in English (`english`). Under an older one no faces are shown, and names are what
    app/locale/names.toml says; a program of that day knows neither word.
    """


# The first brings schema 1 to 2.
STEPS: list[Callable[[Data], None]] = [
    photo_is_a_tick,
    checklists_have_groups,
    excluded_are_chosen,
    somebody_runs_it,
    minutes_are_one_text,
    no_faces_no_english,
]
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
