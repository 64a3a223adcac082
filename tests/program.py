"""The real program as a person starts it, with data and a port of its own."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from signal import SIGINT
from typing import Self

from tests.ports import free_port
from tests.processes import LONG, ended, launched

ROOT = Path(__file__).parent.parent


class Demo:
    """`python -m app demo`, until it is left. What it says goes to a file, for no reader waits."""

    def __init__(self, data: Path, port: int, counties: str = "", **more: str) -> None:
        self.data, self.port = data, port
        self.base = f"http://127.0.0.1:{port}"
        mine = {"DATA": str(data), "PORT": str(port), "DEMO_COUNTIES": counties}
        kept = {name: text for name, text in os.environ.items() if name != "BASE_URL"}
        data.parent.mkdir(parents=True, exist_ok=True)
        self.log = data.parent / f"said-{token_hex(4)}"
        with self.log.open("wb") as log:
            self.process = launched(
                [sys.executable, "-m", "app", "demo"],
                cwd=ROOT,
                env=kept | mine | more,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, text: str, seconds: float = 2 * LONG) -> str:
        """→ all it said until then."""
        give_up = time.monotonic() + seconds
        while text not in self.said:
            ended = self.process.poll() is not None and text not in self.said
            assert not ended, f"It ended without saying {text!r}:\n{self.said}"
            assert time.monotonic() < give_up, f"It never said {text!r}:\n{self.said}"
            time.sleep(0.1)
        return self.said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        self.stop()

    def stop(self) -> None:
        ended(self.process, SIGINT)


@contextmanager
def demo(data: Path, counties: str = "") -> Iterator[Demo]:
    with Demo(data, free_port(), counties) as program:
        program.wait_for("Up after")
        yield program
