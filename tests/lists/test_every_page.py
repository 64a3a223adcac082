"""Each page of a county is opened on an old one (walk.py), or stands here with what bounds it."""

import re
from urllib.parse import urlsplit

from app.main import inside
from tests.isolation.routes import route_of, routes
from tests.lists.walk import LISTS

ELSEWHERE = {
    "the form, the page or the state of one record": """
        /assessments/marks/{mark_id} /assessments/{assessment_id}/answers/{appeal_id}
        /assessments/{assessment_id}/appeals/{subject} /assessments/{assessment_id}/marks/{subject}
        /assessments/{assessment_id}/taking-up /assessments/{assessment_id}/withdrawal
        /cases/nominations/{nomination_id} /cases/{case_id} /files/{file_id} /files/{file_id}/state
        /consultations/{consultation_id}/corrections /kept/{kept_id} /members/{member_id}
        /photos/{photo_id} /photos/{photo_id}/state /stations/checks/{check_id}
        /stations/{station_id}/checks /stations/{station_id}/edit
        /topics/{topic_id}/consultations/new /topics/{topic_id}/office
        /topics/{topic_id}/rating/withdrawal /topics/{topic_id}/withdrawal
        /topics/{topic_id}/receipt /topics/{topic_id}/reference /wishes/{wish_id} /away
    """,
    "one picture, code or poster": """
        /topics/{topic_id}/card/{file}
        /files/{file_id}/download /photos/{photo_id}/{size} /photos/{photo_id}/{size}/{mark}
        /raise/photos/{photo_id}/{mark}
        /stations/{station_id}/poster /stations/{station_id}/qr.svg
    """,
    "an empty form": """
        /activities/new /cases/nominations/new /charter/sharing /stations/new /wishes/new
        /people/departments/{department_id}/ending
    """,
    "one version of the rules, or two side by side": """
        /charter/drafts/{draft_id} /charter/drafts/{draft_id}/preview
        /charter/drafts/{draft_id}/{part} /charter/news /charter/published
        /charter/published/{code} /charter/versions/{charter_id}
        /charter/versions/{charter_id}/compare /charter/versions/{charter_id}/export
    """,
    "who signs in, and by which provider": """
        /callback /invitation /jwks.json /login /login/{provider_id} /people/providers
        /people/providers/{provider_id}/trial /signed-out/{provider_id}
    """,
    "what one browser raised": """
        /follow /follow/codes /follow/data.xlsx /follow/rating/withdrawal /follow/wish
        /follow/withdrawal
    """,
    "a choice among the people or rings of one matter, days, units, or the county's own words": """
        /choose/activity /choose/answerer /choose/asked /choose/day /choose/department
        /choose/division /choose/indicator /choose/level /choose/mergeable /choose/reported_at
        /choose/speaker /choose/subject /choose/version
    """,
    "a whole table is asked for, and given in a file": """
        /wishes/{wish_id}/file.xlsx
    """,
    "what would be: all subjects are scored anew, and all stations that are called alike": """
        /scores/{sheet}/what-if /stations/renaming
    """,
    "of an assessment, which this county has none of: its sheet is read as /scores reads it": """
        /assessments/{assessment_id}
    """,
    "open data: a year, or all there is, is asked for, and given in a file": """
        /data/{file} /find/{file} /sitemap/{file}
    """,
    "nothing": "/{rest}",
}


def opened(paths: list[str]) -> set[str]:
    """By some path of LISTS."""
    named = [re.sub(r"[{}]", "", urlsplit(each).path) for each in LISTS]
    return {route_of(each, "", paths) for each in named}


def test_each_page_is_opened_on_an_old_county_or_said_why_not() -> None:
    paths = [each.path for each in routes(inside) if each.method == "GET"]
    there = opened(paths)
    said = [path for paths_of in ELSEWHERE.values() for path in paths_of.split()]
    assert len(said) == len(set(said))
    assert sorted(there & set(said)) == []
    assert sorted(there | set(said)) == sorted(set(paths))


def test_a_page_that_nobody_opens_would_be_found() -> None:
    paths = [each.path for each in routes(inside) if each.method == "GET"]
    assert "/topics/{topic_id}" in opened(paths)
    assert "/topics/forgotten" not in opened([*paths, "/topics/forgotten"])
