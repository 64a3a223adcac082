"""Papers of the demo (tenants/documents): on what its told cases held, decided and keep to."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

from app.access.roles import Role
from app.charter.presets import FOLDER
from app.demo.rows import Row, moment
from app.demo.scene import At, Scene
from app.evidence import entries
from app.evidence.decoding.contents import Type
from app.evidence.rules import CONTENT_TYPE
from app.evidence.sorts import Sort
from app.evidence.store.chosen import store
from app.evidence.tables import File

MOST = 4  # of each in a county


@cache
def written(paper: str) -> bytes:
    return (FOLDER / "documents" / f"{paper}.pdf").read_bytes()


def paper(
    scene: Scene, what: str, name: str, day: date, at: At, *, public: bool, **of: Any
) -> None:
    """The first few are sent, by the office on that day. `of`: the subject by its column."""
    if len(scene.papers[what]) == MOST:
        return
    office, data = scene.people.accounts[Role.OFFICE, None], written(what)
    topic = of.pop("told_of", of.get("topic"))
    row = scene.rows.add(
        File,
        day,
        name=f"{name}.pdf",
        type=str(Type.PDF),
        size=len(data),
        state="ready",
        sha256=sha256(data).hexdigest(),
        account=office,
        uploaded_at=moment(day, 18),
        published_at=moment(day, 18) if public else None,
        published_by=office if public else None,
        **{"consultation": None, **of},
    )
    row["object"] = f"{scene.demo.code}{Sort.FILE.about.path}/demo{row['id']}"
    scene.papers[what].append(row)
    about = {"topic": topic, "consultation": row["consultation"], "actor": office, "day": day}
    scene.post(entries.added(Sort.FILE, row["id"], station=at.id, **about))


async def put_papers(papers: Mapping[str, list[Row]]) -> None:
    """Before the rows are written: what a row names is there."""
    for what, rows in papers.items():
        for row in rows:
            await store().put(row["object"], written(what), CONTENT_TYPE)
