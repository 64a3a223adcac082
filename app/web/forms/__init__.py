"""A form: its token, its fields as they were typed, and what becomes of it when it is refused."""
