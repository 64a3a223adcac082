"""The program names no county: words come from charters, places from the national list. What is
the demo's lies with the demo. Migrations are never edited.
"""

import re
import tomllib
from pathlib import Path

import pytest


def words_of(folder: Path) -> set[str]:
    """Its folder, which is its address; its name without what it is; what it calls all this."""
    demo = tomllib.loads((folder / "demo.toml").read_text("utf-8"))
    charter = tomllib.loads((folder / "charter.toml").read_text("utf-8"))
    return {folder.name, demo["name"].rstrip("县区市"), charter["names"]["platform"]}


NAMES = {
    word
    for folder in Path("tenants").iterdir()
    if (folder / "demo.toml").exists()
    for word in words_of(folder)
}
NAMED = re.compile("|".join(sorted(NAMES)), re.IGNORECASE)
READ = {".py", ".html", ".js", ".css", ".po", ".toml"}
WHERE = ("app", "templates", "static")


def read(path: Path) -> bool:
    """All but the national list, what others wrote, and what counties' names are in English."""
    return (
        path.name != "names.toml"
        and path.suffix in READ
        and "data" not in path.parts
        and ".min." not in path.name
    )


def test_there_are_five_with_three_names_each() -> None:
    assert len(NAMES) == 15
    assert all(NAMED.search(each) for each in NAMES)


@pytest.mark.parametrize("folder", WHERE)
def test_no_file_names_a_demo_county(folder: str) -> None:
    files = [each for each in Path(folder).rglob("*") if each.is_file() and read(each)]
    named = {
        f"{each}: {found[0]}" for each in files if (found := NAMED.search(each.read_text("utf-8")))
    }
    assert named == set()
    assert len(files) > 5


KIND_SAID = re.compile("[本全][县区旗]|本市")  # 全市 is a prefecture
# Whoever signs up looks for their county among all, before it is known what kind it is.
BEFORE = "counties"


def test_no_text_says_what_kind_of_county_it_is() -> None:
    """A district and a banner read the same pages: 本县 would be another's word there."""
    texts = [
        each
        for folder in ("app", "templates")
        for each in Path(folder).rglob("*")
        if each.suffix in {".py", ".html"} and BEFORE not in each.parts and "demo" not in each.parts
    ]
    assert {
        f"{each}: {found[0]}"
        for each in texts
        if (found := KIND_SAID.search(each.read_text("utf-8")))
    } == set()
    assert len(texts) > 500
