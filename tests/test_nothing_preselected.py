"""Nothing that a person decides is preselected. Forms that show what is recorded, and filters of
lists, say what stands there now: those are named here, one by one.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter import presets
from app.db import county_tx
from app.drafting import drafts
from app.drafting.forms.fields import PARTS, Drawing
from app.drafting.forms.inputs import Control, inputs
from app.topics import transitions
from tests import given
from tests.page import Page, refused

TICK = re.compile(r"<(input|option)\b[^>]*?\b(checked|selected)\b[^>]*>")
SHOWN = re.compile(r"\{%-? if ([^%]*) %\}\s*(?:checked|selected)\b")
SELECT = re.compile(r"<select\b[^>]*>(.*?)</select>", re.DOTALL)
FIRST = re.compile(r"<option\b([^>]*)>")

# What is recorded, or what a list is filtered by.
RECORDED = {
    "audit/index.html": {"key == asked['act']"},
    "charter/_inputs.html": {"each.value", "key == each.value", "key in each.value"},
    "choosing/_picker.html": {"each == offer.chosen"},
    "consultations/_arrangement.html": {"it['form'] == form.key"},  # '' where it is planned
    "consultations/_people.html": {"person['state'] == 'present'"},
    "consultations/index.html": {"key == form", "each == year"},
    # The paper of the county's places, as the national list has them; the preset is typed before.
    "consultations/_ticks.html": {"on"},  # who is asked, and who came, as it is noted
    "counties/signup.html": {
        "asked.preset == slug", "key == asked.way",
        "short in asked.ticked", "each.code[6:] in asked.ticked",
    },
    "people/_member_fields.html": {
        "member and member['standing']",
        "member and member['mode'] == mode.key",
    },
    "people/member.html": {"member['left_on']"},
    "people/members.html": {"key == order"},
    "people/_matching.html": {  # a preview that is shown again with what was decided in it
        "each.value == line.chosen", "value == line.chosen", "line.chosen == '-'",
    },
    "people/_provider_fields.html": {"key == given['way']"},
    "regions/_time.html": {"each == chosen"},
    "regions/compare.html": {
        "each.key == asked.by", "key == asked.cohort", "key == asked.size",
        "each['code'] == asked.prefecture", "each.key in asked.shown",
    },
    "regions/profile.html": {"each.key == asked.by"},
    "regions/sharing.html": {"agreed"},
    "scoring/_tried_row.html": {"key == each.method", "key == each.over"},
    "topics/_asked.html": {"meant == 'yes'"},
    "topics/_enclosed.html": {"not photo['internal']"},
    "topics/_review.html": {"topic['on_theme']"},
    "topics/index.html": {
        "each.key == category", "shown == 'open'", "shown == 'closed'",
    },
}  # fmt: skip
# Selects that always say what is: no empty choice.
ALWAYS = {
    "counties/signup.html",  # how a client proves itself: the first is what most have
    "people/_provider_fields.html", "people/members.html", "regions/_time.html",
    "regions/compare.html",
    "regions/profile.html",
    "scoring/_tried_row.html",
}  # fmt: skip

# What stands in a field that is typed into: what is recorded, what a list is asked for, or what was
# typed before. Whoever has to say a number or a day says it.
TYPED = re.compile(
    r"<input\b(?![^>]*type=.(?:hidden|radio|checkbox|submit))[^>]*?\bvalue=\"([^\"]+)\"[^>]*>"
    r"|<textarea\b[^>]*>\s*\{\{ ([^}]*) \}\}"
    r"|\{\{ day_field\('[^']*', _\('[^']*'\), (?!\w+=)([^_][^,)]*)"
)
STANDS = re.compile(
    r"[{ ]*(?:(?:topic|it|station|member|department|account|photo|profile|given|asked|c)\['\w+'\]"
    r"|(?:form|texts|unsaved\[0\]\.fields)[.\[]\w+\]?|q|words|value|'\\n'"
    r"|(?:member|profile)\['\w+'\] if (?:member|profile) else '')[ }]*"
)
PREFILLED = {
    "consultations/_record.html": {"by_section[each.key]", "by_section['']"},  # as it was kept
    # of a draft, of a sheet in force, of marks that were given, of weights that were saved
    "charter/_inputs.html": {"each.value", "each.value.get(key, '')", "side.value"},
    "choosing/_picker.html": {"offer.chosen.label if offer.chosen else offer.typed"},
    "regions/weights.html": {"'%g' % weights[each.key] if each.key in weights else ''"},
    "scoring/marks.html": {
        "'' if stands is none else stands",
        "(mark['claim'] if do == 'claim' else mark['reason']) if mark else ''",
    },
    "scoring/what_if.html": {"'' if value is none else '%.15g' % value"},
    "scoring/_tried_row.html": {
        "'' if each[name] is none else '%.15g' % each[name]",
        "table_of(each)",
    },
}


def filled(name: str, text: str) -> list[str]:
    """What stands in a field before anybody has said it."""
    found = [next(filter(None, each.groups())) for each in TYPED.finditer(text)]
    said = PREFILLED.get(name, set())
    return [each for each in found if not STANDS.fullmatch(each) and each.strip("{ }") not in said]


def test_no_template_fills_in_what_its_reader_has_to_say() -> None:
    names = {str(each.relative_to("templates")): each for each in Path("templates").rglob("*.html")}
    found = {name: said for name, path in names.items() if (said := filled(name, path.read_text()))}
    assert found == {}
    assert sum(len(TYPED.findall(path.read_text())) for path in names.values()) > 30


# A form that is shown for the first time is empty, but for what it is about.
FRESH = re.compile(r'"form": (?:\w+\.)?\w*(?:Form|Proposal)\(([^)]+\)?)')
ABOUT = {"made_against=newest"}


def test_no_page_begins_with_a_form_that_is_filled_in() -> None:
    found = {
        said
        for each in Path("app").rglob("*.py")
        for said in FRESH.findall(each.read_text())
        if said.strip(")") not in ABOUT
    }
    assert found == set()
    assert FRESH.findall('"form": versions.Proposal(on=str(today())),') == ["on=str(today()"]


@pytest.mark.anyio
async def test_from_which_day_rules_hold_is_for_who_signs_them_to_say(client: AsyncClient) -> None:
    """22: it stood there as today."""
    await given.signed_in(client, Role.OFFICE)
    page = Page(await client.get("/charter/versions"))
    assert page.typed("effective_on") == [""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<input name="quantity" type="number" min="1" value="1" required>', ["1"]),
        ("{{ day_field('happened_on', _('哪一天'), today, ahead=()) }}", ["today"]),
        ('<input name="of" value="{{ year - 1 }}">', ["{{ year - 1 }}"]),
        ("<textarea name=members>{{ own }}</textarea>", ["own"]),
        ("{{ day_field('happened_on', _('哪一天'), ahead=(), last=today) }}", []),
        ('<input name="title" value="{{ topic[\'title\'] }}">', []),
        ('<input type="hidden" name="do" value="claim">', []),
    ],
)
def test_what_counts_as_filled_in(text: str, said: list[str]) -> None:
    assert filled("some.html", text) == said


def wrong(name: str, text: str) -> list[str]:
    ticks = len(TICK.findall(text))
    found = set(SHOWN.findall(text))
    said = [f"shows {each}" for each in sorted(found - RECORDED.get(name, set()))]
    plain = SHOWN.sub("", text)
    if name not in ALWAYS:
        said += [f"chosen: {each.group(0)}" for each in TICK.finditer(plain)]
        said += [f"no empty choice: {each}" for each in selects(text)]
    return said if ticks or said else []


def selects(text: str) -> list[str]:
    found = []
    for inside in SELECT.findall(text):
        first = FIRST.search(inside)
        if first is None or 'value=""' not in first.group(1):
            found.append(" ".join(inside.split())[:80])
    return found


def test_no_template_chooses_for_its_reader() -> None:
    names = {str(each.relative_to("templates")): each for each in Path("templates").rglob("*.html")}
    assert len(names) > 120
    found = {name: said for name, path in names.items() if (said := wrong(name, path.read_text()))}
    assert found == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<input type="radio" name="approved" value="true" checked required>', 1),
        ("<input type=\"radio\"{% if key == 'pass' %} checked{% endif %}>", 1),
        ('<select><option value="a">甲</option></select>', 1),
        ('<select>\n{% for each in kinds %}<option value="{{ each }}">{% endfor %}</select>', 1),
        ('<select><option value="">请选择</option><option value="a">甲</option></select>', 0),
        ('<input type="radio" name="approved" value="true" required>', 0),
    ],
)
def test_what_counts_as_choosing(text: str, said: int) -> None:
    assert len(wrong("some.html", text)) == said


@pytest.mark.anyio
async def test_a_decision_on_a_matter_is_the_reviewer_s_own(client: AsyncClient) -> None:
    """Neither 通过 nor a category stands there; what is not said changes nothing."""
    topic = await given.a_topic(await given.a_station(), category="key")
    await given.signed_in(client, Role.OFFICE, Role.TOWNSHIP)
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.typed("decision") == []
    first = page.one("select[name=category]").all("option")[0]
    assert first["value"] == ""
    assert page.typed("category") == []
    assert all(each.has("required") for each in page.all("[name=decision]"))
    assert page.texts("[name=passing]") == ["通过"]
    form = {"version": "0", "opinion": "可以", "ticked": ["small", "unfit"]}
    sent = await client.post(f"/topics/{topic}/review", data=form)
    assert refused(sent) == ["请选一个决定。"]
    both = form | {"decision": "decline", "passing": "yes"}
    sent = await client.post(f"/topics/{topic}/review", data=both)
    said = "选了别的决定，又按了最下面的按钮：请按“提交决定”，或者重新打开这一页。"
    assert refused(sent) == [said]
    sent = await client.post(f"/topics/{topic}/review", data=form | {"passing": "yes"})
    assert sent.status_code == 303
    async with county_tx(readonly=True):
        assert (await transitions.load(topic))["category"] == "key"


@pytest.mark.anyio
async def test_an_approval_is_neither_given_nor_refused_unsaid(client: AsyncClient) -> None:
    ring = next(each.name for each in given.charter().rings if each.kind == "approve")
    topic = await given.a_topic(await given.a_station(), ring=ring)
    await given.signed_in(client, Role.OFFICE, Role.PARTY, Role.LEADERSHIP)
    page = Page(await client.get(f"/topics/{topic}"))
    assert page.typed("approved") == []
    form = {"version": "0", "opinion": "同意", "document": "3号"}
    sent = await client.post(f"/topics/{topic}/approval", data=form | {"approved": ""})
    assert refused(sent) == ["请选批准还是不批准。"]


@pytest.mark.anyio
async def test_an_outcome_s_form_is_not_the_first_of_the_list(client: AsyncClient) -> None:
    ring = next(each.name for each in given.charter().rings if each.kind == "report")
    topic = await given.a_topic(await given.a_station(), ring=ring)
    await given.signed_in(client, *(set(Role) - {Role.REGION, Role.OPERATOR, Role.MEMBER}))
    page = Page(await client.get(f"/topics/{topic}"))
    kind = page.one("select[name=kind]")
    assert kind.all("option")[0]["value"] == ""
    assert kind.around("form").typed("kind") == []


def new_pieces(piece: Any, place: str = "") -> Iterator[str]:
    """One more in each list of pieces, as if it had just come. → where"""
    if isinstance(piece, dict):
        for name, value in piece.items():
            yield from new_pieces(value, f"{place}{name}.")
    elif isinstance(piece, list) and piece and isinstance(piece[0], dict):
        for number, each in enumerate(piece):
            yield from new_pieces(each, f"{place}{number}.")
        piece.append({})
        yield f"{place}{len(piece) - 1}."


def test_in_a_piece_of_the_rules_that_has_just_come_nothing_is_chosen() -> None:
    """22, 21: a new group counted as citizens, a new form asked for a room and a photo of it."""
    data = drafts.from_charter(presets.presets()["yanjiang"])
    places = tuple(new_pieces(data))
    found = {
        name: each
        for part in PARTS
        for name, each in inputs(Drawing(data, []).page(part)).items()
        if name.startswith(places)
    }
    chosen = (Control.TICK, Control.ONE, Control.SEVERAL, Control.NEEDS)
    assert len([each for each in found.values() if each.control in chosen]) > 30
    wrong = {name for name, each in found.items() if each.control in chosen and each.value}
    assert wrong == set()
    own = inputs(Drawing(data, []).page("consultations"))["consultations.forms.0.answer"]
    assert own.value  # what was left out of an older document is as the model has it
