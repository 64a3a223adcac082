"""infra/: what the proxy and systemd allow fits what the program does. Each number is read where it
is in force.
"""

import re
from pathlib import Path

from app.config import from_environment
from app.evidence.rules import LARGEST_FILE
from app.main import in_regions, inside, outside
from app.processes.supervisor import pause_after
from app.serving import OUTLIVED, programs
from app.web.deadline import LONGEST, SILENT
from tests.chaos.house import RESTART

CADDY = Path("infra/Caddyfile").read_text()
UNIT = Path("infra/systemd/shangliang.service").read_text()
SIZES = {"MB": 10**6, "MiB": 2**20}  # as Caddy reads them
SETTINGS = {"DATABASE_URL": "-", "SECRET": "-"}


def of_caddy(name: str) -> str:
    """A directive's one word."""
    found: list[str] = re.findall(rf"^\t*{name} (\S+)$", CADDY, re.MULTILINE)
    (word,) = found
    return word


def seconds(text: str) -> float:
    number, unit = re.fullmatch(r"(\d+)(ms|s)", text).groups()  # type: ignore[union-attr]
    return int(number) / (1000 if unit == "ms" else 1)


def test_what_the_program_takes_the_proxy_takes() -> None:
    number, unit = re.fullmatch(r"(\d+)([A-Za-z]+)", of_caddy("max_size")).groups()  # type: ignore[union-attr]
    taken = {
        handler.resolve_request_max_body_size()
        for application in (inside, in_regions, outside)
        for route in application.routes
        for handler in getattr(route, "route_handlers", [])
    }
    assert {LARGEST_FILE, 128 * 2**20} <= taken
    assert int(number) * SIZES[unit] == max(taken)


def test_a_head_that_does_not_come_is_waited_for_as_long_here_as_there() -> None:
    assert seconds(of_caddy("read_header")) == SILENT
    command = programs(SETTINGS)[0].command
    assert f"--http1-header-read-timeout={SILENT * 1000:.0f}" in command


def test_the_proxy_ends_no_answer_and_no_slow_phone() -> None:
    """Its own limits on bodies and answers would end what the program waits for."""
    for name in ("read_body", "write", "response_header_timeout", "read_timeout", "write_timeout"):
        assert not re.search(rf"\b{name}\b", CADDY)


def test_it_asks_the_program_where_that_is_and_is_believed() -> None:
    settings = from_environment(SETTINGS)
    (at,) = re.findall(r"reverse_proxy (\S+) \{", CADDY)
    assert at == f"{settings.host}:{settings.port}"
    assert at.partition(":")[0] in settings.trusted_proxies


def test_it_waits_for_a_start_but_not_longer_than_anybody_may_wait() -> None:
    again = seconds(of_caddy("lb_try_duration"))
    assert 3 < again < LONGEST
    assert seconds(of_caddy("lb_try_interval")) < 1


def test_systemd_starts_it_again_before_its_workers_end() -> None:
    (pause,) = re.findall(r"^RestartSec=(\S+)$", UNIT, re.MULTILINE)
    assert seconds(pause) == RESTART
    assert pause_after(0) + RESTART < OUTLIVED
    assert "KillMode=process" in UNIT
    assert "ExecReload=/bin/kill -USR2 $MAINPID" in UNIT
