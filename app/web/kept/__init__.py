"""What was made for one reader and is handed to the next."""
