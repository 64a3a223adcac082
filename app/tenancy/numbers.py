"""Numbers of realms that are no county. Pure."""

from app.i18n import _

# Accounts and sessions are rows under their numbers, as a county's are under its six digits. A
# region's is its code: a province has two digits, a prefecture four. All counties are the nation's:
# its number is China's in GB/T 2659.
OPERATOR, NATION = 1, 156
NATION_CALLED = _("全国")


def regions_above(county: int) -> tuple[int, int, int]:
    """Its province, its prefecture and the nation, by code."""
    return county // 10000, county // 100, NATION
