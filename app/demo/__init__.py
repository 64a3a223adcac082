"""Demo records: five counties as the articles report them, plainly marked as a demonstration."""
