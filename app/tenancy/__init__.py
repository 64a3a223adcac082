"""Tenants: which county or office a request is for, and how a county's tables are held to it."""
