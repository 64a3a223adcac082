"""Where bytes lie: a bucket or a folder, what is swept there, and how both sides are reconciled."""
