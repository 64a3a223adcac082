"""Every module that has a `@job`, so that the worker knows all of them."""

from app.evidence import jobs as evidence

__all__ = ["evidence"]
