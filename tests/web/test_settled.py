"""A worker that has started does not look through all of its modules again and again."""

import gc

from app.main import inside
from app.web.application import settle


def test_what_a_worker_started_with_is_left_alone() -> None:
    assert settle in inside.on_startup
    try:
        settle()
        assert gc.get_freeze_count() > 50_000
        assert len(gc.get_objects()) < 5_000
    finally:
        gc.unfreeze()
