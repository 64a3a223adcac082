"""Templates are compiled with the words of a language in them: they say what gettext says."""

import re
from functools import cache
from typing import Any

import pytest
from babel.messages.pofile import read_po
from jinja2 import DictLoader
from markupsafe import Markup

from app import i18n
from app.i18n import CATALOGUE, LANGUAGES, PLACES, plural, translations
from app.web import templates
from app.web.compiled import Compiling

with CATALOGUE.open("rb") as file:
    ALL = [str(each.id) for each in read_po(file, locale="en") if each.id]
# Those with a per cent sign of their own are said by code, without values: no template could.
TEXTS = [each for each in ALL if not re.search(r"%(?!\()", each)]


@cache
def engine(language: str) -> Compiling:
    return templates.environment(language)


def said(language: str, template: str, **values: Any) -> str:
    environment = engine(language)
    environment.loader = DictLoader({"it": template})
    environment.cache = {}
    environment.known.clear()
    return environment.get_template("it").render(**values)


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def gettext(language: str, text: str) -> str:
    return text if language == "zh" else translations().gettext(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_what_gettext_says(language: str) -> None:
    assert len(TEXTS) > 2000
    assert len(ALL) - len(TEXTS) < 10
    for text in TEXTS:
        names = list(dict.fromkeys(PLACES.findall(gettext("zh", text))))
        told = PLACES.findall(gettext(language, text))
        if {each for each in told if each.removesuffix("s") not in names} - set(names):
            raise AssertionError(text)
        values = {name: f"<{name}>" for name in names}
        asked = "".join(f", {name}=its_{name}" for name in names)
        values |= {f"{name}s": plural(f"<{name}>") for name in names if f"{name}s" in told}
        right = Markup(gettext(language, text)) % values  # noqa: S704
        its = {f"its_{name}": value for name, value in values.items()}
        at_once = said(language, f"{{{{ _({quoted(text)}{asked}) }}}}", **its)
        later = said(language, f"{{{{ _(msgid_{asked}) }}}}", msgid_=text, **its)
        assert (at_once, later) == (right, right), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_constant_text_is_left_to_be_found_later(language: str) -> None:
    environment = templates.environment(language)
    assert environment.loader is not None
    names, left = environment.list_templates(), []
    for name in names:
        source = environment.loader.get_source(environment, name)[0]
        made = environment.compile(source, name, raw=True)
        left += [(name, found) for found in re.findall(r"else l_\d+__\)\(['\"].*", made)]
    assert len(names) > 150
    assert left == []


def test_values_are_escaped_and_texts_are_not() -> None:
    assert said("zh", "{{ _('&amp;%(who)s', who=name) }}", name="<b>") == "&amp;&lt;b&gt;"
    assert said("en", "{{ _('首页') }}{{ _(text) }}", text="首页") == "HomeHome"


def test_what_is_called_knows_whom_the_page_is_shown_to() -> None:
    """Also within what is imported without a context; and everything is told what it is told."""
    request = type("R", (), {"scope": {"realm_path": "/c1"}})()
    assert said("zh", "{{ link('/a') }}", request=request) == "/c1/a"
    macro = "{% macro m(link) %}{{ link('/b') }}{% endmacro %}{{ m(link) }}"
    assert said("zh", macro, request=request) == "/c1/b"
    least = "{% macro m(a, b=2) %}<{{ a }}{{ b }}>{% endmacro %}{{ m('<') }}{{ m('>', b=3) }}"
    assert said("zh", least) == "<&lt;2><&gt;3>"
    caller = "{% macro m(x) %}{{ caller(x) }}{% endmacro %}{% call(y) m(7) %}{{ y }}{% endcall %}"
    assert said("zh", caller) == "7"
    assert said("zh", "{{ f(*[1], **{'b': 2}) }}{{ g() }}", f=pair, g=str) == "(1, 2)"


def pair(a: int, b: int) -> tuple[int, int]:
    return a, b


def test_the_reader_s_language_chooses() -> None:
    found: dict[str, Any] = {}
    for each in LANGUAGES:
        token = i18n.language.set(each)
        found[each] = vars(templates.engine.get_template("_notice.html").environment)["language"]
        i18n.language.reset(token)
    assert found == {"zh": "zh", "en": "en"}


def test_what_a_template_escapes_by_itself_is_not_escaped_again() -> None:
    """Elsewhere it is; a number, and what is none, are said as they are."""
    own = "{% autoescape false %}{{ a }}{{ n }}{{ a | e }}{% endautoescape %}{{ a }}"
    assert said("zh", own, a="<b>", n=3) == "<b>3&lt;b&gt;&lt;b&gt;"


def test_in_chinese_nothing_is_made_several_or_looked_up() -> None:
    """What is in the page of English alone is not in the code that writes a Chinese one."""
    template = "{{ word | plural }} {{ word | named | midway }} {{ _('%(topic)s数', topic=word) }}"
    assert said("zh", template, word="议题A") == "议题A 议题A 议题A数"
    for language, there in (("zh", False), ("en", True)):
        code = engine(language).compile(template, raw=True)
        assert ("plural" in code) is there
        assert ("named" in code.replace("unnamed", "")) is there
