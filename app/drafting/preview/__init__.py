"""How the county would look under a draft, and what the draft would break."""
