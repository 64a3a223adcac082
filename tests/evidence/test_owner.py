"""One deployment deletes in a store: the one whose mark lies there. Another, whose database is a
copy, reads and adds.
"""

import ast
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.access.roles import Role
from app.config import settings
from app.dates import now
from app.db import DB, county_tx, current_realm
from app.evidence import erasing, jobs
from app.evidence.store import owner, sweep
from app.evidence.store.chosen import store
from app.evidence.store.directory import Directory
from app.evidence.store.owner import Deployment, address_of, bearer_of, standing, take_over, written
from app.evidence.tables import Photo
from app.preflight.findings import Verdict
from app.preflight.marks import of_mark
from tests import given
from tests.conftest import Browser
from tests.evidence import pictures, steps
from tests.evidence.conftest import Shop

pytestmark = pytest.mark.anyio
APP = Path(owner.__file__).parents[2]


@pytest.fixture
async def ours(pool: None) -> AsyncIterator[Deployment]:  # noqa: ARG001
    """The mark of these tests, which stands there again afterwards."""
    found = await standing()
    assert found.ours
    yield found.we
    await store().put(owner.MARK, written(found.we), "application/json")


async def bears(mark: Deployment) -> None:
    await store().put(owner.MARK, written(mark), "application/json")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def set_clock(**ahead: float) -> None:
        at = now() + timedelta(**ahead)
        monkeypatch.setattr(sweep, "now", lambda: at)

    return set_clock


async def erased(photo: int) -> None:
    """As the office chooses it for a person's wish."""
    async with county_tx():
        chosen: Any = {"sort": "photo", "id": photo, "called": "", "uploaded_at": now()}
        await erasing.erase([chosen], [f"photo-{photo}"])


OTHERS: dict[str, Any] = {
    "origin": "https://staging.example",
    "address": "10.0.0.9:5432",
    "database": "staging",
    "oid": 7,
    "cluster": "7000000000000000001",
}


@pytest.mark.parametrize("field", Deployment._fields)
async def test_a_copy_deletes_nothing_and_the_owner_does(
    client: Browser, ours: Deployment, later: Callable[..., None], field: str
) -> None:
    """Each thing alone tells a copy. Here rows say that bytes are to go in each way there is."""
    await given.signed_in(client, Role.OFFICE)
    station = await given.a_station()
    gone, removed, _stays = [await steps.shown(client, "station", station) for _ in range(3)]
    await client.post(f"/photos/{removed}/removal", data={"reason": "重复"})
    await steps.announced(client, "station", station, 100)  # never sent: its row goes with it
    part = settings.data / "objects" / str(current_realm.get()) / "half.part"
    part.touch()
    there = await steps.objects()
    assert len(there) == 6
    await bears(ours._replace(**{field: OTHERS[field]}))
    await erased(gone)
    assert await steps.work() == ["evidence.erase"]
    later(days=60)
    await sweep.sweep()
    await sweep.sweep()
    assert await steps.objects() == there
    assert part.exists()
    await bears(ours)
    await sweep.sweep()
    assert len(await steps.objects()) == 2
    async with county_tx(readonly=True):
        assert await Photo.count() == 3  # the row of what never came has gone


async def test_a_copy_adds_and_takes_no_bytes_place(client: Browser, ours: Deployment) -> None:
    """Its intake of what the original has taken in meanwhile leaves that one's pictures, and what
    was sent, as they are; what is sent to itself it shows.
    """
    await given.signed_in(client, Role.OFFICE)
    station = await given.a_station()
    photo = await steps.shown(client, "station", station)
    async with county_tx():
        (row,) = await Photo.select(Photo.object).where(Photo.id == photo)
        await Photo.update({Photo.state: "arrived"}).where(Photo.id == photo)
    key = f"{row['object']}-320.webp"
    await store().put(key, b"the original's", "image/webp")
    await store().put(row["object"], pictures.jpeg(), "image/jpeg")
    await bears(ours._replace(oid=7))
    await jobs.take_in(photo)
    assert await store().get(key) == b"the original's"
    assert await store().exists(row["object"])
    assert (await client.get(f"/photos/{photo}/state")).json()["state"] == "ready"
    broken = await steps.sent(client, "station", station, pictures.SVG)
    there = await steps.objects()
    assert await steps.work() == ["photo.intake"]
    assert (await client.get(f"/photos/{broken}/state")).json()["state"] == "refused"
    assert await steps.objects() == there


async def test_what_was_erased_goes_at_once_also_while_the_sweep_is_held(
    client: Browser, ours: Deployment, later: Callable[..., None]
) -> None:
    assert ours
    await given.signed_in(client, Role.OFFICE)
    station = await given.a_station()
    first, second, third = [await steps.shown(client, "station", station) for _ in range(3)]
    await sweep.sweep()
    later_on = f"{current_realm.get()}/photos/later-320.webp"
    await store().put(later_on, b"x", "image/webp")
    await sweep.sweep()
    await client.post(f"/photos/{third}/removal", data={"reason": "重复"})
    assert len(await steps.objects()) == 7
    await erased(first)
    assert await steps.work() == ["evidence.erase"]
    assert len(await steps.objects()) == 5
    await erased(second)  # its job is lost
    later(days=60)
    await sweep.sweep()
    there = await steps.objects()
    assert (len(there), later_on in there) == (3, True)  # what was merely removed waits


async def test_what_is_erased_while_it_is_taken_in_leaves_nothing(
    client: Browser, ours: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ours
    await given.signed_in(client, Role.OFFICE)
    photo = await steps.sent(client, "station", await given.a_station())
    real = store().put_new

    async def meanwhile(*values: Any) -> bool:
        await erased(photo)
        return await real(*values)

    monkeypatch.setattr(store(), "put_new", meanwhile)
    await jobs.take_in(photo)
    assert await steps.objects() == []


async def test_the_first_on_a_store_marks_it_and_the_next_takes_it_over(
    shop: Shop, ours: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.store.delete(owner.MARK)
    monkeypatch.setattr(owner, "store", lambda: shop.store)
    owner.looked_at.discard(shop.store)
    assert await standing() == (ours, ours)
    key = "123456/photos/one"
    await shop.store.put(key, b"x", "image/webp")

    def us(**other: Any) -> None:
        monkeypatch.setattr(owner, "settings", replace(settings, **other))

    us(base_url="https://new.example")
    found = await standing()
    assert (found.ours, found.told) == (False, str(ours))
    assert not await owner.delete([key])
    before = await shop.store.get(owner.MARK)
    said = await take_over(do=False)
    assert (len(said), said[-1].startswith("Nothing was changed")) == (3, True)
    assert str(ours) in said[1]
    assert await shop.store.get(owner.MARK) == before
    assert (await take_over(do=True))[-1].startswith("The store is this deployment's now")
    assert (await standing()).ours
    assert "nothing to take over" in (await take_over(do=True))[-1]
    us()  # the one before it
    assert not await owner.delete([key])
    assert await shop.store.exists(key)
    us(base_url="https://new.example")
    assert await owner.delete([key])
    assert not await shop.store.exists(key)


async def test_a_mark_that_is_lost_is_nobodys_until_a_start(
    ours: Deployment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = Directory(tmp_path, "secret")
    monkeypatch.setattr(owner, "store", lambda: folder)
    assert (await standing()).ours
    await folder.delete(owner.MARK)
    found = await standing()
    assert (found.ours, found.told) == (False, "—")
    owner.looked_at.discard(folder)
    assert (await standing()).bearer == ours
    await folder.put(owner.MARK, b"{", "application/json")
    assert (await standing()).bearer == owner.UNREADABLE


async def test_a_batch_costs_one_look(
    ours: Deployment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, looks = Directory(tmp_path, "secret"), 0
    monkeypatch.setattr(owner, "store", lambda: folder)
    assert await standing() == (ours, ours)
    real = folder.get

    async def get(key: str) -> bytes:
        nonlocal looks
        looks += 1
        return await real(key)

    monkeypatch.setattr(folder, "get", get)
    assert await owner.delete([f"1/photos/{n}" for n in range(501)])
    assert looks == 2
    assert await owner.delete([])
    assert looks == 2


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("postgresql://app_rw:secret@db:5433/shangliang", "db:5433"),
        ("postgresql://app_rw:secret@a:1,b:2/x?target_session_attrs=primary", "a:1,b:2"),
        ("postgresql://app_rw:secret@/x?host=/run/pg&port=5433", "/run/pg 5433"),
        ("postgresql:///x?service=north", "north"),
    ],
)
def test_the_databases_address_is_told_without_who_signs_in(url: str, address: str) -> None:
    assert address_of(url) == address


async def test_the_servers_own_number_is_read_by_the_programs_role(ours: Deployment) -> None:
    """It is in the server's files, not in a dump."""
    assert ours.cluster.isdecimal()
    assert len(ours.cluster) == 19
    pool: Any = DB.pool
    assert await pool.fetchval("SELECT session_user") == "app_rw"


async def test_the_doctor_says_it_and_the_program_starts(
    ours: Deployment, server: Any, database: str, tmp_path: Path
) -> None:
    url, folder = server.url(database, "app_rw"), Directory(tmp_path, "secret")

    async def said() -> tuple[Verdict, str]:
        (found,) = await of_mark(folder, url)
        return found.verdict, found.text

    assert (await said())[1].startswith("the store bears none")
    assert await bearer_of(folder) is None  # the doctor marks nothing
    await folder.put(owner.MARK, written(ours), "application/json")
    assert await said() == (Verdict.FINE, "the store is this deployment's")
    await folder.put(owner.MARK, written(ours._replace(database="other")), "application/json")
    verdict, text = await said()
    assert (verdict, "database other at" in text, "store take-over" in text) == (
        Verdict.HELD, True, True,
    )  # fmt: skip
    assert await of_mark(folder, "postgresql://app_rw@127.0.0.1:1/none") == []


def calls() -> Iterator[tuple[str, str, str]]:
    """→ file, receiver, method: of what may be a store."""
    for file in sorted(APP.rglob("*.py")):
        for each in ast.walk(ast.parse(file.read_text())):
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute):
                receiver = ast.unparse(each.func.value)
                if receiver in {"store()", "store", "where", "s3", "folder"}:
                    yield str(file.relative_to(APP)), receiver, each.func.attr


def test_whoever_deletes_or_replaces_asks_whose_the_store_is() -> None:
    """`put` takes the place of what is there, which is to delete it."""
    found = {
        (file, method)
        for file, _where, method in calls()
        if method in {"delete", "put", "sweep"} and not file.startswith("publishing/")
    }  # what is published lies elsewhere: app/publishing/places.py takes no bucket of photos
    assert found == {
        ("evidence/store/owner.py", "delete"),
        ("evidence/store/owner.py", "put"),
        ("evidence/store/sweep.py", "sweep"),
        ("preflight/objects.py", "delete"),
        ("preflight/objects.py", "put"),
        ("demo/documents.py", "put"),
        ("demo/pictures.py", "put"),
    }


def test_whoever_erases_for_a_person_has_the_bytes_go() -> None:
    """Each statement that sets `erased_on` is given to mark_erased, and to nothing else."""
    setting, used = set(), set()
    for file in sorted(APP.rglob("*.py")):
        tree = ast.parse(file.read_text())
        names = {
            target.id
            for each in tree.body
            if isinstance(each, ast.Assign | ast.AnnAssign) and each.value
            and any('"erased_on" = $' in text for text in strings(each.value))
            for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
            if isinstance(target, ast.Name)
        }  # fmt: skip
        setting |= {(file.name, name) for name in names}
        marked = {
            id(name)
            for each in ast.walk(tree)
            if isinstance(each, ast.Call) and ast.unparse(each.func) == "mark_erased"
            for name in ast.walk(each.args[1])
        }
        for each in ast.walk(tree):
            if isinstance(each, ast.Name) and each.id in names and isinstance(each.ctx, ast.Load):
                used.add((file.name, each.id))
                assert id(each) in marked, (file, each.lineno)
    assert setting == used
    assert len(setting) == 3


def strings(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
