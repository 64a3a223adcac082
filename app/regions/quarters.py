"""Quarters by their first days, as addresses write them and as people read them. Pure."""

from datetime import date

from app.i18n import _, translated

QUARTERS = 12  # of a trend, and the most that a time may span


def quarter_after(quarter: date, more: int) -> date:
    """So many quarters later, or earlier."""
    months = quarter.year * 12 + quarter.month - 1 + 3 * more
    return date(months // 12, months % 12 + 1, 1)


def quarters_between(first: date, last: date) -> list[date]:
    months = (last.year - first.year) * 12 + last.month - first.month
    return [quarter_after(first, each) for each in range(months // 3 + 1)]


def written(quarter: date) -> str:
    """2026Q3, as in addresses."""
    return f"{quarter.year}Q{(quarter.month + 2) // 3}"


def in_words(quarter: date) -> str:
    """2026 年第 3 季度, as everywhere that people read it."""
    return translated(_("%(year)s 年第 %(n)s 季度"), year=quarter.year, n=(quarter.month + 2) // 3)


def span(first: date, last: date) -> str:
    """2025 年第 4 季度–2026 年第 3 季度; of one quarter that alone."""
    return in_words(first) if first == last else f"{in_words(first)}–{in_words(last)}"


def quarter_in(text: str) -> date | None:
    year, _q, number = text.upper().partition("Q")
    if not (year.isascii() and year.isdecimal() and len(year) == 4 and number in set("1234")):
        return None
    return date(int(year), int(number) * 3 - 2, 1) if number and 1900 <= int(year) < 3000 else None
