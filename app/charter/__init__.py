"""The charter: everything a county configures, typed, checked as a whole, stored as versions."""
