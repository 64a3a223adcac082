"""The same figures as JSON, for a region's own systems."""
