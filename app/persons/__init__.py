"""The rights of persons over what is kept about them, and how long it is kept (SECURITY.md)."""
