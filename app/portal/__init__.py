"""The portal: a county's public front page, and everybody's own desk."""
