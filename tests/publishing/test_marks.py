"""Each table of a county says of its rows which files they change, or here stands why not."""

from typing import Any

import pytest

from app.tenancy.tables import CountyTable
from tests.isolation import test_catalogue

pytestmark = pytest.mark.anyio

AT_WORK = "only those see it who work there"
MACHINERY = "the program's own"
KEPT = "what is worked out anew from records, which say so; `folded` is written with it"
BESIDE = "written in one transaction with what it belongs to, which says so"
ELSEWHERE = "of regions, of whose pages there are no files"
UNMARKED = {
    **dict.fromkeys(
        ["account", "appointment", "charter_draft", "invitation", "preset_taken"], AT_WORK
    ),
    **dict.fromkeys(["api_key", "look", "weighting", "share", "region_count"], ELSEWHERE),
    **dict.fromkeys(["standing", "told", "region_counted", "kept_view"], ELSEWHERE),
    **dict.fromkeys(["county_count", "county_series", "township_count"], ELSEWHERE),
    **dict.fromkeys(["choice"], "what it publishes is in published_case, which is compared"),
    **dict.fromkeys(["audit", "audit_seal", "audit_unsealed", "first_day", "wish"], AT_WORK),
    **dict.fromkeys(["signup", "store_look", "stray", "client_key", "provider"], MACHINERY),
    **dict.fromkeys(["kept_form", "quota", "session", "submission"], MACHINERY),
    **dict.fromkeys(["unsaved_record", "publish_mark", "published", "piece"], MACHINERY),
    **dict.fromkeys(["seal", "unsealed", "unscored", "internal_topic"], MACHINERY),
    **dict.fromkeys(["ledger", "figure", "figure_anew", "tally", "tally_anew", "anew"], KEPT),
    **dict.fromkeys(["kept_order", "nobodys"], KEPT),
    **dict.fromkeys(["settled", "settled_entry", "mark", "appeal"], "as the assessment's state"),
    **dict.fromkeys(["activity_member"], BESIDE),
    **dict.fromkeys(["enclosure"], "its photos say so"),
}
TRIGGERS = """
    SELECT relname AS name FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE tgname LIKE 'publishes%' AND tgenabled <> 'D'
"""


async def test_each_table_marks_what_it_changes_or_says_why_not(owner: Any) -> None:
    assert test_catalogue  # it knows the tables of all folders
    ours = {table._meta.tablename for table in CountyTable.__subclasses__()}
    marking = {each["name"] for each in await owner.fetch(TRIGGERS)}
    marking.remove("published_case")  # a region's, for the pages of all counties
    assert marking | UNMARKED.keys() == ours
    assert marking & UNMARKED.keys() <= {"account"}  # its name alone
