"""What may be sent as a photo, at each boundary."""

from datetime import UTC, date, datetime

import pytest

from app.evidence import rules
from app.evidence.sorts import Sort
from app.evidence.uploads import check_announced
from app.refusal import Refused, RefusedAll

MEGABYTE = 1024 * 1024


def test_a_photo_is_announced() -> None:
    check_announced(Sort.PHOTO, 1, 0)
    check_announced(Sort.PHOTO, 40 * MEGABYTE, 59)


@pytest.mark.parametrize(
    ("size", "there", "why"),
    [
        (40 * MEGABYTE + 1, 0, "超过 40 MB"),
        (0, 0, "是空的"),
        (-1, 0, "是空的"),
        (1, 60, "已有 60 张"),
        (1, 61, "已有 60 张"),
    ],
)
def test_what_is_no_photo_is_told_so_before_it_is_sent(size: int, there: int, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        check_announced(Sort.PHOTO, size, there)
    assert refused.value.field == "photo"


def test_all_is_said_at_once() -> None:
    with pytest.raises(RefusedAll) as refused:
        check_announced(Sort.PHOTO, 0, 60)
    assert len(refused.value.refusals) == 2


def test_sizes_of_a_picture() -> None:
    """What app/evidence/decoding/pictures.py holds pictures against."""
    assert (rules.MOST_PIXELS_OF_JPEG, rules.MOST_PIXELS) == (110_000_000, 51_000_000)
    assert (rules.LONGEST_SIDE, rules.SHORTEST_SIDE) == (40_000, 64)
    assert rules.SIZES == (1280, 320)
    assert rules.rendition("7/a", 320) == "7/a-320.webp"


def test_a_caption_is_a_line_of_a_hundred_signs() -> None:
    assert rules.check_caption("  村口\n的  路灯 ") == "村口 的 路灯"
    assert rules.check_caption("长" * 100) == "长" * 100
    with pytest.raises(Refused, match="100"):
        rules.check_caption("长" * 101)


@pytest.mark.parametrize(
    ("size", "longest", "shown"),
    [
        ((4000, 3000), 1280, (1280, 960)),
        ((3000, 4000), 320, (240, 320)),
        ((640, 480), 1280, (640, 480)),  # never larger than it is
        ((5000, 1), 320, (320, 1)),
        ((1, 5000), 320, (1, 320)),
        ((0, 0), 320, (1, 1)),
    ],
)
def test_as_large_as_fits(size: tuple[int, int], longest: int, shown: tuple[int, int]) -> None:
    assert rules.shown_size(*size, longest) == shown


def test_another_day_by_the_camera_s_clock() -> None:
    """Days are China's: half past four in the afternoon in London is the next day there."""
    taken = datetime(2026, 3, 25, 16, 30, tzinfo=UTC)
    assert not rules.other_day(taken, date(2026, 3, 26))
    assert rules.other_day(taken, date(2026, 3, 25))
    assert not rules.other_day(None, date(2026, 3, 25))
    assert not rules.other_day(taken, None)
