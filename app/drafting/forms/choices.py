"""What a field of the charter can be chosen from: fixed meanings, or pieces of the same charter."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.charter.flow import ROLES
from app.charter.problems import Place
from app.charter.stages import STEP_NAMES
from app.charter.wording import NEEDS, VALUES, WHO, called, said
from app.i18n import translated
from app.ledger.kinds import Kind


@dataclass
class Picking:
    options: list[tuple[str, str]]  # what is stored, what people read
    needs: bool = False  # some of the options take a number: `visits:2`


class Choices:
    """Of one draft; `data` is its plain data, whatever state it is in."""

    def __init__(self, data: dict[str, Any]) -> None:
        topics = data.get("topics")
        self.themed = isinstance(topics, dict) and bool(topics.get("theme"))
        self.own = {
            ("Standard", "kinds"): keyed(data, "stations", "kinds"),
            ("Mix", "of"): keyed(data, "scoring", "sheets"),
            ("Indicator", "form"): [
                *keyed(data, "consultations", "forms"),
                *keyed(data, "activities"),
            ],
            ("Indicator", "category"): keyed(data, "topics", "categories"),
            ("Indicator", "result"): [
                *((key, said(text)) for key, text in STEP_NAMES.items()),
                *keyed(data, "outcomes", "kinds"),
                *((level, level) for level in levels(data)),
            ],
        }
        self.sheets = pieces(data, "scoring", "sheets")

    def of(self, struct: type[Any], name: str, at: Place = ()) -> Picking | None:
        """`at`: where the field stands, for what differs from piece to piece."""
        place = (struct.__name__, name)
        if place == ("Indicator", "among"):
            return Picking(self.beside(at))
        if place in self.own:
            return Picking(self.own[place])
        if place == ("Ring", "requires"):
            return Picking(
                [
                    (str(n), translated(t, n="…", member=said(WHO["member"])))
                    for n, t in NEEDS.items()
                ],
                needs=True,
            )
        if place == ("Ring", "by"):
            return Picking([(key, said(WHO[key])) for key in WHO if key in ROLES | {"citizen"}])
        fixed = VALUES.get(place)
        if not fixed:
            return None
        known = [(str(key), said(text)) for key, text in fixed.items()]
        return Picking([each for each in known if self.themed or each[0] != Kind.TOPIC_ON_THEME])

    def beside(self, at: Place) -> list[tuple[str, str]]:
        """The other indicators of its sheet, where one takes the best of some; else it is long."""
        if len(at) < 5:
            return []
        sheet, own = int(at[2]), int(at[4])
        beside = pieces(self.sheets[sheet], "indicators") if sheet < len(self.sheets) else []
        if own >= len(beside) or beside[own].get("method") != "best_of":
            return []
        return options(each for number, each in enumerate(beside) if number != own)


def pieces(data: Any, *way: str) -> list[dict[str, Any]]:
    for name in way:
        data = data.get(name) if isinstance(data, dict) else None
    return [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []


def options(known: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(str(each["key"]), called(each)) for each in known if each.get("key")]


def keyed(data: dict[str, Any], *way: str) -> list[tuple[str, str]]:
    return options(pieces(data, *way))


def levels(data: dict[str, Any]) -> list[str]:
    found = [each.get("levels") for each in pieces(data, "activities")]
    known = [str(level) for some in found if isinstance(some, list) for level in some]
    return [each for each in dict.fromkeys(known) if each and each not in STEP_NAMES]
