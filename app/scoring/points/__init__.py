"""How numbers become points: pure and exact."""
