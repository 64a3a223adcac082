"""The main job, by clicks alone: a county signs up, and a matter from a villager's phone gets a
solved, rated, public answer with photos. Whoever names the others, screens, prepares, talks over,
files and adopts it presses by keyboard alone.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import job
from tests.browser.job import People
from tests.program import Demo


@pytest.fixture
def people(browser: Browser, program: Demo) -> Iterator[People]:
    with People(browser, program.base, "shengsi", ["township", "committee", "office"]) as everybody:
        yield everybody


def test_a_county_signs_up_and_a_matter_gets_its_answer(people: People) -> None:
    job.signs_up(people, "嵊泗县", "wudu")
    job.appoints(people, "菜园镇")
    villager = job.raises(people, "菜园镇")
    job.is_screened(people, "township", "committee", "office")
    job.is_prepared(people)
    job.is_researched(people)
    job.is_talked_over(people)
    job.is_reported(people)
    job.is_adopted(people)
    job.is_carried_out(people)
    job.is_looked_back_at(people)
    job.is_answered_and_rated(people, villager, drawn=4)
