"""Access: who is asking, and what they may do. The pages for signing in are app/accounts/."""
