"""The words of invented records (tenants/telling.toml): opinions, minutes, statements, answers."""

from functools import cache
from random import Random

import msgspec
from msgspec import Struct

from app.charter.model import Charter, Conclusion
from app.charter.presets import FOLDER
from app.demo.matters import Matter
from app.demo.route import Step


class Telling(Struct, forbid_unknown_fields=True, rename="kebab"):
    """Each is drawn from; {title} and the like are filled in."""

    surnames: str
    given: str
    not_adopted: list[str]
    asks: list[str]
    proposes: list[str]
    replies: list[str]
    minutes: list[str]
    outcome: list[str]
    under_way: list[str]
    standard_notes: list[str]
    standard_refused: list[str]
    marks: list[str]
    activities: list[str]
    why_chosen: list[str]
    why_not_chosen: list[str]
    appeal: list[str]
    opinions: dict[str, list[str]]  # by a step's decision, else by its ring's kind


@cache
def words() -> Telling:
    return msgspec.toml.decode((FOLDER / "telling.toml").read_text("utf-8"), type=Telling)


def drawn(texts: list[str], rng: Random, matter: Matter, **more: str) -> str:
    about = {"title": matter.title, "done": matter.done, "task": matter.task}
    return rng.choice(texts).format(**about, department=matter.department, **more)


def opinion(step: Step, matter: Matter, charter: Charter, rng: Random, reason: str) -> str:
    """Of a passage. `reason`: why it was not adopted."""
    if step.round:
        return charter.consultations.conclusions[Conclusion(step.decision)]
    said = step.decision
    if said == "answered":
        said = "refused" if reason else said
        said = "referred" if step.move.stage == "referred" else said
    opinions = words().opinions
    texts = opinions.get(said) or opinions.get(step.kind) or [""]
    return drawn(texts, rng, matter, composition=charter.composition.name, reason=reason)


def reported_to(county: str, level: str) -> str:
    if level in {"county", "township"}:
        return f"{county[-1]}委、{county[-1]}政府"
    return "镇(街道)党委、政府"
