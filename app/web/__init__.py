"""What every page stands on: the request, its answer, and what holds for all of them."""
