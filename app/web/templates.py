"""Templates, and the few words that all of them know."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2 import Template as JinjaTemplate
from litestar.template import TemplateConfig
from markupsafe import Markup

from app import i18n
from app.access.roles import NAMES as ROLE_NAMES
from app.access.roles import Account, Act
from app.charter import wording
from app.charter.english import spoken
from app.charter.model import Charter
from app.charter.stages import DECISION_NAMES, STAGE_NAMES, STEP_NAMES
from app.config import ROOT, settings
from app.dates import CHINA, dated, deadline, due_in_words, has_begun, in_words, today, written
from app.db import current_realm
from app.i18n import translated
from app.tenancy.numbers import NATION, NATION_CALLED
from app.text import masked_phone
from app.text.limits import longest
from app.text.lists import listed
from app.web import menu
from app.web.compiled import Compiling, Engine, Kept, shown
from app.web.flash import Said
from app.web.forms.tokens import hidden_field
from app.web.kept.drawn import Drawn
from app.web.static_files import as_data, static


def link(path: str, **query: object) -> str:
    """Pages know only paths inside a county (or the operator's realm); this puts it in front.
    `query`: what is asked of a list (app/text/lists.py).
    """
    return f"{shown.get()['realm_path']}{listed(path, query) if query else path}"


def charter() -> Charter:
    found: Charter = shown.get()["charter"]
    return spoken(found)


def names() -> Any:
    """What this county calls things."""
    return spoken(shown.get()["charter"]).names


def me() -> Account | None:
    found: Account | None = shown.get().get("user")
    return found


def i_may(act: str, lineage: list[int] | None = None) -> bool:
    """`lineage`: of the station where it is done; without it: anywhere in the county."""
    account: Account | None = shown.get().get("user")
    if account is None:
        return False
    return account.may(Act(act)) if lineage is None else account.may_at(Act(act), lineage)


def menu_ways() -> list[menu.Way]:
    """The menu of whoever reads the page, with whole addresses."""
    account = me()
    may = account.may if account else nobody_may
    found = shown.get()["charter"]
    if found is not None:
        ways = menu.in_county(spoken(found).names, signed_in=account is not None, may=may)
    elif may(Act.COMPARE):
        ways = menu.of_region(may)
    else:
        return menu.outside(may, signed_in=account is not None)
    return [way._replace(path=link(way.path)) for way in ways]


def in_one_row(ways: list[menu.Way]) -> tuple[list[menu.Way], list[menu.Way]]:
    """→ what stands in the row, and the rest"""
    wide = [way for way in ways if way.wide]
    n = menu.in_one_row(wide, menu.ROOM_LARGE if large() else menu.ROOM)
    return wide[:n], wide[n:]


def nobody_may(_act: Act) -> bool:
    return False


def is_here(address: str) -> bool:
    """Whether the page lies under a way of the menu."""
    scope = shown.get()
    root: str = scope.get("root_path", "")
    return menu.is_here(address, root + scope.get("path", "").removeprefix(root))


def as_of() -> str | None:
    """Of a page that is made to be a file: where it says when (app/publishing)."""
    found: str | None = shown.get().get("as_of")
    return found


def large() -> bool:
    return bool(shown.get().get("large"))


def in_county() -> bool:
    return shown.get().get("charter") is not None


def county_here() -> str:
    return str(shown.get().get("county_name", ""))


def office() -> str:
    """The region at whose pages somebody is signed in, by its full name. "": elsewhere."""
    if current_realm.get() == NATION and me():
        return translated(NATION_CALLED)
    return str(shown.get().get("office", ""))


def suspended() -> bool:
    """Nothing can be sent: said before anybody types."""
    return bool(shown.get().get("suspended"))


def what_was_done() -> Said | None:
    """What the form before this page has done. From then on it is heard (request_context.py)."""
    shown.get()["heard"] = True
    said: Said | None = shown.get().get("said")
    return said


def moment(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{in_words(local.date())} {local:%H:%M}"


def filesize(size: int) -> str:
    """In the units in which phones and computers show it."""
    if size < 2**20:
        return f"{max(1, round(size / 2**10))} KB"
    return f"{size / 2**20:.1f} MB"


def role_called(role: str) -> str:
    return wording.role_called(role, names() if in_county() else None)


def roles(held_by: list[str]) -> str:
    return wording.who(held_by, names() if in_county() else None)


def at_most(letters: int) -> Markup:
    """A field's longest text. Browsers count `maxlength` in UTF-16, in which rare characters are
    two: static/app.js counts as the server does, and without it there is room.
    """
    return Markup(f'maxlength="{2 * letters}" data-most="{letters}"')  # noqa: S704  # numbers


def number(value: int) -> str:
    return f"{value:,}"


def day(value: date | None) -> str:
    """Of a moment, too: the day it was in China."""
    if type(value) is date:  # most are
        return written(value, i18n.language.get())
    return in_words(value.astimezone(CHINA).date() if isinstance(value, datetime) else value)


class Ahead(NamedTuple):
    n: int
    on: date


def days_ahead(numbers: Iterable[int]) -> list[Ahead]:
    """So many working days from today."""
    return [Ahead(n, deadline(today(), n)) for n in numbers]


def lit(light: Any) -> Markup:
    """A light, or nothing: of many rows few differ."""
    return lit_in(i18n.language.get(), light)


@lru_cache(4096)
def lit_in(language: str, light: Any) -> Markup:
    module: Any = engine.environments[language].get_template("_light.html").module
    found: Markup = module.lit(light)
    return found


def head() -> Markup:
    """The same for all strangers and for everybody signed in, but for the size of its letters and
    where they are.
    """
    scope = shown.get()
    section = scope.get("path", "").removeprefix(scope.get("root_path", "")).split("/", 2)[1:2]
    seen = "head", *section, large(), county_here(), office(), me()
    return around.of(scope, seen, lambda: drawn_within("_head.html"))


def foot() -> Markup:
    return around.of(shown.get(), "foot", lambda: drawn_within("_foot.html"))


def drawn_within(name: str, **told: Any) -> str:
    """In a page that is shown: of its scope."""
    return JinjaTemplate.render(engine.get_template(name), told)


def drawn_rows(
    name: str, rows: Sequence[Mapping[str, Any]], columns: tuple[str, ...], **told: Any
) -> Markup:
    """Of a list, by a template that is given these columns of its `rows`, and nothing else but what
    is `told`: what can be a key, and dicts of it.
    """
    seen = tuple(map(itemgetter(*columns), rows))
    besides = tuple(tuple(each.items()) if type(each) is dict else each for each in told.values())

    def draw() -> str:
        given = [dict(zip(columns, each, strict=True)) for each in seen]
        return drawn_within(name, rows=given, **told)

    return lists.of(shown.get(), (name, seen, besides), draw)


around = Drawn(512)
lists = Drawn(128)  # a page of rows is some twenty thousand letters
GLOBALS = {
    "as_of": as_of,
    "at_most": at_most,
    "charter": charter,
    "county_here": county_here,
    "days_ahead": days_ahead,
    "demand": wording.demand,
    "demo_mode": settings.demo,
    "drawn_rows": drawn_rows,
    "i_may": i_may,
    "in_county": in_county,
    "is_here": is_here,
    "language": i18n.language.get,
    "languages": i18n.LANGUAGES,
    "large": large,
    "limit_of": longest,
    "link": link,
    "list_address": listed,
    "lit": lit,
    "me": me,
    "names": names,
    "office": office,
    "foot": foot,
    "form_token": hidden_field,
    "head": head,
    "suspended": suspended,
    "in_one_row": in_one_row,
    "menu_ways": menu_ways,
    "what_was_done": what_was_done,
    "static": static,
    "as_data": as_data,
    "STAGES": STAGE_NAMES,
    "DECISIONS": DECISION_NAMES,
    "role_called": role_called,
    "ROLES": ROLE_NAMES,
    "STEPS": STEP_NAMES,
    "_roles": roles,
}
FILTERS = {
    "day": day,
    "dated": dated,
    "due": due_in_words,
    "moment": moment,
    "filesize": filesize,
    "number": number,
    "masked_phone": masked_phone,
    "listed": wording.joined,
}


def environment(language: str) -> Compiling:
    made = Compiling(
        language,
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
        auto_reload=False,
        cache_size=-1,  # all of them: they are ours
        bytecode_cache=Kept(settings.compiled, language) if settings.compiled else None,
    )
    made.globals |= GLOBALS
    made.filters |= FILTERS
    made.tests["begun"] = has_begun
    return made


engine = Engine({each: environment(each) for each in i18n.LANGUAGES})
templates = TemplateConfig(instance=engine)
