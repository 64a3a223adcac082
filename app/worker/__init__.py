"""The worker beside the server: `python -m app.worker` does the queue's jobs, and what is due again and again."""
