"""What somebody has to know of a matter before they take a step in its way."""
