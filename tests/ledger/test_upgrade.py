"""A county that was at work before its scores were counted by months."""

from typing import Any

import asyncpg
import pytest

from app.migrate import migrate, scripts
from app.processes.postgres import Server

pytestmark = pytest.mark.anyio
BEFORE = "0014_tally.sql"
RECORDS = """
    INSERT INTO county VALUES (330421, 'jiashan', '嘉善县', now());
    INSERT INTO station (county, id, kind, level, name, division, lineage, opened_on, code)
        VALUES (330421, 1, 'a', 'village', '站', '330421100', '{1}', '2021-01-01', 'S1');
    INSERT INTO ledger (county, kind, happened_on, station)
        VALUES (330421, 'consultation.filed', '2025-05-06', 1),
               (330421, 'consultation.filed', '2025-05-07', 1),
               (330421, 'consultation.filed', '2025-06-01', 1);
    INSERT INTO charter (county, id, number, effective_on, author, note, document)
        VALUES (330421, 1, 1, '2020-01-01', '', '', '');
    INSERT INTO department (county, id, name) VALUES (330421, 1, '住建局');
    INSERT INTO topic (county, id, station, charter, title, story, category, origin, raiser_name,
                       follow_code, raised_on, stage, ring, ring_since, held_by)
        VALUES (330421, 1, 1, 1, '路灯', '', 'hard', 'citizen', '', 'F1', '2025-05-01', 'closed', 0,
                '2025-05-01', '{}');
    INSERT INTO commitment (county, id, topic, department, task, due_on, done_on)
        VALUES (330421, 1, 1, 1, '早', '2025-06-10', '2025-06-03'),
               (330421, 2, 1, 1, '晚', '2025-06-10', '2025-06-20'),
               (330421, 3, 1, 1, '没有', '2025-06-10', NULL);
    INSERT INTO ledger (county, id, kind, happened_on, station, topic, commitment, quantity,
                        reverses)
        VALUES (330421, 11, 'commitment.done', '2025-06-03', 1, 1, 1, 1, NULL),
               (330421, 12, 'commitment.done', '2025-06-20', 1, 1, 2, 1, NULL),
               (330421, 13, 'commitment.done', '2025-06-01', 1, 1, 3, 1, NULL),
               (330421, 14, 'commitment.done', '2025-06-02', 1, 1, 3, -1, 13);
"""


async def test_what_was_recorded_before_is_counted_too(server: Server, database: str) -> None:
    assert database
    admin: Any = await asyncpg.connect(server.url("postgres"))
    await admin.execute("CREATE DATABASE upgraded OWNER app_owner")
    await admin.close()
    owner: Any = await asyncpg.connect(server.url("upgraded", "app_owner"))
    await owner.execute(
        "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL)"
    )
    for name, script in scripts():
        if name < BEFORE:
            await owner.execute(script)
            await owner.execute("INSERT INTO migration VALUES ($1, now())", name)
    await owner.close()
    superuser: Any = await asyncpg.connect(server.url("upgraded"))
    await superuser.execute(RECORDS)
    await superuser.execute("DELETE FROM dirty")
    await migrate(server.url("upgraded", "app_owner"))
    wet = await superuser.fetch("SELECT DISTINCT month::text FROM dirty ORDER BY 1")
    assert [each["month"] for each in wet] == ["2025-05-01", "2025-06-01"]
    forced = await superuser.fetchval(
        "SELECT bool_and(relforcerowsecurity) FROM pg_class"
        " WHERE relname IN ('ledger', 'dirty', 'commitment')"
    )
    assert forced
    due = await superuser.fetch(
        "SELECT commitment, happened_on::text AS day FROM ledger WHERE kind = 'commitment.due'"
        " ORDER BY 1"
    )
    assert [tuple(each) for each in due] == [(1, "2025-06-03"), (2, "2025-06-10")]
    await superuser.close()
