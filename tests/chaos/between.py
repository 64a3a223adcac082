"""A port that stands for what the program asks: it passes on, or it hangs, refuses, answers no."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

Way = Literal["passes", "hangs", "refuses", "forbids", "fails"]
SAYS = {"forbids": "403 Forbidden", "fails": "500 Internal Server Error"}
ERROR = "<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>"


class Between:
    """Bytes go through as they are: a signature holds for the address that was asked."""

    def __init__(self, port: int, to: int = 0) -> None:
        self.port, self.to = port, to
        self.way: Way = "passes" if to else "hangs"
        self.asked = 0
        self.loop = asyncio.new_event_loop()

    @contextmanager
    def standing(self) -> Iterator[None]:
        thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self.listen(), self.loop).result(30)
            yield
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            thread.join(30)

    async def listen(self) -> None:
        await asyncio.start_server(self.one, "127.0.0.1", self.port)

    async def one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        way = self.way
        with suppress(OSError, asyncio.IncompleteReadError):
            if way == "refuses":
                writer.transport.abort()
            elif way == "hangs":
                await reader.read()  # until whoever asks gives up
            elif way == "passes":
                await self.passed(reader, writer)
            else:
                await answered(reader, writer, SAYS[way])
        writer.close()

    async def passed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, there = await asyncio.open_connection("127.0.0.1", self.to)

        async def one_way(of: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                while piece := await of.read(2**16):
                    if self.way != "passes":  # kept open by whoever asks
                        break
                    to.write(piece)
                    await to.drain()
            to.close()
            writer.close()

        await asyncio.gather(one_way(reader, there), one_way(back, writer))


async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, says: str) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    _, _, length = head.partition("content-length: ")
    if length and "expect: 100-continue" not in head:
        await reader.readexactly(int(length.split()[0]))
    code = says.partition(" ")[2].replace(" ", "").replace("Forbidden", "AccessDenied")
    body = ERROR.format(code=code)
    lines = [f"HTTP/1.1 {says}", f"content-length: {len(body)}", "connection: close", "", body]
    writer.write("\r\n".join(lines).encode())
    await writer.drain()
