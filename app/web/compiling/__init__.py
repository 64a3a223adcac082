"""From a template to the code that writes it."""
