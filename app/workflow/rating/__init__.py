"""Rating a matter, and taking the rating back."""
