"""Every module that has a `@job`, so that the worker knows all of them."""
