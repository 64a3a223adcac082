"""The presets that sign-up offers: tenants/<slug>/charter.toml, and what one sees of them there."""

from functools import cache
from typing import NamedTuple

from app.charter.english import spoken
from app.charter.model import Charter
from app.charter.store import read
from app.charter.wording import STATION_LEVELS, line
from app.config import ROOT
from app.i18n import _, translated

FOLDER = ROOT / "tenants"


@cache
def presets() -> dict[str, Charter]:
    """By slug, in the order in which sign-up shows them."""
    return {slug: read(document(slug)) for slug in slugs()}


@cache
def slugs() -> tuple[str, ...]:
    return tuple(sorted(file.parent.name for file in FOLDER.glob("*/charter.toml")))


@cache
def document(slug: str) -> str:
    """The preset's TOML, as it is stored. KeyError: there is none of this name."""
    if slug not in slugs():
        raise KeyError(slug)
    return (FOLDER / slug / "charter.toml").read_text(encoding="utf-8")


class RingSeen(NamedTuple):
    name: str
    by: tuple[str, ...]
    days: int | None  # working days


class StepSeen(NamedTuple):
    name: str
    rings: list[RingSeen]


class Summary(NamedTuple):
    """What a county sees of a preset before it takes it. Words only, ready to be shown."""

    title: str
    words: list[tuple[str, str]]  # what it is, what it is called here
    steps: list[StepSeen]
    marks: list[str]  # what the topic page draws at its top
    circle: str  # 1+6+X
    groups: list[str]
    stations: list[tuple[str, str]]  # name, level
    forms: list[str]
    categories: list[str]


WORDS = {
    "platform": _("平台"),
    "station": _("阵地"),
    "topic": _("议题"),
    "consultation": _("协商"),
    "member": _("委员"),
    "convener": _("召集人"),
    "outcome": _("成果"),
}


def summary(charter: Charter) -> Summary:
    charter = spoken(charter)
    return Summary(
        title=charter.title,
        words=[(translated(text), getattr(charter.names, key)) for key, text in WORDS.items()],
        steps=[
            StepSeen(step.name, [RingSeen(r.name, tuple(r.by), r.days) for r in step.rings])
            for step in charter.flow.steps
        ],
        marks=[name for name, _first, _last in charter.marks],
        circle=charter.composition.name,
        groups=[line(group) for group in charter.composition.groups],
        stations=[
            (kind.name, translated(STATION_LEVELS[kind.level])) for kind in charter.stations.kinds
        ],
        forms=[form.name for form in charter.consultations.forms],
        categories=[category.name for category in charter.topics.categories],
    )
