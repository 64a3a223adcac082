"""Rows as files: a spreadsheet reads them as they are, and reckons nothing."""

import csv
import json
from datetime import date
from io import StringIO

import pytest

from app.public.data import DOING, stands
from app.public.tables import cell, csv_head, csv_lines, jsonl_lines

DAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u3000=1", "＝1", "\n=1"]
)
def test_no_text_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "written"), [(-1, "-1"), (0, "0"), (None, ""), (DAY, "2026-03-04"), ("a=1", "a=1")]
)
def test_all_else_is_written_as_it_is(value: object, written: str) -> None:
    assert cell(value) == written


def test_both_files_say_the_same() -> None:
    rows = [
        {"a": '逗号，"引号",\n换行', "b": DAY, "c": None, "left_out": 1},
        {"a": "=1", "b": 2, "c": 3},
    ]
    keys = ["a", "b", "c"]
    text = csv_head(keys) + "".join(csv_lines(keys, [each]) for each in rows)
    assert text.startswith("\ufeffa,b,c\r\n")
    assert list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""))) == [
        ["a", "b", "c"],
        ['逗号，"引号",\n换行', "2026-03-04", ""],
        ["'=1", "2", "3"],
    ]
    lines = jsonl_lines(keys, rows).splitlines()
    assert [json.loads(each) for each in lines] == [
        {"a": '逗号，"引号",\n换行', "b": "2026-03-04", "c": None},
        {"a": "=1", "b": 2, "c": 3},
    ]


def test_how_a_promise_stands() -> None:
    first, then, last = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
    assert stands(last, then, first) == ("已撤回", last)
    assert stands(None, then, first) == ("已办结", then)
    assert stands(None, None, first) == ("报了办结，等着核验。", first)
    assert stands(None, None, None) == (DOING, None)
