"""Access: sessions, roles and permissions. The pages for signing in are app/accounts/."""
