"""`make chaos`: the program's real parts, and what happens to them."""
