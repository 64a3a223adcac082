"""Drafting: the county's office reads, drafts, tries, signs and publishes its charter."""
