"""Choosing what there is: people, places and the like, looked for while one types their names."""
