"""The worker beside the server: `python -m app.worker` does the queue's jobs and keeps house."""
