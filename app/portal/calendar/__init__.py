"""What is planned and what was done, by days: for people of the county."""
