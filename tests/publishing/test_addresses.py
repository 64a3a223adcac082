"""Which addresses are files: each that a stranger may ask for, or it stands there why it is not."""

import re

from app.main import inside
from app.publishing.addresses import (
    PROGRAM,
    PUBLISHED,
    WHILE,
    Link,
    file_of,
    is_published,
    links,
    within,
)
from tests.isolation.routes import routes


def test_each_route_of_strangers_is_published_or_says_why_not() -> None:
    open_to_all = {each.path for each in routes(inside) if each.method == "GET" and each.act == "-"}
    known = {named(path) for path in PUBLISHED | PROGRAM.keys()}
    assert {each for each in open_to_all if not each.startswith(WHILE)} == known
    assert all(PROGRAM.values())
    assert not PUBLISHED & PROGRAM.keys()


def named(path: str) -> str:
    """As the walk names it, without kinds."""
    return re.sub(r":\w+}", "}", path)


def test_what_a_page_leads_to() -> None:
    page = (
        '<a href="/c1/topics/-/form/%E7%81%AF#list">x</a><img src="/c1/photos/7/800/ab"'
        ' srcset="/c1/photos/7/400/ab 400w, /c1/photos/7/1600/ab 2x">'
        '<a href="/c1/raise?a=1&amp;b=2"><a href="https://other/c1/topics"><a href="//other/c1">'
        '<a href="#main"><a href="/c12/topics">'
    )
    found = list(links(page))
    assert Link("/c1/raise", "a=1&b=2") in found
    assert within("c1", found) == {
        "/c1/topics/-/form/灯",
        "/c1/photos/7/800/ab",
        "/c1/photos/7/400/ab",
        "/c1/photos/7/1600/ab",
    }


def test_which_of_them_are_files() -> None:
    for path in ("/", "/topics", "/topics/7", "/topics/-/shown/open", "/photos/7/800/ab"):
        assert is_published(path), path
    for path in ("/raise", "/topics/7/office", "/topics/-/shown", "/stations/new", "/photos/7/800"):
        assert not is_published(path), path


def test_a_page_is_in_a_folder_of_its_own() -> None:
    assert file_of("/c1", page=True) == "c1/index.html"
    assert file_of("/c1/topics/-/shown/open", page=True) == "c1/topics/-/shown/open/index.html"
    assert file_of("/c1/photos/7/800/ab", page=False) == "c1/photos/7/800/ab"
