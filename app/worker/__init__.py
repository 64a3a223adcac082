"""The worker beside the server: `python -m app.worker` does jobs and scheduled work."""
