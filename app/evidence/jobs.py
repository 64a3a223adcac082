"""What happens to photos besides the pages. Pillow is needed here only, and so is its memory."""

from app.access.sessions import account_of
from app.db import county_tx, value
from app.evidence import queries
from app.evidence.entries import added
from app.evidence.rights import rights
from app.evidence.rules import NOT_OPEN, NOT_THERE, NOT_YOURS, rendition
from app.evidence.sandbox import sandbox
from app.evidence.storage import Missing
from app.evidence.stores import store
from app.evidence.subjects import Found
from app.evidence.tables import Photo
from app.jobs import job
from app.ledger import post
from app.refusal import Refused

READY = """
    UPDATE "photo" SET "state" = 'ready', "sha256" = :sha256, "width" = :width, "height" = :height,
        "taken_at" = :taken_at, "taken_zone_known" = :zone_known,
        "latitude" = :latitude, "longitude" = :longitude
    WHERE "photo"."county" = $1 AND "id" = :photo AND "state" = 'arrived'
      AND "removed_at" IS NULL RETURNING true
"""


@job("photo.intake")
async def take_in(photo: int) -> None:
    """Twice is as once: renditions are replaced by the same, and only one run turns the row."""
    async with county_tx(readonly=True):
        found = await queries.photo_and_subject(photo)
    if found is None:
        return
    row, of = found
    if row["state"] == "ready":  # a run before this one had no time to
        await store().delete(row["object"])
    if row["state"] != "arrived" or row["removed_at"] is not None:
        return
    async with county_tx(readonly=True):
        why = await unwanted(row, of)
    if why:
        await refuse(row, why)
        return
    try:
        picture = await sandbox().take_in(await store().get(row["object"]))
    except Missing:
        await refuse(row, NOT_THERE)
        return
    except Refused as refusal:
        await refuse(row, refusal.text)
        return
    for size, data in picture.renditions.items():
        await store().put(rendition(row["object"], size), data, "image/webp")
    noted = picture.noted
    async with county_tx():
        now = await queries.subject(of["kind"], of["id"], lock=True)
        if now is None or (why := await unwanted(row, now)):
            await Photo.update({Photo.state: "refused", Photo.refusal: why or NOT_OPEN}).where(
                (Photo.id == photo) & (Photo.state == "arrived")
            )
            return  # its bytes go with the sweep
        ready = await value(
            READY,
            photo=photo,
            sha256=picture.sha256,
            width=picture.width,
            height=picture.height,
            taken_at=noted.taken_at,
            zone_known=noted.zone_known,
            latitude=noted.latitude,
            longitude=noted.longitude,
        )
        if ready and of["station"] is not None:
            await post(added(row, of["station"], of["topic"]))
    await store().delete(row["object"])  # it has the camera's notes in it


async def unwanted(photo: queries.LoadedPhoto, of: Found) -> str:
    """Why it may not be added any more, by its sender's rights and by what it is of; empty: it may.
    Within the caller's transaction.
    """
    if not of["open"]:
        return NOT_OPEN
    sender = await account_of(photo["account"])
    if not (await rights(sender, of["kind"], of["id"])).adds:
        return NOT_YOURS
    return ""


async def refuse(photo: queries.LoadedPhoto, text: str) -> None:
    await store().delete(photo["object"])
    async with county_tx():
        await Photo.update({Photo.state: "refused", Photo.refusal: text}).where(
            (Photo.id == photo["id"]) & (Photo.state == "arrived")
        )
