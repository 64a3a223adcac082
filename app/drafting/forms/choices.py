"""What a field of the charter can be chosen from: fixed meanings, or pieces of the same charter."""

from dataclasses import dataclass
from typing import Any

from app.charter.flow import ROLES
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
        }

    def of(self, struct: type[Any], name: str) -> Picking | None:
        place = (struct.__name__, name)
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


def keyed(data: dict[str, Any], part: str, name: str) -> list[tuple[str, str]]:
    inside = data.get(part)
    pieces = inside.get(name) if isinstance(inside, dict) else None
    known = [each for each in pieces or [] if isinstance(each, dict)]
    return [(str(each["key"]), called(each)) for each in known if each.get("key")]
