"""Evidence: photos, from a phone's camera roll to the public page, and the store they lie in."""
