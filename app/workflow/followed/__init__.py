"""Following a matter by its code, without an account."""
