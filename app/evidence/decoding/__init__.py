"""What bytes are: decoded in a sandbox, known by what stands in them and never by their name."""
