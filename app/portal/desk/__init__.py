"""My desk, a dashboard: what waits for me, and what I wait for."""
