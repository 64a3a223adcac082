"""Topics: matters to talk over. Anybody raises one; the county's rings lead it to an answer."""
