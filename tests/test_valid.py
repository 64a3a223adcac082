"""What the validator of tests/valid.py says, by the faults that it is for."""

import pytest

from tests.valid import complaints, described

WHOLE = (
    '<!doctype html><html lang="zh-CN"><head><title>页</title></head><body><main><h1>页</h1>'
    "{}</main></body></html>"
)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("<span><form></form></span>", "<form> in <span>"),
        ("<p><ul><li>a</li></ul></p>", "<ul> in <p>"),
        ("<h2><div>a</div></h2>", "<div> in <h2>"),
        ("<a href='/'><a href='/x'>a</a></a>", "<a> within <a>"),
        ("<button><a href='/'>a</a></button>", "<a> within <button>"),
        ("<form><form></form></form>", "<form> within <form>"),
        ("<label>a<label>b</label></label>", "<label> within <label>"),
        ("<label>a<input name='a'><input name='b'></label>", "a label of two: <input>"),
        ("<ul><div>a</div></ul>", "<div> in <ul>"),
        ("<ul>a</ul>", "words in <ul>: a"),
        ("<div><li>a</li></div>", "<li> in <div>"),
        ("<table><tr><div>a</div></tr></table>", "<div> in <tr>"),
        ("<select name='a'><option value=''></option></select>", "a <option> that says nothing"),
        ("<details><p>a</p></details>", "<details> without a summary"),
        ("<fieldset><p>a</p><legend>b</legend></fieldset>", "<legend> is not the first in"),
        ("<p id='a'></p><p id='a'></p>", "id a twice"),
        ("<p id='a b'></p>", "<p id='a b'>"),
        ("<p class='a' class='b'></p>", "<p> says an attribute twice"),
        ("<label for='none'>a</label>", "for=none, which is nowhere"),
        ("<section aria-labelledby='none'></section>", "aria-labelledby=none"),
        ("<img src='/a'>", "<img> without ['alt']"),
        ("<a href='/a b'>a</a>", "<a href='/a b'>"),
        ("<a href='/'></a>", "a <a> that says nothing"),
        ("<button></button>", "a <button> that says nothing"),
        ("<input name=''>", "<input name=''>"),
        ("<time datetime='2026-11-28T10:00:00.123456+00:00'>a</time>", "<time datetime="),
        ("<progress value='' max='9'></progress>", "<progress value=''>"),
        ("<blink>a</blink>", "no element <blink>"),
        ("<div>", "</main> where <div> is open"),
        ("<p></div></p>", "</div> where <p> is open"),
        ("<div/>", "<div/> is not closed by that"),
        ("<h1>b</h1>", "2 <h1>"),
    ],
)
def test_a_fault_is_said(fault: str, said: str) -> None:
    found = complaints(WHOLE.format(fault))
    assert any(said in each for each in found), found


@pytest.mark.parametrize(
    "right",
    [
        "<p>a <a href='/'><strong>b</strong></a> <time datetime='2026-03-02'>c</time></p>",
        "<a href='/'><h2>a</h2></a>",
        "<fieldset><legend><h2>a</h2></legend><label>b<input name='b'></label></fieldset>",
        "<details><summary>a</summary><form><input type='hidden' name='a'></form></details>",
        "<label>a <small>b</small><select name='a'><option value=''>c</option></select></label>",
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><div>b</div></td></tr></tbody></table>",
        "<dl><dt>a</dt><dd><form><button>b</button></form></dd></dl>",
        "<svg viewBox='0 0 1 1'><rect width='1'/></svg>",
        "<a href='/'><img src='/a' alt='b'></a>",
        "<ul hidden></ul><template><li>a</li></template>",
        "<time datetime='2026-11-28T10:00:00.123+00:00'>a</time>",
    ],
)
def test_what_is_right_is_not(right: str) -> None:
    assert complaints(WHOLE.format(right)) == []


def test_a_part_of_a_page_is_read_as_one() -> None:
    assert complaints('<li role="option">a</li>') == []
    assert complaints("<li><div>a</li>") == ["line 1: </li> where <div> is open"]


def test_a_description_that_is_empty_is_none() -> None:
    assert described('<meta name="description" content="a">')
    assert not described('<meta name="description" content=" ">')
    assert not described("<p>a</p>")
