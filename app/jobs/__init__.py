"""Work after the commit: `@job` says what, `enqueue` asks for it, `python -m app.jobs` does it."""

from app.jobs.queue import enqueue, job

__all__ = ["enqueue", "job"]
