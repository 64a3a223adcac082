"""What processes beside the server write: what fails on and on is a line, not one each time."""

import logging

from app.away import Once, complaints


def log_once() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(Once(complaints))
