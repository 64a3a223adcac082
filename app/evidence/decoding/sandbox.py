"""A sandbox process for what strangers' bytes are decoded in, with little memory and time; it may
crash alone.
"""

import asyncio
import resource
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import cache
from multiprocessing import get_context
from time import process_time
from typing import TypeVar

from app.db import current_realm
from app.jobs.turns import AT_ONCE
from app.processes.parent_death import die_with_parent
from app.refusal import Refused
from app.shares import Shares

# Measured: 930 MB for a progressive JPEG of 108 megapixels in four inks (720 in three colours), 860
# for a WEBP of 50, 550 for a PNG of 50 in sixteen bits, 380 for a HEIC of 50.
MEMORY = 1536 * 2**20
SECONDS = 30  # of the processor, for one photo or file
SANDBOXES = 2  # the second starts when two counties' photos come at once

T = TypeVar("T")


class Sandbox:
    """One at a time, so that when the process dies it is known whose fault it was."""

    def __init__(self) -> None:
        self.pool = self.new_pool()
        self.lock = asyncio.Lock()

    def new_pool(self) -> ProcessPoolExecutor:
        context = get_context("spawn")  # a fork would take the database's connections along
        return ProcessPoolExecutor(1, context, initializer=limit, max_tasks_per_child=200)

    async def run(self, work: Callable[[bytes], T], data: bytes, *, broken: str) -> T:
        """`broken`: what is said of bytes at which the process dies twice. Once may be somebody
        else's doing, and a photo that was confirmed is not lost for that.
        """
        async with self.lock:
            with suppress(BrokenProcessPool):
                return await self.once(work, data)
            try:
                return await self.once(work, data)
            except BrokenProcessPool:
                raise Refused(broken) from None

    async def once(self, work: Callable[[bytes], T], data: bytes) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self.pool, within_time, work, data)
        except BrokenProcessPool:
            self.pool.shutdown(wait=False)
            self.pool = self.new_pool()
            raise


class Workshop:
    """Several sandboxes, of which a county has no more than one at a time: its largest pictures
    keep nobody else waiting.
    """

    def __init__(self) -> None:
        self.free = [Sandbox() for _each in range(SANDBOXES)]
        self.room = asyncio.Semaphore(SANDBOXES)
        self.shares = Shares(1, waiting=AT_ONCE)

    async def run(self, work: Callable[[bytes], T], data: bytes, *, broken: str) -> T:
        async with self.shares.share(current_realm.get() or 0), self.room:
            one = self.free.pop()  # the one that was used last: its process is there already
            try:
                return await one.run(work, data, broken=broken)
            finally:
                self.free.append(one)


@cache
def workshop() -> Workshop:
    return Workshop()


def limit() -> None:
    """Who asks the worker's whole group to end lets it finish its jobs, and this process's part."""
    die_with_parent(signal.SIGKILL)
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def within_time(work: Callable[[bytes], T], data: bytes) -> T:
    """The kernel ends the process at the limit; no decoder can put that off."""
    until = int(process_time()) + SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
    return work(data)
