"""Rows as files that any program reads: CSV and JSON Lines. Pure."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any

BOM = "\ufeff"  # or Excel takes it for GBK
# What a spreadsheet takes for a formula, also behind the blanks that it leaves out.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CSV, JSONL = "text/csv; charset=utf-8", "application/jsonl; charset=utf-8"
KINDS = {"csv": CSV, "jsonl": JSONL}


def as_csv(keys: Sequence[str], records: Iterable[Mapping[str, Any]]) -> str:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(keys)
    writer.writerows([cell(each[key]) for key in keys] for each in records)
    return BOM + text.getvalue()


def cell(value: Any) -> str:
    """Text stays text: what would be reckoned has an apostrophe in front."""
    if value is None:
        return ""
    said = str(plain(value))
    if isinstance(value, str) and said.lstrip(" \u00a0\u3000").startswith(FORMULA):
        return f"'{said}"
    return said


def as_jsonl(keys: Sequence[str], records: Iterable[Mapping[str, Any]]) -> str:
    return "".join(
        json.dumps({key: plain(each[key]) for key in keys}, ensure_ascii=False) + "\n"
        for each in records
    )


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
