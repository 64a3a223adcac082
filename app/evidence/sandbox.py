"""A sandbox process for decoding photos, with little memory and time; it may crash alone."""

import asyncio
import resource
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context
from time import process_time

from app.evidence.intake import Picture, take_in
from app.evidence.rules import BROKEN
from app.processes.parent_death import die_with_parent
from app.refusal import Refused

# Measured: 780 MB for a progressive JPEG of 108 megapixels, 380 for a HEIC of 50.
MEMORY = 1536 * 2**20
SECONDS = 30  # of the processor, for one photo


class Sandbox:
    """One photo at a time, so that when the process dies it is known whose fault it was."""

    def __init__(self) -> None:
        self.pool = self.new_pool()
        self.lock = asyncio.Lock()

    def new_pool(self) -> ProcessPoolExecutor:
        context = get_context("spawn")  # a fork would take the database's connections along
        return ProcessPoolExecutor(1, context, initializer=limit, max_tasks_per_child=200)

    async def take_in(self, data: bytes) -> Picture:
        async with self.lock:
            loop = asyncio.get_running_loop()
            try:
                return await loop.run_in_executor(self.pool, within_time, data)
            except BrokenProcessPool:
                self.pool.shutdown(wait=False)
                self.pool = self.new_pool()
                raise Refused(BROKEN) from None


@cache
def sandbox() -> Sandbox:
    return Sandbox()


def limit() -> None:
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def within_time(data: bytes) -> Picture:
    """The kernel ends the process at the limit; no decoder can put that off."""
    until = int(process_time()) + SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
    return take_in(data)
