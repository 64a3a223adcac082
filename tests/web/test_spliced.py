"""What a template includes stands in it, and says what Jinja would have it say."""

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError, meta, nodes

from app.web import templates
from app.web.compiled import Compiling, Kept
from app.web.compiling.spliced import LONG

SOURCES = {
    "page.html": (
        "{% set mine = 'p' %}{% for n in many %}{% include 'row.html' %}{% endfor %}"
        "{% with mine = 'w' %}{% include 'row.html' %}{% endwith %}{{ mine }}"
        "{% if none_of_it is defined %}{% include 'row.html' %}{% endif %}"
        "{% include 'row.html' %}{{ seen is defined }}"
    ),
    "row.html": (
        "{% from 'macros.html' import bold %}{% set n = n | default('no') %}{% set seen = mine %}"
        "<{{ bold(n) }}{{ seen }}{% include 'deep.html' %}>"
    ),
    "deep.html": "{% for mine in [1, 2] %}{{ loop.index }}{{ mine }}{{ n }}{% endfor %}{{ text }}",
    "macros.html": "{% macro bold(text, as='b') %}[{{ as }}{{ text }}]{% endmacro %}",
}
ASKED = {"many": [1, "<"], "text": "&"}


def made(sources: dict[str, str]) -> Compiling:
    return Compiling("zh", loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined)


def test_it_says_what_jinja_says() -> None:
    plain = Environment(loader=DictLoader(SOURCES), autoescape=True, undefined=StrictUndefined)
    right = plain.get_template("page.html").render(**ASKED)
    assert made(SOURCES).get_template("page.html").render(**ASKED) == right
    assert right == (
        "<[b1]p111221&amp;><[b&lt;]p11&lt;22&lt;&amp;><[bno]w11no22no&amp;>p"
        "<[bno]p11no22no&amp;>False"
    )


def left(environment: Compiling, name: str) -> set[str]:
    """What the code of it includes when it is shown."""
    assert environment.loader is not None
    source = environment.loader.get_source(environment, name)[0]
    code = environment.compile(source, name, raw=True)
    return set(re.findall(r"\n\s+template = environment\.get_template\('([^']+)'", code))


@pytest.mark.parametrize(
    ("included", "stays"),
    [
        ("x", False),
        ("x" * LONG, False),
        ("x" * (LONG + 1), True),
        ("{% block b %}x{% endblock %}", True),
        ("{% extends 'base.html' %}", True),
        ("{% if again %}{% include 'page.html' %}{% endif %}x", False),
    ],
)
def test_what_is_long_or_has_blocks_is_left_to_jinja(included: str, stays: bool) -> None:
    sources = {"page.html": "{% include 'a.html' %}", "a.html": included, "base.html": "x"}
    environment = made(sources)
    assert ("a.html" in left(environment, "page.html")) is stays
    assert environment.get_template("page.html").render(again=False).strip("x") == ""


def test_what_goes_wrong_in_it_is_said_of_the_line_that_includes_it() -> None:
    sources = {"page.html": "\n\n{% include 'a.html' %}", "a.html": "\n\n\n\n{{ nobody }}"}
    with pytest.raises(UndefinedError, match="nobody") as wrong:
        made(sources).get_template("page.html").render()
    (line,) = [each.lineno + 1 for each in wrong.traceback if str(each.path) == "<template>"]
    assert line == 3


def test_a_macro_takes_names_and_no_others() -> None:
    start = "{% from 'macros.html' import bold %}"
    for asked, right in (
        ("1, as='i'", "[i1]"),
        ("text=2, as='u'", "[u2]"),
        ("as='s', text=3", "[s3]"),
    ):
        sources = {**SOURCES, "page.html": f"{start}{{{{ bold({asked}) }}}}"}
        assert made(sources).get_template("page.html").render() == right
    for wrong in ("1, 2, 3", "1, other=2", "1, text=2"):
        with pytest.raises(TypeError):
            sources = {**SOURCES, "page.html": f"{start}{{{{ bold({wrong}) }}}}"}
            made(sources).get_template("page.html").render()


def test_another_text_within_is_another_page(tmp_path: Path) -> None:
    def shown(deep: str) -> str:
        sources = {"page.html": "{% include 'a.html' %}", "a.html": "{% include 'b.html' %}"}
        loader = DictLoader({**sources, "b.html": deep})
        kept = Compiling("zh", loader=loader, bytecode_cache=Kept(tmp_path, "zh"))
        return kept.get_template("page.html").render()

    assert [shown("one"), shown("one"), shown("two")] == ["one", "one", "two"]


def test_what_an_include_needs_is_set_before_it() -> None:
    """In the template itself a name that is set later is none yet; Jinja's include would find what
    the page was given by that name.
    """
    environment, seen, late = templates.environment("zh"), 0, []
    for name in environment.list_templates(["html"]):
        tree = parsed(environment, name)
        first: dict[str, int] = {}
        for each in tree.find_all(nodes.Assign):
            for target in nodes.Scope([each.target]).find_all(nodes.Name):
                first.setdefault(target.name, each.lineno)
        for included in tree.find_all(nodes.Include):
            if isinstance(included.template, nodes.Const):
                within = parsed(environment, included.template.value)
                asked = meta.find_undeclared_variables(within) & first.keys()
                late += [(name, each) for each in asked if first[each] > included.lineno]
                seen += 1
    assert seen > 100
    assert late == []


def parsed(environment: Compiling, name: str) -> nodes.Template:
    assert environment.loader is not None
    return environment.parse(environment.loader.get_source(environment, name)[0], name)


def test_what_stays_to_be_included_is_long_or_a_variable() -> None:
    environment = templates.environment("zh")
    assert environment.loader is not None
    for name in environment.list_templates(["html"]):
        for each in left(environment, name):
            source = environment.loader.get_source(environment, each)[0]
            assert len(source) > LONG or each == name, (name, each)
