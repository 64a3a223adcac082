"""A county's turn: some of what changed, until its files are there."""

from datetime import date, timedelta

from app.config import settings
from app.dates import now, today
from app.db import county_tx
from app.publishing import marks
from app.publishing.known import read_known
from app.publishing.places import Place, place
from app.publishing.purging import purge
from app.publishing.running import NotRendered, Written, publish
from app.publishing.touched import touched
from app.publishing.updating import update
from app.tenancy.tables import County

FIGURES_AFTER = timedelta(minutes=10)


async def publish_some(figures_after: timedelta = FIGURES_AFTER) -> bool:
    """Of the county that it is bound to. Whether there is more. What was done is forgotten last:
    killed before, it is done again.
    """
    try:
        written, more = await turn(place(settings.publish_to), figures_after)
    except Exception as error:
        async with county_tx():
            await marks.failed(
                str(error) if isinstance(error, NotRendered) else type(error).__name__
            )
        raise
    if written:
        purge(written.paths)
    return more


async def turn(where: Place, figures_after: timedelta) -> tuple[Written | None, bool]:
    day = today()
    async with county_tx(readonly=True) as its:
        slug = (await County.select(County.slug).where(County.id == its.county))[0]["slug"]
        before, cases = await marks.state(day), await marks.cases()
        found = await marks.following(now() - figures_after)
        whole = before is None or asks_for_all(before, found, day)
        if whole:  # what is not committed yet is no part of it, whatever its number
            found = await marks.following(now(), marks.ALL)
        first = any(each["first"] for each in found)
        another = not whole and not first and before is not None
        new_day = another and before is not None and before["day"] != day
        new_cases = another and before is not None and before["cases"] != cases
        changed = await marks.what(found, day=new_day, cases=new_cases)
    if not (found or whole or new_day or new_cases):
        return None, False
    known = await read_known(where, slug)
    if whole or known.links is None:
        written, whole = await publish(slug, where), True
    else:
        written = await update(slug, where, known, touched(f"/{slug}", known.links, changed))
    async with county_tx():
        if whole or before is None:
            await marks.done(found, day, cases)
        else:
            seen = day if new_day else before["day"], cases if new_cases else before["cases"]
            await marks.done(found, *seen)
    return written, first or len(found) >= marks.MOST


def asks_for_all(before: marks.State, found: list[marks.Mark], day: date) -> bool:
    """What may stand on any page, or was never published. With a month there may be another
    quarter and another year, by which much is counted.
    """
    known = before["day"]
    if known is None or before["new_rules"] or f"{known:%Y-%m}" != f"{day:%Y-%m}":
        return True
    return any(each["kind"] == "county" for each in found)
