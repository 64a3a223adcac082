"""Jobs by turns: behind ten thousand of one county another's first comes next.

Each job is given its place when it is asked for: at the head of the queue, or right behind the last
of its own county. So the order is fair as it lies in the index, however many counties there are.
And no county has more than its SHARE of a worker's hands, so that jobs that hang stop no others.
"""

AT_ONCE, SHARE = 6, 2  # jobs that a worker does at a time, and a county's among them
HEAD = 100  # of the queue: at its head stands a job of each county, but for those of SHARE

# Places fall, as pgqueuer takes the highest first; in an empty queue they begin anew.
PLACE = """
    SELECT least(
        coalesce((SELECT max(priority) FROM jobs.pgqueuer
                  WHERE status = 'queued' AND execute_after <= now()), 0),
        (SELECT min(priority) - 1 FROM jobs.pgqueuer WHERE status = 'queued' AND county = $1))
"""

TAKEN = f"""
    WITH mine AS (
        SELECT coalesce(county, 0) AS county, count(*) AS n FROM jobs.pgqueuer
        WHERE status = 'picked' AND queue_manager_id = $3 GROUP BY 1
    ), room AS (
        SELECT greatest(least($1, $5 - coalesce(sum(n), 0)), 0)::bigint AS n FROM mine
    ), head AS (
        SELECT id, priority, coalesce(county, 0) AS county FROM jobs.pgqueuer
        WHERE status = 'queued' AND execute_after < now() AND entrypoint = ANY($2::text[])
        ORDER BY priority DESC, id LIMIT {HEAD}
    ), ranked AS (
        SELECT id, priority, coalesce(mine.n, 0) + row_number() OVER (
            PARTITION BY head.county ORDER BY priority DESC, id) AS nth
        FROM head LEFT JOIN mine ON mine.county = head.county
    ), stale AS (
        SELECT id, priority FROM jobs.pgqueuer
        WHERE status = 'picked' AND entrypoint = ANY($2::text[])
          AND heartbeat < now() - $4::interval AND execute_after < now()
        ORDER BY priority DESC, id LIMIT $1 FOR UPDATE SKIP LOCKED
    ), fresh AS (
        SELECT job.id, job.priority FROM jobs.pgqueuer AS job
        WHERE job.status = 'queued' AND job.id IN (
            SELECT id FROM ranked WHERE nth <= {SHARE} ORDER BY priority DESC, id
            LIMIT (SELECT n FROM room))
        FOR UPDATE SKIP LOCKED
    ), chosen AS (
        SELECT id FROM (SELECT * FROM fresh UNION ALL SELECT * FROM stale) AS both_
        ORDER BY priority DESC, id LIMIT (SELECT n FROM room)
    ), claimed AS (
        UPDATE jobs.pgqueuer SET status = 'picked', updated = now(), heartbeat = now(),
            queue_manager_id = $3
        WHERE id IN (SELECT id FROM chosen) RETURNING *
    ), noted AS (
        INSERT INTO jobs.pgqueuer_log (job_id, status, entrypoint, priority)
        SELECT id, status, entrypoint, priority FROM claimed
    )
    SELECT * FROM claimed ORDER BY priority DESC, id
"""  # noqa: S608  (of this file's own numbers)
