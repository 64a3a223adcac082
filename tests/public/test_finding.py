"""The index that a search goes by without a program: what it finds, and how much a phone reads."""

import gzip
import json
import random
import re
from pathlib import Path

import pytest

from app.public.finding import Found, block, keys, keys_of, readings, spelt

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("title", "syllables"),
    [
        ("老年食堂", "lao nian shi tang"),
        ("5G信号，差！", "5g xin hao cha"),
        ("路灯 坏了", "lu deng huai le"),
        ("Ｗｉｆｉ", "wifi"),
        ("𠮷祥", "𠮷 xiang"),
        ("", ""),
    ],
)
def test_how_titles_are_spelt(title: str, syllables: str) -> None:
    assert spelt(title) == syllables.split()


def test_a_title_is_looked_up_by_signs_pinyin_and_initials() -> None:
    assert keys_of("路灯") == {"路", "灯", "lu", "de", "ld"}
    assert keys_of("阿姨") == {"阿", "姨", "ay", "yi"}


def test_keys_say_in_which_parts_and_in_which_order() -> None:
    parts = {
        "2026-11": [Found("/topics/2", "路灯坏了", "")],
        "2026-10": [Found("/topics/1", "修路", "已办结 惠通村")],
    }
    found = json.loads(keys(parts))
    assert found["路"] == ["2026-11", "2026-10"]
    assert found["ld"] == ["2026-11"]
    assert found["xl"] == ["2026-10"]
    assert json.loads(block(parts["2026-10"])) == [["/topics/1", "修路", "已办结 惠通村", "xiu lu"]]


def test_a_phone_reads_no_more_than_30_kb_for_a_first_answer() -> None:
    """Of a county with 1,200 matters and sittings a year, whose titles share nothing: a real one's
    share more. The keys of a year, and its fullest month.
    """
    chance = random.Random(7)  # noqa: S311  (no secret)
    letters = sorted(readings())
    assert len(letters) == 6763
    parts = {
        f"2026-{month:02}": [
            Found(f"/topics/{chance.randrange(10**17, 10**18)}", title, "已办结 惠通村议事点")
            for title in ("".join(chance.choices(letters[:2500], k=14)) for _each in range(100))
        ]
        for month in range(12, 0, -1)
    }
    sizes = [
        len(gzip.compress(text.encode(), 9)) for text in (keys(parts), block(parts["2026-12"]))
    ]
    assert sum(sizes) < 30_000, sizes


def test_a_form_says_what_the_script_asks_for() -> None:
    script = (ROOT / "static/find.js").read_text("utf-8")
    page = (ROOT / "templates/portal/search.html").read_text("utf-8")
    asked = set(re.findall(r"\[(data-find-\w+)\]", script))
    assert asked == {"data-find-into", "data-find-none", "data-find-more", "data-find-away"}
    assert asked <= set(re.findall(r"data-find-\w+", page))
