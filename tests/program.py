"""The real program as a person starts it, with data and a port of its own."""

import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Demo:
    """`python -m app demo`; `said` is what it has printed so far."""

    def __init__(self, data: Path, port: int, counties: str = "", **more: str) -> None:
        self.data, self.port, self.said = data, port, ""
        self.base = f"http://127.0.0.1:{port}"
        mine = {"DATA": str(data), "PORT": str(port), "DEMO_COUNTIES": counties}
        kept = {name: text for name, text in os.environ.items() if name != "BASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "demo"],
            cwd=ROOT,
            env=kept | mine | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_for(self, text: str, seconds: float = 300) -> str:
        """→ all it said until then."""
        assert self.process.stdout
        give_up = time.monotonic() + seconds
        while text not in self.said:
            ready, _, _ = select.select([self.process.stdout], [], [], 0.5)
            read = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            self.said += read.decode()
            over = ready and not read
            assert not over, f"It ended without saying {text!r}:\n{self.said}"
            assert time.monotonic() < give_up, f"It never said {text!r}:\n{self.said}"
        return self.said

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(SIGINT)
        self.process.communicate(timeout=60)


@contextmanager
def demo(data: Path, counties: str = "") -> Iterator[Demo]:
    program = Demo(data, free_port(), counties)
    try:
        program.wait_for("Up after")
        yield program
    finally:
        program.stop()
