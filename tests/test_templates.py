"""What must hold of every template, whichever page it belongs to."""

import re

from jinja2 import nodes
from markupsafe import Markup

from app.i18n import alone, in_language
from app.web.templates import engine
from tests.test_styles import SCRIPTS, TEMPLATES

ALONE = re.compile(  # a paragraph that is one link
    r"<p(?P<worn>[^>]*)>\s*(?:\{%[^%]*%\}\s*)*"
    r"<a (?P<link>(?:\{\{(?:(?!\}\}).)*\}\}|\{%(?:(?!%\}).)*%\}|[^>{])*)>"
    r"(?:(?!</?a\b|</p>).)*</a>(?:\s*\{%[^%]*%\})*\s*</p>",
    re.DOTALL,
)
FORM = re.compile(r"<form\b(?:\{\{.*?\}\}|\{%.*?%\}|[^>{])*>", re.DOTALL)
MADE_BY_SCRIPTS = {"notice"}  # the summary of a page that is shown again


# A way back of one link within the realm, and a heading of one piece beneath it.
BY_HAND = re.compile(
    r'class="trail"><a href="\{\{ link\([^}]*\) \}\}">\{\{[^}]*\}\}</a></p>'
    r"\s*<h1>\{\{[^}]*\}\}</h1>"
)


def test_the_head_of_a_page_is_written_once() -> None:
    """`page_head` of patterns/page.html."""
    assert [each.name for each in TEMPLATES if BY_HAND.search(each.read_text())] == []
    one = '<p class="trail"><a href="{{ link(\'/x\') }}">{{ a }}</a></p>\n<h1>{{ b }}</h1>'
    assert BY_HAND.search(one)


OPTION = re.compile(
    r"<option\b(?:\{\{.*?\}\}|\{%.*?%\}|[^>{])*>\s*\{\{-? *((?:(?!\}\}).)*?) *-?\}\}", re.DOTALL
)
PEOPLE_S = {  # people's own words, which nobody writes otherwise
    "each.label", "each.title", "each['name']", "name", "provider['name']",
}  # fmt: skip
SAID = re.compile(r"_\('([^']*)'[^()]*\)(?: if \w+ else _\('([^']*)'\))?")


def test_a_choice_of_a_list_stands_alone() -> None:
    """Its English begins with a large letter, though the same words stand within sentences."""
    found = [
        (each.name, words)
        for each in TEMPLATES
        for words in OPTION.findall(each.read_text("utf-8"))
        if words not in PEOPLE_S and not words.endswith("| alone")
    ]
    said = [(name, SAID.fullmatch(words)) for name, words in found]
    assert [pair for pair, (_name, how) in zip(found, said, strict=True) if not how] == []
    small = {
        (name, text)
        for name, how in said
        if how
        for text in how.groups()
        if text and in_language(text, "en")[0].islower()
    }
    assert small == set()
    assert [alone(each) for each in ("all or nothing", "None", "", "不选", 3)] == [
        *("All or nothing", "None", "", "不选", 3)
    ]
    assert alone(Markup("by <b>ratio</b>")) == Markup("By <b>ratio</b>")  # as a template has it


WAY_BACK = re.compile(
    r"page_head\((?:(?!\) \}\}).)*返回|<(p|nav)\b[^>]*class=\"[^\"]*\btrail\b"
    r"(?:(?!</\1>).)*(?:返回|←)"
    r"|<a (?:\{\{(?:(?!\}\}).)*\}\}|[^>{])*>\s*\{\{ _\('返回",
    re.DOTALL,
)


def test_a_trail_names_the_place() -> None:
    """返回 says of no page which it is, and 运营 here and 返回运营 there are two words for one."""
    assert [each.name for each in TEMPLATES if WAY_BACK.search(each.read_text("utf-8"))] == []
    for wrong in (
        "{{ page_head(_('申请'), [('', _('返回运营'))]) }}",
        '<p class="trail"><a href="x">← {{ a }}</a></p>',
        "<a class='button' href=\"{{ link('/x') }}\">{{ _('返回') }}</a>",
    ):
        assert WAY_BACK.search(wrong), wrong
    assert not WAY_BACK.search("{{ page_head(_('申请'), [('', _('运营'))]) }}")


def test_the_browser_stops_at_no_field() -> None:
    """Its own check names one field and is silent about the rest; the server names all."""
    changing = [
        (each.name, form)
        for each in TEMPLATES
        for form in FORM.findall(each.read_text())
        if 'method="post"' in form
    ]
    assert len(changing) > 70
    assert [each for each in changing if " novalidate" not in each[1]] == []


def test_whatever_scripts_look_for_stands_in_some_page() -> None:
    named = {
        name
        for each in SCRIPTS
        for name in re.findall(r'getElementById\("([\w-]+)"\)', each.read_text())
    }
    there = {
        name for each in TEMPLATES for name in re.findall(r'\bid="([\w-]+)"', each.read_text())
    }
    assert "done-says" in named
    assert named - there - MADE_BY_SCRIPTS == set()


def too_thin(template: str) -> list[str]:
    """Links that stand by themselves, and are no higher than their letters: no finger hits them."""
    return [
        each["link"]
        for each in ALONE.finditer(template)
        if not re.search(r'class="[^"]*\b(filters|meta|onward|pager|trail)\b', each["worn"])
        and not re.search(r'class="[^"]*\bbutton\b', each["link"])
    ]


def test_a_link_by_itself_is_as_large_as_a_finger() -> None:
    found = {each.name: thin for each in TEMPLATES if (thin := too_thin(each.read_text("utf-8")))}
    assert found == {}


def split_choices(template: str) -> list[str]:
    """Choices whose words and small print stand side by side, in columns too narrow to read."""
    labels = re.findall(r'<label class="choice">(.*?)</label>', template, re.DOTALL)
    return [each for each in labels if re.search(r"<small\b(?!.*</span>)", each, re.DOTALL)]


def test_a_choice_and_its_small_print_are_one_text() -> None:
    found = {
        each.name: two for each in TEMPLATES if (two := split_choices(each.read_text("utf-8")))
    }
    assert found == {}
    choice = '<label class="choice"><input>{}</label>'
    assert split_choices(choice.format("a <small>b</small>")) != []
    assert split_choices(choice.format("<span>a <small>b</small></span>")) == []


def test_the_mark_between_crumbs_is_of_the_sheet() -> None:
    """Written into a page it begins a line of its own where the line before is full."""
    assert [each.name for each in TEMPLATES if "›" in each.read_text("utf-8")] == []


def test_what_is_too_thin() -> None:
    link = """<a href="{{ link('/a') }}">{{ _('b') }}</a>"""
    assert len(too_thin(f"<p>{link}</p>")) == 1
    assert len(too_thin(f'<p class="no-print">{{% if a %}}{link}{{% endif %}}</p>')) == 1
    assert too_thin(f'<p class="onward">{link}</p>') == []
    assert too_thin(f"<p>{{{{ _('c') }}}} {link}</p>") == []
    assert too_thin(f"<p>{link}</p>".replace("<a ", '<a class="button" ')) == []


def names_twice(template: str) -> list[str]:
    """A macro that is imported under the name of a value: whatever the page was told is hidden."""
    tree = engine.environments["zh"].parse(template)
    imported = {
        name if isinstance(name, str) else name[1]
        for each in tree.find_all(nodes.FromImport)
        for name in each.names
    }
    called = {id(each.node) for each in tree.find_all(nodes.Call)}
    read = {each.name for each in tree.find_all(nodes.Name) if id(each) not in called}
    return sorted(imported & read)


def test_no_macro_hides_what_a_page_is_told() -> None:
    found = {
        each.name: said for each in TEMPLATES if (said := names_twice(each.read_text("utf-8")))
    }
    assert found == {}


def test_what_hides_a_value() -> None:
    importing = '{% from "patterns/empty.html" import empty %}'
    assert names_twice(importing + "{% if empty %}{{ empty('a') }}{% endif %}") == ["empty"]
    assert names_twice(importing + "{{ empty('a') }}") == []
