"""The rules of the five counties whose articles the presets come from: the preset, and what is that
county's alone (tenants/<slug>/own.toml): channels, theme, what its Party committee is called.
"""

import tomllib
from functools import cache
from typing import Any

import tomli_w

from app.charter.model import Charter
from app.charter.presets import FOLDER, document
from app.charter.store import read
from app.charter.upgrades import Data
from app.demo.county import Demo


def rules_of(demo: Demo) -> str:
    """Of a simulated county, the preset as it stands: what is another's is not its own."""
    return document(demo.preset) if demo.simulated else own(demo.slug)


@cache
def charter_of(demo_rules: str) -> Charter:
    """Read once, however many counties have them."""
    return read(demo_rules)


@cache
def own(slug: str) -> str:
    more = tomllib.loads((FOLDER / slug / "own.toml").read_text("utf-8"))
    return tomli_w.dumps(laid_over(tomllib.loads(document(slug)), more))


def laid_over(data: Any, more: Any) -> Any:
    """Pieces that have a key are laid over the one of that key; other lists are replaced."""
    if isinstance(data, dict) and isinstance(more, dict):
        return data | {key: laid_over(data.get(key), value) for key, value in more.items()}
    if isinstance(data, list) and all(isinstance(each, dict) and "key" in each for each in more):
        by_key: dict[str, Data] = {each["key"]: each for each in more}
        return [laid_over(each, by_key.get(each["key"], {})) for each in data]
    return more
