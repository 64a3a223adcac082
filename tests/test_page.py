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
    assert page.texts("p .wrong") == page.texts(".fai") == page.texts('[name="other"]') == []
    assert "let a" not in page.text


def test_one_is_one() -> None:
    with pytest.raises(AssertionError, match="li: 2 in"):
        Page(HTML).one("li")
