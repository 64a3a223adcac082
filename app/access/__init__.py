"""Access: who is asking (sessions), and what they may do (roles, permissions). The pages for signing in are app/accounts/."""
