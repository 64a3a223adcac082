"""A page shown again: what was typed stands in its fields, and what is wrong beside them."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import normalise
from app.web.forms.refill import Line, Words, refilled
from app.web.forms.validation import Fields
from tests.page import Element, Page

WORDS = Words("还差一点", "现在是：%(text)s", "您填写的是：")
HOSTILE = "'\"></textarea><script>alert(1)</script>&amp;<img src=x onerror=alert(1)>{{ 7 * 7 }}%s"


def page(form: str, *, action: str = "/c1/raise", around: str = "{}") -> str:
    """A form on one of our pages."""
    whole = f'<form method="post" action="{action}">{form}</form>'
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>提出</title></head>'
        f'<body><main id="main"><div id="flash"></div>{around.format(whole)}</main></body></html>'
    )


def again(
    text: str,
    *typed: tuple[str, str],
    wrong: tuple[Line, ...] = (),
    overtaken: bool = False,
    **more: Any,
) -> Page:
    return Page(
        refilled(
            text, "/c1/raise", Fields(list(typed)), list(wrong), WORDS, overtaken=overtaken, **more
        )
    )


def value(found: Element, name: str) -> str:
    return found.one(f"[name={name}]").value


def chosen(found: Element, name: str, mark: str = "checked") -> list[str]:
    return [
        each.get("value") for each in found.all(f"[name={name}], select option") if each.has(mark)
    ]


def test_a_text() -> None:
    form = '<input name="title"><input name="place" value="村委会"><input type="tel" name="phone">'
    found = again(page(form), ("title", "村口路灯"), ("place", ""), ("phone", "138"))
    assert [value(found, each) for each in ("title", "place", "phone")] == ["村口路灯", "", "138"]


def test_what_was_not_sent_stays_as_the_page_has_it() -> None:
    found = again(page('<input name="place" value="村委会"><textarea name="s">旧</textarea>'))
    assert (value(found, "place"), value(found, "s")) == ("村委会", "旧")


@pytest.mark.parametrize("text", ["三个月", "\n空一行", "\n\n两行\n", "  前后  ", "a\tb", ""])
def test_a_text_of_several_lines(text: str) -> None:
    found = again(page('<textarea name="story">\n旧</textarea>'), ("story", text))
    assert value(found, "story") == text


def test_a_choice_of_a_list() -> None:
    options = (
        '<option value="">请选</option><option value="a" selected>甲</option><option>乙</option>'
    )
    form = f'<select name="kind">{options}</select>'
    for typed, stands in (("a", "a"), ("", "")):
        assert chosen(again(page(form), ("kind", typed)), "kind", "selected") == [stands]
    found = again(page(form), ("kind", "乙"))
    assert [each.text for each in found.all("option") if each.has("selected")] == ["乙"]
    assert chosen(again(page(form), ("kind", "请选")), "kind", "selected") == []


def test_ticks() -> None:
    form = (
        '<input type="checkbox" name="t" value="a" checked>'
        '<input type="checkbox" name="t" value="b">'
        '<input type="checkbox" name="t" value="c"><input type="checkbox" name="left" checked>'
    )
    found = again(page(form), ("t", "b"), ("t", "c"))
    assert chosen(found, "t") == ["b", "c"]
    assert not found.one("[name=left]").has("checked")
    assert again(page(form), ("left", "on")).one("[name=left]").has("checked")


def test_a_radio_button() -> None:
    form = "".join(f'<input type="radio" name="r" value="{each}">' for each in "abc")
    assert chosen(again(page(form), ("r", "b")), "r") == ["b"]


def test_several_fields_of_one_name_in_their_order() -> None:
    form = '<input name="n"><input name="n" value="-"><input name="n" value="z">'
    found = again(page(form), ("n", "1"), ("n", "2"))
    assert [each.get("value") for each in found.all("[name=n]")] == ["1", "2", "z"]


def test_what_the_page_itself_has_put_into_the_form_is_not_typed() -> None:
    form = (
        '<input type="hidden" name="form_token" value="new"><input type="hidden" name="version"'
        ' value="2"><input type="hidden" name="id" value="5">'
        '<button name="do" value="a">甲</button>'
        '<input type="file" name="photo"><input type="submit" name="do" value="乙">'
    )
    typed = [("form_token", "old"), ("version", "1"), ("id", "5"), ("do", "x"), ("photo", "p")]
    found = again(page(form), *typed)
    assert [each.get("value") for each in found.all("input")] == ["new", "2", "5", "", "乙"]
    assert found.one("button")["value"] == "a"


@pytest.mark.parametrize(
    ("sent", "notes"),
    [(("version", "1"), ["现在是：新楼三楼"]), (("version", "2"), []), (("other", "1"), [])],
)
def test_what_somebody_changed_meanwhile_stands_beside_what_was_typed(
    sent: tuple[str, str], notes: list[str]
) -> None:
    """Whatever was wrong: the page has the new version, so the next try would go through."""
    form = '<input type="hidden" name="version" value="2"><input name="at" value="新楼三楼">'
    found = again(page(form), ("at", "老楼"), sent, wrong=(Line("name", "请填写"),))
    assert value(found, "at") == "老楼"
    assert [each.text for each in found.all(".prose[data-theirs]")] == notes


def test_what_came_by_a_tap_is_as_good_as_typed() -> None:
    """Where the phone was is still with the form that is shown again."""
    form = '<input type="hidden" name="a" data-tapped><input type="hidden" name="b" value="1">'
    found = again(page(form), ("a", "30.12"), ("b", "2"))
    assert (value(found, "a"), value(found, "b")) == ("30.12", "1")


def test_a_password_is_not_sent_back() -> None:
    text = refilled(
        page('<input type="password" name="secret">'), "/c1/raise", Fields([("secret", "犀牛")]),
        [Line("secret", "太短")], WORDS, overtaken=True,
    )  # fmt: skip
    assert "犀牛" not in text


def test_a_list_s_search_is_no_form_of_this_kind() -> None:
    search = '<form method="get" action="/c1/raise"><input name="q" value="灯"></form>'
    found = again(page('<input name="q">', around=f"{search}{{}}"), ("q", "桥"))
    assert [each.get("value") for each in found.all("[name=q]")] == ["灯", "桥"]


def one_of_two(at: int) -> str:
    return f'<input type="hidden" name="id" value="{at}"><input name="text" value="旧{at}">'


def test_of_two_forms_the_one_that_was_sent() -> None:
    other = f'<form method="post" action="/c1/raise">{one_of_two(1)}</form>'
    text = page(one_of_two(2), around=f"{other}{{}}")
    for sent, stands in ((1, ["新", "旧2"]), (2, ["旧1", "新"])):
        found = again(text, ("id", str(sent)), ("text", "新"), wrong=(Line("text", "不对"),))
        assert [each.get("value") for each in found.all("[name=text]")] == stands
        marked = [each.get("value") for each in found.all("[aria-invalid=true]")]
        assert marked == ["新"]


def test_of_two_forms_the_one_that_knows_no_more_than_was_sent() -> None:
    more = '<input type="hidden" name="id" value="1"><input type="hidden" name="of" value="a">'
    other = f'<form method="post" action="/c1/raise">{more}<input name="text"></form>'
    found = again(page(one_of_two(1), around=f"{other}{{}}"), ("id", "1"), ("text", "新"))
    assert [each.get("value") for each in found.all("[name=text]")] == ["", "新"]


def test_a_form_that_is_sent_elsewhere_is_left_alone() -> None:
    text = page('<input name="text" value="旧">', action="/c1/raise/more?x=1")
    assert value(again(text, ("text", "新")), "text") == "旧"
    text = page('<input name="text" value="旧">', action="/c1/raise?station=1#form")
    assert value(again(text, ("text", "新")), "text") == "新"


def test_what_is_wrong_stands_in_the_summary_and_beside_its_field() -> None:
    form = (
        '<label>什么事<input name="title"></label>'
        '<label>经过<textarea name="story"></textarea></label><button>提交</button>'
    )
    wrong = (Line("story", "没写"), Line("title", "太短"), Line(None, "整张不对"))
    found = again(page(form), ("title", "灯"), wrong=wrong)
    notice = found.one("#flash #notice")
    assert notice.get("role") == "alert"
    assert notice.one("h2").text == "还差一点"
    assert notice.texts("li") == ["整张不对", "太短", "没写"]
    assert [(each.text, each["href"]) for each in notice.all("a")] == [
        ("太短", "#field-title"), ("没写", "#field-story"),
    ]  # fmt: skip
    for name, text in (("title", "太短"), ("story", "没写")):
        field = found.one(f"#field-{name}")
        assert (field["name"], field["aria-invalid"]) == (name, "true")
        note = found.one(f"#{field['aria-describedby']}")
        assert (note.text, note.get("class")) == (text, "wrong wrong-here")
        assert note.above == field.above  # in its label


def test_a_field_keeps_the_name_that_the_page_gave_it() -> None:
    found = again(page('<input id="own" name="title">'), wrong=(Line("title", "太短"),))
    assert found.one("#notice a")["href"] == "#own"
    assert found.one("#own")["aria-invalid"] == "true"


def test_beside_a_group_of_choices_it_is_said_once() -> None:
    radios = "".join(
        f'<label><input type="radio" name="r" value="{each}">{each}</label>' for each in "ab"
    )
    form = f"<fieldset><legend>类别</legend>{radios}</fieldset>"
    found = again(page(form), wrong=(Line("r", "请选一项"),))
    assert [each.get("id") for each in found.all("[aria-invalid=true]")] == ["field-r", "field-r-1"]
    assert found.one("#notice a")["href"] == "#field-r"
    (note,) = found.all(".wrong")
    assert note.above == found.one("fieldset")


def test_a_text_within_a_group_has_its_own_label() -> None:
    form = "<fieldset><label>别的<input name='t'></label></fieldset>"
    (note,) = again(page(form), wrong=(Line("t", "没写"),)).all(".wrong")
    assert note.above.tag == "label"


def test_a_line_whose_field_is_not_seen_leads_nowhere() -> None:
    form = '<input type="hidden" name="station" value="x"><input name="title">'
    found = again(page(form), ("station", "x"), wrong=(Line("station", "请选"), Line("no", "没有")))
    assert found.texts("#notice li") == ["没有", "请选"]
    assert found.all("#notice a") == []
    assert found.all("[aria-invalid]") == []


def test_what_lies_in_a_closed_piece_is_opened() -> None:
    around = "<details><summary>更多</summary><div>{}</div></details><details id='other'></details>"
    found = again(page('<input name="t">', around=around), wrong=(Line("t", "太短"),))
    assert [each.has("open") for each in found.all("details")] == [True, False]


def test_overtaken_shows_both_texts() -> None:
    form = (
        '<label>意见<textarea name="o">别人写的\n两行</textarea></label>'
        '<input name="same" value="一样">'
        '<input name="title" value="别人的题目">'
    )
    typed = [("o", "我写的"), ("same", "一样"), ("title", "我的题目")]
    found = again(page(form), *typed, overtaken=True)
    assert value(found, "o") == "我写的"
    assert value(found, "title") == "我的题目"
    assert found.texts(".hint") == ["现在是：别人写的 两行", "现在是：别人的题目"]
    assert again(page(form), *typed).texts(".hint") == []


def test_where_nothing_stands_nothing_is_set_beside_it() -> None:
    form = '<input name="title"><textarea name="o">\n </textarea><input name="n" value="9">'
    typed = [("title", "题目"), ("o", "意见"), ("n", "")]
    assert again(page(form), *typed, overtaken=True).texts(".hint") == ["现在是：9"]


def test_what_has_no_place_any_more_is_listed() -> None:
    typed = [("title", "题目"), ("gone", "写了很久"), ("gone", "又一段"), ("empty", " "),
             ("form_token", "t"), ("version", "3")]  # fmt: skip
    found = again(page('<input name="title">'), *typed, overtaken=True)
    notice = found.one("#notice")
    assert notice.texts("p") == ["您填写的是：", "写了很久", "又一段"]
    assert notice.texts("li") == []
    # Where nobody was first the form is whole: what it leaves out it has left out before.
    assert again(page('<input name="title">'), *typed).texts("#notice p") == []


def test_what_is_never_read_out_is_not_listed() -> None:
    typed = [("key", "犀牛"), ("gone", "写了很久")]
    listed = again(page(""), *typed, overtaken=True, unsaid={"key"}).texts("#notice .prose")
    assert listed == ["写了很久"]
    found = again(page('<input name="key">'), *typed, overtaken=True, unsaid={"key"})
    assert value(found, "key") == "犀牛"


def test_which_button_was_pressed_is_not_listed() -> None:
    found = again(page('<button name="do" value="a">甲</button>'), ("do", "a"), overtaken=True)
    assert found.texts("#notice .prose") == []


def test_without_the_form_all_that_was_typed_is_listed() -> None:
    text = page("", action="/c1/elsewhere")
    found = again(text, ("title", "题目"), ("story", "经过"), wrong=(Line("title", "太短"),))
    assert found.texts("#notice li") == ["太短"]
    assert found.texts("#notice .prose") == ["题目", "经过"]


def test_only_the_part_that_the_form_stands_in() -> None:
    around = '<article id="topic"><p>议题</p>{}</article>拐角那边'
    text = page('<input name="title">', around=around)
    wrong = (Line("title", "刚有人办理"),)
    found = again(text, ("title", "灯"), wrong=wrong, overtaken=True, part="topic")
    assert [each.get("id") for each in found.children] == ["topic"]
    assert found.one("#topic").children[0].get("id") == "notice"
    assert found.texts("#topic #notice li") == ["刚有人办理"]
    assert value(found, "title") == "灯"
    assert "拐角那边" not in found.text
    whole = again(text, ("title", "灯"), wrong=wrong, overtaken=True, part="elsewhere")
    assert whole.texts("#flash #notice li") == ["刚有人办理"]
    assert "拐角那边" in whole.text


class Tags(HTMLParser):
    """Another reader than the one that has written the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.found.add(tag)


@pytest.mark.parametrize("field", ["<input name='t'>", "<textarea name='t'></textarea>"])
@pytest.mark.parametrize("overtaken", [True, False])
def test_hostile_text_stays_text(field: str, overtaken: bool) -> None:
    stands = field.replace("><", ">旧<")
    text = refilled(
        page(stands), "/c1/raise", Fields([("t", HOSTILE), ("gone", HOSTILE)]),
        [Line("t", HOSTILE), Line(None, HOSTILE)], WORDS, overtaken=overtaken,
    )  # fmt: skip
    found = Page(text)
    assert found.all("script, img") == []
    assert {"script", "img"}.isdisjoint(Tags(text).found)
    assert value(found, "t") == HOSTILE
    assert found.texts("#notice li") == [HOSTILE, HOSTILE]
    assert found.texts("#notice .prose") == [HOSTILE] * overtaken


def test_a_hostile_name_of_a_field_is_no_markup() -> None:
    found = again(page('<input name="t">'), (HOSTILE, "x"), wrong=(Line(HOSTILE, "不对"),))
    assert found.all("script, img") == []
    assert found.texts("#notice li") == ["不对"]


def test_what_else_stands_on_the_page_survives() -> None:
    around = (
        "<svg viewBox='0 0 10 10'><path d='M0 0L1 1'/><text>图</text></svg>"
        '<div data-hx-get="/c1/x?a=1&amp;b=2" data-hx-vals=\'{{"a": "b<c"}}\'>&lt;b&gt;&nbsp;</div>'
        "<template id='later'><p>稍后</p></template><script src='/static/app.js' defer></script>{}"
    )
    found = again(page('<input name="t" required>', around=around), ("t", "x"))
    svg = found.one("svg")
    assert {key.lower(): each for key, each in svg.node.items()} == {"viewbox": "0 0 10 10"}
    assert (svg.one("path")["d"], svg.one("text").text) == ("M0 0L1 1", "图")
    div = found.one("div[data-hx-get]")
    assert (div["data-hx-get"], div["data-hx-vals"]) == ("/c1/x?a=1&b=2", '{"a": "b<c"}')
    assert div.text == "<b>"
    assert found.one("#later p").text == "稍后"
    script = found.one("script")
    assert (script["src"], script.text) == ("/static/app.js", "")
    assert found.one("[name=t]").has("required")
    assert found.one("html")["lang"] == "zh-CN"


def test_it_is_a_whole_page_again() -> None:
    assert refilled(page(""), "/", Fields([]), [], WORDS, overtaken=False).startswith(
        '<!doctype html>\n<html lang="zh-CN">'
    )


@given(st.text(), st.text())
def test_whatever_is_typed_comes_back(line: str, text: str) -> None:
    line, text = normalise(line).replace("\n", " "), normalise(text)
    found = again(
        page('<input name="line" value="-"><textarea name="text">-</textarea>'),
        ("line", line), ("text", text), ("gone", text), wrong=(Line("line", text),), overtaken=True,
    )  # fmt: skip
    assert (value(found, "line"), value(found, "text")) == (line, text)
