"""What figures are called: in the county's words where they are the county's."""

from collections.abc import Callable

from msgspec import structs

from app.charter.model import Charter, Names
from app.charter.wording import STATION_LEVELS
from app.i18n import _, translated
from app.ledger.kinds import Kind
from app.numbers.figures import FIGURES, meaning


def kind_called(kind: str, names: Names) -> str:
    """A kind of the ledger in the county's words."""
    if kind not in set(Kind):
        return kind
    about = Kind(kind).about
    if about.own:
        own = structs.asdict(names)
        return translated(about.own, **own | {"theme": names.theme or translated(_("主题"))})
    return translated(about.called)


def theme_called(charter: Charter) -> str:
    theme = charter.topics.theme
    return charter.names.theme or (theme.name if theme else translated(_("主题")))


def level_name(level: str) -> str:
    return translated(STATION_LEVELS[level]) if level in STATION_LEVELS else level


def label(name: str, charter: Charter) -> str:
    """Of any figure's id; `stations-village` → 工作站 · 村、社区."""
    return labels(charter)(name)


def labels(charter: Charter) -> Callable[[str], str]:
    """As `label`, of many ids of one page: the county's words are put together once."""
    names = charter.names
    own = {**structs.asdict(names), "theme": theme_called(charter)}
    parts: dict[str, dict[str, str]] = {
        "station_kind": {key: kind.name for key, kind in charter.station_kinds.items()},
        "form": charter.forms,
        "result": {str(key): text for key, text in charter.consultations.conclusions.items()},
    }

    def called(name: str) -> str:
        if name in FIGURES:
            return translated(FIGURES[name].about.label, **own)
        _kind, column, part = meaning(name) or (None, None, "")
        whole = names.station if name.startswith("stations") else names.consultation
        of = level_name(part) if column == "level" else parts.get(column or "", {}).get(part, part)
        return f"{whole} · {of or translated(_('未注明'))}"

    return called
