"""What the other tests read pages with."""

import pytest

from tests.page import Page

HTML = """
<h1>路灯</h1><p id="hint" class="faint small">请写明<br>地点</p>
<ul class="notice"><li data-field="title">太短</li><li>太短</li></ul>
<form><label>标题 <input name="title" value="灯"><span class="wrong">请写
  标题</span></label></form>
<dl><dt>电话</dt><dd>138****5678</dd><dt>空的</dt></dl>
<table><tr><th>站</th><td>3</td></tr></table><script>let a = "<b>"</script>
"""
FORM = """<!doctype html><html lang="zh-CN"><body>
<div id="notice"><h2>还差一点</h2><ul><li>没写</ul></div>
<form><input type="hidden" name="token" value="a&amp;b">
<input type="hidden" name="token" value="c">
<label><input name="mark.place" value="40.1" aria-invalid="true" aria-describedby="w">
  <span id="w" class="wrong">没写</span></label>
<textarea name="story">

两行
</textarea>
<input type="checkbox" name="p" value="1" checked><input type="checkbox" name="p" value="2">
<input type="radio" name="r" checked><input type="radio" name="r" value="no">
<select name="kind"><option>甲</option><option value="b" selected>乙</option></select>
<select name="none"><option>甲</option></select></form></body></html>
"""


def test_what_is_found() -> None:
    page = Page(HTML)
    assert page.title == "路灯"
    assert page.refusals == ["太短", "请写 标题"]
    assert page.facts == {"电话": "138****5678"}
    assert page.rows == [["站", "3"]]
    assert page.one("form input[name=title]")["value"] == "灯"
    assert page.texts("p.faint#hint") == ["请写明地点"]
    assert page.texts("ul [data-field], form .wrong") == ["太短", "请写 标题"]
    assert page.texts('li[data-field^="ti"], [name$=le], [value*="灯"]') == ["太短", ""]
    assert page.one("form > label").all("form input") == []  # all of it lies below
    assert page.one(".wrong").around("form") == page.one("form")
    assert page.one("form").above == page
    assert page.texts("p .wrong") == page.texts(".fai") == page.texts('[name="other"]') == []
    assert "let a" not in page.text
    assert [each.tag for each in page.children][:2] == ["h1", "p"]


def test_what_a_form_holds_and_says() -> None:
    page = Page(FORM)
    assert page.one("html")["lang"] == "zh-CN"
    assert (page.hidden("token"), page.typed("token")) == ("a&b", ["a&b", "c"])
    assert page.typed("mark.place") == ["40.1"]
    assert page.typed("story") == ["\n两行\n"]  # browsers drop the first line end
    assert (page.typed("p"), page.typed("r"), page.typed("kind")) == (["1"], ["on"], ["b"])
    assert page.typed("none") == page.typed("other") == []
    assert page.wrong == {"mark.place": "没写"}
    assert page.notice.split() == ["还差一点", "没写"]
    assert page.all("[name=p]")[0].has("checked")
    assert not page.all("[name=p]")[1].has("checked")


def test_a_page_that_says_nothing() -> None:
    for text in ("", "慢", "<p>好</p>"):
        assert (Page(text).notice, Page(text).wrong, Page(text).refusals) == ("", {}, [])
    assert (Page("慢").text, Page("").text) == ("慢", "")


def test_one_is_one() -> None:
    with pytest.raises(AssertionError, match="li: 2 in"):
        Page(HTML).one("li")
