"""The comparison of a region's counties: pages.py first, dictionary.py says what is compared."""
