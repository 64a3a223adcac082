"""Work after the commit: `@job` says what, `enqueue` asks for it, `app/worker` does it."""

from app.jobs.queue import enqueue, job

__all__ = ["enqueue", "job"]
