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
from app.publishing.touched import telling, touched
from app.publishing.updating import update
from app.tenancy.tables import County

FIGURES_AFTER = timedelta(minutes=10)


async def publish_some(figures_after: timedelta = FIGURES_AFTER, *, pressing: bool = False) -> bool:
    """Of the county that it is bound to; `pressing`: only what is to be seen no longer. Whether
    there is more. What was done is forgotten last: killed before, it is done again.
    """
    try:
        written, more = await turn(place(settings.publish_to), figures_after, pressing=pressing)
    except Exception as error:
        if isinstance(error, NotRendered) and error.done:
            purge(error.done.paths)
        async with county_tx():
            await marks.failed(
                str(error) if isinstance(error, NotRendered) else type(error).__name__
            )
        raise
    if written:
        purge(written.paths)
    return more


async def publish_pressing() -> bool:
    """As `publish_some`, for whoever has others to do that take long."""
    return await publish_some(pressing=True)


async def turn(
    where: Place, figures_after: timedelta, *, pressing: bool
) -> tuple[Written | None, bool]:
    day = today()
    async with county_tx(readonly=True) as its:
        slug = (await County.select(County.slug).where(County.id == its.county))[0]["slug"]
        before, cases = await marks.state(day), await marks.cases()
        found = await marks.following(now() - figures_after)
        hidden = [each for each in found if each["first"] and each["kind"] != "county"]
        if pressing and not hidden:
            return None, False
        # What is to be seen no longer waits for no day, and for nothing that may stand anywhere.
        first = before is not None and before["day"] is not None and bool(hidden)
        whole = before is None or (not first and asks_for_all(before, found, day))
        if first:
            found = hidden
        elif whole:  # what is not committed yet is no part of it, whatever its number
            found = await marks.following(now(), marks.ALL)
        another = not whole and not first and before is not None
        new_day = another and before is not None and before["day"] != day
        new_cases = another and before is not None and before["cases"] != cases
        changed = await marks.what(found, day=new_day, cases=new_cases)
    if not (found or whole or new_day or new_cases):
        return None, False
    known = await read_known(where, slug)
    anew = whole or known.links is None
    if known.links is None or whole:
        written = await publish(slug, where)
    else:
        about = f"/{slug}", known.links, changed
        hides = telling(*about) if first else None
        written = await update(slug, where, known, touched(*about), hides)
    async with county_tx():
        if before is None or (anew and not first):
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
