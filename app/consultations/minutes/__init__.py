"""What is written down of a sitting: one text, or under the heads that the county's rules name."""
