"""The words of invented records (tenants/telling.toml): opinions, minutes, statements, answers."""

from functools import cache
from random import Random

import msgspec
from msgspec import Struct

from app.charter.presets import FOLDER
from app.demo.matters import Matter


class Telling(Struct, forbid_unknown_fields=True):
    surnames: str
    given: list[str]
    texts: dict[str, list[str]]
    opinions: dict[str, list[str]]  # by a step's decision, else by its ring's kind


@cache
def words() -> Telling:
    return msgspec.toml.decode((FOLDER / "telling.toml").read_text("utf-8"), type=Telling)


def drawn(what: str, rng: Random, matter: Matter | None = None, **more: str) -> str:
    """One of such texts, with {title} and the like filled in."""
    return filled(words().texts[what], rng, matter, **more)


def filled(texts: list[str], rng: Random, matter: Matter | None, **more: str) -> str:
    if matter:
        more |= {"title": matter.title, "done": matter.done, "task": matter.task}
        more["department"] = matter.department
    return rng.choice(texts).format(**more)


def somebody(rng: Random) -> str:
    return rng.choice(words().surnames) + rng.choice(words().given)


def opinion(
    kind: str, decision: str, matter: Matter, rng: Random, *, composition: str, reason: str
) -> str:
    """Of a passage. `reason`: why it was not adopted."""
    opinions = words().opinions
    texts = opinions.get(decision) or opinions.get(kind) or [""]
    return filled(texts, rng, matter, composition=composition, reason=reason)


def reported_to(county: str, level: str) -> str:
    if level in {"county", "township"}:
        return f"{county[-1]}委、{county[-1]}政府"
    return "镇（街道）党委、政府"
