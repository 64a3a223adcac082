"""Rows as files that any program reads: CSV and JSON Lines. Pure."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any, NamedTuple

BOM = "\ufeff"  # or Excel takes it for GBK
# What a spreadsheet takes for a formula, also behind the blanks that it leaves out.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# The framework says the encoding of what is text.
CSV, JSONL = "text/csv", "application/jsonl; charset=utf-8"


def csv_head(keys: Sequence[str]) -> str:
    return BOM + comma_separated([keys])


def csv_lines(keys: Sequence[str], records: Iterable[Mapping[str, Any]]) -> str:
    return comma_separated([cell(each[key]) for key in keys] for each in records)


def comma_separated(lines: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue()


def cell(value: Any) -> str:
    """Text stays text: what would be reckoned has an apostrophe in front."""
    if value is None:
        return ""
    said = str(plain(value))
    if isinstance(value, str) and said.lstrip(" \u00a0\u3000").startswith(FORMULA):
        return f"'{said}"
    return said


def jsonl_lines(keys: Sequence[str], records: Iterable[Mapping[str, Any]]) -> str:
    return "".join(
        json.dumps({key: plain(each[key]) for key in keys}, ensure_ascii=False) + "\n"
        for each in records
    )


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class Format(NamedTuple):
    """`head`: what stands before all lines."""

    media: str
    head: Callable[[Sequence[str]], str]
    lines: Callable[[Sequence[str], Iterable[Mapping[str, Any]]], str]


FORMATS = {
    "csv": Format(CSV, csv_head, csv_lines),
    "jsonl": Format(JSONL, lambda _keys: "", jsonl_lines),
}
