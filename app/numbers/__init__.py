"""Numbers: the public figures of a county, each opening into its records."""
